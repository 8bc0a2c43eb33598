//! Brute force: every assignment, 64 at a time.
//!
//! The lowest six variables run through all 64 combinations within a word; the others count upwards.

use super::{Claim, Halt, Refutation, Run, SolveError};
use crate::Instance;
use crate::cnf::{Assignment, Lit, Sign};
use crate::reduction::Count;

/// The most variables that brute force takes: 2^24 assignments.
pub const MOST_VARIABLES: usize = 24;

/// Bit `j` of word `i` is bit `i` of `j`.
const LOW: [u64; 6] = [
    0xaaaa_aaaa_aaaa_aaaa,
    0xcccc_cccc_cccc_cccc,
    0xf0f0_f0f0_f0f0_f0f0,
    0xff00_ff00_ff00_ff00,
    0xffff_0000_ffff_0000,
    0xffff_ffff_0000_0000,
];

pub(super) fn search(instance: &Instance, run: &Run) -> Result<Claim, Halt> {
    let variables = instance.formula().variables();
    if variables > MOST_VARIABLES {
        return Err(SolveError::TooManyVariables(variables).into());
    }
    // With fewer than six variables, only the first lanes are assignments.
    let lanes = if variables < 6 { (1 << (1 << variables)) - 1 } else { u64::MAX };
    for block in 0..1_u32 << variables.saturating_sub(6) {
        if block % 256 == 0 {
            run.check()?;
        }
        let solutions = solutions(instance, block) & lanes;
        if solutions != 0 {
            return Ok(Claim::Solution(assignment(variables, block << 6 | solutions.trailing_zeros())));
        }
    }
    Ok(Claim::Refutation(Refutation::Exhausted { assignments: 1 << variables }))
}

/// Which of the 64 assignments of a block leave as many clauses false as asked for.
fn solutions(instance: &Instance, block: u32) -> u64 {
    let mut counter = LaneCounter::new(instance.unsatisfied());
    for clause in instance.formula().clauses() {
        let satisfied = clause.iter().fold(0, |lanes, &lit| lanes | truth(lit, block));
        counter.add(!satisfied);
        if counter.exceeded == u64::MAX {
            return 0;
        }
    }
    match instance.count() {
        Count::Exactly => counter.equal(),
        Count::AtMost => !counter.exceeded,
    }
}

/// In which of the 64 assignments of a block a literal is true.
fn truth(lit: Lit, block: u32) -> u64 {
    let index = lit.var().index();
    let variable = match LOW.get(index) {
        Some(&word) => word,
        None => 0_u64.wrapping_sub(u64::from(block >> (index - 6) & 1)),
    };
    if lit.sign() == Sign::Positive { variable } else { !variable }
}

fn assignment(variables: usize, number: u32) -> Assignment {
    Assignment::from((0..variables).map(|index| number >> index & 1 == 1).collect::<Vec<_>>())
}

/// 64 counters that go up to a target and past it.
#[derive(Debug)]
struct LaneCounter {
    target: u32,
    /// Bit `i` of every lane's count; the counts stop one past the target.
    bits: Vec<u64>,
    /// Lanes whose count is past the target.
    exceeded: u64,
}

impl LaneCounter {
    fn new(target: u32) -> Self {
        Self { target, bits: vec![0; (u32::BITS - target.leading_zeros()) as usize], exceeded: 0 }
    }

    /// Counts one more in each of `lanes`.
    fn add(&mut self, lanes: u64) {
        self.exceeded |= lanes & self.equal();
        let mut carry = lanes & !self.exceeded;
        for bit in &mut self.bits {
            (*bit, carry) = (*bit ^ carry, *bit & carry);
        }
    }

    /// Lanes whose count is the target.
    fn equal(&self) -> u64 {
        let matching = |(index, &bit): (usize, &u64)| if self.target >> index & 1 == 1 { bit } else { !bit };
        self.bits.iter().enumerate().map(matching).fold(!self.exceeded, |lanes, bit| lanes & bit)
    }
}
