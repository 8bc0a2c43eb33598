//! Two layers on real latent codes, one output: the clause rows, and a penalty for what is no sign.
//!
//! ```text
//! f(z) = sum_C u_C(z) + sum_i lambda_i ||z_i| - 1|,   lambda_i = max(p_i, n_i, 1)
//! ||t| - 1| = relu(-t - 1) + relu(t + 1) - 2 relu(t) + 2 relu(t - 1)
//! ```
//!
//! where `p_i` and `n_i` count the positive and the negative occurrences of variable `i`. The identity holds on each of
//! the four intervals that `-1, 0, 1` cut.
//!
//! *Rounding never raises `f`.* Fix all coordinates but `z_i`. The clause rows have a slope between `-p_i` and `n_i` in it, the
//! penalty has `-lambda_i, lambda_i, -lambda_i, lambda_i` on the four intervals. So `f` falls up to -1, rises up to 0, falls up
//! to 1 and rises from there on (weakly): `f` is no larger at the sign of `z_i`, at either sign where `z_i = 0`. One coordinate
//! after the other: `f(sign z) <= f(z)`, and `f(sign z)` is the number of clauses that the signs make false.
//!
//! *Preimage to assignment.* If `f(z) = t`, the signs of `z` make at most `t` clauses false.
//!
//! *Assignment to preimage.* An assignment with exactly `t` false clauses is a preimage as it stands. With fewer: some `z_i`
//! moved outwards raises `f` continuously and without end (once it has passed every literal that it makes true, only
//! `lambda_i >= 1` and other literals are left), so `f = t` somewhere on the way. Without any variable `f` is constant.
//!
//! So `min f` is the least number of false clauses, and with one variable or more `f = t` has a solution exactly where `t` is
//! at least that: inversion decides MAX-SAT. One layer alone is a linear program, so two is the least.
//!
//! # Source
//! Ours. That networks with one hidden layer are NP-hard to reason about: Saelzer and Lange (2021), for reachability.

use super::csr::{LayerBuilder, column};
use super::{ReductionError, rows};
use crate::cnf::{Cnf, Sign};
use unrelu_inverter::network::Network;

pub(super) fn network(formula: &Cnf) -> Result<Network, ReductionError> {
    let (k, m) = (formula.variables(), formula.clause_count());
    let (inputs, width) = (column(k)?, m + 4 * k);
    let mut hidden = LayerBuilder::new(k, width, formula.literal_count() + 4 * k)?;
    rows::add_clauses(&mut hidden, formula);
    for (entry, bias) in [(-1.0, -1.0), (1.0, 1.0), (1.0, 0.0), (1.0, -1.0)] {
        hidden.rows_of_one(0..inputs, entry, bias);
    }
    let mut last = LayerBuilder::new(width, 1, width)?;
    let penalties = penalties(formula);
    let factors = [1.0, 1.0, -2.0, 2.0].into_iter().flat_map(|factor| penalties.iter().map(move |p| factor * p));
    for (unit, factor) in (0..column(width)?).zip(std::iter::repeat_n(1.0, m).chain(factors)) {
        last.entry(unit, factor);
    }
    last.end_row(0.0);
    Ok(Network::new(vec![hidden.relu(), last.relu()]).expect("the widths are k, 4k + m, 1"))
}

/// `lambda_i`.
pub(super) fn penalties(formula: &Cnf) -> Vec<f64> {
    let mut occurrences = vec![[0_u32; 2]; formula.variables()];
    for &lit in formula.clauses().flatten() {
        occurrences[lit.var().index()][usize::from(lit.sign() == Sign::Negative)] += 1;
    }
    occurrences.iter().map(|&[positive, negative]| f64::from(positive.max(negative).max(1))).collect()
}
