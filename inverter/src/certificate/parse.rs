//! Proofs as text.
//!
//! ```text
//! file    = "unrelu-certificate 1" { line }
//! line    = "c" comment | "l" { phase } "0" claim tree | "r" { phase } "0"
//! claim   = "false" | count number { column number }        count terms: number + sum of number * column >= 0
//! tree    = "sum" count { source number } | "cases" phase tree tree
//! source  = name count | "step" count
//! ```
//!
//! Names are those of the rows in small letters; columns, units, outputs and steps are counted from 1 (comments are no steps);
//! numbers are fractions such as `-3/2`.

use super::write::{HEADER, NAMES};
use super::{Certificate, Form, Lemma, Phase, Rational, Source, Step, Tree};
use crate::exact::fraction;
use std::io::{self, BufRead};
use std::str::{FromStr, SplitAsciiWhitespace};

/// Cases within cases that a file may have.
const DEPTH: usize = 1000;

/// Why a file is no proof.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParseError {
    /// It cannot be read.
    #[error("cannot read the proof: {0}")]
    Io(#[from] io::Error),
    /// A line is not what it should be.
    #[error("line {line}: expected {expected}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
    },
}

impl Certificate {
    /// Whether a file that begins like this is meant to be one.
    pub fn recognises(start: &[u8]) -> bool {
        start.starts_with(HEADER.as_bytes())
    }

    /// Reads a proof.
    ///
    /// # Errors
    /// [`ParseError`], which names the line.
    pub fn read(input: impl BufRead) -> Result<Self, ParseError> {
        let mut steps = Vec::new();
        let mut numbered = input.lines().zip(1..);
        let first = numbered.next().map(|(line, _)| line).transpose()?;
        if first.is_none_or(|first| first.trim_end() != HEADER) {
            return Err(ParseError::Line { line: 1, expected: "`unrelu-certificate 1`" });
        }
        for (text, line) in numbered {
            let text = text?;
            let mut tokens = Tokens(text.split_ascii_whitespace());
            let step = tokens.step(steps.len()).map_err(|expected| ParseError::Line { line, expected })?;
            steps.extend(step);
        }
        Ok(Self { steps })
    }
}

/// What is left of a line. Errors are what was expected.
struct Tokens<'t>(SplitAsciiWhitespace<'t>);

impl Tokens<'_> {
    /// Nothing for a comment or an empty line.
    fn step(&mut self, before: usize) -> Result<Option<Step>, &'static str> {
        let step = match self.0.next() {
            None | Some("c") => return Ok(None),
            Some("l") => {
                Step::Lemma(Lemma { when: self.phases()?, claim: self.claim()?, proof: self.tree(before, 0)? })
            }
            Some("r") => Step::Clause(self.phases()?),
            Some(_) => return Err("`l`, `r` or `c`"),
        };
        if self.0.next().is_some() { Err("the end of the line") } else { Ok(Some(step)) }
    }

    fn parse<T: FromStr>(&mut self, expected: &'static str) -> Result<T, &'static str> {
        self.0.next().and_then(|token| token.parse().ok()).ok_or(expected)
    }

    fn phases(&mut self) -> Result<Vec<Phase>, &'static str> {
        let mut phases = Vec::new();
        loop {
            match self.parse::<Phase>("a phase or 0")? {
                0 => return Ok(phases),
                // Has no negation.
                Phase::MIN => return Err("a phase or 0"),
                phase => phases.push(phase),
            }
        }
    }

    /// A number from 1, as a place from 0.
    fn place(&mut self, expected: &'static str) -> Result<usize, &'static str> {
        self.parse::<usize>(expected)?.checked_sub(1).ok_or(expected)
    }

    fn number(&mut self) -> Result<Rational, &'static str> {
        let expected = "a fraction";
        self.0.next().and_then(fraction).ok_or(expected)
    }

    fn claim(&mut self) -> Result<Option<Form>, &'static str> {
        let expected = "`false` or a number of terms";
        let token = self.0.next().ok_or(expected)?;
        if token == "false" {
            return Ok(None);
        }
        let count: usize = token.parse().map_err(|_| expected)?;
        let mut form = Form::number(self.number()?);
        for _ in 0..count {
            let column = self.place("a column")?;
            let factor = self.number()?;
            if factor.is_zero() || form.terms().contains_key(&column) {
                return Err("each column once, with a factor that is not 0");
            }
            form.add_term(column, &factor);
        }
        Ok(Some(form))
    }

    fn tree(&mut self, before: usize, depth: usize) -> Result<Tree, &'static str> {
        match self.0.next() {
            Some("sum") => {
                let count: usize = self.parse("a number of rows")?;
                (0..count).map(|_| Ok((self.source(before)?, self.number()?))).collect::<Result<_, _>>().map(Tree::Leaf)
            }
            Some("cases") if depth < DEPTH => {
                let phase = self.parse("a phase")?;
                let (on, off) = (self.tree(before, depth + 1)?, self.tree(before, depth + 1)?);
                Ok(Tree::Split(phase, Box::new(on), Box::new(off)))
            }
            Some("cases") => Err("fewer cases within cases"),
            _ => Err("`sum` or `cases`"),
        }
    }

    fn source(&mut self, before: usize) -> Result<Source, &'static str> {
        let expected = "the name of a row or `step`";
        let name = self.0.next().ok_or(expected)?;
        if name == "step" {
            let place = self.place("the number of a step")?;
            return if place < before { Ok(Source::Lemma(place)) } else { Err("an earlier step") };
        }
        let (_, make) = NAMES.iter().find(|(known, _)| *known == name).ok_or(expected)?;
        Ok(Source::Row(make(self.place("a number from 1")?)))
    }
}
