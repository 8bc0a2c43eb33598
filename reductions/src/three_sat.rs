//! Clauses of at most three literals, for those who want 3SAT itself.
//!
//! A clause `l_1, ..., l_L` with `L > 3` becomes a chain over `L - 3` new variables:
//!
//! ```text
//! l_1 l_2 a_1,   -a_1 l_3 a_2,   ...,   -a_(L-3) l_(L-1) l_L
//! ```
//!
//! An assignment that makes some `l_i` true extends to the chain (each `a` before it true, each after it false); one that makes
//! all of them false leaves at least one link false, and extends so that exactly one is. So an assignment of the original
//! variables can be extended to leave at most `t` clauses of the new formula false exactly where it leaves at most `t` of the
//! old one false. For "exactly `t`" that is wrong: links can be false that need not be.
//!
//! # Source
//! Karp (1972).

use crate::cnf::{Cnf, Lit, NormalCnf, Var};

/// A formula with short clauses, and how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreeSat {
    /// The formula; the variables of the original come first.
    pub formula: NormalCnf,
    /// How many clauses were split.
    pub split: usize,
}

/// There are no numbers left for new variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the long clauses take more variables than there are numbers, {}", Var::MAX_NUMBER)]
pub struct TooManyVariables;

/// Splits the clauses of more than three literals.
///
/// # Errors
/// [`TooManyVariables`].
pub fn split(normal: NormalCnf) -> Result<ThreeSat, TooManyVariables> {
    let long = |clause: &&[Lit]| clause.len() > 3;
    let count = normal.formula().clauses().filter(long).count();
    if count == 0 {
        return Ok(ThreeSat { formula: normal, split: 0 });
    }
    let mut short = Cnf::new(u32::try_from(normal.formula().variables()).map_err(|_| TooManyVariables)?);
    for clause in normal.formula().clauses() {
        if clause.len() <= 3 {
            short.push_clause(clause.iter().copied());
        } else {
            push_chain(&mut short, clause)?;
        }
    }
    Ok(ThreeSat { formula: normal.with_formula(short), split: count })
}

fn push_chain(short: &mut Cnf, clause: &[Lit]) -> Result<(), TooManyVariables> {
    let (head, rest) = clause.split_at(2);
    let (links, tail) = rest.split_at(rest.len() - 2);
    let mut link = new_variable(short)?;
    short.push_clause(head.iter().copied().chain([link]));
    for &lit in links {
        let next = new_variable(short)?;
        short.push_clause([!link, lit, next]);
        link = next;
    }
    short.push_clause([!link].into_iter().chain(tail.iter().copied()));
    Ok(())
}

fn new_variable(formula: &mut Cnf) -> Result<Lit, TooManyVariables> {
    let index = u32::try_from(formula.variables()).map_err(|_| TooManyVariables)?;
    let lit = Var::from_index(index).ok_or(TooManyVariables)?.positive();
    formula.declare(lit.var().number());
    Ok(lit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cnf::Assignment;
    use quickcheck::quickcheck;

    fn least(formula: &Cnf, fixed: &[bool]) -> usize {
        let free = formula.variables() - fixed.len();
        let extended = |number: u32| {
            let rest = (0..free).map(|i| number >> i & 1 == 1);
            Assignment::from(fixed.iter().copied().chain(rest).collect::<Vec<_>>())
        };
        (0..1 << free).map(|number| formula.unsatisfied(&extended(number))).min().unwrap()
    }

    quickcheck! {
        fn every_assignment_extends_without_new_false_clauses(clauses: Vec<Vec<bool>>, values: (bool, bool, bool, bool, bool, bool)) -> bool {
            // The literals of a clause are the first variables, with these signs.
            let clauses: Vec<Vec<i32>> = clauses.iter().take(4)
                .map(|signs| (1..7).zip(signs).map(|(v, &sign)| if sign { v } else { -v }).collect()).collect();
            let mut formula = Cnf::from_dimacs(&clauses).unwrap();
            formula.declare(6);
            let values = [values.0, values.1, values.2, values.3, values.4, values.5];
            let short = split(NormalCnf::new(formula.clone())).unwrap();
            let three = short.formula.formula();
            three.clauses().all(|clause| clause.len() <= 3)
                && short.split == formula.clauses().filter(|clause| clause.len() > 3).count()
                && least(three, &values) == formula.unsatisfied(&Assignment::from(values.to_vec()))
        }
    }
}
