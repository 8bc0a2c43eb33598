//! Latent codes that are tried: is the network's output what is asked for, exactly?

use crate::certificate::{Domain, Problem, Rational, rational};
use ndarray::Array1;
use num_traits::Signed;

/// How far, relative to its size, an entry is moved to a simpler fraction.
const SIMPLER: f64 = 1e-7;

/// The largest denominator of a fraction that is simple.
const DENOMINATOR: i64 = 1 << 20;

/// How far, relative to the sizes of outputs, floats may lead astray.
const ASTRAY: f64 = 1e-6;

/// `latent`, or fractions close to it, if that is a solution in exact arithmetic.
pub(super) fn solution(problem: &Problem, latent: &[f64]) -> Option<Vec<Rational>> {
    if latent.iter().any(|entry| !entry.is_finite()) {
        return None;
    }
    let output = problem.network().forward(&Array1::from(latent.to_vec()));
    let far = |(found, wanted): (&f64, &f64)| {
        let off = (found - wanted).abs() - problem.tolerance();
        off.is_nan() || off > ASTRAY * (1.0 + wanted.abs())
    };
    if output.iter().zip(problem.observation()).any(far) {
        return None;
    }
    let exact: Vec<Rational> = latent.iter().map(|&entry| rational(entry)).collect();
    if solves(problem, &exact) {
        return Some(exact);
    }
    let simple: Vec<Rational> = latent.iter().map(|&entry| simplest(entry)).collect();
    solves(problem, &simple).then_some(simple)
}

/// Whether a latent code, `k` long, is of the domain and gives the observation within the tolerance, in exact arithmetic.
pub fn solves(problem: &Problem, latent: &[Rational]) -> bool {
    latent.len() == problem.network().inputs() && within_domain(problem.domain(), latent) && {
        let eps = rational(problem.tolerance());
        let output = forward(problem, latent);
        output.iter().zip(problem.observation()).all(|(found, &wanted)| (found - rational(wanted)).abs() <= eps)
    }
}

fn within_domain(domain: &Domain, latent: &[Rational]) -> bool {
    let sign = |entry: &Rational| entry.abs() == Rational::ONE;
    match domain {
        Domain::Reals => true,
        Domain::Signs => latent.iter().all(sign),
        Domain::Box { lower, upper } => latent.iter().zip(lower.iter().zip(upper)).all(|(entry, (&low, &high))| {
            (!low.is_finite() && low < 0.0 || low.is_finite() && *entry >= rational(low))
                && (!high.is_finite() && high > 0.0 || high.is_finite() && *entry <= rational(high))
        }),
    }
}

fn forward(problem: &Problem, latent: &[Rational]) -> Vec<Rational> {
    let mut values = latent.to_vec();
    for layer in problem.network().layers() {
        let slope = rational(layer.activation().slope());
        let unit = |row: usize| {
            let mut sum = rational(layer.bias()[row]);
            layer.weights().for_each_in_row(row, |column, entry| {
                if entry != 0.0 && !values[column].is_zero() {
                    sum += rational(entry) * &values[column];
                }
            });
            if sum.is_negative() { sum * &slope } else { sum }
        };
        values = (0..layer.outputs()).map(unit).collect();
    }
    values
}

/// A fraction of small denominator close to a number, by its continued fraction.
pub(super) fn simplest(number: f64) -> Rational {
    let close = SIMPLER * number.abs().max(1.0);
    let (mut rest, mut before, mut current) = (number, (1_i64, 0_i64), (0_i64, 1_i64));
    // `before` and `current` are the last two convergents, the newer one first after each step.
    for step in 0..40 {
        let whole = rest.floor();
        if whole.abs() > 1e15 {
            break;
        }
        // In range, by what was checked.
        #[expect(clippy::cast_possible_truncation, reason = "below 1e15")]
        let digit = whole as i64;
        let next = |newer: i64, older: i64| digit.checked_mul(newer).and_then(|product| product.checked_add(older));
        let (Some(top), Some(bottom)) = (next(before.0, current.0), next(before.1, current.1)) else { break };
        if bottom > DENOMINATOR || step > 0 && bottom == 0 {
            break;
        }
        (current, before) = (before, (top, bottom));
        if (top as f64 / bottom as f64 - number).abs() <= close {
            return Rational::from(top) / Rational::from(bottom);
        }
        rest = (rest - whole).recip();
    }
    rational(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    quickcheck! {
        fn fractions_are_found_again(top: i16, bottom: u8) -> bool {
            let bottom = i64::from(bottom) + 1;
            let exact = Rational::from(top) / Rational::from(bottom);
            simplest(f64::from(top) / bottom as f64) == exact
        }
    }
}
