//! The forms of networks that are recognised.

use super::unit::Range;
use crate::reduction::{Domain, ReductionKind};
use std::fmt;
use unrelu_inverter::network::{Activation, Network};

/// A form of networks from formulas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Form {
    /// A reduction of ours, plain or in disguise.
    Reduction(ReductionKind),
    /// A hidden row a clause over `[0, 1]^k`, as the benchmark `sat_relu` of VNN-COMP has it; the proof is in
    /// [`sat_relu`](super::sat_relu).
    SatRelu,
}

/// Where the latent codes are for which a lifted formula is equivalent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codes {
    /// `{-1, 1}^k`.
    Signs,
    /// `R^k`.
    Reals,
    /// `[0, 1]^k`.
    UnitBox,
}

impl Form {
    /// Those that have as many layers and outputs as `network`.
    pub(super) fn of_shape(network: &Network) -> Vec<Self> {
        let (inputs, outputs) = (network.inputs(), network.outputs());
        let fits = |form: &Self| match form {
            Self::Reduction(kind) => {
                let widths = kind.widths(inputs, 0);
                widths.len() == network.layers().len() + 1 && widths.last() == Some(&outputs)
            }
            Self::SatRelu => network.layers().len() == 2 && outputs == 2,
        };
        ReductionKind::ALL.map(Self::Reduction).into_iter().chain([Self::SatRelu]).filter(fits).collect()
    }

    /// Where the latent codes are.
    pub fn codes(self) -> Codes {
        match self {
            Self::Reduction(kind) => kind.domain().into(),
            Self::SatRelu => Codes::UnitBox,
        }
    }

    /// The reduction whose sign vectors are the latent codes, after a change of coordinates.
    pub(super) fn kind(self) -> ReductionKind {
        match self {
            Self::Reduction(kind) => kind,
            Self::SatRelu => ReductionKind::Theorem1,
        }
    }

    /// What the plain network gives where `unsatisfied` of the clauses over `k` variables are false.
    pub(super) fn observation(self, k: usize, unsatisfied: u32) -> Vec<f64> {
        match self {
            Self::Reduction(kind) => kind.observation(k, unsatisfied).to_vec(),
            Self::SatRelu => vec![1.0 - f64::from(unsatisfied), 0.0],
        }
    }

    /// Which output of the plain network sums the clauses over `k` variables.
    pub(super) fn sum_output(self, k: usize) -> usize {
        if self == Self::Reduction(ReductionKind::TwoLayerVector) { k } else { 0 }
    }

    /// Whether the last layer may have this activation. What the reductions sum is never negative, so for them ReLU and the
    /// identity are the same.
    pub(super) fn may_end_in(self, activation: Activation) -> bool {
        match activation {
            Activation::Identity => true,
            Activation::Relu => self != Self::SatRelu,
            Activation::LeakyRelu(_) => false,
        }
    }
}

impl From<Domain> for Codes {
    fn from(domain: Domain) -> Self {
        match domain {
            Domain::Signs => Self::Signs,
            Domain::Reals => Self::Reals,
        }
    }
}

impl From<Codes> for Range {
    fn from(codes: Codes) -> Self {
        match codes {
            Codes::Signs => Self::Signs,
            Codes::Reals => Self::Reals,
            Codes::UnitBox => Self::UnitBox,
        }
    }
}

impl fmt::Display for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signs => "signs",
            Self::Reals => "reals",
            Self::UnitBox => "unit-box",
        })
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reduction(kind) => kind.fmt(f),
            Self::SatRelu => f.write_str("sat-relu"),
        }
    }
}
