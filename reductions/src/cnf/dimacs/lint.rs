//! Lists what is odd about a file.

use super::layout::Layout;
use super::oddity::{Findings, Oddity, OddityKind};
use super::reader::{Reader, Watch};
use super::{DimacsError, Position, Warning, archive};
use crate::cnf::normal::normalise;
use crate::cnf::{Cnf, Lit};
use std::collections::{BTreeMap, HashSet};
use std::io::Read;

/// A formula as it was read, and what is odd about its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    /// The formula, as [`read`](super::read()) gives it.
    pub formula: Cnf,
    /// What is odd, in the order of the file; of each kind the first [`MOST_PLACES`](super::MOST_PLACES).
    pub oddities: Vec<Oddity>,
    /// How often each kind was found, by its name.
    pub counts: BTreeMap<&'static str, u64>,
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
