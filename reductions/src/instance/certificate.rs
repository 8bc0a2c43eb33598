//! What shows the answer of an instance to anyone who trusts no solver.

use super::SaveError;
use crate::solve::{Refutation, Verdict};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io::Write;
use std::path::Path;
use unrelu_inverter::file::{write_matrix, write_new};
use unrelu_inverter::ndarray::{Array1, Axis};

/// The answer of an instance, as verifiers say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// There is a preimage.
    Sat,
    /// There is none.
    Unsat,
    /// Nobody asked, or the solver gave up.
    Unknown,
}

/// What shows an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Certificate {
    /// A preimage.
    Witness(Array1<f64>),
    /// A DRAT proof of what the instance asks ([`crate::count::question`]).
    Proof(Vec<u8>),
}

impl Certificate {
    /// What a verdict leaves to check in a bundle; nothing where it is open, or came by trying every assignment, by a proof about
    /// the network or without one.
    pub fn of(verdict: &Verdict) -> Option<Self> {
        match verdict {
            Verdict::Satisfiable(witness) => Some(Self::Witness(witness.latent().clone())),
            Verdict::Unsatisfiable(Refutation::Proof(proof)) => Some(Self::Proof(proof.clone())),
            Verdict::Unsatisfiable(_) | Verdict::Undecided(_) => None,
        }
    }

    /// What it shows.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Witness(_) => Answer::Sat,
            Self::Proof(_) => Answer::Unsat,
        }
    }

    /// Name of its file within the directory of an instance.
    pub fn file_name(&self) -> &'static str {
        match self {
            Self::Witness(_) => "witness.npy",
            Self::Proof(_) => "proof.drat",
        }
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), SaveError> {
        Ok(match self {
            Self::Witness(latent) => write_matrix(path, &latent.clone().insert_axis(Axis(0)), ""),
            Self::Proof(proof) => write_new(path, |file| Ok(file.write_all(proof)?)),
        }?)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sat => "sat",
            Self::Unsat => "unsat",
            Self::Unknown => "unknown",
        })
    }
}
