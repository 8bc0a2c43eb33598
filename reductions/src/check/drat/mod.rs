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

mod parse;

use super::CheckError;
use crate::cnf::{Cnf, Sign};
use crate::limits::{Run, Stopped};
use parse::{Kind, Steps};
use unrelu_inverter::rup::{Code, Rup};

/// Steps between two looks at the limits.
const STEPS_A_LOOK: usize = 64;

/// Accepts `bytes` as a proof, text or binary, that `formula` is unsatisfiable.
pub(crate) fn check(formula: &Cnf, bytes: &[u8], run: &Run) -> Result<(), CheckError> {
    let mut rup = Rup::default();
    let variables = formula.variables();
    rup.declare(variables);
    for (index, clause) in formula.clauses().enumerate() {
        if index % (16 * STEPS_A_LOOK) == 0 {
            run.check()?;
        }
        let codes = clause.iter().map(|lit| code(lit.var().number() - 1, lit.sign())).collect();
        if rup.add(codes, run)?.is_some() {
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
        rup.declare(steps.variables());
        match step.kind {
            Kind::Delete => rup.delete(&step.clause),
            Kind::Add => {
                if !follows(&mut rup, &step.clause, run)? {
                    return Err(CheckError::Refused { step: number });
                }
                if step.clause.is_empty() || rup.add(step.clause, run)?.is_some() {
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

/// Whether `clause` is RUP, or RAT on its first literal.
fn follows(rup: &mut Rup, clause: &[Code], run: &Run) -> Result<bool, Stopped> {
    let start = rup.mark();
    let follows = rup.denied(clause, run)? || is_rat(rup, clause, run)?;
    rup.undo(start);
    Ok(follows)
}

/// Whether every resolvent on the first literal is RUP, its literals being denied already.
fn is_rat(rup: &mut Rup, clause: &[Code], run: &Run) -> Result<bool, Stopped> {
    let Some(&pivot) = clause.first() else { return Ok(false) };
    for id in 0..rup.count() {
        let Some(other) = rup.clause(id).filter(|other| other.contains(&(pivot ^ 1))) else { continue };
        let rest: Vec<Code> = other.iter().copied().filter(|&lit| lit != pivot ^ 1).collect();
        let start = rup.mark();
        let refuted = rup.denied(&rest, run)?;
        rup.undo(start);
        if !refuted {
            return Ok(false);
        }
    }
    Ok(true)
}
