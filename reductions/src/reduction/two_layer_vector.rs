//! Two layers on real latent codes, `k + 1` outputs.
//!
//! ```text
//! layer 1   p = relu(z),  q = relu(-z),  u_C(z) for each clause C
//! layer 2   p_i + q_i = |z_i| for each i,  sum u
//! ```
//!
//! The observation `(1, ..., 1, t)` asks for `|z_i| = 1` everywhere, so that a preimage is a sign vector, and at a sign vector
//! the last output is the number of false clauses. Both directions follow as in Theorem 1.
//!
//! # Source
//! Ours.

use super::csr::{LayerBuilder, column};
use super::{ReductionError, rows};
use crate::cnf::Cnf;
use unrelu_inverter::network::Network;

pub(super) fn network(formula: &Cnf) -> Result<Network, ReductionError> {
    let (k, m) = (formula.variables(), formula.clause_count());
    let (inputs, width) = (column(k)?, 2 * k + m);
    let mut hidden = LayerBuilder::new(k, width, formula.literal_count() + 2 * k)?;
    hidden.rows_of_one(0..inputs, 1.0, 0.0);
    hidden.rows_of_one(0..inputs, -1.0, 0.0);
    rows::add_clauses(&mut hidden, formula);
    let mut last = LayerBuilder::new(width, k + 1, width)?;
    let end = column(width)?;
    for input in 0..inputs {
        last.entry(input, 1.0);
        last.entry(inputs + input, 1.0);
        last.end_row(0.0);
    }
    last.row_of_ones(2 * inputs..end);
    Ok(Network::new(vec![hidden.relu(), last.relu()]).expect("the widths are k, 2k + m, k + 1"))
}
