//! Linear programs.

pub mod engine;
