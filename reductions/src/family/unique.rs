//! Formulas with one model.
//!
//! A planted formula is extended until no variable can differ from the hidden assignment: variable by variable, while a model has it
//! otherwise, a clause is drawn in which the hidden value of that variable stands beside literals of random variables, three in
//! four of them false under the hidden assignment. Such a clause excludes a given other model with probability `4^(1 - L)` at least,
//! and one nearby with about `(3/4)^(L - 1)`. That no other model is left is then proven, and the proof checked.

use super::oracle::{Oracle, is_satisfiable};
use super::{FamilyError, Sample};
use crate::cnf::random::{Shape, draw, planted};
use crate::cnf::{Assignment, Lit};
use rand::Rng;

/// A planted formula of `shape`, and then as many clauses more of the same length as leave the hidden assignment alone.
///
/// Takes as long as the solver does: a moment for 200 variables, some 20 seconds for 300.
///
/// # Errors
/// Those of the solver.
pub fn unique(rng: &mut impl Rng, shape: Shape) -> Result<Sample, FamilyError> {
    let (mut formula, hidden) = planted(rng, shape);
    let mut oracle = Oracle::new(&formula);
    for lit in hidden.literals() {
        while let Some(other) = oracle.model(&[!lit])? {
            loop {
                let clause = clause_with(rng, shape, lit, &hidden);
                oracle.add(&clause);
                formula.push_clause(clause.iter().copied());
                if !clause.iter().any(|&lit| other.satisfies(lit)) {
                    break;
                }
            }
        }
        oracle.add(&[lit]);
    }
    let mut another = formula.clone();
    another.push_clause(hidden.literals().map(|lit| !lit));
    if !formula.is_satisfied_by(&hidden) || is_satisfiable(another)? {
        return Err(FamilyError::Contradiction);
    }
    Ok((formula, hidden).into())
}

/// A clause of `lit` and literals of other variables, each false under `hidden` with probability 3/4.
fn clause_with(rng: &mut impl Rng, shape: Shape, lit: Lit, hidden: &Assignment) -> Vec<Lit> {
    let mut others = Vec::new();
    draw::choose(rng, shape.variables() - 1, shape.length() - 1, &mut others);
    // The last variable stands in for the one that is taken.
    let last = draw::variable(shape.variables() - 1);
    let free = others.into_iter().map(|var| hidden.literal(if var == lit.var() { last } else { var }));
    std::iter::once(lit).chain(free.map(|lit| if draw::below(rng, 4) == 0 { lit } else { !lit })).collect()
}
