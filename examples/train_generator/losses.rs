//! What discriminator and generator minimise, with gradients.
//!
//! With `D` the discriminator's output, positive where it takes its input for a real digit, and `s(t) = ln(1 + e^t)`:
//! `mean s(-D(x)) + mean s(D(G(z))) + gamma/2 mean ||grad D(x)||^2` for the discriminator, `mean s(-D(G(z)))` for the
//! generator.

use super::mlp::{Dense, Mlp, Trace};
use ndarray::{Array2, Axis};

/// `gamma`, the factor of the penalty.
const PENALTY: f64 = 0.7;

/// The discriminator's loss on digits and on drawn ones, and its gradient.
pub fn discriminator_loss(judge: &Mlp, real: Array2<f64>, drawn: Array2<f64>) -> (f64, [Dense; 2]) {
    let [real, drawn] = [judge.forward(real), judge.forward(drawn)];
    let (real_loss, real_upstream) = mean_softplus(&real.output, -1.0);
    let (drawn_loss, drawn_upstream) = mean_softplus(&drawn.output, 1.0);
    let mut gradient = real.gradient(&judge.deltas(&real, real_upstream));
    let drawn_gradient = drawn.gradient(&judge.deltas(&drawn, drawn_upstream));
    let (penalty, penalty_gradient) = penalty(judge, &real);
    for ((sum, drawn), penalty) in gradient.iter_mut().zip(drawn_gradient).zip(penalty_gradient) {
        sum.weights += &drawn.weights;
        sum.weights += &penalty;
        sum.bias += &drawn.bias;
    }
    (real_loss + drawn_loss + penalty, gradient)
}

/// The generator's loss on what it has drawn, and its gradient.
pub fn generator_loss(generator: &Mlp, judge: &Mlp, mut drawn: Trace) -> (f64, [Dense; 2]) {
    let judged = judge.forward(std::mem::take(&mut drawn.output));
    let (loss, upstream) = mean_softplus(&judged.output, -1.0);
    let pixels = judge.input_gradient(&judge.deltas(&judged, upstream));
    (loss, drawn.gradient(&generator.deltas(&drawn, pixels)))
}

/// The mean of `s(sign t)`, and its gradient.
fn mean_softplus(outputs: &Array2<f64>, sign: f64) -> (f64, Array2<f64>) {
    let count = outputs.len() as f64;
    let softplus = |t: f64| t.max(0.0) + (-t.abs()).exp().ln_1p();
    let loss = outputs.iter().map(|&t| softplus(sign * t)).sum::<f64>() / count;
    (loss, outputs.mapv(|t| sign / (1.0 + (-sign * t).exp()) / count))
}

/// `gamma/2 mean ||grad D(x)||^2` and its gradient with respect to the weights. `D` is linear on pieces, so with `V` and `a`
/// its weights and `S` the slopes of the hidden units at `x`, `grad D(x) = V^T S a`; biases do not matter but at kinks.
fn penalty(judge: &Mlp, real: &Trace) -> (f64, [Array2<f64>; 2]) {
    let factor = PENALTY / real.output.nrows() as f64;
    let deltas = judge.deltas(real, Array2::ones(real.output.dim()));
    let slopes = judge.input_gradient(&deltas);
    let loss = factor / 2.0 * slopes.iter().map(|slope| slope * slope).sum::<f64>();
    let scaled = factor * slopes;
    let first = deltas[0].t().dot(&scaled);
    let last = judge.hidden_tangents(real, &scaled).sum_axis(Axis(0)).insert_axis(Axis(0));
    (loss, [first, last])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gan::latents;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    const STEP: f64 = 1e-6;
    /// Central differences of losses near 1: rounding of about 1e-16 / `STEP`, with room.
    const TOLERANCE: f64 = 1e-8;

    fn random(rng: &mut ChaCha8Rng, [k, hidden, n]: [usize; 3], slopes: [f64; 2]) -> Mlp {
        let mut layer = |rows, columns| {
            let bias = latents(rng, 1, rows).remove_axis(Axis(0));
            Dense { bias, ..Dense::random(rng, (rows, columns), 0.7) }
        };
        Mlp::new([layer(hidden, k), layer(n, hidden)], slopes)
    }

    /// Every parameter of a network, one after another.
    fn parameters(layers: &mut [Dense; 2]) -> Vec<&mut f64> {
        layers.iter_mut().flat_map(|layer| layer.weights.iter_mut().chain(&mut layer.bias)).collect()
    }

    /// Compares with central differences of `loss`.
    fn assert_gradient(network: &Mlp, mut gradient: [Dense; 2], loss: impl Fn(&Mlp) -> f64) {
        for (index, expected) in parameters(&mut gradient).into_iter().enumerate() {
            let at = |step| {
                let mut moved = network.clone();
                *parameters(&mut moved.layers)[index] += step;
                loss(&moved)
            };
            let found = (at(STEP) - at(-STEP)) / (2.0 * STEP);
            assert!((found - *expected).abs() < TOLERANCE, "parameter {index}: {found}, not {expected}");
        }
    }

    #[test]
    fn gradients_are_those_of_finite_differences() {
        for seed in 0..10 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let judge = random(&mut rng, [5, 6, 1], [0.2, 1.0]);
            let generator = random(&mut rng, [3, 4, 5], [0.0, 0.0]);
            let (real, codes) = (latents(&mut rng, 7, 5), latents(&mut rng, 7, 3));
            let drawn = generator.forward(codes.clone());
            let loss = |judge: &Mlp| discriminator_loss(judge, real.clone(), drawn.output.clone());
            assert_gradient(&judge, loss(&judge).1, |judge| loss(judge).0);
            let loss = |generator: &Mlp| generator_loss(generator, &judge, generator.forward(codes.clone()));
            assert_gradient(&generator, loss(&generator).1, |generator| loss(generator).0);
        }
    }
}
