//! Complete search and its proofs.

#![expect(clippy::unwrap_used, reason = "tests fail by panics")]

mod agreement;
mod proofs;
mod random;
