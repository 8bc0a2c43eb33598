//! The outer form of a proof in varisat's native format.
//!
//! `varisat-checker` allocates what a proof's numbers ask for before it has seen the bytes, and takes steps that are right for
//! incremental solving but show nothing about one formula (clauses added on the way, assumptions). So the form is checked
//! first: every length fits in the bytes that are left, every variable is one of the formula, every step is one of those that
//! a proof of unsatisfiability is made of.
//!
//! A number is 1 to 9 bytes: as many trailing zero bits in the first byte as bytes follow it, then a 1, then the value from
//! the lowest bit on.

use super::CheckError;

/// Steps by their codes.
mod code {
    pub(super) const SOLVER_NAME: u64 = 0;
    pub(super) const NO_SOLVER_NAME: u64 = 1;
    pub(super) const USER_NAME: u64 = 2;
    pub(super) const REDUNDANT_CLAUSE: u64 = 7;
    pub(super) const CLAUSE: u64 = 8;
    pub(super) const UNITS: u64 = 9;
    pub(super) const DELETE_REDUNDANT: u64 = 10;
    pub(super) const DELETE_SATISFIED: u64 = 12;
    pub(super) const HASH_BITS: u64 = 13;
    pub(super) const END: u64 = 0x9ac3_391f_4294_c211;
}

/// Checks the form of a whole proof about `variables` variables.
pub(super) fn check(bytes: &[u8], variables: usize) -> Result<(), CheckError> {
    let mut steps = Steps { bytes, offset: 0, variables: variables as u64 };
    while steps.step()? {}
    match bytes.len() - steps.offset {
        0 => Ok(()),
        _ => Err(steps.error("the proof goes on after its end")),
    }
}

struct Steps<'a> {
    bytes: &'a [u8],
    offset: usize,
    variables: u64,
}

impl Steps<'_> {
    /// Passes one step; `false` where it is the last.
    fn step(&mut self) -> Result<bool, CheckError> {
        let start = self.offset;
        match self.number()? {
            code::SOLVER_NAME => self.variable().and_then(|_| self.solver_variable())?,
            code::NO_SOLVER_NAME => drop(self.variable()?),
            code::USER_NAME => self.user_name()?,
            code::REDUNDANT_CLAUSE | code::CLAUSE => {
                self.list(Self::literal)?;
                self.list(|steps| steps.number().map(drop))?;
            }
            code::UNITS => self.list(|steps| steps.literal().and_then(|()| steps.number().map(drop)))?,
            code::DELETE_REDUNDANT..=code::DELETE_SATISFIED => self.list(Self::literal)?,
            code::HASH_BITS => self.hash_bits()?,
            code::END => return Ok(false),
            _ => {
                self.offset = start;
                return Err(self.error("not a step of a proof of unsatisfiability"));
            }
        }
        Ok(true)
    }

    /// A length, and as many items, each of which takes a byte at least.
    fn list(&mut self, mut item: impl FnMut(&mut Self) -> Result<(), CheckError>) -> Result<(), CheckError> {
        let length = self.number()?;
        if length > (self.bytes.len() - self.offset) as u64 {
            return Err(self.error("a list is longer than the rest of the proof"));
        }
        (0..length).try_for_each(|_| item(self))
    }

    fn literal(&mut self) -> Result<(), CheckError> {
        let code = self.number()?;
        self.check_variable(code / 2)
    }

    fn variable(&mut self) -> Result<u64, CheckError> {
        let variable = self.number()?;
        self.check_variable(variable)?;
        Ok(variable)
    }

    /// The solver's own numbers only enter hashes.
    fn solver_variable(&mut self) -> Result<(), CheckError> {
        let variable = self.number()?;
        self.check_variable(variable)
    }

    /// A variable of the proof must be the variable of that number in the formula.
    fn user_name(&mut self) -> Result<(), CheckError> {
        if self.variable()? == self.variable()? {
            return Ok(());
        }
        Err(self.error("a variable is renamed"))
    }

    fn hash_bits(&mut self) -> Result<(), CheckError> {
        match self.number()? {
            1..=64 => Ok(()),
            _ => Err(self.error("hashes have 1 to 64 bits")),
        }
    }

    fn check_variable(&self, variable: u64) -> Result<(), CheckError> {
        if variable < self.variables { Ok(()) } else { Err(self.error("a variable is not one of the formula")) }
    }

    /// Passes one number.
    fn number(&mut self) -> Result<u64, CheckError> {
        let rest = &self.bytes[self.offset..];
        let (Some(&first), second) = (rest.first(), rest.get(1)) else {
            return Err(self.error("the proof ends too early"));
        };
        let follow =
            if first == 0 { 8 + second.map_or(0, |byte| byte.trailing_zeros().min(1)) } else { first.trailing_zeros() };
        let length = follow as usize + 1;
        if rest.len() < length {
            return Err(self.error("the proof ends too early"));
        }
        let mut buffer = [0; 16];
        buffer[..length].copy_from_slice(&rest[..length]);
        self.offset += length;
        u64::try_from(u128::from_le_bytes(buffer) >> length).map_err(|_| self.error("a number exceeds 64 bits"))
    }

    fn error(&self, problem: &'static str) -> CheckError {
        CheckError::Format { offset: self.offset, problem }
    }
}
