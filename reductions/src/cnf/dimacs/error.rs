//! What can be wrong or doubtful about a file.

use super::archive::Damage;
use super::{Position, variable_limit};
use std::{fmt, io};

/// Formats that are recognised and refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Quantified formulas.
    Qdimacs,
    /// Weighted clauses, old (`p wcnf`) or new (`h` lines).
    Wcnf,
    /// XOR clauses (`x` lines), an extension of `CryptoMiniSat`.
    Xor,
    /// The DIMACS format for formulas that are not clauses (`p sat`).
    Sat,
    /// UTF-16 text.
    Utf16,
    /// An `lz4` archive.
    Lz4,
    /// An `lzma` archive.
    Lzma,
    /// An archive of Unix `compress`.
    Compress,
    /// A `zip` archive.
    Zip,
    /// A `7z` archive.
    SevenZip,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Qdimacs => "quantified (QDIMACS) input is not supported",
            Self::Wcnf => "weighted (WCNF) input is not supported",
            Self::Xor => "XOR clauses (lines that start with `x`) are not supported",
            Self::Sat => "the DIMACS format `sat` is not supported, only `cnf`",
            Self::Utf16 => "UTF-16 text is not supported; save it as plain bytes or UTF-8",
            Self::Lz4 => "lz4 archives are not supported; decompress it first (`lz4 -dc`)",
            Self::Lzma => "lzma archives are not supported; decompress it first (`xz -dc`)",
            Self::Compress => "archives of compress (.Z) are not supported; decompress it first (`gzip -dc`)",
            Self::Zip => "zip archives are not supported; extract it first (`unzip`)",
            Self::SevenZip => "7z archives are not supported; extract it first (`7z x`)",
        })
    }
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DimacsError {
    /// The bytes cannot be read.
    #[error("cannot read the formula: {0}")]
    Io(#[source] io::Error),
    /// A compressed file ends too early.
    #[error("the {archive} archive is truncated")]
    Truncated {
        /// Its format.
        archive: &'static str,
    },
    /// A compressed file is damaged, or not as its format allows.
    #[error("the {archive} archive is damaged: {reason}")]
    Damaged {
        /// Its format.
        archive: &'static str,
        /// What the decoder says.
        reason: String,
    },
    /// There is neither a header nor a clause.
    #[error("the file holds no formula: expected a header `p cnf VARIABLES CLAUSES` or a clause")]
    Empty,
    /// The file is of another format.
    #[error("{}{format}", at(*.position))]
    Unsupported {
        /// Where it shows; `None` where the first bytes tell.
        position: Option<Position>,
        /// The format.
        format: Format,
    },
    /// Something else stands where a token of the format should.
    #[error("{position}: expected {expected}, found {}", describe(.found))]
    Unexpected {
        /// Where.
        position: Position,
        /// What should stand there.
        expected: &'static str,
        /// What stands there; empty at the end of a line or of the file.
        found: String,
    },
    /// A second header, or a header after a clause.
    #[error("{position}: {problem}")]
    Misplaced {
        /// Where.
        position: Position,
        /// What is wrong with its place.
        problem: &'static str,
    },
    /// A number beyond 2147483647, the largest that DIMACS tools agree on.
    #[error("{position}: {what} out of range, the largest is 2147483647")]
    OutOfRange {
        /// Where the number starts.
        position: Position,
        /// What it counts or names.
        what: &'static str,
    },
    /// A variable far beyond what the clauses could use.
    #[error(
        "{position}: variable {variable} is too large for a formula of {literals} literals, whose largest may be {}",
        variable_limit(*.literals)
    )]
    VariableLimit {
        /// Where the largest variable stands or is declared.
        position: Position,
        /// Its number.
        variable: u32,
        /// How many literals the file has.
        literals: usize,
    },
    /// A doubtful place, where strictness was asked for.
    #[error("{0} (refused: strict)")]
    Strict(Warning),
}

/// Finds out whether the archive was at fault.
impl From<io::Error> for DimacsError {
    fn from(error: io::Error) -> Self {
        match error.get_ref().and_then(|inner| inner.downcast_ref::<Damage>()) {
            Some(&Damage { archive, truncated: true, .. }) => Self::Truncated { archive },
            Some(Damage { archive, reason, .. }) => Self::Damaged { archive, reason: reason.clone() },
            None => Self::Io(error),
        }
    }
}

/// A doubtful place that has one sensible reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where.
    pub position: Position,
    /// What.
    pub kind: WarningKind,
}

/// What is doubtful.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WarningKind {
    /// There is no `p cnf` line; all clauses are read.
    NoHeader,
    /// The header counts other clauses than there are; all are read.
    ClauseCount {
        /// In the header.
        declared: u32,
        /// In the file.
        found: usize,
    },
    /// A clause uses a variable beyond those of the header; it is read.
    VariableBeyondHeader {
        /// In the header.
        declared: u32,
        /// The largest in use.
        found: u32,
    },
    /// The last clause has no final `0`; it is read.
    NoFinalZero,
    /// One `0` too many at the end (PRET files): it is not read as an empty clause.
    ExtraZero,
    /// A literal with a plus sign; it is read as positive.
    PlusSign,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.kind)
    }
}

impl WarningKind {
    /// A name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoHeader => "no-header",
            Self::ClauseCount { .. } => "clause-count",
            Self::VariableBeyondHeader { .. } => "variable-beyond-header",
            Self::NoFinalZero => "no-final-zero",
            Self::ExtraZero => "extra-zero",
            Self::PlusSign => "plus-sign",
        }
    }
}

impl fmt::Display for WarningKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoHeader => f.write_str("no header `p cnf VARIABLES CLAUSES`"),
            Self::ClauseCount { declared, found } => {
                write!(f, "the header declares {declared} clauses, but there are {found}")
            }
            Self::VariableBeyondHeader { declared, found } => {
                write!(f, "the header declares {declared} variables, but variable {found} is used")
            }
            Self::NoFinalZero => f.write_str("the last clause has no final 0"),
            Self::ExtraZero => f.write_str("a lone 0 after the last clause that the header declares is ignored"),
            Self::PlusSign => f.write_str("a plus sign before a literal"),
        }
    }
}

fn at(position: Option<Position>) -> String {
    position.map_or_else(String::new, |position| format!("{position}: "))
}

fn describe(token: &str) -> String {
    if token.is_empty() { "a blank or the end".to_owned() } else { format!("`{token}`") }
}
