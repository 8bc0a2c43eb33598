//! Inversion of what is left of an output: `min ||y - A G(z)||` for a mask or a matrix `A` (eq. 2).
//!
//! | module | what |
//! |---|---|
//! | `matrix` | `A`: which outputs are seen, or how they are combined |
//! | `sensor` | a network under `A` is a network again, and is inverted as such |
//! | `projected` | projected gradient descent with an inverter as the projection, as in the paper |

mod matrix;
mod projected;
mod sensor;
#[cfg(test)]
mod tests;

pub use matrix::{SenseError, SensingMatrix};
pub use projected::ProjectedOptions;
pub use sensor::{SenseOptions, Sensor, Strategy};
