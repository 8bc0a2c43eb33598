//! The files that other solvers read. What 32-bit floats cannot hold exactly is refused, never rounded.
//!
//! | format | what stands in it | latent codes |
//! |---|---|---|
//! | [`Format::Mps`], [`Format::Lp`] | a mixed-integer program of the network, feasible exactly where there is a preimage | all |
//! | [`Format::Opb`] | the formula as pseudo-Boolean constraints | all, not in disguise |
//! | [`Format::Onnx`] | the network alone, `X` to `Y`, for a network verifier; the question stands beside it | all |
//! | [`Format::Vnnlib1`], [`Format::Vnnlib2`] | the question to a network verifier | reals; signs up to [`vnnlib::MOST_POINTS`] inputs |
//!
//! *A box is enough.* Real latent codes are looked for in `[-1, 1]^k`, where verifiers and solvers need bounds. `theorem-2` has
//! `G(z) = G(clip z)`, since its first two layers clip. A preimage under `two-layer-vector` has `|z_i| = 1`. Under `two-layer`
//! the question is put as `f <= t`, which the signs of every `z` with `f(z) = t` answer too (`f(sign z) <= f(z)`), and `f = t`
//! has a solution wherever `f <= t` has. In a disguise the box is the one that holds the image of `[-1, 1]^k`; it holds other
//! codes too, but those that meet the specification decode just as well.
//!
//! *Specifications.* [`Spec::Exact`] asks for the observation; [`Spec::Gap`] tolerates less than the robust gap
//! ([`crate::reduction::Gap`]), which is equivalent and leaves room for rounding.

mod milp;
mod opb;
mod spec;
pub mod vnnlib;

pub use milp::program;
pub use spec::Spec;

use crate::Instance;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::Path;
use unrelu_inverter::file::{FileError, Problem, write_network, write_new};
use unrelu_inverter::milp::{Format as Program, MilpError};

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Mixed-integer program in fixed columns, every name of 8 characters.
    Mps,
    /// The same program in the LP format.
    Lp,
    /// Pseudo-Boolean constraints.
    Opb,
    /// The network in ONNX; it asks for nothing.
    Onnx,
    /// VNN-LIB 1.0.
    Vnnlib1,
    /// VNN-LIB 2.0.
    Vnnlib2,
}

/// A file for another solver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Export {
    /// Its kind.
    pub format: Format,
    /// What it asks for.
    pub spec: Spec,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// It cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It cannot be written where it should be, or the network not in its format.
    #[error(transparent)]
    File(#[from] FileError),
    /// A number that is no 32-bit float.
    #[error("{0} is not exact in 32 bits: whole numbers must be below 2^24")]
    NotExact(f64),
    /// There is no program.
    #[error(transparent)]
    Milp(#[from] MilpError),
    /// Tolerances say nothing about a given number of false clauses.
    #[error("a gap is only known where no clause may be false; {0} are asked for: use --spec exact")]
    NoGap(u32),
    /// Sign vectors are no box.
    #[error("latent codes of -1 and +1 are no box, and {0} of them make more than 2^12 points: use mps, lp or opb")]
    Points(usize),
    /// The formula would undo the disguise.
    #[error("opb states the formula itself, which a disguise is to hide")]
    Disguised,
}

impl Export {
    /// Name of its file within the directory of an instance.
    pub fn file_name(self) -> &'static str {
        match self.format {
            Format::Mps => "network.mps",
            Format::Lp => "network.lp",
            Format::Opb => "formula.opb",
            Format::Onnx => "network.onnx",
            Format::Vnnlib1 => "network.vnnlib",
            Format::Vnnlib2 => "network.v2.vnnlib",
        }
    }

    /// Makes the file at `path`, which must not exist. `made_by` stands in a comment.
    ///
    /// # Errors
    /// [`ExportError`].
    pub fn save(self, instance: &Instance, made_by: &str, path: &Path) -> Result<(), ExportError> {
        if self.format == Format::Onnx {
            check_exact(instance)?;
            return Ok(write_network(path, instance.network(), made_by).map(drop)?);
        }
        let made_by = made_by.replace(['\n', '\r'], " ");
        let mut refused = None;
        let written = write_new(path, |file| {
            self.write(instance, &made_by, file).map_err(|error| match error {
                ExportError::Io(error) => Problem::Io(error),
                error => Problem::Unwritable(refused.insert(error).to_string()),
            })
        });
        refused.map_or_else(|| Ok(written?), Err)
    }

    fn write(self, instance: &Instance, made_by: &str, target: &mut impl Write) -> Result<(), ExportError> {
        check_exact(instance)?;
        match self.format {
            Format::Mps => Ok(Program::Mps.write(&program(instance, self.spec)?, made_by, target)?),
            Format::Lp => Ok(Program::Lp.write(&program(instance, self.spec)?, made_by, target)?),
            Format::Opb => opb::write(instance, made_by, target),
            Format::Vnnlib1 | Format::Vnnlib2 => vnnlib::write(instance, self, made_by, target),
            Format::Onnx => unreachable!("a network is no text"),
        }
    }
}

/// Whether 32-bit floats hold every weight, bias and entry of the observation.
///
/// # Errors
/// [`ExportError::NotExact`].
pub fn check_exact(instance: &Instance) -> Result<(), ExportError> {
    for layer in instance.network().layers() {
        layer.bias().iter().try_for_each(|&bias| exact(bias).map(drop))?;
        let mut wrong = None;
        for row in 0..layer.outputs() {
            layer.weights().for_each_in_row(row, |_, weight| wrong = wrong.or(exact(weight).err().map(|_| weight)));
        }
        wrong.map_or(Ok(()), |weight| Err(ExportError::NotExact(weight)))?;
    }
    instance.observation().iter().try_for_each(|&output| exact(output).map(drop))
}

/// The number, if it is a 32-bit float below `2^24` in size.
#[expect(clippy::cast_possible_truncation, clippy::float_cmp, reason = "the question is whether anything is lost")]
fn exact(value: f64) -> Result<f64, ExportError> {
    let kept = f64::from(value as f32) == value && value.abs() < 16_777_216.0;
    if kept { Ok(value) } else { Err(ExportError::NotExact(value)) }
}

#[cfg(test)]
mod tests;
