//! The forward pass in exact arithmetic, for networks of whole numbers.
//!
//! A finite float is a whole number times a power of two. So is every entry of a latent code, all with one common power
//! `2^-s`; scaled by `2^s`, a network of whole weights, ReLU and identity computes with whole numbers only (ReLU commutes with
//! positive factors, biases are scaled along). The pass runs in 128 bits, and again in big integers where those overflow:
//! there is no rounding anywhere, and no tolerance.

mod dyadic;
mod forward;

pub use dyadic::Dyadic;
pub(crate) use dyadic::Parts;

use crate::reduction::{Domain, LatentError};
use forward::IntegerNetwork;
use std::fmt;
use unrelu_inverter::ndarray::aview1;
use unrelu_inverter::network::{Network, ObservationError};

/// Why nothing can be computed exactly.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExactError {
    /// A weight is not a whole number below `2^53` in size.
    #[error("layer {layer}: the weight {value} in row {row}, column {column} is not a whole number below 2^53")]
    Weight {
        /// Layer, from 1.
        layer: usize,
        /// Row, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
        /// The weight.
        value: f64,
    },
    /// A bias is not a whole number below `2^53` in size.
    #[error("layer {layer}: the bias {value} in row {row} is not a whole number below 2^53")]
    Bias {
        /// Layer, from 1.
        layer: usize,
        /// Row, from 1.
        row: usize,
        /// The bias.
        value: f64,
    },
    /// A layer is neither ReLU nor identity.
    #[error("layer {layer}: the activation {activation} is neither relu nor identity")]
    Activation {
        /// Layer, from 1.
        layer: usize,
        /// Its activation.
        activation: String,
    },
    /// The latent code does not fit.
    #[error(transparent)]
    Latent(#[from] LatentError),
    /// The observation is too long, too short, or not finite.
    #[error(transparent)]
    Observation(#[from] ObservationError),
}

/// What a claimed preimage turned out to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// It is one.
    Preimage,
    /// It is not: some outputs differ from the observation.
    Differs(Vec<Difference>),
    /// It is not in the domain.
    OutsideDomain {
        /// The first entry that is neither -1 nor +1, from 0.
        index: usize,
        /// What it is.
        value: f64,
    },
}

/// An output that differs from the observation.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The output, from 0.
    pub index: usize,
    /// What it is, exactly.
    pub found: Dyadic,
    /// What the observation asks for.
    pub expected: f64,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preimage => f.write_str("it is a preimage"),
            Self::OutsideDomain { index, value } => write!(f, "entry {} is {value}, neither -1 nor +1", index + 1),
            Self::Differs(differences) => {
                let texts: Vec<String> = differences.iter().map(Difference::to_string).collect();
                f.write_str(&texts.join("; "))
            }
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "output {} is {}, not {}", self.index + 1, self.found, self.expected)
    }
}

/// `G(latent)`, exactly.
///
/// # Errors
/// [`ExactError`] where the network is not one of whole numbers, or the latent code does not fit.
pub fn forward(network: &Network, latent: &[f64]) -> Result<Vec<Dyadic>, ExactError> {
    IntegerNetwork::new(network)?.forward(latent)
}

/// Whether `latent` is in `domain` and `G(latent) = observation`, exactly.
///
/// ```
/// use unrelu_inverter::ndarray::array;
/// use unrelu_inverter::network::{Layer, Network};
/// use unrelu_reductions::exact::{Finding, check};
/// use unrelu_reductions::reduction::Domain;
///
/// let network = Network::new(vec![Layer::relu(array![[3.0, -1.0]]).unwrap()]).unwrap();
/// assert_eq!(check(&network, &[1.0], &[0.5, 0.5], Domain::Reals).unwrap(), Finding::Preimage);
/// // In floats, 3 * 0.1 - (-0.7) is 1 too; exactly, it is not.
/// let Finding::Differs(differences) = check(&network, &[1.0], &[0.1, -0.7], Domain::Reals).unwrap() else { panic!() };
/// assert_eq!(differences[0].index, 0);
/// ```
///
/// # Errors
/// As [`forward`], and where the observation does not fit.
pub fn check(network: &Network, observation: &[f64], latent: &[f64], domain: Domain) -> Result<Finding, ExactError> {
    network.check_observation(&aview1(observation))?;
    let outputs = forward(network, latent)?;
    if let Some(index) = latent.iter().position(|&value| domain == Domain::Signs && !is_sign(value)) {
        return Ok(Finding::OutsideDomain { index, value: latent[index] });
    }
    let differences: Vec<Difference> = outputs
        .into_iter()
        .zip(observation)
        .enumerate()
        .filter(|(_, (found, expected))| *found != Dyadic::exact(**expected))
        .map(|(index, (found, &expected))| Difference { index, found, expected })
        .collect();
    Ok(if differences.is_empty() { Finding::Preimage } else { Finding::Differs(differences) })
}

/// Both values are stored exactly.
#[expect(clippy::float_cmp, reason = "1 and -1 are exact floats")]
fn is_sign(value: f64) -> bool {
    value == 1.0 || value == -1.0
}

#[cfg(test)]
mod tests;
