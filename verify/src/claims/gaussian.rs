//! What the claims about Gaussian networks share: a draw, its inversion, and how good that is.

use ndarray::{Array1, ArrayRef1};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::invert::{ExactOptions, Inversion, InvertError, Outcome as Found, ShortRank, exact};
use unrelu_inverter::network::random::{Variance, gaussian_latent, gaussian_network};
use unrelu_inverter::network::{Activation, Network};

use crate::claim::Outcome;
use crate::reproduce::trial::relative;

/// The inverter under test: [`exact()`], or something broken in its place.
pub type Inverter = fn(&Network, &ArrayRef1<f64>, &ExactOptions) -> Result<Inversion, InvertError>;

/// The inverter that the claims are about.
pub(crate) const EXACT: Inverter = exact;

/// A latent code, a network drawn independently of it, and what the network makes of it.
pub(crate) struct Draw {
    pub latent: Array1<f64>,
    pub network: Network,
    /// The output of every layer; the last is the observation.
    pub outputs: Vec<Array1<f64>>,
}

/// A trial that contradicts its claim. Seed, case and trial number draw the same network and latent code again.
#[derive(Serialize)]
pub(super) struct Witness {
    /// `k, n_1, ..., n_d`.
    widths: Vec<usize>,
    /// Positive outputs, a number a layer.
    active: Vec<usize>,
    /// What is wrong.
    complaint: &'static str,
    /// What the inverter answered.
    outcome: &'static str,
    /// Relative error of the latent code found, where one was.
    relative_error: Option<f64>,
    latent: Vec<f64>,
}

impl Draw {
    /// A standard Gaussian latent code, then a Gaussian network of these widths (section 5.1: variance `1/n_i`).
    pub fn new(rng: &mut ChaCha8Rng, widths: &[usize], activation: Activation) -> Self {
        let latent = gaussian_latent(rng, widths[0]);
        let network = gaussian_network(rng, widths, Variance::OverOutputs, activation);
        let outputs = network.trace(&latent);
        Self { latent, network, outputs }
    }

    pub fn observation(&self) -> &Array1<f64> {
        &self.outputs[self.outputs.len() - 1]
    }

    /// Positive outputs, a number a layer.
    pub fn active(&self) -> Vec<usize> {
        self.outputs.iter().map(|output| output.iter().filter(|&&x| x > 0.0).count()).collect()
    }

    /// Whether every layer has at least as many active rows as inputs.
    pub fn has_enough_active_rows(&self) -> bool {
        self.active().iter().zip(self.network.layers()).all(|(&active, layer)| active >= layer.inputs())
    }

    /// Runs the inverter on the observation.
    pub fn invert(&self, inverter: Inverter, short_rank: ShortRank) -> Result<Inversion, Outcome> {
        let options = ExactOptions { short_rank, ..ExactOptions::default() };
        inverter(&self.network, self.observation(), &options).map_err(|error| Outcome::Undecided(error.to_string()))
    }

    /// `||z - z*|| / ||z*||` for the latent code found.
    pub fn relative_error(&self, inversion: &Inversion) -> Option<f64> {
        Some(relative(inversion.preimage()?.latent(), &self.latent))
    }

    /// A contradiction.
    pub fn contradicts(&self, complaint: &'static str, inversion: &Inversion) -> Outcome {
        Outcome::failed(&Witness {
            widths: self.network.widths(),
            active: self.active(),
            complaint,
            outcome: name(inversion),
            relative_error: self.relative_error(inversion),
            latent: self.latent.to_vec(),
        })
    }
}

fn name(inversion: &Inversion) -> &'static str {
    match &inversion.outcome {
        Found::Found { .. } if inversion.is_unique() => "unique",
        Found::Found { .. } => "not unique",
        Found::NotRealizable(_) => "not realizable",
        _ => "undecided",
    }
}

/// The condition estimates of all layers multiplied: how much a rounding error may grow.
pub(super) fn condition(inversion: &Inversion) -> f64 {
    inversion.layers.iter().map(|layer| layer.condition.max(1.0)).product()
}

/// `100-250-600`.
pub(super) fn dashed(widths: &[usize]) -> String {
    widths.iter().map(ToString::to_string).collect::<Vec<_>>().join("-")
}
