//! Whether a ReLU layer tells all its inputs apart: is `z -> relu(W z)` injective?
//!
//! # Theory
//! Let `relu(W x) = relu(W y)`, `x != y`, and `m` their midpoint, `v = x - y`. Each row is positive on both and the
//! same, so that `w v = 0`, or positive on neither, so that `w m < 0`, or zero on both, so that `w v = 0`. Conversely,
//! where each row has `w v = 0` or `w m < 0`, both `m + t v` and `m - t v` give the same for small `t`. So the layer is
//! injective exactly where **on every `m` the rows with `w m >= 0` have rank `k`**. This takes no general position; it
//! is the criterion of Puthawala, Kothari, Lassas, Dokmanic and de Hoop (2020).
//!
//! In general position it says that at least `k` rows are positive on every `m`, and the minimum over `m` is that over
//! the vectors on which `k - 1` rows are zero, since these can be pushed negative at once: [`fewest_active`].
//!
//! Any `W` in general position with `n <= 3k - 2` is **not** injective: on the vector on which some `k - 1` rows are
//! zero, or on its negative, at most `k - 1` of the other `n - k + 1 <= 2k - 1` rows are positive. This is tight: the
//! rows `(-1)^i (1, t_i, .., t_i^(k-1))`, `n = 3k - 1`, `t_1 < t_2 < ..`, are injective. Gaussian `W` is not injective
//! for `n < 3.4 k` (Puthawala et al.), the threshold is conjectured near `6.7 k` (Maillard, Bandeira, Belius, Dokmanic,
//! Nakajima 2023), and deciding injectivity is coNP-complete (Froese, Grillo, Skutella 2024).
//!
//! # What a bias changes
//! With biases the rows with `w m + b >= 0` must have rank `k` on every `m`. Far out on the ray through any `m` these are among
//! the rows with `w m >= 0`: where `W` alone is not injective, no bias makes it so. The other way round, biases can spoil it:
//! `relu(z)`, `relu(-z)` is injective, `relu(z - 1)`, `relu(-z - 1)` is not. Nothing else is said here about biases.
//!
//! # How it is decided
//! [`decide`] searches for a set of rows of rank below `k` without which some `m` makes all others negative. Where no
//! `m` does, a linear program gives a few rows with a positive combination that is zero; one of them has to be in the
//! set. That leaves at most `k + 1` ways on and, in general position, `k - 1` levels, however large `n` is. Programs are
//! solved in floats and what they say is checked in whole numbers; where it does not hold, the program is solved in
//! whole numbers.
//!
//! [`find`] looks for a collision in polynomial time. Whether a layer is injective has no such test; rows in opposite
//! pairs that span `R^k` are one sufficient condition, and any injective part of the rows is another: more rows spoil
//! nothing.

mod collision;
mod decide;
mod file;
mod find;
mod separate;

pub use collision::{Collision, NoCollision};
pub use decide::{Injectivity, decide, fewest_active};
pub use file::{CollisionFile, CollisionFileError};
pub use find::find;

#[cfg(test)]
mod tests;
