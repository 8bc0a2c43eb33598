//! Why there is no preimage: a combination of what the observation says that no input can keep.
//!
//! For an input `z` that gives the observation, `w_j z = t_j` and `a_i z <= r_i`. So for any multipliers `y_j` and
//! `l_i >= 0`
//!
//! ```text
//! sum y_j (w_j z - t_j) + sum l_i (a_i z - r_i) <= 0
//! ```
//!
//! while, where the multipliers cancel `z` out, the left side is a positive constant: a contradiction (Farkas' lemma).

use super::system::{Accuracy, Inequality, LayerSystem};
use crate::network::Network;
use ndarray::{Array1, ArrayRef1};

/// The row that is missed most by the input that keeps the others best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Violation {
    /// Output `row` (from 0) should be `expected` before or after the activation, but is `found`.
    Output {
        /// Row of the weights, from 0.
        row: usize,
        /// `w_row z + b_row`.
        found: f64,
        /// What the observation asks of it: this value, or at most 0 where it is 0.
        expected: f64,
    },
    /// Input `column` (from 0) is the output of a ReLU layer, but would have to be `found < 0`.
    Input {
        /// Column of the weights, from 0.
        column: usize,
        /// Its value.
        found: f64,
    },
}

/// A proof that a layer's observation has no preimage.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Number of the layer, from 1.
    pub layer: usize,
    /// The output of that layer which cannot be reached: the observation itself for the last layer, otherwise the only
    /// hidden vector from which the layers above give the observation.
    pub output: Array1<f64>,
    /// Outputs that count as off, and how far off the others may be.
    pub accuracy: Accuracy,
    /// The row that is missed most.
    pub violation: Violation,
    /// `y`, a multiplier a row of the weights: any sign where the output is known, `>= 0` where it is off.
    pub row_multipliers: Array1<f64>,
    /// Multipliers `>= 0` of `z_i >= 0`, an entry a column of the weights.
    pub sign_multipliers: Array1<f64>,
    /// Every input misses what the observation says by at least this much in some row ...
    pub margin: f64,
    /// ... as long as no entry of it is larger than this. Infinite where the multipliers cancel exactly.
    pub radius: f64,
}

/// Multipliers of a system, before they are checked.
pub(super) struct Multipliers {
    /// Of the first equalities; the others have none.
    pub equalities: Vec<f64>,
    pub inequalities: Vec<(Inequality, f64)>,
}

/// Inputs so large are never meant: a certificate must rule out everything smaller.
const LEAST_RADIUS: f64 = 1e6;

impl Certificate {
    /// The only way in: combines the rows and looks at what is left. `None` where that proves nothing.
    pub(super) fn check(
        system: &LayerSystem<'_>,
        (layer, output): (usize, &ArrayRef1<f64>),
        multipliers: &Multipliers,
        violation: Violation,
    ) -> Option<Self> {
        let mut rows = Array1::zeros(system.layer.outputs());
        let mut signs = Array1::zeros(system.layer.inputs());
        for (&(row, _), &multiplier) in system.equalities.iter().zip(&multipliers.equalities) {
            rows[row] = multiplier;
        }
        for &(inequality, multiplier) in &multipliers.inequalities {
            match inequality {
                Inequality::Inactive(row) => rows[row] = multiplier,
                Inequality::Sign(column) => signs[column] = multiplier,
            }
        }
        let (margin, radius) = strength(system, &rows, &signs)?;
        let proves = margin > system.slack() && radius >= LEAST_RADIUS;
        proves.then(|| Self {
            layer,
            output: output.to_owned(),
            accuracy: system.accuracy,
            violation,
            row_multipliers: rows,
            sign_multipliers: signs,
            margin,
            radius,
        })
    }

    /// Recomputes the proof from the weights and [`output`](Self::output) alone: the margin that it gives, or `None`
    /// where it proves nothing.
    pub fn verify(&self, network: &Network) -> Option<f64> {
        let layer = network.layers().get(self.layer.checked_sub(1)?)?;
        let fits = self.row_multipliers.len() == layer.outputs()
            && self.output.len() == layer.outputs()
            && self.sign_multipliers.len() == layer.inputs();
        let system = fits.then(|| LayerSystem::new(network, self.layer, &self.output, self.accuracy))?;
        let (margin, radius) = strength(&system, &self.row_multipliers, &self.sign_multipliers)?;
        (radius >= LEAST_RADIUS).then_some(margin)
    }
}

/// Margin and radius of what multipliers prove: half of the constant that is left is kept as the margin, the other
/// half pays for the input not cancelling exactly.
fn strength(system: &LayerSystem<'_>, rows: &Array1<f64>, signs: &Array1<f64>) -> Option<(f64, f64)> {
    let mut combined = vec![0.0; system.layer.inputs()];
    let (mut constant, mut size, mut total) = (0.0, 0.0, 0.0);
    let mut add = |multiplier: f64, right: f64| {
        constant -= multiplier * right;
        size += (multiplier * right).abs();
        total += multiplier.abs();
    };
    for &(row, target) in &system.equalities {
        system.layer.weights().for_each_in_row(row, |column, entry| combined[column] += rows[row] * entry);
        add(rows[row], target);
    }
    for &inequality in &system.inequalities {
        let multiplier = match inequality {
            Inequality::Inactive(row) => rows[row],
            Inequality::Sign(column) => signs[column],
        };
        if multiplier < 0.0 {
            return None;
        }
        system.for_each_in(inequality, |column, entry| combined[column] += multiplier * entry);
        add(multiplier, system.bound(inequality));
    }
    let left = combined.iter().map(|entry| entry.abs()).sum::<f64>();
    // A sum of so many terms may be off by this; one that left the range of floats by anything.
    let rounding = f64::EPSILON * (system.equalities.len() + system.inequalities.len()) as f64 * size;
    (constant > rounding && constant.is_finite()).then(|| (0.5 * constant / total, 0.5 * constant / left))
}
