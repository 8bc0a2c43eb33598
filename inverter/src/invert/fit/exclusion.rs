//! Rows whose output is noise, found out without a program.
//!
//! The rows of the largest outputs fix the input well, and with it the activation of any other row: `w_j = sum y_i w_i`
//! for the least squares multipliers `y`. So if an output `x_j` were no noise, that is the error `e` below `x_j`,
//!
//! ```text
//! x_j - e <= a_j = sum y_i a_i <= sum y_i x_i + e sum |y_i|
//! ```
//!
//! in activations, which is a lower bound of `e`. Where that exceeds `x_j`, no input has an error below `x_j`. The
//! largest output of noise so is a lower bound of the least `l_inf` error, and mostly is that error.

use super::{
    certificate::{Proof, single},
    guess::Guess,
    rows::{Negative, Range, bounds},
    target::Target,
};
use crate::invert::factor::Factor;
use crate::lp::engine::Side;
use crate::network::Activation;
use ndarray::Array1;

/// Outputs that are tried, from the largest on.
const MOST_TRIED: usize = 16;

/// A lower bound of the error of all inputs, with its proof.
pub(super) fn exclusion(target: &Target<'_>, guess: &Guess) -> Option<(f64, Proof)> {
    if target.layer.activation() != Activation::Relu {
        return None;
    }
    let anchors = target.active(guess.error);
    if anchors.len() < target.layer.inputs() {
        return None;
    }
    let factor = Factor::new(&target.matrix(&anchors)).filter(|factor| factor.rank() == target.layer.inputs())?;
    let mut best: Option<(f64, Proof)> = None;
    for row in suspects(target, guess) {
        let proof = proof(target, guess, (row, &anchors, &factor));
        let bound = single(target, &proof).map_or(0.0, |(bound, _)| bound);
        if best.as_ref().is_none_or(|(best, _)| bound > *best) {
            best = Some((bound, proof));
        }
        if best.as_ref().is_some_and(|(best, _)| *best >= target.output[row]) {
            break;
        }
    }
    best.filter(|(bound, _)| *bound > 0.0)
}

/// Positive outputs of rows that are off at the point, the largest first.
fn suspects(target: &Target<'_>, guess: &Guess) -> Vec<usize> {
    let suspect = |&row: &usize| guess.point.activation[row] < 0.0 && target.output[row] <= guess.error;
    target.largest_first().into_iter().filter(suspect).take(MOST_TRIED).collect()
}

/// The bounds that contradict an error below output `row`.
fn proof(target: &Target<'_>, guess: &Guess, (row, anchors, factor): (usize, &[usize], &Factor)) -> Proof {
    let mut weights = vec![0.0; target.layer.inputs()];
    target.layer.weights().for_each_in_row(row, |column, entry| weights[column] = entry);
    let mut signed = Array1::<f64>::zeros(target.output.len());
    for (&anchor, multiplier) in anchors.iter().zip(factor.solve_transposed(&weights)) {
        signed[anchor] = multiplier;
    }
    signed[row] = -1.0;
    let range = Range { low: 0.0, high: target.output[row] };
    let bounds = bounds(target, range, Negative::Kept);
    let multipliers = bounds.iter().map(|bound| match bound.side {
        Side::Upper if bound.give > 0.0 => signed[bound.row].max(0.0),
        Side::Upper => 0.0,
        Side::Lower => (-signed[bound.row]).max(0.0),
    });
    Proof { range, multipliers: multipliers.collect(), center: guess.point.latent.clone() }
}
