//! Inversion: from an observation `x = G(z)` back to the latent code `z`, one layer at a time.
//!
//! | module | what |
//! |---|---|
//! | [`exact`] | layer-wise exact inversion of a network (Theorem 3) |
//! | `layer` | one layer: equations, then a linear program where they are too few (eq. 4) |
//! | `system` | what an observation of one layer says about its input |
//! | `factor` | rank-revealing factorisations |
//! | `hull` | a point inside a polyhedron, and the rows that hold with equality all over it |
//! | [`certificate`] | why there is no preimage |
//! | [`report`] | what is said about each layer and about the whole |

pub mod certificate;
pub mod exact;
mod factor;
mod hull;
mod layer;
pub mod report;
mod system;

pub use certificate::{Certificate, Violation};
pub use exact::{ExactOptions, InvertError, ShortRank, Tolerance, exact, exact_batch};
pub use report::{Inversion, LayerReport, Outcome, Preimage, Reason, Residual, Uniqueness};
pub use system::Accuracy;

#[cfg(test)]
mod tests;
