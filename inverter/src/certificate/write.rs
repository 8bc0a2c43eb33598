//! Proofs as text; see [`parse`](super::parse) for the grammar.

use super::{Certificate, Form, Lemma, Row, Source, Step, Tree};
use std::fmt::Write as _;
use std::io::{self, Write};

/// First line of a file.
pub(super) const HEADER: &str = "unrelu-certificate 1";

/// A name, and the row of that name with a number.
type Name = (&'static str, fn(usize) -> Row);

/// The names of rows, by what makes them of a number.
pub(super) const NAMES: [Name; 12] = [
    ("above", Row::Above),
    ("slope", Row::Slope),
    ("on", Row::On),
    ("active", Row::Active),
    ("off", Row::Off),
    ("inactive", Row::Inactive),
    ("least", Row::Least),
    ("most", Row::Most),
    ("low", Row::Low),
    ("high", Row::High),
    ("plus", Row::Plus),
    ("minus", Row::Minus),
];

impl Certificate {
    /// Writes the proof; `comments` say who made it.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, mut out: impl Write, comments: &[String]) -> io::Result<()> {
        writeln!(out, "{HEADER}")?;
        for line in comments.iter().flat_map(|comment| comment.lines()) {
            writeln!(out, "c {line}")?;
        }
        let mut line = String::new();
        for step in &self.steps {
            line.clear();
            match step {
                Step::Lemma(lemma) => lemma_line(lemma, &mut line),
                Step::Clause(clause) => {
                    line.push('r');
                    phases(clause, &mut line);
                }
            }
            writeln!(out, "{line}")?;
        }
        out.flush()
    }
}

/// Writing to a string cannot fail.
macro_rules! put {
    ($line:expr, $($what:tt)*) => { write!($line, $($what)*).expect("a string") };
}

fn phases(phases: &[i32], line: &mut String) {
    for phase in phases {
        put!(line, " {phase}");
    }
    line.push_str(" 0");
}

fn lemma_line(lemma: &Lemma, line: &mut String) {
    line.push('l');
    phases(&lemma.when, line);
    match &lemma.claim {
        Some(claim) => form(claim, line),
        None => line.push_str(" false"),
    }
    tree(&lemma.proof, line);
}

fn form(form: &Form, line: &mut String) {
    put!(line, " {} {}", form.terms().len(), form.constant());
    for (column, factor) in form.terms() {
        put!(line, " {} {factor}", column + 1);
    }
}

fn tree(proof: &Tree, line: &mut String) {
    match proof {
        Tree::Leaf(parts) => {
            put!(line, " sum {}", parts.len());
            for (source, factor) in parts {
                match source {
                    Source::Row(row) => {
                        let (name, number) = named(*row);
                        put!(line, " {name} {number} {factor}");
                    }
                    Source::Lemma(place) => put!(line, " step {} {factor}", place + 1),
                }
            }
        }
        Tree::Split(phase, on, off) => {
            put!(line, " cases {phase}");
            tree(on, line);
            tree(off, line);
        }
    }
}

fn named(row: Row) -> (&'static str, usize) {
    let (Row::Above(number)
    | Row::Slope(number)
    | Row::On(number)
    | Row::Active(number)
    | Row::Off(number)
    | Row::Inactive(number)
    | Row::Least(number)
    | Row::Most(number)
    | Row::Low(number)
    | Row::High(number)
    | Row::Plus(number)
    | Row::Minus(number)) = row;
    let name = NAMES.iter().find(|(_, make)| make(number) == row).expect("every row has a name").0;
    (name, number + 1)
}
