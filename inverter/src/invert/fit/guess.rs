//! A starting point by least squares, and the size of the noise.
//!
//! Which outputs are active is not known. The largest are, so least squares over some of these gives a first point;
//! then the outputs that are positive there as well as observed are solved again, until the error falls no more. None of
//! this is trusted: a method starts from the point, and proves what it says by itself.

use super::target::{Point, Target};
use crate::invert::{Reason, factor::Factor, layer::check_size};
use crate::network::Activation;
use ndarray::Array1;

/// Sorted outputs that fall by this factor from one to the next part into active ones and noise.
const CLEAR_GAP: f64 = 30.0;

/// A point is good where its largest error is at most this many standard deviations of the noise. For Gaussian noise
/// the largest of 10^4 is about 4; the rest is for errors of the point.
const GOOD: f64 = 10.0;

/// The noise is small against the outputs where its deviation is at most this part of theirs: rows that were taken for
/// active and are not leave more.
const SMALL: f64 = 0.1;

/// How much larger than the lowest negative output an error is that the noise of that output explains.
const NEAR_FLOOR: f64 = 3.0;

/// Rounds of solving with the outputs that are positive at the last point.
const MOST_ROUNDS: usize = 3;

/// A round that lowers the error by less is the last.
const WORTHWHILE: f64 = 0.95;

/// A starting point.
pub(super) struct Guess {
    pub point: Point,
    /// The largest error there, negative outputs of a ReLU layer taken as 0.
    pub error: f64,
    /// Standard deviation of the errors of the equations, where these are more than the inputs.
    pub deviation: Option<f64>,
    /// Root of the mean square of the outputs that were solved for.
    pub scale: f64,
    /// Independent equations.
    pub rank: usize,
    /// Of the equations, as [`LayerReport`](crate::invert::LayerReport) has it.
    pub condition: f64,
    /// How far off the point may be, relative to the errors of the outputs.
    pub spread: f64,
}

impl Guess {
    /// Whether the error is what the noise explains.
    pub fn is_good(&self) -> bool {
        self.deviation.is_some_and(|deviation| self.error <= GOOD * deviation && deviation <= SMALL * self.scale)
    }

    /// The same with a better point. What its errors say about the noise is what is known.
    pub fn moved(&self, target: &Target<'_>, point: Point) -> Self {
        let residual = target.clamped_residual(&point);
        let deviation = Some(residual.l2 / (target.output.len() as f64).sqrt());
        let Self { scale, rank, condition, spread, .. } = *self;
        Self { error: residual.linf, deviation, point, scale, rank, condition, spread }
    }

    /// The largest output of a row that is off at the point.
    pub fn noise_level(&self, target: &Target<'_>) -> f64 {
        let off = target.output.iter().zip(&self.point.activation).filter(|(_, a)| **a <= 0.0);
        off.fold(0.0, |level: f64, (x, _)| level.max(*x))
    }

    /// Whether the error is not much more than what negative outputs leave to any input.
    pub fn is_near_floor(&self, target: &Target<'_>) -> bool {
        self.error <= NEAR_FLOOR * target.floor
    }

    /// Whether nothing is left to explain.
    pub fn is_exact(&self, target: &Target<'_>) -> bool {
        self.error <= target.rounding(&self.point)
    }
}

/// The best of some starting points; stops at the first good one.
pub(super) fn guess(target: &Target<'_>, number: usize) -> Result<Guess, Reason> {
    let mut best: Option<Guess> = None;
    for rows in starts(target) {
        let found = descend(target, number, rows)?;
        let better = best.as_ref().is_none_or(|best| found.error < best.error);
        if better {
            best = Some(found);
        }
        let explained = |best: &Guess| best.is_good() || best.is_exact(target) || best.is_near_floor(target);
        if best.as_ref().is_some_and(explained) {
            break;
        }
    }
    best.map_or_else(|| solve(target, number, &[]), Ok)
}

/// Sets of rows to start from.
fn starts(target: &Target<'_>) -> Vec<Vec<usize>> {
    if target.layer.activation() != Activation::Relu {
        return vec![(0..target.output.len()).collect()];
    }
    let inputs = target.layer.inputs();
    let order = target.largest_first();
    let several = [inputs + inputs.div_ceil(2), usize::midpoint(inputs, order.len()), inputs + inputs.div_ceil(16)];
    let counts = gap(target, &order).into_iter().chain(several.map(|count| count.min(order.len())));
    let mut counts: Vec<usize> = counts.collect();
    counts.dedup();
    let sorted = |count: usize| {
        let mut rows = order[..count].to_vec();
        rows.sort_unstable();
        rows
    };
    counts.into_iter().map(sorted).collect()
}

/// How many outputs, at least as many as inputs where there are, come before the first large fall in size.
fn gap(target: &Target<'_>, order: &[usize]) -> Option<usize> {
    let falls = |count: &usize| target.output[order[count - 1]] > CLEAR_GAP * target.output[order[*count]];
    let enough = target.layer.inputs().min(order.len());
    (enough.max(1)..order.len()).find(falls).or_else(|| (1..enough).rev().find(falls))
}

/// The threshold that parts the outputs, if there is a clear one.
pub(super) fn gap_threshold(target: &Target<'_>) -> Option<f64> {
    if target.layer.activation() != Activation::Relu {
        return None;
    }
    let order = target.largest_first();
    gap(target, &order).map(|count| target.output[order[count]])
}

fn descend(target: &Target<'_>, number: usize, rows: Vec<usize>) -> Result<Guess, Reason> {
    let mut best = solve(target, number, &rows)?;
    if target.layer.activation() != Activation::Relu {
        return Ok(best);
    }
    let mut rows = rows;
    for _ in 0..MOST_ROUNDS {
        let active = |&row: &usize| target.output[row] > 0.0 && best.point.activation[row] > 0.0;
        let next: Vec<usize> = (0..target.output.len()).filter(active).collect();
        if next == rows || best.is_exact(target) {
            break;
        }
        let found = solve(target, number, &next)?;
        let worthwhile = found.error < WORTHWHILE * best.error;
        if found.error < best.error {
            best = found;
        }
        if !worthwhile {
            break;
        }
        rows = next;
    }
    Ok(best)
}

/// Least squares over some rows.
fn solve(target: &Target<'_>, number: usize, rows: &[usize]) -> Result<Guess, Reason> {
    let (count, inputs) = (rows.len(), target.layer.inputs());
    check_size(number, (count, inputs))?;
    let factor = Factor::new(&target.matrix(rows)).ok_or(Reason::Factorisation { layer: number })?;
    let activation = target.layer.activation();
    let wanted = |row: usize| activation.inverse(target.output[row]).unwrap_or(target.output[row]);
    let right: Vec<f64> = rows.iter().map(|&row| wanted(row) - target.layer.bias()[row]).collect();
    let latent = Array1::from(factor.solve(&right));
    let activations = target.layer.preactivation(&latent);
    let output = |row: usize| activation.inverse(0.0).map_or(activations[row], |_| activation.apply(activations[row]));
    let squares: f64 = rows.iter().map(|&row| (output(row) - target.output[row]).powi(2)).sum();
    let excess = count - factor.rank();
    let point = target.at(latent);
    let error = target.clamped_residual(&point).linf;
    Ok(Guess {
        error,
        deviation: (excess > 0 && factor.rank() == inputs).then(|| (squares / excess as f64).sqrt()),
        scale: (rows.iter().map(|&row| target.output[row].powi(2)).sum::<f64>() / count.max(1) as f64).sqrt(),
        rank: factor.rank(),
        condition: factor.condition(),
        spread: if factor.rank() > 0 { (count as f64).sqrt() / factor.smallest() } else { 0.0 },
        point,
    })
}
