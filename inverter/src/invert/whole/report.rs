//! What is said of a fit of the whole network.

use crate::invert::{Certificate, Residual};
use crate::{certificate, search};
use ndarray::Array2;

/// What is made small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Norm {
    /// The sum of the magnitudes of the errors: a few large errors count little.
    L1,
    /// The sum of their squares.
    L2,
    /// The largest of them.
    Linf,
}

/// Who looked for the latent code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// [`auto()`](crate::invert::auto()), from several starts.
    Auto,
    /// The polish of what layer-wise inversion found.
    Polish,
    /// [`gradient_descent`](crate::invert::gradient_descent).
    Gradient,
    /// [`gradient_strong`](crate::invert::gradient_strong).
    Strong,
    /// [`complete()`](crate::invert::complete()), by search.
    Complete,
    /// Projected gradient descent: a [`Sensor`](crate::sense::Sensor).
    Projected,
}

/// How a fit of the whole network came about, and how sure it is.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Who looked for it.
    pub search: Search,
    /// The norm of `G(z) - x` that was made small.
    pub norm: Norm,
    /// Starting points.
    pub starts: usize,
    /// Steps from all of them.
    pub steps: usize,
    /// Whether the descent ended by itself, at a point where no step gains anything. Nothing says that no other point
    /// is better.
    pub converged: bool,
    /// Directions in which the latent code can move without a change of the output, `k x f`, if every unit that is off stays
    /// off: none where it is unique in its neighbourhood.
    pub free: Array2<f64>,
    /// Why no latent code gives the observation exactly, where that is proven.
    pub refuted: Option<Refutation>,
    /// Why a search for such a proof, or for a latent code that gives the observation, ended without either.
    pub gave_up: Option<search::Reason>,
}

/// Why no latent code gives an observation.
#[derive(Clone, Debug)]
pub enum Refutation {
    /// An output of a ReLU layer cannot be negative.
    Negative {
        /// Entry of the observation, from 0.
        index: usize,
        /// Its value.
        value: f64,
    },
    /// By equations and inequalities of a layer.
    Certificate(Box<Certificate>),
    /// By a complete search, within the tolerance.
    Search(Box<certificate::Certificate>),
}

impl Norm {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::L1 => "l1",
            Self::L2 => "l2",
            Self::Linf => "linf",
        }
    }

    /// Of a residual.
    pub fn of(self, residual: Residual) -> f64 {
        match self {
            Self::L1 => residual.l1,
            Self::L2 => residual.l2,
            Self::Linf => residual.linf,
        }
    }
}

impl Whole {
    /// Whether the latent code is the only one near it that gives its output.
    pub fn is_locally_unique(&self) -> bool {
        self.free.ncols() == 0
    }
}
