//! What the errors at a least-squares fit say about the noise.
//!
//! Errors of one size throughout are uniform noise, best fitted in `l_inf`; a few large ones among many small ones ask for
//! `l_1`; in between is Gaussian noise, and `l_2`. Which law explains the errors best is decided by its likelihood at
//! its own best fit, never by a fit made for another.

use super::report::Norm;
use ndarray::{Array1, ArrayRef1};

/// Fewer errors than this for each unknown say nothing about their law.
const ENOUGH: usize = 3;

/// Kurtosis is 1.8 of uniform noise, 3 of Gaussian, 6 of Laplace: what is tried is in between.
const FLAT: f64 = 2.4;
const HEAVY: f64 = 4.5;

/// By how much the logarithm of the likelihood must be better to leave least squares.
pub(crate) const EVIDENCE: f64 = 5.0;

/// Errors that say something: outputs that are off, and rightly so, say nothing.
pub(crate) fn telling(output: &ArrayRef1<f64>, observation: &ArrayRef1<f64>) -> Array1<f64> {
    let both = output.iter().zip(observation);
    both.filter(|(g, x)| **g != 0.0 || **x != 0.0).map(|(g, x)| g - x).collect()
}

/// A norm that may suit the errors of a least-squares fit with `inputs` unknowns better.
pub(crate) fn suspicion(errors: &ArrayRef1<f64>, inputs: usize) -> Option<Norm> {
    let count = errors.len() as f64;
    let moment = |power: i32| errors.iter().map(|e| e.powi(power)).sum::<f64>() / count;
    let kurtosis = moment(4) / moment(2).powi(2);
    match kurtosis {
        _ if errors.len() < ENOUGH * inputs => None,
        kurtosis if kurtosis < FLAT => Some(Norm::Linf),
        kurtosis if kurtosis > HEAVY => Some(Norm::L1),
        _ => None,
    }
}

/// Logarithm of the likelihood of errors under the law that a norm suits, of the size that makes it largest.
pub(crate) fn likelihood(errors: &ArrayRef1<f64>, norm: Norm) -> f64 {
    use std::f64::consts::{E, PI};
    let count = errors.len() as f64;
    let width = match norm {
        Norm::Linf => 2.0 * errors.iter().fold(0.0, |most: f64, e| most.max(e.abs())),
        Norm::L2 => (2.0 * PI * E * errors.dot(errors) / count).sqrt(),
        Norm::L1 => 2.0 * E * errors.iter().map(|e| e.abs()).sum::<f64>() / count,
    };
    -count * width.ln()
}

/// How many standard deviations off what the fit leaves over is from what it should, if it is the right one: outputs
/// that it says are off have a mean of 0, and a variance like that of the others. Infinite where these show no noise at all.
pub(crate) fn surprise(output: &ArrayRef1<f64>, observation: &ArrayRef1<f64>, inputs: usize) -> f64 {
    let (mut off, mut on) = (Sample::default(), Sample::default());
    for (g, x) in output.iter().zip(observation) {
        if *g == 0.0 { off.add(*x) } else { on.add(g - x) }
    }
    let freedom = (on.count - inputs as f64).max(1.0);
    if off.count < 2.0 {
        return 0.0;
    }
    if off.squares == 0.0 {
        return f64::INFINITY;
    }
    let mean = off.sum.abs() / off.squares.sqrt();
    let (a, b) = (off.squares / off.count, on.squares / freedom);
    let ratio = (a / b).ln().abs() / (2.0 / off.count + 2.0 / freedom).sqrt();
    mean.max(ratio)
}

#[derive(Default)]
struct Sample {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Sample {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::{Law, Noise};
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    fn draws(law: Law, count: usize) -> Array1<f64> {
        let mut rng = ChaCha8Rng::seed_from_u64(9);
        let noise = Noise::new(law, 0.3).unwrap();
        Array1::from_shape_simple_fn(count, || noise.draw(&mut rng))
    }

    #[test]
    fn each_law_is_told_from_the_others() {
        let (flat, bell) = (draws(Law::Uniform, 400), draws(Law::Gaussian, 400));
        let heavy = bell.mapv(|e| e * e * e);
        for (errors, suspected, best) in
            [(&flat, Some(Norm::Linf), Norm::Linf), (&bell, None, Norm::L2), (&heavy, Some(Norm::L1), Norm::L1)]
        {
            assert_eq!(suspicion(errors, 20), suspected);
            for norm in [Norm::L1, Norm::L2, Norm::Linf].into_iter().filter(|norm| *norm != best) {
                assert!(likelihood(errors, best) > likelihood(errors, norm) + EVIDENCE, "{best:?} {norm:?}");
            }
        }
        assert_eq!(suspicion(&flat, 200), None);
    }

    #[test]
    fn outputs_that_are_on_are_a_surprise_where_the_fit_says_off() {
        let noise = draws(Law::Gaussian, 400);
        let output = Array1::from_shape_fn(400, |i| if i % 2 == 0 { 1.0 } else { 0.0 });
        assert!(surprise(&output, &(&output + &noise), 20) < 4.0);
        let other = Array1::from_shape_fn(400, |i| if i % 4 < 2 { 1.0 } else { 0.0 });
        assert!(surprise(&output, &(&other + &noise), 20) > 8.0);
    }
}
