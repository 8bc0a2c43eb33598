//! Networks, noise and short cuts.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use unrelu_inverter::invert::{Fit, HiddenSign, Inversion, LayerwiseOptions, Method, Methods, Outcome, layerwise};
use unrelu_inverter::ndarray::{Array1, Array2};
use unrelu_inverter::network::{
    Activation, Layer, Network,
    random::{Variance, gaussian_latent, gaussian_network},
};

pub const RELU: Activation = Activation::Relu;

pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// From `U(-1, 1)`.
pub fn uniform(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(rng.next_u32()) / f64::from(1_u32 << 31) - 1.0
}

/// From `0 .. most`.
pub fn below(rng: &mut ChaCha8Rng, most: u32) -> usize {
    (rng.next_u32() % most) as usize
}

pub fn single(weights: Array2<f64>, bias: Array1<f64>, activation: Activation) -> Network {
    Network::new(vec![Layer::new(weights, bias, activation).unwrap()]).unwrap()
}

pub fn leaky(slope: f64) -> Activation {
    Activation::from_slope(slope).unwrap()
}

/// A Gaussian network in the paper's scaling, a latent code, and the observation with uniform noise.
pub fn trial(rng: &mut ChaCha8Rng, widths: &[usize], noise: f64) -> (Network, Array1<f64>, Array1<f64>) {
    let network = gaussian_network(rng, widths, Variance::OverOutputs, RELU);
    let latent = gaussian_latent(rng, widths[0]);
    let observation = network.forward(&latent).mapv_into(|x| x + noise * uniform(rng));
    (network, latent, observation)
}

pub fn options(method: Method) -> LayerwiseOptions<'static> {
    LayerwiseOptions { methods: Methods::All(method), polish: false, ..LayerwiseOptions::default() }
}

pub fn free(method: Method) -> LayerwiseOptions<'static> {
    LayerwiseOptions { hidden_sign: HiddenSign::Free, ..options(method) }
}

pub fn invert(network: &Network, x: &Array1<f64>, options: &LayerwiseOptions<'_>) -> Inversion {
    let inversion = layerwise(network, x, options).unwrap();
    if let Outcome::Fitted { preimage, .. } = &inversion.outcome {
        let again = network.forward(preimage.latent());
        let residual = (&again - x).iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        assert_eq!(residual.to_bits(), preimage.residual().linf.to_bits(), "the latent code was not run forward");
    }
    inversion
}

pub fn latent(inversion: &Inversion) -> &Array1<f64> {
    match inversion.preimage() {
        Some(preimage) => preimage.latent(),
        None => panic!("no latent code: {:?}", inversion.outcome),
    }
}

/// What is said about the layer undone last: the first of the network.
pub fn last_fit(inversion: &Inversion) -> &Fit {
    inversion.layers.last().unwrap().fit.as_ref().unwrap()
}

pub fn relative_error(found: &Array1<f64>, truth: &Array1<f64>) -> f64 {
    let difference = found - truth;
    (difference.dot(&difference) / truth.dot(truth)).sqrt()
}

pub fn largest(values: &Array1<f64>) -> f64 {
    values.iter().fold(0.0, |most: f64, value| most.max(value.abs()))
}
