//! Formulas in normal form, which is what a reduction takes.

use super::{Cnf, Lit};

/// A formula whose clauses are sorted, without duplicate literals and without tautologies, and what was done to get there.
///
/// It has the same variables and the same models as the formula that it was made from. Clauses may repeat, and the empty
/// clause stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalCnf {
    formula: Cnf,
    merged: usize,
    tautologies: usize,
}

impl NormalCnf {
    /// Sorts the literals of each clause, merges duplicates and drops clauses that hold both `x` and `-x`.
    ///
    /// ```
    /// use unrelu_reductions::{Cnf, NormalCnf};
    ///
    /// let normal = NormalCnf::new(Cnf::from_dimacs(&[vec![2, 1, 2], vec![1, -1]]).unwrap());
    /// assert_eq!(normal.formula(), &{ let mut f = Cnf::from_dimacs(&[[1, 2]]).unwrap(); f.declare(2); f });
    /// assert_eq!((normal.merged(), normal.tautologies()), (1, 1));
    /// ```
    pub fn new(mut formula: Cnf) -> Self {
        let (mut merged, mut tautologies) = (0, 0);
        formula.retain_literals(|clause| {
            let kept = normalise(clause);
            match kept {
                Some(kept) => merged += clause.len() - kept,
                None => tautologies += 1,
            }
            kept
        });
        Self { formula, merged, tautologies }
    }

    /// Another formula, brought to normal form, that was made of this one: what was merged and dropped stays on record.
    pub(crate) fn with_formula(self, formula: Cnf) -> Self {
        Self { formula: Self::new(formula).formula, ..self }
    }

    /// The formula.
    pub fn formula(&self) -> &Cnf {
        &self.formula
    }

    /// How many duplicate literals were merged into another of the same clause.
    pub fn merged(&self) -> usize {
        self.merged
    }

    /// How many clauses were dropped because they are always true.
    pub fn tautologies(&self) -> usize {
        self.tautologies
    }
}

/// Sorts a clause and moves its distinct literals to its front; gives their number, `None` where the clause is always true.
pub(super) fn normalise(clause: &mut [Lit]) -> Option<usize> {
    clause.sort_unstable();
    let kept = dedup(clause);
    let tautology = clause[..kept].windows(2).any(|pair| pair[0] == !pair[1]);
    (!tautology).then_some(kept)
}

/// Moves the distinct literals of a sorted clause to its front; gives their number.
fn dedup(clause: &mut [Lit]) -> usize {
    let mut kept = 0;
    for index in 0..clause.len() {
        if kept == 0 || clause[kept - 1] != clause[index] {
            clause[kept] = clause[index];
            kept += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cnf::Assignment;
    use quickcheck::quickcheck;

    quickcheck! {
        fn normal_form_has_the_same_unsatisfied_clauses(clauses: Vec<Vec<i8>>, values: Vec<bool>) -> bool {
            let clauses: Vec<Vec<i32>> = clauses
                .iter()
                .map(|clause| clause.iter().filter(|&&x| x != 0).map(|&x| i32::from(x % 5)).filter(|&x| x != 0).collect())
                .collect();
            let mut formula = Cnf::from_dimacs(&clauses).unwrap();
            formula.declare(5);
            let mut values = values;
            values.resize(5, false);
            let assignment = Assignment::from(values);
            let normal = NormalCnf::new(formula.clone());
            let again = NormalCnf::new(normal.formula().clone());
            normal.formula().unsatisfied(&assignment) == formula.unsatisfied(&assignment)
                && normal.formula().clause_count() + normal.tautologies() == formula.clause_count()
                && (again.formula(), again.merged(), again.tautologies()) == (normal.formula(), 0, 0)
        }
    }

    #[test]
    fn empty_clauses_stay() {
        let normal = NormalCnf::new(Cnf::from_dimacs(&[vec![], vec![1], vec![]]).unwrap());
        assert_eq!(normal.formula().clauses().map(<[Lit]>::len).collect::<Vec<_>>(), [0, 1, 0]);
    }
}
