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
//! clause is the constant 1. Both reductions sum these rows.

mod csr;
mod rows;
mod theorem_1;
mod theorem_2;
mod witness;

pub(crate) use witness::check_latent;
pub use witness::{LatentError, pull, push};

use crate::cnf::NormalCnf;
use std::{fmt, str::FromStr};
use unrelu_inverter::{ndarray::Array1, network::Network};

/// A reduction from satisfiability to inversion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Every kind, in the order of the paper.
    pub const ALL: [Self; 2] = [Self::Theorem1, Self::Theorem2];

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
        }
    }

    /// `k, n_1, ..., n_d` for `k` variables and `m` clauses: `k, m, 1` or `k, 2k, 2k, m + 2, 2`.
    pub fn widths(self, k: usize, m: usize) -> Vec<usize> {
        match self {
            Self::Theorem1 => vec![k, m, 1],
            Self::Theorem2 => vec![k, 2 * k, 2 * k, m + 2, 2],
        }
    }

    /// The observation that asks for exactly `unsatisfied` false clauses among those of a formula of `k` variables.
    ///
    /// 0 asks for a satisfying assignment; the least number with a preimage is the answer of MAX-SAT.
    pub fn observation(self, k: usize, unsatisfied: u32) -> Array1<f64> {
        let target = f64::from(unsatisfied);
        match self {
            Self::Theorem1 => Array1::from_vec(vec![target]),
            Self::Theorem2 => Array1::from_vec(vec![target, k as f64]),
        }
    }

    /// Which latent codes count.
    pub fn domain(self) -> Domain {
        match self {
            Self::Theorem1 => Domain::Signs,
            Self::Theorem2 => Domain::Reals,
        }
    }
}

impl fmt::Display for ReductionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Theorem1 => "theorem-1",
            Self::Theorem2 => "theorem-2",
        })
    }
}

/// A name that no reduction has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown reduction `{0}`: expected theorem-1 or theorem-2")]
pub struct UnknownReduction(String);

/// Reads what `Display` writes.
impl FromStr for ReductionKind {
    type Err = UnknownReduction;

    fn from_str(name: &str) -> Result<Self, UnknownReduction> {
        let kind = Self::ALL.into_iter().find(|kind| kind.to_string() == name);
        kind.ok_or_else(|| UnknownReduction(name.to_owned()))
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
