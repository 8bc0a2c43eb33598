//! Unit propagation with two watched literals a clause.
//!
//! The first two literals of a clause are its watched ones. Where both are false and nothing contradicts, the clause holds a
//! literal that is true for good; assignments of the formula's units are never undone.

use super::Code;
use super::clauses::{Clauses, Id};
use crate::limits::{Run, Stopped};

/// Propagated literals between two looks at the limits.
const LITERALS_A_LOOK: usize = 1 << 16;

/// A clause is false.
#[derive(Debug)]
pub struct Conflict;

/// What a literal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Value {
    #[default]
    Open,
    True,
    False,
}

/// A clause that watches a literal, and another literal of it: where that is true, nothing is to be done.
#[derive(Clone, Copy, Debug)]
struct Watch {
    id: Id,
    other: Code,
}

#[derive(Debug, Default)]
pub(super) struct Propagation {
    /// By literal.
    values: Vec<Value>,
    /// By literal: the clauses that watch it.
    watches: Vec<Vec<Watch>>,
    /// By variable: the clause that made a value, where one did.
    reasons: Vec<Option<Id>>,
    trail: Vec<Code>,
    /// What of the trail was propagated.
    head: usize,
}

impl Propagation {
    /// Makes room for so many variables.
    pub(super) fn declare(&mut self, variables: usize) {
        if variables > self.reasons.len() {
            self.reasons.resize(variables, None);
            self.values.resize(2 * variables, Value::Open);
            self.watches.resize(2 * variables, Vec::new());
        }
    }

    /// Where the trail ends.
    pub(super) fn mark(&self) -> usize {
        self.trail.len()
    }

    /// Takes back what was assigned since.
    pub(super) fn undo(&mut self, mark: usize) {
        for lit in self.trail.drain(mark..) {
            self.values[lit as usize] = Value::Open;
            self.values[(lit ^ 1) as usize] = Value::Open;
            self.reasons[(lit >> 1) as usize] = None;
        }
        self.head = mark;
    }

    /// Makes `lit` true; `false` where it is not.
    pub(super) fn assume(&mut self, lit: Code) -> bool {
        if self.values[lit as usize] == Value::Open {
            self.assign(lit, None);
        }
        self.values[lit as usize] == Value::True
    }

    /// Whether a clause is why `lit` is true.
    pub(super) fn holds_in_place(&self, id: Id, lit: Code) -> bool {
        self.values[lit as usize] == Value::True && self.reasons[(lit >> 1) as usize] == Some(id)
    }

    /// Watches a new clause, whose unit it assigns.
    pub(super) fn attach(&mut self, id: Id, clauses: &mut Clauses) -> Option<Conflict> {
        let literals = clauses.literals_mut(id);
        // True literals first, then open ones.
        literals.sort_by_key(|&lit| match self.values[lit as usize] {
            Value::True => 0,
            Value::Open => 1,
            Value::False => 2,
        });
        for (place, &lit) in literals.iter().take(2).enumerate() {
            let other = literals.get(1 - place).copied().unwrap_or(lit);
            self.watches[lit as usize].push(Watch { id, other });
        }
        let value = |place: usize| literals.get(place).map(|&lit| self.values[lit as usize]);
        match (value(0), value(1)) {
            (None | Some(Value::False), _) => Some(Conflict),
            (Some(Value::Open), None | Some(Value::False)) => {
                self.assign(literals[0], Some(id));
                None
            }
            _ => None,
        }
    }

    /// Propagates to the end, or to a conflict.
    pub(super) fn run(&mut self, clauses: &mut Clauses, run: &Run) -> Result<Option<Conflict>, Stopped> {
        while let Some(&lit) = self.trail.get(self.head) {
            self.head += 1;
            if self.head.is_multiple_of(LITERALS_A_LOOK) {
                run.check()?;
            }
            if self.visit(lit ^ 1, clauses).is_some() {
                return Ok(Some(Conflict));
            }
        }
        Ok(None)
    }

    /// Finds another literal to watch for each clause that watches `lit`, which became false.
    fn visit(&mut self, lit: Code, clauses: &mut Clauses) -> Option<Conflict> {
        let mut watching = std::mem::take(&mut self.watches[lit as usize]);
        let (mut kept, mut conflict) = (0, None);
        for place in 0..watching.len() {
            let Watch { id, other } = watching[place];
            let satisfied = self.values[other as usize] == Value::True;
            if !satisfied && (clauses.is_deleted(id) || conflict.is_none() && self.moves(id, lit, clauses)) {
                continue;
            }
            watching[kept] = watching[place];
            kept += 1;
            if satisfied {
                continue;
            }
            if conflict.is_none() {
                conflict = self.settle(id, clauses);
            }
        }
        watching.truncate(kept);
        self.watches[lit as usize] = watching;
        conflict
    }

    /// Whether the clause watches another literal from now on. Leaves `lit` second.
    fn moves(&mut self, id: Id, lit: Code, clauses: &mut Clauses) -> bool {
        let literals = clauses.literals_mut(id);
        if literals.len() < 2 {
            return false;
        }
        if literals[0] == lit {
            literals.swap(0, 1);
        }
        if self.values[literals[0] as usize] == Value::True {
            return false;
        }
        let Some(place) = (2..literals.len()).find(|&place| self.values[literals[place] as usize] != Value::False)
        else {
            return false;
        };
        literals.swap(1, place);
        self.watches[literals[1] as usize].push(Watch { id, other: literals[0] });
        true
    }

    /// The clause's first literal is its last hope.
    fn settle(&mut self, id: Id, clauses: &Clauses) -> Option<Conflict> {
        let first = clauses.literals(id)[0];
        match self.values[first as usize] {
            Value::True => None,
            Value::False => Some(Conflict),
            Value::Open => {
                self.assign(first, Some(id));
                None
            }
        }
    }

    fn assign(&mut self, lit: Code, reason: Option<Id>) {
        self.values[lit as usize] = Value::True;
        self.values[(lit ^ 1) as usize] = Value::False;
        self.reasons[(lit >> 1) as usize] = reason;
        self.trail.push(lit);
    }
}
