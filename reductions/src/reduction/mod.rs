//! From a formula to a network whose inversion decides it, and both witness maps.
//!
//! With `true = +1` and `false = -1`, a clause `C` of distinct variables is false at a sign vector `z` exactly where each of
//! its literals is: `sum over x in C of -z_x + sum over -x in C of z_x = |C|`, and otherwise that sum is at most `|C| - 2`. So
//!
//! ```text
//! u_C(z) = relu(1 - |C| - sum_{x in C} z_x + sum_{-x in C} z_x)
//! ```
//!
//! is 1 where `C` is false and 0 where it is true. (The paper has the bias `-2`: right for three literals only.) The empty
//! clause is the constant 1. Every reduction sums these rows; its proof is in its module:
//!
//! | reduction | latent codes | widths | observation | where `t` clauses are false |
//! |---|---|---|---|---|
//! | `theorem-1` | `{-1, 1}^k` | `k, m, 1` | `t` | exactly `t` |
//! | `theorem-2` | `R^k` | `k, 2k, 2k, m + 2, 2` | `(t, k)` | exactly `t` |
//! | `two-layer` | `R^k` | `k, 4k + m, 1` | `t` | at most `t` |
//! | `two-layer-vector` | `R^k` | `k, 2k + m, k + 1` | `(1, ..., 1, t)` | exactly `t` |

pub(crate) mod csr;
mod gap;
pub(crate) mod outwards;
pub(crate) mod rows;
mod theorem_1;
mod theorem_2;
mod two_layer;
mod two_layer_vector;
mod witness;

pub use gap::Gap;
pub(crate) use witness::check_latent;
pub use witness::{LatentError, pull, push};

use crate::cnf::NormalCnf;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unrelu_inverter::{
    name::{UnknownName, by_name},
    ndarray::Array1,
    network::Network,
};

/// A reduction from satisfiability to inversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
#[non_exhaustive]
pub enum ReductionKind {
    /// Two layers, latent codes in `{-1, +1}^k`, observation `t`: exactly `t` clauses false.
    ///
    /// # Source
    /// Theorem 1, for clauses of any length.
    Theorem1,
    /// Four layers, latent codes in `R^k`, observation `(t, k)`: exactly `t` clauses false.
    ///
    /// # Source
    /// Theorem 2, for clauses of any length; the observation there should read `(0, k)`.
    Theorem2,
    /// Two layers, latent codes in `R^k`, observation `t`: at most `t` clauses false.
    ///
    /// # Source
    /// Ours; the proof is in the module `two_layer`.
    TwoLayer,
    /// Two layers, latent codes in `R^k`, observation `(1, ..., 1, t)`: exactly `t` clauses false.
    ///
    /// # Source
    /// Ours; the proof is in the module `two_layer_vector`.
    TwoLayerVector,
}

/// How many false clauses an observation that names a number asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// That many.
    Exactly,
    /// That many or fewer.
    AtMost,
}

/// Which latent codes count as preimages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// Every coordinate is -1 or +1.
    Signs,
    /// Every coordinate is a real number.
    Reals,
}

/// Why a formula has no network.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ReductionError {
    /// A layer would be too wide to number its units.
    #[error("{0} units are too many for one layer, the most are 4294967295")]
    TooWide(usize),
}

impl ReductionKind {
    /// Every kind: those of the paper, then ours.
    pub const ALL: [Self; 4] = [Self::Theorem1, Self::Theorem2, Self::TwoLayer, Self::TwoLayerVector];

    /// The network of `formula`, in time and memory linear in its literals.
    ///
    /// # Shapes
    /// See [`ReductionKind::widths`]; the weights are sparse and every activation is ReLU.
    /// # Errors
    /// [`ReductionError::TooWide`].
    pub fn network(self, formula: &NormalCnf) -> Result<Network, ReductionError> {
        match self {
            Self::Theorem1 => theorem_1::network(formula.formula()),
            Self::Theorem2 => theorem_2::network(formula.formula()),
            Self::TwoLayer => two_layer::network(formula.formula()),
            Self::TwoLayerVector => two_layer_vector::network(formula.formula()),
        }
    }

    /// `k, n_1, ..., n_d` for `k` variables and `m` clauses.
    pub fn widths(self, k: usize, m: usize) -> Vec<usize> {
        match self {
            Self::Theorem1 => vec![k, m, 1],
            Self::Theorem2 => vec![k, 2 * k, 2 * k, m + 2, 2],
            Self::TwoLayer => vec![k, 4 * k + m, 1],
            Self::TwoLayerVector => vec![k, 2 * k + m, k + 1],
        }
    }

    /// The observation that asks for `unsatisfied` false clauses, in the sense of [`ReductionKind::count`], among those of a
    /// formula of `k` variables.
    ///
    /// 0 asks for a satisfying assignment; the least number with a preimage is the answer of MAX-SAT.
    pub fn observation(self, k: usize, unsatisfied: u32) -> Array1<f64> {
        let target = f64::from(unsatisfied);
        match self {
            Self::Theorem1 | Self::TwoLayer => Array1::from_vec(vec![target]),
            Self::Theorem2 => Array1::from_vec(vec![target, k as f64]),
            Self::TwoLayerVector => std::iter::repeat_n(1.0, k).chain([target]).collect(),
        }
    }

    /// How many clauses a preimage leaves false.
    pub fn count(self) -> Count {
        match self {
            Self::TwoLayer => Count::AtMost,
            Self::Theorem1 | Self::Theorem2 | Self::TwoLayerVector => Count::Exactly,
        }
    }

    /// Which latent codes count.
    pub fn domain(self) -> Domain {
        match self {
            Self::Theorem1 => Domain::Signs,
            Self::Theorem2 | Self::TwoLayer | Self::TwoLayerVector => Domain::Reals,
        }
    }
}

impl fmt::Display for ReductionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Theorem1 => "theorem-1",
            Self::Theorem2 => "theorem-2",
            Self::TwoLayer => "two-layer",
            Self::TwoLayerVector => "two-layer-vector",
        })
    }
}

/// Reads what `Display` writes.
impl FromStr for ReductionKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("reduction", Self::ALL, name)
    }
}

impl From<ReductionKind> for String {
    fn from(kind: ReductionKind) -> Self {
        kind.to_string()
    }
}

impl TryFrom<String> for ReductionKind {
    type Error = UnknownName;

    fn try_from(name: String) -> Result<Self, UnknownName> {
        name.parse()
    }
}

impl Count {
    /// Whether `found` false clauses are what `asked` asks for.
    pub fn admits(self, found: usize, asked: u32) -> bool {
        match self {
            Self::Exactly => found == asked as usize,
            Self::AtMost => found <= asked as usize,
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signs => "signs",
            Self::Reals => "reals",
        })
    }
}

#[cfg(test)]
mod tests;
