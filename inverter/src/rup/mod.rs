//! Clauses that follow from others by unit propagation (RUP), as the checkers of proofs need it.

mod clauses;
mod propagate;

use crate::limits::{Run, Stopped};
use clauses::Clauses;
pub use clauses::Id;
pub use propagate::Conflict;
use propagate::Propagation;

/// A literal as a number: twice the variable, and one more where it is negative.
pub type Code = u32;

/// The clauses so far, and what their units make of the variables.
#[derive(Debug, Default)]
pub struct Rup {
    clauses: Clauses,
    propagation: Propagation,
}

impl Rup {
    /// Makes room for so many variables.
    pub fn declare(&mut self, variables: usize) {
        self.propagation.declare(variables);
    }

    /// Adds a clause, and says whether the units now contradict each other.
    ///
    /// # Errors
    /// [`Stopped`] where a limit is reached.
    pub fn add(&mut self, mut clause: Vec<Code>, run: &Run) -> Result<Option<Conflict>, Stopped> {
        clause.sort_unstable();
        clause.dedup();
        let id = self.clauses.add(&clause);
        match self.propagation.attach(id, &mut self.clauses) {
            Some(conflict) => Ok(Some(conflict)),
            None => self.propagation.run(&mut self.clauses, run),
        }
    }

    /// Deletes one clause of these literals, unless it holds a propagated literal in place.
    pub fn delete(&mut self, clause: &[Code]) {
        let mut sorted = clause.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let propagation = &self.propagation;
        self.clauses.delete(&sorted, |id, clause| clause.iter().any(|&lit| propagation.holds_in_place(id, lit)));
    }

    /// Where the assignment stands.
    pub fn mark(&self) -> usize {
        self.propagation.mark()
    }

    /// Takes back what was assigned since.
    pub fn undo(&mut self, mark: usize) {
        self.propagation.undo(mark);
    }

    /// Denies every literal of `clause`, until it is undone; whether that leads to a conflict: then the clause follows.
    ///
    /// # Errors
    /// [`Stopped`] where a limit is reached.
    pub fn denied(&mut self, clause: &[Code], run: &Run) -> Result<bool, Stopped> {
        Ok(clause.iter().any(|&lit| !self.propagation.assume(lit ^ 1))
            || self.propagation.run(&mut self.clauses, run)?.is_some())
    }

    /// How many clauses were added.
    pub fn count(&self) -> usize {
        self.clauses.count()
    }

    /// The literals of a clause; `None` where it is deleted.
    pub fn clause(&self, id: Id) -> Option<&[Code]> {
        (!self.clauses.is_deleted(id)).then(|| self.clauses.literals(id))
    }
}
