//! A layer from what a file says of it.

use super::Problem;
use crate::network::{Activation, Layer, NetworkError, Weights};
use ndarray::Array1;

/// Columns that so many entries may stand in. A latent code is as long, and memory follows the file; of the variables of a formula
/// as many are allowed.
fn most_columns(entries: usize) -> usize {
    entries.saturating_mul(16).max(1 << 20)
}

/// Layer `number` (from 1) of a network; without a bias it is zero. A width that no number in the file stands for is
/// refused: memory would follow what the file claims.
pub(super) fn layer(
    number: usize,
    weights: Weights,
    bias: Option<Array1<f64>>,
    activation: Activation,
) -> Result<Layer, Problem> {
    if bias.is_none() && weights.columns() == 0 && weights.rows() > 0 {
        return Err(Problem::Model(format!("layer {number} has no inputs and no bias")));
    }
    let most = most_columns(weights.stored());
    if weights.columns() > most {
        let (columns, entries) = (weights.columns(), weights.stored());
        let problem = format!("layer {number} has {columns} columns; {entries} entries make at most {most}");
        return Err(Problem::Model(problem));
    }
    let bias = bias.unwrap_or_else(|| Array1::zeros(weights.rows()));
    let in_layer = |source| NetworkError::InLayer { layer: number, source: Box::new(source) };
    Ok(Layer::new(weights, bias, activation).map_err(in_layer)?)
}
