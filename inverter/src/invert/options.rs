//! How to invert layer by layer.

use super::{Method, ShortRank, Tolerance};
use crate::lp::{LpBackend, Own};

/// Which method undoes which layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Methods {
    /// One for all.
    All(Method),
    /// One each, the layer next to the latent code first.
    Each(Vec<Method>),
}

/// Whether layers whose input is the output of a ReLU layer know that it is not negative. The paper does not use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HiddenSign {
    /// `z >= 0`: also finds inputs where fewer outputs are active than there are inputs.
    NonNegative,
    /// Nothing is known.
    Free,
}

/// The paper's `alpha`, by which a threshold grows from one program to the next: finite and above 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Growth(f64);

/// How to invert.
#[derive(Clone, Debug)]
pub struct LayerwiseOptions<'a> {
    /// How to undo each layer.
    pub methods: Methods,
    /// Solver of the linear programs.
    pub backend: &'a dyn LpBackend,
    /// What is known of hidden vectors.
    pub hidden_sign: HiddenSign,
    /// What to do where the outputs of a layer do not fix its input: go on with one of many, and warn, or stop.
    pub short_rank: ShortRank,
    /// By how much thresholds grow.
    pub growth: Growth,
    /// What counts as equal for the method `exact`.
    pub tolerance: Tolerance,
    /// The largest entry of `G(z) - x` that is of use: where `linf` proves that none is as small, the answer is that.
    pub limit: f64,
    /// Whether the latent code that the layers lead to is made better for the whole network, in the norm of the last layer's
    /// method.
    pub polish: bool,
}

impl Methods {
    /// That of a layer, from 1.
    pub(super) fn of(&self, number: usize) -> Method {
        match self {
            Self::All(method) => *method,
            Self::Each(methods) => methods[number - 1],
        }
    }

    pub(super) fn all_exact(&self) -> bool {
        match self {
            Self::All(method) => *method == Method::Exact,
            Self::Each(methods) => methods.iter().all(|method| *method == Method::Exact),
        }
    }
}

impl Growth {
    /// That of the paper's experiments (section 5.1).
    pub const PAPER: Self = Self(1.2);

    /// A growth, or `None` where it is not finite and above 1.
    pub fn new(factor: f64) -> Option<Self> {
        (factor > 1.0 && factor.is_finite()).then_some(Self(factor))
    }

    /// The factor.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The threshold after this one: larger even where rounding takes the factor back, at 0 and next to it.
    pub(super) fn after(self, threshold: f64) -> f64 {
        (threshold * self.0).max(threshold.next_up())
    }
}

impl Default for LayerwiseOptions<'_> {
    fn default() -> Self {
        Self {
            methods: Methods::All(Method::Linf),
            backend: &Own,
            hidden_sign: HiddenSign::NonNegative,
            short_rank: ShortRank::Complete,
            growth: Growth::PAPER,
            tolerance: Tolerance::DOUBLE,
            limit: f64::INFINITY,
            polish: true,
        }
    }
}
