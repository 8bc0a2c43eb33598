//! Why no input is closer to the output of a layer.
//!
//! Inputs whose error `e` lies in a range keep linear bounds `s_i (w_i z + b_i - l_i) <= g_i e` (module `rows`). For any
//! multipliers `y_i >= 0` their sum, written around a point `c`, is
//!
//! ```text
//! sum y_i s_i (w_i c + b_i - l_i)  +  (sum y_i s_i w_i) (z - c)  <=  e sum y_i g_i
//! ```
//!
//! where the multipliers cancel the second term, or leave it positive for `z >= 0`. That is a lower bound of `e`. Another
//! is the largest magnitude of a negative output of a ReLU layer.

use super::{
    rows::{Negative, Range, bounds},
    target::{InputSign, Target},
};
use crate::network::{Activation, Network};
use ndarray::Array1;

/// The part of a bound that pays for multipliers that cancel only to rounding.
const RESERVE: f64 = 1e-6;

/// Roundings behind each term of a sum, of its bound and of its products.
const ROUNDED_BEFORE: usize = 8;

/// Proofs are about inputs that are this much larger than the one they are written around at least.
const LEAST_RADIUS: f64 = 10.0;

/// A proof that no input of a layer comes closer to an output, in the largest error, than `bound`.
#[derive(Clone, Debug, PartialEq)]
pub struct LowerBound {
    /// Number of the layer, from 1.
    pub layer: usize,
    /// Its output.
    pub output: Array1<f64>,
    /// What is known of the input.
    pub sign: InputSign,
    /// Proofs for ranges of errors, each starting where the one before ends.
    pub proofs: Vec<Proof>,
    /// `||phi(z) - x||_inf >= bound` ...
    pub bound: f64,
    /// ... for every input that differs from the center of each proof by at most this in every entry.
    pub radius: f64,
}

/// A proof that no input has an error within a range and below a bound.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    pub(super) range: Range,
    pub(super) multipliers: Vec<f64>,
    pub(super) center: Array1<f64>,
}

impl LowerBound {
    /// The only way in: recomputes what the proofs prove.
    pub(super) fn new(layer: usize, target: &Target<'_>, proofs: Vec<Proof>) -> Option<Self> {
        let (bound, radius) = strength(target, &proofs)?;
        let output = target.given.to_owned();
        Some(Self { layer, output, sign: target.sign, proofs, bound, radius })
    }

    /// Recomputes the bound and the radius from the weights and [`output`](Self::output); `None` where they prove
    /// nothing.
    pub fn verify(&self, network: &Network) -> Option<(f64, f64)> {
        let layer = network.layers().get(self.layer.checked_sub(1)?)?;
        let fits = self.output.len() == layer.outputs()
            && self.proofs.iter().all(|proof| proof.center.len() == layer.inputs());
        fits.then(|| strength(&Target::new(layer, &self.output, self.sign, 0.0), &self.proofs))?
    }
}

impl Proof {
    /// The errors that the proof is about: from the first number on, and below the second.
    pub fn range(&self) -> (f64, f64) {
        (self.range.low, self.range.high)
    }

    /// The multipliers of the bounds, row by row.
    pub fn multipliers(&self) -> &[f64] {
        &self.multipliers
    }

    /// The point around which the bounds are summed.
    pub fn center(&self) -> &Array1<f64> {
        &self.center
    }
}

/// The bound of a chain of proofs, and the smallest of their radii.
fn strength(target: &Target<'_>, proofs: &[Proof]) -> Option<(f64, f64)> {
    let mut bound = 0.0;
    let mut radius = f64::INFINITY;
    for proof in proofs {
        // For ReLU, bounds hold for all smaller errors too: below the floor for any, above it there is no smaller one.
        let starts = target.layer.activation() != Activation::Relu && proof.range.low > bound / (1.0 - 2.0 * RESERVE);
        let (value, reach) = single(target, proof)?;
        if starts || value <= bound {
            return None;
        }
        bound = value;
        radius = f64::min(radius, reach);
    }
    let bound = bound.max(target.floor);
    (bound > 0.0).then_some((bound, radius))
}

/// The bound of one proof, and its radius.
pub(super) fn single(target: &Target<'_>, proof: &Proof) -> Option<(f64, f64)> {
    let bounds = bounds(target, proof.range, Negative::Kept);
    if bounds.len() != proof.multipliers.len() || proof.multipliers.iter().any(|y| y.is_nan() || *y < 0.0) {
        return None;
    }
    let activation = target.layer.preactivation(&proof.center);
    let mut combined = Array1::<f64>::zeros(target.layer.inputs());
    let (mut constant, mut gives) = (0.0, 0.0);
    // Magnitudes of what the constant and the columns of `combined` are sums of.
    let (mut summed, mut weighed) = (0.0, 0.0);
    for (bound, &multiplier) in bounds.iter().zip(&proof.multipliers).filter(|(_, multiplier)| **multiplier > 0.0) {
        let signed = bound.side.sign() * multiplier;
        constant += multiplier * bound.excess(activation[bound.row]);
        gives += multiplier * bound.give;
        summed += multiplier * (target.layer.bias()[bound.row].abs() + bound.limit.abs());
        target.layer.weights().for_each_in_row(bound.row, |column, entry| {
            combined[column] += signed * entry;
            summed += multiplier * (entry * proof.center[column]).abs();
            weighed += multiplier * entry.abs();
        });
    }
    let rounding = f64::EPSILON * (bounds.len() + target.layer.inputs() + ROUNDED_BEFORE) as f64;
    constant -= rounding * summed;
    gives += rounding * gives;
    let (mut left, mut size) = (rounding * weighed, 0.0);
    for (&sum, &entry) in combined.iter().zip(&proof.center) {
        size = f64::max(size, entry.abs());
        match target.sign {
            // `sum (z - c) >= - sum c` for `z >= 0`.
            InputSign::NonNegative if sum >= 0.0 => constant -= sum * entry,
            _ => left += sum.abs(),
        }
    }
    let value = ((1.0 - RESERVE) * constant / gives).min(proof.range.high);
    let radius = RESERVE * constant / left;
    // What overflowed may have been anything.
    let proves = constant > 0.0 && constant.is_finite() && radius >= LEAST_RADIUS * (1.0 + size);
    proves.then_some((value, radius))
}
