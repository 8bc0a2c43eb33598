//! What an instance asks, as a formula: its own where no clause may be false, and one with a counter otherwise.
//!
//! For `m` clauses and a number `t` of false ones, `y_i` is true where clause `i` is false, and a sequential counter has
//! `s_(i,j)` for "at least `j` of the first `i` clauses are false", `j <= t + 1`:
//!
//! ```text
//! y_i or x for x in C_i's literals together,   not y_i or not x for each x in C_i
//! s_(i,j)  <=>  s_(i-1,j)  or  (y_i and s_(i-1,j-1))
//! not s_(m,t+1),   and for "exactly t" also s_(m,t)
//! ```
//!
//! Every assignment of the formula's variables extends to the others in one way only, so the models, cut down to the first
//! `k` variables, are the assignments that leave `t` clauses false (or at most `t`). The formula has `m (t + 2)` variables
//! more and about `4 m (t + 1)` clauses.
//!
//! # Source
//! Sinz (2005), *Towards an optimal CNF encoding of Boolean cardinality constraints*, in both directions.

use crate::Instance;
use crate::cnf::{Cnf, Lit, Var};
use crate::reduction::Count;
use std::borrow::Cow;

/// The most cells of a counter: some gigabytes of clauses.
const MOST_CELLS: u64 = 1 << 25;

/// A counter would be too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "counting {unsatisfied} false clauses among {clauses} takes more than {MOST_CELLS} cells of a counter; use `brute`"
)]
pub struct TooLarge {
    /// `m`.
    pub clauses: usize,
    /// `t`.
    pub unsatisfied: u32,
}

/// A formula that is satisfiable exactly where the instance has a preimage. Its first variables are those of the instance.
///
/// # Errors
/// [`TooLarge`].
pub fn question(instance: &Instance) -> Result<Cow<'_, Cnf>, TooLarge> {
    let (formula, target) = (instance.formula(), instance.unsatisfied());
    let (m, count) = (formula.clause_count(), instance.count());
    if target == 0 {
        return Ok(Cow::Borrowed(formula));
    }
    if formula.variables() == 0 || target as usize > m {
        // Every clause is empty, or there are too few: nothing is left to choose.
        let mut constant = Counter::new(formula, 0).answer;
        if !count.admits(m, target) {
            constant.push_clause([]);
        }
        return Ok(Cow::Owned(constant));
    }
    let cells = m as u64 * (u64::from(target) + 2);
    if cells > MOST_CELLS {
        return Err(TooLarge { clauses: m, unsatisfied: target });
    }
    Ok(Cow::Owned(Counter::new(formula, target).formula(count)))
}

struct Counter<'a> {
    formula: &'a Cnf,
    target: u32,
    answer: Cnf,
}

impl<'a> Counter<'a> {
    fn new(formula: &'a Cnf, target: u32) -> Self {
        let variables = u32::try_from(formula.variables()).expect("variables are numbered in 32 bits");
        Self { formula, target, answer: Cnf::new(variables) }
    }

    fn formula(mut self, count: Count) -> Cnf {
        let formula = self.formula;
        for (index, clause) in formula.clauses().enumerate() {
            let fails = self.fails(index);
            self.answer.push_clause(clause.iter().copied().chain([fails]));
            for &lit in clause {
                self.answer.push_clause([!fails, !lit]);
            }
            (1..=self.target + 1).for_each(|level| self.define(index, level));
        }
        let last = formula.clause_count() - 1;
        let (most, above) = (self.cell(last, self.target), self.cell(last, self.target + 1));
        self.answer.push_clause([!above]);
        if count == Count::Exactly {
            self.answer.push_clause([most]);
        }
        self.answer
    }

    /// `s_(i,j)`, for the clause `index = i - 1` and the level `j`. What has no variable, `s_(0,j)` and `s_(i,0)`, is constant.
    fn define(&mut self, index: usize, level: u32) {
        let (cell, fails) = (self.cell(index, level), self.fails(index));
        let before = index.checked_sub(1);
        let same = before.map(|before| self.cell(before, level));
        // Either a literal, or the constant that `s_(i-1,j-1)` is.
        let lower = before.filter(|_| level > 1).map(|before| self.cell(before, level - 1));
        if lower.is_some() || level == 1 {
            self.answer.push_clause([!fails, cell].into_iter().chain(lower.map(|lower| !lower)));
        }
        self.answer.push_clause([!cell, fails].into_iter().chain(same));
        if let Some(same) = same {
            self.answer.push_clause([!same, cell]);
        }
        if level > 1 {
            self.answer.push_clause([!cell].into_iter().chain(same).chain(lower));
        }
    }

    fn fails(&self, index: usize) -> Lit {
        self.extra(index * (self.target as usize + 2))
    }

    fn cell(&self, index: usize, level: u32) -> Lit {
        self.extra(index * (self.target as usize + 2) + level as usize)
    }

    fn extra(&self, number: usize) -> Lit {
        let index = u32::try_from(self.formula.variables() + number).ok().and_then(Var::from_index);
        index.expect("a counter has at most 2^25 cells beside the variables of a formula").positive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cnf::Assignment;
    use crate::reduction::ReductionKind;
    use quickcheck::quickcheck;

    /// Whether unit propagation from an assignment of the first variables meets no contradiction and decides every clause.
    fn extends(question: &Cnf, assignment: &Assignment) -> bool {
        let mut values = vec![None; question.variables()];
        for (slot, &value) in values.iter_mut().zip(assignment.values()) {
            *slot = Some(value);
        }
        loop {
            let mut changed = false;
            for clause in question.clauses() {
                let holds = |lit: &Lit| values[lit.var().index()].map(|value| value == lit.is_positive());
                let open: Vec<&Lit> = clause.iter().filter(|lit| holds(lit).is_none()).collect();
                match open.as_slice() {
                    _ if clause.iter().any(|lit| holds(lit) == Some(true)) => {}
                    [] => return false,
                    [unit] => {
                        values[unit.var().index()] = Some(unit.is_positive());
                        changed = true;
                    }
                    _ => {}
                }
            }
            if !changed {
                return true;
            }
        }
    }

    quickcheck! {
        fn models_are_the_assignments_with_as_many_false_clauses(clauses: Vec<(i8, i8)>, target: u8) -> bool {
            let clauses: Vec<Vec<i32>> = clauses.iter().take(9)
                .map(|&(a, b)| [a, b].iter().map(|x| i32::from(x % 4)).filter(|&x| x != 0).collect()).collect();
            let mut formula = Cnf::from_dimacs(&clauses).unwrap();
            formula.declare(3);
            [ReductionKind::TwoLayer, ReductionKind::Theorem1].into_iter().all(|kind| {
                let instance = Instance::reduce(formula.clone(), kind, u32::from(target % 5)).unwrap();
                let question = question(&instance).unwrap();
                (0..8).all(|number| {
                    let assignment = Assignment::from((0..3).map(|i| number >> i & 1 == 1).collect::<Vec<_>>());
                    extends(&question, &assignment) == instance.is_solved_by(&assignment)
                })
            })
        }
    }

    #[test]
    fn what_is_too_large_is_refused() {
        let formula = Cnf::from_dimacs(&vec![[1]; 10_000]).unwrap();
        let instance = Instance::reduce(formula, ReductionKind::TwoLayer, 9_000).unwrap();
        assert_eq!(question(&instance), Err(TooLarge { clauses: 10_000, unsatisfied: 9_000 }));
    }
}
