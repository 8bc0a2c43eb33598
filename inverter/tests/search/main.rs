//! Complete search and its proofs, and mixed-integer programs beside it.

#![expect(clippy::unwrap_used, reason = "tests fail by panics")]

mod agreement;
mod extremes;
mod invariance;
mod milp;
mod proofs;
mod random;
