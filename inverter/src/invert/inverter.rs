//! A choice among all inverters.

use super::{
    AutoOptions, CompleteOptions, GradientOptions, Inversion, InvertError, LayerwiseOptions, StrongOptions, Tolerance,
    auto, auto_batch, batch::Batch, complete, complete_batch, gradient_batch, gradient_descent, gradient_strong,
    layerwise, layerwise_batch, strong_batch,
};
use crate::network::Network;
use ndarray::{ArrayRef1, ArrayRef2};

/// One of the inverters, with what it is told.
#[derive(Clone, Debug)]
pub enum Inverter<'a> {
    /// [`auto()`].
    Auto(AutoOptions<'a>),
    /// [`complete()`].
    Complete(CompleteOptions<'a>),
    /// [`layerwise()`], and [`exact()`](super::exact()) where that is the method of all layers.
    Layerwise(LayerwiseOptions<'a>),
    /// [`gradient_descent`].
    Gradient(GradientOptions),
    /// [`gradient_strong`].
    Strong(StrongOptions),
}

impl Inverter<'_> {
    /// Finds the latent code of one observation.
    ///
    /// # Errors
    /// Those of the inverter.
    pub fn invert(&self, network: &Network, observation: &ArrayRef1<f64>) -> Result<Inversion, InvertError> {
        match self {
            Self::Auto(options) => auto(network, observation, options),
            Self::Complete(options) => complete(network, observation, options),
            Self::Layerwise(options) => layerwise(network, observation, options),
            Self::Gradient(options) => gradient_descent(network, observation, options),
            Self::Strong(options) => gradient_strong(network, observation, options),
        }
    }

    /// That of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of `observations`:
    /// `batch x n`.
    ///
    /// # Errors
    /// Those of the inverter, with the first row (from 0) that has one, before any work is done.
    pub fn invert_batch(&self, network: &Network, observations: &ArrayRef2<f64>, done: impl Fn() + Sync) -> Batch {
        match self {
            Self::Auto(options) => auto_batch(network, observations, options, done),
            Self::Complete(options) => complete_batch(network, observations, options, done),
            Self::Layerwise(options) => layerwise_batch(network, observations, options, done),
            Self::Gradient(options) => gradient_batch(network, observations, options, done),
            Self::Strong(options) => strong_batch(network, observations, options, done),
        }
    }

    /// What counts as equal.
    pub fn tolerance(&self) -> Tolerance {
        match self {
            Self::Auto(options) => options.tolerance,
            Self::Complete(options) => options.auto.tolerance,
            Self::Layerwise(options) => options.tolerance,
            Self::Gradient(options) => options.tolerance,
            Self::Strong(options) => options.tolerance,
        }
    }
}

impl Default for Inverter<'_> {
    fn default() -> Self {
        Self::Auto(AutoOptions::default())
    }
}
