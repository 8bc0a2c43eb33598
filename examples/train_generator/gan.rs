//! One step of the adversarial training.

use super::{
    adam::Adam,
    losses::{discriminator_loss, generator_loss},
    mlp::{Dense, Mlp, Trace},
};
use ndarray::{Array2, Axis};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::fmt;
use unrelu::inverter::network::random::gaussian;

/// Digits, and codes, a step.
pub const BATCH: usize = 64;
/// Units of the hidden layer of the discriminator.
const JUDGES: usize = 256;
/// Slope of the discriminator's `LeakyReLU`.
const JUDGE_SLOPE: f64 = 0.2;
const GENERATOR_RATE: f64 = 5e-4;
const DISCRIMINATOR_RATE: f64 = 3e-4;
/// Slope of the generator's ReLU in its backward pass, so that a pixel that is dark everywhere can be lit again.
const SURROGATE_SLOPE: f64 = 0.1;
/// Decay of the average of the generator's parameters.
const AVERAGE_DECAY: f64 = 0.999;
/// Standard deviation of the weights of the generator's last layer at the start: pixels of about the size of real ones.
const LAST_DEVIATION: f64 = 0.05;

/// Whether layers have biases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Biases {
    Trained,
    Zero,
}

/// Generator and discriminator, and the average of the generator over the steps.
pub struct Gan {
    generator: Mlp,
    discriminator: Mlp,
    average: Mlp,
    descents: [Adam; 2],
    biases: Biases,
    rng: ChaCha8Rng,
}

/// Losses of a step.
pub struct Losses {
    pub generator: f64,
    pub discriminator: f64,
}

impl Losses {
    pub fn are_finite(&self) -> bool {
        self.generator.is_finite() && self.discriminator.is_finite()
    }
}

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "losses {:.3} of the generator, {:.3} of the discriminator", self.generator, self.discriminator)
    }
}

impl Gan {
    /// Untrained networks of widths `k, hidden, n`.
    pub fn new([k, hidden, n]: [usize; 3], biases: Biases, seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let generator = generator(&mut rng, [k, hidden, n]);
        let mut judge = |shape: (usize, usize)| Dense::random(&mut rng, shape, (2.0 / shape.1 as f64).sqrt());
        let discriminator = Mlp::new([judge((JUDGES, n)), judge((1, JUDGES))], [JUDGE_SLOPE, 1.0]);
        let descents = [Adam::new(&generator, GENERATOR_RATE), Adam::new(&discriminator, DISCRIMINATOR_RATE)];
        Self { average: generator.clone(), generator, discriminator, descents, biases, rng }
    }

    /// One step of the discriminator, on random rows of `digits`, and one of the generator.
    pub fn step(&mut self, digits: &Array2<f64>) -> Losses {
        let rows: Vec<usize> = (0..BATCH).map(|_| self.rng.random_range(0..digits.nrows())).collect();
        let fakes = self.draw().output;
        let (discriminator, gradient) = discriminator_loss(&self.discriminator, digits.select(Axis(0), &rows), fakes);
        self.descents[1].step(&mut self.discriminator, &gradient);
        let drawn = self.draw();
        let (generator, mut gradient) = generator_loss(&self.generator, &self.discriminator, drawn);
        if self.biases == Biases::Zero {
            for layer in &mut gradient {
                layer.bias.fill(0.0);
            }
        }
        self.descents[0].step(&mut self.generator, &gradient);
        self.average();
        Losses { generator, discriminator }
    }

    /// What training is for: the average of the generator.
    pub fn trained(&self) -> &Mlp {
        &self.average
    }

    fn draw(&mut self) -> Trace {
        let latents = latents(&mut self.rng, BATCH, self.generator.layers[0].weights.ncols());
        self.generator.forward(latents)
    }

    fn average(&mut self) {
        for (average, layer) in self.average.layers.iter_mut().zip(&self.generator.layers) {
            let follow = |average: &mut f64, &now: &f64| *average += (1.0 - AVERAGE_DECAY) * (now - *average);
            average.weights.zip_mut_with(&layer.weights, follow);
            average.bias.zip_mut_with(&layer.bias, follow);
        }
    }
}

/// An untrained generator.
fn generator(rng: &mut ChaCha8Rng, [k, hidden, n]: [usize; 3]) -> Mlp {
    let first = Dense::random(rng, (hidden, k), (k as f64).sqrt().recip());
    let last = Dense::random(rng, (n, hidden), LAST_DEVIATION);
    Mlp::new([first, last], [0.0; 2]).with_backward_slopes([SURROGATE_SLOPE; 2])
}

/// `count` latent codes from `N(0, I_k)`.
pub fn latents(rng: &mut ChaCha8Rng, count: usize, k: usize) -> Array2<f64> {
    Array2::from_shape_simple_fn((count, k), || gaussian(rng))
}
