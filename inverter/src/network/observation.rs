//! What can be wrong with an observation, whatever is asked of it.

use super::Network;
use ndarray::ArrayRef1;

/// An observation that is none of the network.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ObservationError {
    /// Too long or too short.
    #[error("the observation has {found} entries, but the network has {expected} outputs")]
    Length {
        /// Outputs of the network.
        expected: usize,
        /// Entries of the observation.
        found: usize,
    },
    /// NaN or infinity.
    #[error("entry {entry} of the observation is {value}; every entry must be finite")]
    NotFinite {
        /// Its number, from 1.
        entry: usize,
        /// What it is.
        value: f64,
    },
}

impl Network {
    /// Whether `observation` is as long as the network has outputs, and finite.
    ///
    /// # Errors
    /// [`ObservationError`] where it is not.
    pub fn check_observation(&self, observation: &ArrayRef1<f64>) -> Result<(), ObservationError> {
        let (expected, found) = (self.outputs(), observation.len());
        if found != expected {
            return Err(ObservationError::Length { expected, found });
        }
        match observation.iter().position(|value| !value.is_finite()) {
            Some(index) => Err(ObservationError::NotFinite { entry: index + 1, value: observation[index] }),
            None => Ok(()),
        }
    }
}
