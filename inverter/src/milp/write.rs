//! The files of a program.

use super::{MilpError, Model, lp, mps};
use crate::certificate::Problem;
use crate::file::{self, FileError, write_new};
use crate::limits::Limits;
use std::io::{self, Write};
use std::path::Path;

/// A format that solvers of mixed-integer programs read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// MPS, every name of 8 characters: in fixed columns where every number fits, and otherwise free.
    Mps,
    /// The LP format of CPLEX.
    Lp,
}

impl Format {
    /// The format that the ending of a name stands for.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "mps" => Some(Self::Mps),
            "lp" => Some(Self::Lp),
            _ => None,
        }
    }

    /// Writes a program; `made_by` stands in a comment.
    ///
    /// # Errors
    /// Those of the target, and more rows or columns than MPS has names for.
    pub fn write(self, model: &Model, made_by: &str, target: &mut impl Write) -> io::Result<()> {
        let made_by = made_by.replace(['\n', '\r'], " ");
        match self {
            Self::Mps => mps::write(model, &made_by, target),
            Self::Lp => lp::write(model, &made_by, target),
        }
    }
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// It cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// There is no program.
    #[error(transparent)]
    Milp(#[from] MilpError),
}

/// Writes the program of a problem, whose solutions begin with the latent code, as `.mps` or `.lp`, as the name ends.
///
/// # Errors
/// [`WriteError`]: another ending, a file that exists, what the operating system reports, no bounds, or a limit.
pub fn write(problem: &Problem, made_by: &str, path: &Path, limits: &Limits) -> Result<(), WriteError> {
    let ending = || file::Problem::Ending { expected: ".mps or .lp" }.at(path);
    let format = Format::of(path).ok_or_else(ending)?;
    let model = Model::new(problem, &limits.start())?;
    Ok(write_new(path, |file| Ok(format.write(&model, made_by, file)?))?)
}
