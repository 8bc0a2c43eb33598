//! Exact binomial probabilities and the confidence bounds that rest on them.

mod binomial;
mod interval;
mod quantile;

pub use binomial::{FairBinomial, hoeffding_bound, inversion_probability};
pub use interval::{Confidence, ConfidenceError, Interval, clopper_pearson, student_t, upper_bound};
pub use quantile::quantile;
