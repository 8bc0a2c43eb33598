//! Whether codes of a generator can be recovered, by what Theorem 3 asks for: enough active rows in each layer.

use super::{gan::latents, mlp::Mlp};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::fmt;

const CODES: usize = 2_000;
/// Codes of their own, the same for every generator.
const SEED: u64 = 7;

/// Of each layer, how many units are active, over random codes.
pub struct Quality {
    layers: [Active; 2],
}

struct Active {
    /// Sorted.
    counts: Vec<usize>,
    /// As many as recover the input of the layer.
    needed: usize,
}

impl Quality {
    pub fn of(generator: &Mlp) -> Self {
        let [latent, hidden] = generator.layers.each_ref().map(|layer| layer.weights.ncols());
        let codes = latents(&mut ChaCha8Rng::seed_from_u64(SEED), CODES, latent);
        let [units, pixels] = generator.forward(codes).active();
        Self { layers: [Active::new(units, latent), Active::new(pixels, hidden)] }
    }
}

impl Active {
    fn new(mut counts: Vec<usize>, needed: usize) -> Self {
        counts.sort_unstable();
        Self { counts, needed }
    }
}

impl fmt::Display for Quality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [units, pixels] = &self.layers;
        write!(f, "active units: {units}; lit pixels: {pixels}")
    }
}

impl fmt::Display for Active {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { counts, needed } = self;
        let below = counts.partition_point(|count| count < needed) as f64 / counts.len() as f64;
        write!(f, "median {}, least {}, {:.2}% below {needed}", counts[counts.len() / 2], counts[0], 100.0 * below)
    }
}
