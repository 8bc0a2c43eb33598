//! The two forms of a DRAT proof.
//!
//! *Text*: a clause a line, DIMACS literals and a 0, after `d` where it is deleted; `c` starts a comment. *Binary*: the byte
//! `a` or `d`, then the literals, twice the variable and one more where negative, seven bits a byte from the lowest on, and a 0.
//! A binary proof has a zero byte, and a text has none.

use super::{CheckError, Code, code};
use crate::cnf::Sign;
use std::collections::HashMap;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Add,
    Delete,
}

/// One step.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub kind: Kind,
    pub clause: Vec<Code>,
}

/// The steps of a proof, one after the other.
pub(super) struct Steps<'a> {
    bytes: &'a [u8],
    offset: usize,
    binary: bool,
    variables: u32,
    /// Numbers of variables beyond the formula's, which come in any size.
    others: HashMap<u32, u32>,
}

impl<'a> Steps<'a> {
    pub(super) fn new(bytes: &'a [u8], variables: usize) -> Self {
        let variables = u32::try_from(variables).expect("variables are numbered in 32 bits");
        Self { bytes, offset: 0, binary: bytes.contains(&0), variables, others: HashMap::new() }
    }

    /// Variables so far.
    pub(super) fn variables(&self) -> usize {
        self.variables as usize + self.others.len()
    }

    /// The next step, or `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Step>, CheckError> {
        if self.binary { self.binary_step() } else { self.text_step() }
    }

    fn binary_step(&mut self) -> Result<Option<Step>, CheckError> {
        let kind = match self.bytes.get(self.offset) {
            None => return Ok(None),
            Some(b'a') => Kind::Add,
            Some(b'd') => Kind::Delete,
            Some(_) => return Err(self.error("a step of a binary proof starts with `a` or `d`")),
        };
        self.offset += 1;
        let mut clause = Vec::new();
        loop {
            let number = self.binary_number()?;
            match number {
                0 => return Ok(Some(Step { kind, clause })),
                1 => return Err(self.error("1 is no literal")),
                _ => clause
                    .push(self.literal(number >> 1, if number & 1 == 0 { Sign::Positive } else { Sign::Negative })?),
            }
        }
    }

    fn binary_number(&mut self) -> Result<u32, CheckError> {
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let Some(&byte) = self.bytes.get(self.offset) else {
                return Err(self.error("the proof ends within a clause"));
            };
            self.offset += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return u32::try_from(number).map_err(|_| self.error("a literal exceeds 32 bits"));
            }
        }
        Err(self.error("a literal exceeds 32 bits"))
    }

    fn text_step(&mut self) -> Result<Option<Step>, CheckError> {
        let (mut kind, mut clause, mut started) = (Kind::Add, Vec::new(), false);
        while let Some(token) = self.token() {
            match token {
                b"d" if !started => kind = Kind::Delete,
                b"0" => return Ok(Some(Step { kind, clause })),
                _ => clause.push(self.text_literal(token)?),
            }
            started = true;
        }
        if started { Err(self.error("the proof ends within a clause")) } else { Ok(None) }
    }

    /// The next word, comments left out.
    fn token(&mut self) -> Option<&'a [u8]> {
        loop {
            let rest = &self.bytes[self.offset..];
            self.offset += rest.iter().position(|byte| !byte.is_ascii_whitespace())?;
            let rest = &self.bytes[self.offset..];
            let end = if rest[0] == b'c' { line_end(rest) } else { word_end(rest) };
            self.offset += end;
            if rest[0] != b'c' {
                return Some(&rest[..end]);
            }
        }
    }

    fn text_literal(&mut self, token: &[u8]) -> Result<Code, CheckError> {
        let number = std::str::from_utf8(token).ok().and_then(|text| text.parse::<i32>().ok());
        match number {
            Some(number) if number != 0 && number != i32::MIN => {
                let sign = if number > 0 { Sign::Positive } else { Sign::Negative };
                self.literal(number.unsigned_abs(), sign)
            }
            _ => Err(self.error("expected a literal, `0` or `d`")),
        }
    }

    /// A literal of the variable `number`, from 1.
    fn literal(&mut self, number: u32, sign: Sign) -> Result<Code, CheckError> {
        let fresh = u32::try_from(self.variables()).ok().filter(|fresh| *fresh < 1 << 31);
        let fresh = fresh.ok_or_else(|| self.error("more than 2^31 variables"))?;
        let variable = if number <= self.variables { number - 1 } else { *self.others.entry(number).or_insert(fresh) };
        Ok(code(variable, sign))
    }

    fn error(&self, problem: &'static str) -> CheckError {
        CheckError::Format { offset: self.offset, problem }
    }
}

fn line_end(rest: &[u8]) -> usize {
    rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len())
}

fn word_end(rest: &[u8]) -> usize {
    rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len())
}
