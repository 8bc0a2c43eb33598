//! The row of a clause.

use super::csr::LayerBuilder;
use crate::cnf::{Cnf, Lit, Sign};

/// `1 - |C|`.
pub(crate) fn bias(clause: &[Lit]) -> f64 {
    1.0 - clause.len() as f64
}

/// -1 for a positive literal, +1 for a negative one.
#[inline]
pub(crate) fn weight(lit: Lit) -> f64 {
    match lit.sign() {
        Sign::Positive => -1.0,
        Sign::Negative => 1.0,
    }
}

/// Column of the literal's variable in a layer that reads the latent code.
#[inline]
pub(crate) fn input(lit: Lit) -> u32 {
    lit.var().number() - 1
}

/// One unit a clause, reading the latent code.
pub(crate) fn add_clauses(layer: &mut LayerBuilder, formula: &Cnf) {
    for clause in formula.clauses() {
        for &lit in clause {
            layer.entry(input(lit), weight(lit));
        }
        layer.end_row(bias(clause));
    }
}
