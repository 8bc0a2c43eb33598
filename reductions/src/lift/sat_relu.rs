//! Networks with a hidden row a clause over the unit box, as `NeuroCodeBench` and the benchmark `sat_relu` of VNN-COMP have them.
//!
//! With `true = 1` and `false = 0`, `k` inputs and `m` clauses:
//!
//! ```text
//! layer 1   u_C = relu(1 - |negative literals of C| - sum_{x in C} x + sum_{-x in C} x),   a_i = relu(x_i),   b_i = relu(2 x_i - 1)
//! layer 2   1 - sum u,   sum a - sum b                                                    (no activation)
//! ```
//!
//! Their question is for an `x` in `[0, 1]^k` whose first output is at least 1 and whose second is at most 0. In the box the
//! first is at most 1 and `a_i - b_i = min(x_i, 1 - x_i) >= 0`, so that is the observation `(1, 0)`, and more generally
//! `(1 - t, 0)` asks for exactly `t` false clauses:
//!
//! *Preimage to assignment.* The second output is 0 only where every `x_i` is 0 or 1. There `u_C` is 1 where `C` is false and 0
//! where it is true, so the first output is 1 less the number of false clauses. *Assignment to preimage.* The same, backwards.
//!
//! Outside the box `a_i - b_i` can be negative: over `R^k` the observation asks for something else.
//!
//! # Source
//! `NeuroCodeBench` 2.0 by E. Manino; the statement for any `t` is ours.

use crate::cnf::{Cnf, NormalCnf, Sign};
use crate::reduction::ReductionError;
use crate::reduction::csr::{LayerBuilder, column};
use crate::reduction::rows;
use unrelu_inverter::network::{Activation, Layer, Network};

/// The network of a formula.
///
/// # Shapes
/// Widths `k, m + 2k, 2`; the weights are sparse; ReLU, then the identity.
/// # Errors
/// [`ReductionError::TooWide`].
pub fn network(formula: &NormalCnf) -> Result<Network, ReductionError> {
    layers(formula.formula())
}

fn layers(formula: &Cnf) -> Result<Network, ReductionError> {
    let (hidden, last) = (hidden_layer(formula)?, output_layer(formula)?);
    Ok(Network::new(vec![hidden, last]).expect("the widths are k, m + 2k, 2"))
}

/// `u`, then `a`, then `b`. Shape: `(m + 2k) x k`.
fn hidden_layer(formula: &Cnf) -> Result<Layer, ReductionError> {
    let (k, m) = (formula.variables(), formula.clause_count());
    let mut layer = LayerBuilder::new(k, m + 2 * k, formula.literal_count() + 2 * k)?;
    for clause in formula.clauses() {
        for &lit in clause {
            layer.entry(rows::input(lit), rows::weight(lit));
        }
        let negative = clause.iter().filter(|lit| lit.sign() == Sign::Negative).count();
        layer.end_row(1.0 - negative as f64);
    }
    layer.rows_of_one(0..column(k)?, 1.0, 0.0);
    layer.rows_of_one(0..column(k)?, 2.0, -1.0);
    Ok(layer.relu())
}

/// `1 - sum u`, `sum a - sum b`. Shape: `2 x (m + 2k)`.
fn output_layer(formula: &Cnf) -> Result<Layer, ReductionError> {
    let (k, m) = (column(formula.variables())?, column(formula.clause_count())?);
    let width = column(formula.clause_count() + 2 * formula.variables())?;
    let mut layer = LayerBuilder::new(width as usize, 2, width as usize)?;
    (0..m).for_each(|unit| layer.entry(unit, -1.0));
    layer.end_row(1.0);
    (m..m + k).for_each(|unit| layer.entry(unit, 1.0));
    (m + k..width).for_each(|unit| layer.entry(unit, -1.0));
    layer.end_row(0.0);
    Ok(layer.relu().with_activation(Activation::Identity))
}
