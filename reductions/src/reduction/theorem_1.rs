//! Two layers: the clause rows, and their sum.
//!
//! For `z` in `{-1, +1}^k` each hidden unit is 1 where its clause is false and 0 where it is true (see the parent module), so
//! `G(z)` is the number of false clauses. Both directions follow: an assignment with `t` false clauses is, as a sign vector, a
//! preimage of `t`; a preimage of `t` in the domain is a sign vector, and as an assignment it has `t` false clauses.
//!
//! # Source
//! Theorem 1, with bias `1 - |C|`.

use super::csr::{LayerBuilder, column};
use super::{ReductionError, rows};
use crate::cnf::Cnf;
use unrelu_inverter::network::{Layer, Network};

pub(super) fn network(formula: &Cnf) -> Result<Network, ReductionError> {
    let m = column(formula.clause_count())?;
    let mut last = LayerBuilder::new(formula.clause_count(), 1, formula.clause_count())?;
    last.row_of_ones(0..m);
    Ok(Network::new(vec![clause_layer(formula)?, last.relu()]).expect("the widths are k, m, 1"))
}

/// One unit a clause. Shape: `m x k`.
fn clause_layer(formula: &Cnf) -> Result<Layer, ReductionError> {
    let mut layer = LayerBuilder::new(formula.variables(), formula.clause_count(), formula.literal_count())?;
    rows::add_clauses(&mut layer, formula);
    Ok(layer.relu())
}
