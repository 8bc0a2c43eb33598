//! The curves of hardness: time against size, for inversion in polynomial time and for complete solvers.
//!
//! ```text
//! Settings -> Plan -> run (one at a time) -> Runs, and a Table of them -> Report (quantiles, laws with intervals)
//! ```
//!
//! | module | what |
//! |---|---|
//! | [`subject`] | what is timed: exact inversion, or a complete solver on the networks of a reduction |
//! | [`plan`] | which sizes, how often |
//! | [`measure`](mod@measure) | one run |
//! | [`runs`] | what came out; solvers that contradict each other are an error |
//! | [`engine`] | all runs of a plan, one after the other |
//! | [`row`] | runs as rows of a table, for resumption |
//! | [`fit`](mod@fit) | power laws and exponential laws by least squares |
//! | [`report`] | quantiles and laws |
//!
//! What is drawn depends on the seed, the size and the number of a run alone. All solvers and reductions get the same formulas.

pub mod engine;
pub mod error;
pub mod fit;
pub mod measure;
pub mod plan;
pub mod report;
pub mod row;
pub mod runs;
pub mod subject;

pub use engine::run;
pub use error::ScaleError;
pub use plan::{Plan, Settings};
pub use report::Report;
pub use row::Row;
pub use runs::Runs;

#[cfg(test)]
mod tests;
