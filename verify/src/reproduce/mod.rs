//! The figures and tables of the paper, made again.
//!
//! ```text
//! Figures, Parameters -> Plan -> Runs (draws on a pool of threads, a Table of them) -> Report (quantiles, slopes, findings)
//! ```
//!
//! | module | what |
//! |---|---|
//! | [`figure`] | the figures and their parameters, those of the paper unless told otherwise |
//! | [`setup`] | what is inverted: a network and noise |
//! | [`method`] | by what: the paper's methods, baselines, and ours |
//! | [`plan`] | what is to be run; what several figures share is run once |
//! | [`trial`](mod@trial) | one draw |
//! | [`runs`] | all draws, as far as they are finished |
//! | [`panel`] | quantiles, slopes, success rates, times of a panel |
//! | [`peers`] | times of other programs beside those of Table 1 |
//! | [`finding`] | what the paper says, and whether it is so |
//! | [`pictures`](mod@pictures) | digits with noise, and digits that are partly hidden |
//! | [`report`] | all of it as data |
//!
//! What is drawn depends on the seed, the network, the noise and the number of the run alone. All methods get the same draws.

pub mod figure;
pub mod finding;
pub mod method;
pub mod panel;
pub mod peers;
pub mod pictures;
pub mod plan;
pub mod report;
pub mod runs;
pub mod setup;
pub mod trial;

pub use figure::{Figure, Parameters, Reading};
pub use method::Contestant;
pub use plan::{Plan, PlanError};
pub use report::Report;
pub use runs::{RunError, Runs};
pub use setup::Generators;
pub use trial::Row;

#[cfg(test)]
mod tests;
