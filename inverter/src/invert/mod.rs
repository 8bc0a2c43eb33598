//! Inversion: from an observation `x = G(z)` back to the latent code `z`, one layer at a time.
//!
//! | module | what |
//! |---|---|
//! | [`exact`](mod@exact) | layer-wise exact inversion of a network (Theorem 3) |
//! | [`layerwise`](mod@layerwise) | layer-wise inversion of noisy observations, a method a layer (Algorithms 1 to 3) |
//! | [`auto`](mod@auto) | the methods that an observation asks for |
//! | [`complete`](mod@complete) | the same, and a search where that leaves open whether there is a preimage |
//! | [`whole`] | all layers at once: least squares, polish, gradient descent |
//! | [`inverter`] | a choice among all of these |
//! | `batch` | many observations |
//! | [`fit`] | one layer fitted to an output that it need not have given |
//! | [`method`], [`options`] | the names of the methods; how to invert layer by layer |
//! | [`reason`] | why nothing is known |
//! | `layer` | one layer: equations, then a linear program where they are too few (eq. 4) |
//! | `system` | what an observation of one layer says about its input |
//! | `factor` | rank-revealing factorisations |
//! | `hull` | a point inside a polyhedron, and the rows that hold with equality all over it |
//! | [`certificate`] | why there is no preimage |
//! | [`report`] | what is said about each layer and about the whole |

pub mod auto;
pub(crate) mod batch;
pub mod certificate;
pub mod complete;
pub mod exact;
mod factor;
pub mod fit;
mod hull;
pub mod inverter;
mod layer;
pub mod layerwise;
pub mod method;
pub mod options;
pub mod reason;
pub mod report;
mod system;
pub mod whole;

pub use auto::{AutoOptions, auto, auto_batch};
pub use certificate::{Certificate, Violation};
pub use complete::{CompleteOptions, complete, complete_batch};
pub use exact::{ExactOptions, InvertError, ShortRank, Tolerance, exact, exact_batch};
pub(crate) use factor::Factor;
pub use fit::certificate::{LowerBound, Proof};
pub use fit::report::{Fit, Optimality, Warning};
pub use fit::target::InputSign;
pub use inverter::Inverter;
pub use layerwise::{layerwise, layerwise_batch};
pub use method::Method;
pub use options::{Growth, HiddenSign, LayerwiseOptions, Methods};
pub use reason::Reason;
pub use report::{Inversion, LayerReport, Outcome, Preimage, Residual, Uniqueness};
pub use system::Accuracy;
pub use whole::gradient::{
    GradientOptions, StrongOptions, gradient_batch, gradient_descent, gradient_strong, strong_batch,
};
pub use whole::report::{Norm, Refutation, Search, Whole};

#[cfg(test)]
mod tests;
