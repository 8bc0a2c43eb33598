//! What an inversion says: the outcome, and how each layer came to it.

use super::{
    Certificate, Fit, LowerBound, Method, Reason,
    whole::report::{Refutation, Whole},
};
use crate::network::{Layer, Network};
use ndarray::{Array1, Array2, ArrayRef1};

/// An answer, and the layers that led to it, from the last to the first.
#[derive(Clone, Debug)]
pub struct Inversion {
    /// The answer.
    pub outcome: Outcome,
    /// One report a layer that was undone, the last layer of the network first. Where the whole network was fitted, they say
    /// where that began.
    pub layers: Vec<LayerReport>,
    /// How the whole network was fitted, if it was.
    pub whole: Option<Whole>,
    /// Wall time that it took.
    pub seconds: f64,
}

/// Whether there is a latent code with `G(z) = x`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// There is, and here is one, checked by running the network forward.
    Found {
        /// The latent code.
        preimage: Preimage,
        /// Whether there are others.
        uniqueness: Uniqueness,
    },
    /// There is none.
    NotRealizable(Box<Certificate>),
    /// There is none, and the network is too large for a fit.
    Refuted(Refutation),
    /// Here is what comes close. Nothing is said about whether some latent code gives the observation, or comes closer,
    /// beyond what the reports of the layers and of the whole say.
    Fitted {
        /// The latent code, and how close it comes.
        preimage: Preimage,
        /// Whether every layer's input is proven to be the only optimum of the last program for that layer.
        unique: bool,
    },
    /// No latent code comes as close as was asked for.
    TooFar(Box<LowerBound>),
    /// Neither is known.
    Undecided(Reason),
}

/// Whether a latent code is the only one that gives the observation.
#[derive(Clone, Debug, PartialEq)]
pub enum Uniqueness {
    /// The only one: every layer fixes its input.
    Unique,
    /// One of many. The columns, `k x f`, are an orthonormal basis of the directions in which it can move.
    Free(Array2<f64>),
    /// The only one near it. Whether there are others elsewhere was not searched.
    Local,
    /// A layer, numbered from 1, does not fix its input or has a unit at its kink, and which of the possible inputs the layers
    /// below it can give was not searched.
    Unknown {
        /// Number of the layer.
        layer: usize,
    },
}

/// A latent code whose residual was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Preimage {
    latent: Array1<f64>,
    residual: Residual,
}

/// Norms of `G(z) - x`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Residual {
    /// Sum of magnitudes.
    pub l1: f64,
    /// Euclidean norm.
    pub l2: f64,
    /// Largest magnitude.
    pub linf: f64,
}

/// The largest magnitude; NaN where an entry is, which `f64::max` would pass over.
pub(super) fn largest(entries: &ArrayRef1<f64>) -> f64 {
    entries.iter().fold(0.0, |most: f64, entry| if most.is_nan() || entry.abs() <= most { most } else { entry.abs() })
}

impl Uniqueness {
    /// Whether it is known for all latent codes.
    pub(super) fn is_settled(&self) -> bool {
        matches!(self, Self::Unique | Self::Free(_))
    }
}

impl Preimage {
    /// The only way in: runs the network forward.
    ///
    /// # Errors
    /// [`Reason::NotFinite`] where the latent code, or how far off it is, is beyond what floats hold.
    pub fn measure(network: &Network, observation: &ArrayRef1<f64>, latent: Array1<f64>) -> Result<Self, Reason> {
        let residual = Residual::between(&network.forward(&latent), observation);
        let finite = residual.linf.is_finite() && latent.iter().all(|entry| entry.is_finite());
        if finite { Ok(Self { latent, residual }) } else { Err(Reason::NotFinite) }
    }

    /// `z`, of length `k`.
    pub fn latent(&self) -> &Array1<f64> {
        &self.latent
    }

    /// How far `G(z)` is from the observation.
    pub fn residual(&self) -> Residual {
        self.residual
    }
}

impl Residual {
    /// Norms of `a - b`; NaN where an entry is.
    pub fn between(a: &ArrayRef1<f64>, b: &ArrayRef1<f64>) -> Self {
        let difference = a - b;
        let linf = largest(&difference);
        Self { l1: difference.iter().map(|d| d.abs()).sum(), l2: euclidean(&difference, linf), linf }
    }
}

/// The Euclidean norm of entries of which `largest` is the largest magnitude, also where squares leave the range of floats.
fn euclidean(entries: &Array1<f64>, largest: f64) -> f64 {
    let squares = entries.dot(entries);
    let is_scale = largest > 0.0 && largest.is_finite();
    if squares.is_normal() || !is_scale {
        return squares.sqrt();
    }
    let scaled = entries / largest;
    largest * scaled.dot(&scaled).sqrt()
}

/// How one layer was undone.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerReport {
    /// Number of the layer, from 1.
    pub layer: usize,
    /// How.
    pub method: Method,
    /// Inputs, to be found.
    pub inputs: usize,
    /// Outputs, observed.
    pub outputs: usize,
    /// Outputs whose value before the activation is known: the active ones of a ReLU layer, all others otherwise.
    pub active: usize,
    /// Independent equations among those.
    pub rank: usize,
    /// Inequalities that hold with equality for every input that gives the observation, and count as equations.
    pub tight: usize,
    /// Dimension of the set of inputs that give the observation.
    pub free_dimensions: usize,
    /// Ratio of the largest to the smallest non-zero singular value of the equations that were solved (an estimate from
    /// below). Of more than `2 k` equations for `k` inputs only `1.5 k` are solved, if well-conditioned; the others are
    /// checked.
    pub condition: f64,
    /// Outputs below this counted as off.
    pub threshold: f64,
    /// Largest error of an equation at the input found.
    pub residual_linf: f64,
    /// What the linear programs say, of every method but `exact`.
    pub fit: Option<Fit>,
}

impl LayerReport {
    /// Of a layer of which nothing is known yet.
    pub(super) fn blank(number: usize, layer: &Layer, method: Method) -> Self {
        Self {
            layer: number,
            method,
            inputs: layer.inputs(),
            outputs: layer.outputs(),
            active: 0,
            rank: 0,
            tight: 0,
            free_dimensions: layer.inputs(),
            condition: 1.0,
            threshold: 0.0,
            residual_linf: 0.0,
            fit: None,
        }
    }
}

impl Inversion {
    /// The latent code, where one was found.
    pub fn preimage(&self) -> Option<&Preimage> {
        match &self.outcome {
            Outcome::Found { preimage, .. } | Outcome::Fitted { preimage, .. } => Some(preimage),
            _ => None,
        }
    }

    /// Whether the latent code found is proven to be the only one.
    pub fn is_unique(&self) -> bool {
        matches!(self.outcome, Outcome::Found { uniqueness: Uniqueness::Unique, .. })
    }

    /// Whether the latent code found is proven to be the only one near it that gives its own output.
    pub fn is_locally_unique(&self) -> bool {
        match &self.outcome {
            Outcome::Found { uniqueness, .. } => matches!(uniqueness, Uniqueness::Unique | Uniqueness::Local),
            Outcome::Fitted { .. } => self.whole.as_ref().is_some_and(Whole::is_locally_unique),
            _ => false,
        }
    }
}
