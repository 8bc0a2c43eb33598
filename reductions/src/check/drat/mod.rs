//! A forward checker of DRAT proofs. It shares no code with any solver.
//!
//! Each step adds a clause that unit propagation shows to follow (RUP), or that can be added without changing whether the clauses
//! are satisfiable (RAT on its first literal), or deletes one. The proof is right where a conflict of unit clauses, hence the
//! empty clause, is reached. As in `drat-trim`, the deletion of a clause that holds a propagated literal in place is ignored, and
//! so is that of a clause that is not there: more clauses make each check of a RAT harder and none wrong.
//!
//! Memory is linear in formula and proof, whatever numbers they hold: variables beyond the formula's are numbered as they come.
//!
//! # Source
//! Wetzler, Heule and Hunt (2014), *DRAT-trim: efficient checking and trimming using expressive clausal proofs*.

mod clauses;
mod parse;
mod propagate;

use super::CheckError;
use crate::cnf::{Cnf, Sign};
use crate::limits::{Run, Stopped};
use clauses::Clauses;
use parse::{Kind, Steps};
use propagate::{Conflict, Propagation};

/// A literal as a number: twice the variable, and one more where it is negative.
type Code = u32;

/// Steps between two looks at the limits.
const STEPS_A_LOOK: usize = 64;

/// Accepts `bytes` as a proof, text or binary, that `formula` is unsatisfiable.
pub(crate) fn check(formula: &Cnf, bytes: &[u8], run: &Run) -> Result<(), CheckError> {
    let mut checker = Checker::default();
    let variables = formula.variables();
    checker.propagation.declare(variables);
    for (index, clause) in formula.clauses().enumerate() {
        if index % (16 * STEPS_A_LOOK) == 0 {
            run.check()?;
        }
        let codes = clause.iter().map(|lit| code(lit.var().number() - 1, lit.sign())).collect();
        if checker.add(codes, run)?.is_some() {
            return Ok(());
        }
    }
    let mut steps = Steps::new(bytes, variables);
    let mut number = 0;
    while let Some(step) = steps.next()? {
        number += 1;
        if number % STEPS_A_LOOK == 0 {
            run.check()?;
        }
        checker.propagation.declare(steps.variables());
        match step.kind {
            Kind::Delete => checker.delete(&step.clause),
            Kind::Add => {
                if !checker.follows(&step.clause, run)? {
                    return Err(CheckError::Refused { step: number });
                }
                if step.clause.is_empty() || checker.add(step.clause, run)?.is_some() {
                    return Ok(());
                }
            }
        }
    }
    Err(CheckError::NoEmptyClause)
}

fn code(variable: u32, sign: Sign) -> Code {
    variable << 1 | u32::from(sign == Sign::Negative)
}

/// The clauses so far, and what their units make of the variables.
#[derive(Default)]
struct Checker {
    clauses: Clauses,
    propagation: Propagation,
}

impl Checker {
    /// Adds a clause, and says whether the units now contradict each other.
    fn add(&mut self, mut clause: Vec<Code>, run: &Run) -> Result<Option<Conflict>, Stopped> {
        clause.sort_unstable();
        clause.dedup();
        let id = self.clauses.add(&clause);
        match self.propagation.attach(id, &mut self.clauses) {
            Some(conflict) => Ok(Some(conflict)),
            None => self.propagation.run(&mut self.clauses, run),
        }
    }

    fn delete(&mut self, clause: &[Code]) {
        let mut sorted = clause.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let propagation = &self.propagation;
        self.clauses.delete(&sorted, |id, clause| clause.iter().any(|&lit| propagation.holds_in_place(id, lit)));
    }

    /// Whether `clause` is RUP, or RAT on its first literal.
    fn follows(&mut self, clause: &[Code], run: &Run) -> Result<bool, Stopped> {
        let start = self.propagation.mark();
        let follows = self.denied(clause, run)? || self.is_rat(clause, run)?;
        self.propagation.undo(start);
        Ok(follows)
    }

    /// Denies every literal of `clause`; whether that leads to a conflict.
    fn denied(&mut self, clause: &[Code], run: &Run) -> Result<bool, Stopped> {
        Ok(clause.iter().any(|&lit| !self.propagation.assume(lit ^ 1))
            || self.propagation.run(&mut self.clauses, run)?.is_some())
    }

    /// Whether every resolvent on the first literal is RUP, its literals being denied already.
    fn is_rat(&mut self, clause: &[Code], run: &Run) -> Result<bool, Stopped> {
        let Some(&pivot) = clause.first() else { return Ok(false) };
        for id in 0..self.clauses.count() {
            let other = self.clauses.literals(id);
            if self.clauses.is_deleted(id) || !other.contains(&(pivot ^ 1)) {
                continue;
            }
            let rest: Vec<Code> = other.iter().copied().filter(|&lit| lit != pivot ^ 1).collect();
            let start = self.propagation.mark();
            let refuted = self.denied(&rest, run)?;
            self.propagation.undo(start);
            if !refuted {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
