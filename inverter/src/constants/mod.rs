//! The constants by which rows of a matrix extend norms (Assumptions 2 and 3).
//!
//! ```text
//! c_inf(I) = min ||W_I x||_inf / ||x||_inf       c_1(I) = min ||W_I x||_1 / ||x||_1       over x != 0
//! ```
//!
//! - `1 / c_inf(I)` is the largest of `max {x_j : ||W_I x||_inf <= 1}`, `k` linear programs: [`c_inf`], and
//!   [`c_inf_exact`] in rational numbers.
//! - `1 / c_1(I)` is the largest value of a convex function, `||x||_1`, on the polytope `||W_I x||_1 <= 1`, so that a
//!   vertex attains it: a vector on which `k - 1` independent rows are zero. [`c_1_exact`] looks at all of them; [`c_1`]
//!   bounds it from both sides by `k` programs.
//! - Over all sets of at least `m` rows, the least `c_inf` is the least of (the `m`-th smallest `|w_i x|`) `/ ||x||_inf`
//!   over `x`, and the least `c_1` that of (the sum of the `m` smallest) `/ ||x||_1`: [`c_inf_worst_exact`],
//!   [`c_1_worst_exact`], and bounds in [`worst`].
//!
//! How rows are chosen matters: [`RowSet`] says whether a set was drawn without a look at the matrix, follows from a
//! latent code, or is the worst of all.
//!
//! # Source
//! Lei et al. 2019, arXiv:1906.07437, Assumptions 2 and 3; how the constants are computed is this project's own.

mod cube;
mod enumerate;
mod l1;
mod linf;
mod norms;
mod rows;
mod singular;
pub mod worst;

pub use enumerate::{c_1_exact, c_1_worst_exact};
pub use l1::c_1;
pub use linf::{c_inf, c_inf_exact, c_inf_worst_exact};
pub use rows::RowSet;
pub use singular::smallest_singular_value;

use crate::exact::Rational;

/// A constant without rounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    /// The constant.
    pub value: Rational,
    /// A vector that attains it, `k` long.
    pub at: Vec<Rational>,
}

/// A constant between two bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Bracket {
    /// It is no less: by the multipliers of linear programs or a singular value, less what rounding may hide.
    pub lower: f64,
    /// It is no more, up to rounding: `at` gives this.
    pub upper: f64,
    /// A vector, `k` long.
    pub at: Vec<f64>,
}

/// Why there is no bound.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConstantError {
    /// A program was not solved, or the matrix has unusable numbers.
    #[error("the program of column {column} was not solved: {reason}")]
    Program {
        /// From 1.
        column: usize,
        /// What the solver says.
        reason: String,
    },
    /// Without columns there is no `x != 0`.
    #[error("the matrix has no columns")]
    NoColumns,
    /// The iteration for singular values did not converge.
    #[error("the singular values of the matrix were not found")]
    SingularValues,
}

#[cfg(test)]
mod tests;
