//! The DIMACS reader, for files as they are found in the wild.
//!
//! Read as their users expect: `c` lines anywhere and of any length; clauses over several lines or several on one; tabs,
//! CRLF, a byte-order mark, padded headers; no final newline; a line that starts with `%` ends the formula (SATLIB). The text
//! is bytes and need not be UTF-8. Archives of gzip, bzip2, xz and zstd are recognised by content, several in a row included; a
//! truncated one is an error.
//!
//! A file that means something else (QDIMACS, WCNF, XOR clauses, `p sat`) is an error that names the format.
//!
//! What is doubtful but has one sensible reading is a [`Warning`], and under [`Strictness::Strict`] an error.
//!
//! Memory follows the literals read, never a number in the file: see [`variable_limit`].

mod archive;
mod error;
mod layout;
mod lint;
mod oddity;
mod reader;
mod warnings;

pub use super::scanner::Position;
pub use error::{DimacsError, Format, Warning, WarningKind};
pub use lint::{Lint, lint};
pub use oddity::{MOST_PLACES, Oddity, OddityKind};

use super::Cnf;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Whether a doubtful file is read with a warning or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Strictness {
    /// Doubtful places are warnings.
    #[default]
    Lenient,
    /// Doubtful places are errors.
    Strict,
}

/// A formula as it was read, and what was doubtful about its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimacs {
    /// The formula: its variables are the larger of the header and the use.
    pub formula: Cnf,
    /// What was doubtful, in the order of the file; one warning a kind.
    pub warnings: Vec<Warning>,
}

/// The largest variable that a file of `literals` literals may use or declare: `2^20`, or 16 for each literal where that is
/// more.
///
/// A network has an input for every variable, so a file of one line must not be able to ask for two billion.
pub fn variable_limit(literals: usize) -> u64 {
    (literals as u64).saturating_mul(16).max(1 << 20)
}

/// Reads a formula from a file, compressed or not.
///
/// # Errors
/// Those of [`read`], and [`DimacsError::Io`] where the file cannot be opened.
pub fn read_file(path: &Path, strictness: Strictness) -> Result<Dimacs, DimacsError> {
    read(File::open(path)?, strictness)
}

/// Reads a formula from bytes, compressed or not. They need no buffering.
///
/// ```
/// use unrelu_reductions::cnf::dimacs::{Strictness, read};
///
/// let dimacs = read(&b"c two clauses\np cnf 3 2\n1 -2 0\n2 3\n0\n"[..], Strictness::Strict).unwrap();
/// assert_eq!((dimacs.formula.variables(), dimacs.formula.clause_count()), (3, 2));
/// let error = read(&b"p cnf 3 1\n1 x 0\n"[..], Strictness::Lenient).unwrap_err();
/// assert_eq!(error.to_string(), "line 2, column 3: expected a literal or 0, found `x`");
/// ```
///
/// # Errors
/// [`DimacsError`], with the line and the column where the text is at fault.
pub fn read(reader: impl Read, strictness: Strictness) -> Result<Dimacs, DimacsError> {
    let watch = warnings::Warnings::new(strictness);
    let (formula, warnings) = reader::Reader::new(archive::open(reader)?, watch).read()?;
    Ok(Dimacs { formula, warnings: warnings.list })
}

#[cfg(test)]
mod tests;
