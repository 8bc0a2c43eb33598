//! Gaussian networks (Assumption 1).

use super::{Activation, Layer, Network};
use ndarray::Array2;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

/// Variance of the entries of a Gaussian layer with `n` outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variance {
    /// `N(0, 1)`: the paper's theory.
    One,
    /// `N(0, 1/n)`: the paper's experiments (section 5.1).
    OverOutputs,
}

impl Variance {
    fn standard_deviation(self, outputs: usize) -> f64 {
        match self {
            Self::One => 1.0,
            Self::OverOutputs => (outputs as f64).sqrt().recip(),
        }
    }
}

/// An `n x k` matrix of independent Gaussian entries.
pub fn gaussian_matrix(rng: &mut impl Rng, (n, k): (usize, usize), variance: Variance) -> Array2<f64> {
    let deviation = variance.standard_deviation(n);
    Array2::from_shape_simple_fn((n, k), || deviation * gaussian(rng))
}

/// One draw from `N(0, 1)`.
pub fn gaussian(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// A latent code from `N(0, I_k)`.
pub fn gaussian_latent(rng: &mut impl Rng, k: usize) -> ndarray::Array1<f64> {
    ndarray::Array1::from_shape_simple_fn(k, || gaussian(rng))
}

/// A network of widths `k, n_1, ..., n_d` with independent Gaussian weights, no bias, and one activation throughout.
///
/// # Panics
/// Where `widths` has fewer than two entries.
pub fn gaussian_network(rng: &mut impl Rng, widths: &[usize], variance: Variance, activation: Activation) -> Network {
    let layers = widths.windows(2).map(|pair| {
        let weights = gaussian_matrix(rng, (pair[1], pair[0]), variance);
        Layer::relu(weights).expect("Gaussian draws are finite").with_activation(activation)
    });
    Network::new(layers.collect()).expect("at least two widths, which fit by construction")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

    #[test]
    fn entries_have_the_variance_asked_for() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for (variance, expected) in [(Variance::One, 1.0), (Variance::OverOutputs, 1.0 / 500.0)] {
            let w = gaussian_matrix(&mut rng, (500, 100), variance);
            let mean_square = w.iter().map(|x| x * x).sum::<f64>() / w.len() as f64;
            // Relative standard deviation sqrt(2 / 50,000) = 0.0063: six of them.
            assert!((mean_square / expected - 1.0).abs() < 0.038, "{mean_square}");
        }
    }
}
