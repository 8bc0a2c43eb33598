//! What is odd about a file, even where it is read without a doubt.

use super::{Position, WarningKind};
use crate::cnf::Lit;
use std::collections::BTreeMap;
use std::fmt;

/// Places of one kind that are kept; further ones are counted.
pub const MOST_PLACES: u64 = 20;

/// An odd place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// Where.
    pub position: Position,
    /// What.
    pub kind: OddityKind,
}

/// What is odd. Some reader somewhere fails on each of these, or takes it for something else.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OddityKind {
    /// What is a warning to the reader too.
    Doubtful(WarningKind),
    /// A literal that its clause has already.
    RepeatedLiteral(Lit),
    /// A literal whose negation its clause has already: the clause is always true.
    Tautology(Lit),
    /// A clause that begins on the line on which another ends.
    SharedLine,
    /// A clause that goes on on another line.
    SplitClause,
    /// A UTF-8 byte-order mark.
    ByteOrderMark,
    /// A byte beyond ASCII, once a line.
    BeyondAscii,
    /// A carriage return, as before the line breaks of Windows.
    CarriageReturn,
    /// A tab, vertical tab or form feed between tokens.
    Tab,
    /// A blank at the start or the end of a line, or next to another.
    ExtraBlank,
    /// A line without tokens.
    BlankLine,
    /// A comment behind the header.
    LateComment,
    /// A comment whose `c` no blank follows.
    BareComment,
    /// A `%` line, which ends the formula (SATLIB).
    Trailer,
    /// The last line has no line break.
    NoFinalNewline,
}

/// Oddities of some kinds, which no other collection has.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) kept: Vec<Oddity>,
    pub(super) counts: BTreeMap<&'static str, u64>,
}

impl Findings {
    pub(super) fn note(&mut self, position: Position, kind: OddityKind) {
        let count = self.counts.entry(kind.name()).or_default();
        *count += 1;
        if *count <= MOST_PLACES {
            self.kept.push(Oddity { position, kind });
        }
    }
}

impl OddityKind {
    /// A name for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Doubtful(warning) => warning.name(),
            Self::RepeatedLiteral(_) => "repeated-literal",
            Self::Tautology(_) => "tautology",
            Self::SharedLine => "shared-line",
            Self::SplitClause => "split-clause",
            Self::ByteOrderMark => "byte-order-mark",
            Self::BeyondAscii => "beyond-ascii",
            Self::CarriageReturn => "carriage-return",
            Self::Tab => "tab",
            Self::ExtraBlank => "extra-blank",
            Self::BlankLine => "blank-line",
            Self::LateComment => "late-comment",
            Self::BareComment => "bare-comment",
            Self::Trailer => "trailer",
            Self::NoFinalNewline => "no-final-newline",
        }
    }
}

impl fmt::Display for OddityKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Doubtful(warning) => return warning.fmt(f),
            Self::RepeatedLiteral(lit) => return write!(f, "literal {lit} again"),
            Self::Tautology(lit) => return write!(f, "literal {lit} after {}: the clause is always true", !*lit),
            Self::SharedLine => "a clause begins on the line on which another ends",
            Self::SplitClause => "the clause goes on on another line",
            Self::ByteOrderMark => "a UTF-8 byte-order mark",
            Self::BeyondAscii => "a byte beyond ASCII",
            Self::CarriageReturn => "a carriage return",
            Self::Tab => "a tab or another blank that is no space",
            Self::ExtraBlank => "a blank too many",
            Self::BlankLine => "a blank line",
            Self::LateComment => "a comment behind the header",
            Self::BareComment => "no blank after the `c` of a comment",
            Self::Trailer => "a `%` line, behind which nothing is read",
            Self::NoFinalNewline => "no line break at the end",
        })
    }
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.position, self.kind)
    }
}
