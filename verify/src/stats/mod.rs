//! Exact binomial probabilities and the confidence bounds that rest on them.

mod binomial;
mod comparison;
mod interval;
pub mod looks;
mod quantile;

pub use binomial::{FairBinomial, hoeffding_bound, inversion_probability, nonnegative_probability};
pub use comparison::{holm, p_value};
pub use interval::{Confidence, ConfidenceError, Interval, clopper_pearson, student_t, upper_bound};
pub use looks::{Width, WidthError};
pub use quantile::quantile;
