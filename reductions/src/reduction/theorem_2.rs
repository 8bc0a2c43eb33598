//! Four layers: the latent code is clipped to `[-1, 1]`, and a second output counts how much of it is a sign.
//!
//! ```text
//! layer 1   a = relu(z + 1),  b = relu(z - 1)              a - b - 1 = clip(z, -1, 1) =: v
//! layer 2   p = relu(a - b - 1),  q = relu(-(a - b - 1))   v = p - q,  |v| = p + q
//! layer 3   u_C(v) for each clause C,  sum p,  sum q
//! layer 4   sum u,  sum p + sum q
//! ```
//!
//! *Assignment to preimage.* At a sign vector `v = z`, so the first output is the number of false clauses and the second is
//! `k`. *Preimage to assignment.* Every `|v_i| <= 1`, so the second output is `k` only where all `|v_i| = 1`: then `v` is a sign
//! vector, `z_i >= 1` where `v_i = 1` and `z_i <= -1` where `v_i = -1`, and the first output is the number of clauses that
//! the signs of `z` make false.
//!
//! A ReLU layer cannot hold the negative `v`, hence `p` and `q`. The clause rows and the counts read the clipped `v`, not `z`.
//!
//! # Source
//! Theorem 2, with bias `1 - |C|` and the observation `(0, k)`.

use super::csr::{LayerBuilder, column};
use super::{ReductionError, rows};
use crate::cnf::Cnf;
use unrelu_inverter::network::{Layer, Network};

pub(super) fn network(formula: &Cnf) -> Result<Network, ReductionError> {
    let k = formula.variables();
    let layers = vec![shift_layer(k)?, clip_layer(k)?, clause_layer(formula)?, sum_layer(formula.clause_count())?];
    Ok(Network::new(layers).expect("the widths are k, 2k, 2k, m + 2, 2"))
}

/// `a`, then `b`. Shape: `2k x k`.
fn shift_layer(k: usize) -> Result<Layer, ReductionError> {
    let mut layer = LayerBuilder::new(k, 2 * k, 2 * k)?;
    for bias in [1.0, -1.0] {
        layer.rows_of_one(0..column(k)?, 1.0, bias);
    }
    Ok(layer.relu())
}

/// `p`, then `q`. Shape: `2k x 2k`.
fn clip_layer(k: usize) -> Result<Layer, ReductionError> {
    let width = column(2 * k)?;
    let mut layer = LayerBuilder::new(2 * k, 2 * k, 4 * k)?;
    for sign in [1.0, -1.0] {
        for input in 0..width / 2 {
            layer.entry(input, sign);
            layer.entry(width / 2 + input, -sign);
            layer.end_row(-sign);
        }
    }
    Ok(layer.relu())
}

/// The clause rows on `v = p - q`, `sum p`, `sum q`. Shape: `(m + 2) x 2k`.
fn clause_layer(formula: &Cnf) -> Result<Layer, ReductionError> {
    let (k, m) = (formula.variables(), formula.clause_count());
    let half = column(2 * k)? / 2;
    let mut layer = LayerBuilder::new(2 * k, m + 2, 2 * (formula.literal_count() + k))?;
    for clause in formula.clauses() {
        for &lit in clause {
            layer.entry(rows::input(lit), rows::weight(lit));
        }
        for &lit in clause {
            layer.entry(half + rows::input(lit), -rows::weight(lit));
        }
        layer.end_row(rows::bias(clause));
    }
    layer.row_of_ones(0..half);
    layer.row_of_ones(half..2 * half);
    Ok(layer.relu())
}

/// `sum u`, `sum p + sum q`. Shape: `2 x (m + 2)`.
fn sum_layer(clauses: usize) -> Result<Layer, ReductionError> {
    let width = column(clauses + 2)?;
    let mut layer = LayerBuilder::new(clauses + 2, 2, clauses + 2)?;
    layer.row_of_ones(0..width - 2);
    layer.row_of_ones(width - 2..width);
    Ok(layer.relu())
}
