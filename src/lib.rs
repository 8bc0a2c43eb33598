//! Inverts ReLU networks, says when they cannot be inverted, and tests the theory behind both.
//!
//! | crate | what |
//! |---|---|
//! | [`inverter`] | networks and their files, inversion with certificates |
//! | [`reductions`] | CNF formulas, and networks that are as hard to invert as the formulas are to satisfy |
//! | [`verify`] | the claims of the theory, tested by seeded trials with exact bounds |
//!
//! ```
//! use unrelu::inverter::{invert, network::{Layer, Network}};
//! use unrelu::inverter::ndarray::array;
//!
//! let network = Network::new(vec![Layer::relu(array![[1.0, 2.0], [3.0, 1.0], [-1.0, 1.0]])?])?;
//! let observation = network.forward(&array![-1.0, 4.0]);
//! let inversion = invert::auto(&network, &observation, &invert::AutoOptions::default())?;
//! assert!(inversion.is_unique());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use unrelu_inverter as inverter;
pub use unrelu_reductions as reductions;
pub use unrelu_verify as verify;

/// Runs the Rust examples of README.md.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
mod report;
