//! Clauses in one array, found again by their content.

use super::Code;
use std::collections::HashMap;

/// Number of a clause.
pub type Id = usize;

/// Clauses in the order in which they were added.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    literals: Vec<Code>,
    ends: Vec<usize>,
    deleted: Vec<bool>,
    /// By a hash that does not depend on the order of the literals.
    by_hash: HashMap<u64, Vec<Id>>,
}

impl Clauses {
    pub(super) fn add(&mut self, clause: &[Code]) -> Id {
        self.literals.extend_from_slice(clause);
        self.ends.push(self.literals.len());
        self.deleted.push(false);
        let id = self.ends.len() - 1;
        self.by_hash.entry(hash(clause)).or_default().push(id);
        id
    }

    /// Deletes one clause of these literals, given in order, unless it is `kept`.
    pub(super) fn delete(&mut self, sorted: &[Code], kept: impl Fn(Id, &[Code]) -> bool) {
        let Some(same_hash) = self.by_hash.get(&hash(sorted)) else { return };
        let found = same_hash.iter().position(|&id| {
            let mut literals = self.literals(id).to_vec();
            literals.sort_unstable();
            literals == sorted && !kept(id, &literals)
        });
        if let (Some(place), Some(ids)) = (found, self.by_hash.get_mut(&hash(sorted))) {
            self.deleted[ids.swap_remove(place)] = true;
        }
    }

    pub(super) fn count(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn is_deleted(&self, id: Id) -> bool {
        self.deleted[id]
    }

    pub(super) fn literals(&self, id: Id) -> &[Code] {
        &self.literals[self.start(id)..self.ends[id]]
    }

    pub(super) fn literals_mut(&mut self, id: Id) -> &mut [Code] {
        let start = self.start(id);
        &mut self.literals[start..self.ends[id]]
    }

    fn start(&self, id: Id) -> usize {
        if id == 0 { 0 } else { self.ends[id - 1] }
    }
}

/// A sum of scattered literals: the same in every order.
fn hash(clause: &[Code]) -> u64 {
    let scatter = |lit: &Code| {
        let spread = (u64::from(*lit) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (spread ^ spread >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9)
    };
    clause.iter().map(scatter).fold(0, u64::wrapping_add)
}
