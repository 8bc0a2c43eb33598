//! What is odd about a file, even where it is read without a doubt.

use super::layout::Layout;
use super::reader::{Reader, Watch};
use super::{DimacsError, Position, Warning, WarningKind, archive};
use crate::cnf::normal::normalise;
use crate::cnf::{Cnf, Lit};
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::io::Read;

/// Places of one kind that are kept; further ones are counted.
pub const MOST_PLACES: u64 = 20;

/// A formula as it was read, and what is odd about its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The formula, as [`read`](super::read()) gives it.
    pub formula: Cnf,
    /// What is odd, in the order of the file; of each kind the first [`MOST_PLACES`].
    pub oddities: Vec<Oddity>,
    /// How often each kind was found, by its name.
    pub counts: BTreeMap<&'static str, u64>,
}

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

/// Reads a formula from bytes, compressed or not, and lists what is odd.
///
/// ```
/// use unrelu_reductions::cnf::dimacs::lint;
///
/// let lint = lint(&b"p cnf 2 2\n1 -2 1 0\n2 0"[..]).unwrap();
/// let odd: Vec<String> = lint.oddities.iter().map(|oddity| oddity.to_string()).collect();
/// assert_eq!(odd, ["line 2, column 6: literal 1 again", "line 3, column 4: no line break at the end"]);
/// ```
///
/// # Errors
/// Those of [`read`](super::read()) without strictness.
pub fn lint(reader: impl Read) -> Result<Lint, DimacsError> {
    let mut text = Layout::new(archive::open(reader)?);
    let (formula, clauses) = Reader::new(&mut text, Clauses::default()).read()?;
    let (mut oddities, mut counts) = (text.found.kept, text.found.counts);
    oddities.extend(clauses.found.kept);
    oddities.sort_by_key(|oddity| oddity.position);
    counts.extend(clauses.found.counts);
    Ok(Lint { formula, oddities, counts })
}

impl Lint {
    /// The formula with duplicate literals merged and tautologies dropped; all other clauses as they are.
    pub fn clean(mut self) -> Cnf {
        let mut normal = Vec::new();
        self.formula.retain_literals(|clause| {
            normal.clear();
            normal.extend_from_slice(clause);
            let kept = normalise(&mut normal);
            if kept.is_some_and(|kept| kept < clause.len()) {
                clause.copy_from_slice(&normal);
            }
            kept
        });
        self.formula
    }
}

/// Oddities of some kinds, which no other collection has.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Oddity>,
    counts: BTreeMap<&'static str, u64>,
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

/// Watches clauses.
#[derive(Debug, Default)]
struct Clauses {
    found: Findings,
    /// Literals of the clause that is being read.
    seen: HashSet<Lit>,
    /// Line of the last token of that clause; `None` before its first.
    line: Option<u64>,
    /// Line on which the last clause ended.
    ended: Option<u64>,
}

impl Clauses {
    fn token(&mut self, at: Position) {
        match self.line {
            None if self.ended == Some(at.line) => self.found.note(at, OddityKind::SharedLine),
            Some(line) if line != at.line => self.found.note(at, OddityKind::SplitClause),
            _ => {}
        }
        self.line = Some(at.line);
    }
}

impl Watch for Clauses {
    fn doubt(&mut self, warning: Warning) -> Result<(), DimacsError> {
        self.found.note(warning.position, OddityKind::Doubtful(warning.kind));
        Ok(())
    }

    fn literal(&mut self, at: Position, lit: Lit) {
        self.token(at);
        if !self.seen.insert(lit) {
            self.found.note(at, OddityKind::RepeatedLiteral(lit));
        } else if self.seen.contains(&!lit) {
            self.found.note(at, OddityKind::Tautology(lit));
        }
    }

    fn end_clause(&mut self, at: Position) {
        self.token(at);
        self.seen.clear();
        self.line = None;
        self.ended = Some(at.line);
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
