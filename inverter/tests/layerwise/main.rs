//! Layer-wise inversion of noisy observations, against brute force, theory and the truth that was put in.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod brute;
mod common;
mod errata;
mod explained;
mod recovery;
