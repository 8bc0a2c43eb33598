//! Small random problems.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::certificate::{Domain, Problem};
use unrelu_inverter::invert::{CompleteOptions, Inverter, LayerwiseOptions, Method, Methods};
use unrelu_inverter::ndarray::{Array1, Array2};
use unrelu_inverter::network::{Activation, Layer, Network};

/// What weights are.
#[derive(Clone, Copy, PartialEq)]
pub enum Numbers {
    /// From -3 to 3.
    Whole,
    /// Between -2 and 2.
    Real,
}

impl Numbers {
    fn draw(self, rng: &mut ChaCha8Rng) -> f64 {
        match self {
            Self::Whole => f64::from(rng.random_range(-3..=3_i8)),
            Self::Real => rng.random_range(-2.0..2.0),
        }
    }

    /// The tolerance within which an output that floats computed counts as given.
    fn tolerance(self) -> f64 {
        if self == Self::Whole { 0.0 } else { 1e-9 }
    }
}

/// A network of 2 to 4 layers, every third of them leaky, with an observation that some latent code gives where `seed` is even.
pub fn problem(seed: u64, numbers: Numbers) -> Problem {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let depth = rng.random_range(2..=4_usize);
    let mut widths = vec![rng.random_range(1..=3_usize)];
    widths.extend((0..depth).map(|_| rng.random_range(1..=5_usize)));
    let activation = Activation::from_slope(if seed.is_multiple_of(3) { 0.25 } else { 0.0 }).unwrap();
    let layers = widths.windows(2).map(|pair| {
        let weights = Array2::from_shape_fn((pair[1], pair[0]), |_| numbers.draw(&mut rng));
        let bias = Array1::from_shape_fn(pair[1], |_| numbers.draw(&mut rng));
        Layer::new(weights, bias, activation).unwrap()
    });
    let network = Network::new(layers.collect()).unwrap();
    let latent = Array1::from_shape_fn(widths[0], |_| numbers.draw(&mut rng));
    let mut observation = network.forward(&latent);
    if !seed.is_multiple_of(2) {
        observation.mapv_inplace(|value| (value + numbers.draw(&mut rng)).max(0.0));
    }
    Problem::new(network, observation, numbers.tolerance(), Domain::Reals).unwrap()
}

/// Whoever inverts: every method, then `auto`, then a complete search with these options.
pub fn inverters(complete: CompleteOptions<'static>) -> Vec<Inverter<'static>> {
    let layerwise =
        |method| Inverter::Layerwise(LayerwiseOptions { methods: Methods::All(method), ..LayerwiseOptions::default() });
    let methods = Method::ALL.into_iter().map(layerwise);
    methods.chain([Inverter::default(), Inverter::Complete(complete)]).collect()
}
