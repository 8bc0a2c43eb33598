//! What is asked: which latent codes give an observation?

use crate::network::{Network, ObservationError};
use ndarray::Array1;

/// Which latent codes count.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Domain {
    /// All of `R^k`.
    Reals,
    /// Every entry is -1 or +1.
    Signs,
    /// Every entry lies between its bounds, which may be infinite.
    Box {
        /// The least values, `k` of them.
        lower: Vec<f64>,
        /// The greatest values, `k` of them.
        upper: Vec<f64>,
    },
}

/// Is there a latent code `z` of the domain with `|G(z) - x|_inf <= eps`?
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    network: Network,
    observation: Array1<f64>,
    tolerance: f64,
    domain: Domain,
}

/// Why there is no such question.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemError {
    /// The observation is of another network.
    #[error(transparent)]
    Observation(#[from] ObservationError),
    /// The domain is of another network.
    #[error("the domain has {found} entries, but the network has {expected} inputs")]
    Domain {
        /// `k`.
        expected: usize,
        /// What was given.
        found: usize,
    },
    /// A number that cannot be used.
    #[error("{place} is {value}, which cannot be used")]
    Number {
        /// Where it stands.
        place: String,
        /// What stands there.
        value: f64,
    },
}

impl Problem {
    /// Shapes: `observation` is `n`; `tolerance` is `eps`, 0 for equality.
    ///
    /// # Errors
    /// [`ProblemError`] where lengths do not fit, or a number is not finite, a bound not a number or the tolerance negative.
    pub fn new(
        network: Network,
        observation: Array1<f64>,
        tolerance: f64,
        domain: Domain,
    ) -> Result<Self, ProblemError> {
        network.check_observation(&observation)?;
        let number = |place: String, value: f64| Err(ProblemError::Number { place, value });
        if !(tolerance >= 0.0 && tolerance.is_finite()) {
            return number("the tolerance".to_owned(), tolerance);
        }
        if let Domain::Box { lower, upper } = &domain {
            if let Some(found) = [lower.len(), upper.len()].into_iter().find(|&found| found != network.inputs()) {
                return Err(ProblemError::Domain { expected: network.inputs(), found });
            }
            if let Some(bound) = lower.iter().chain(upper).find(|bound| bound.is_nan()) {
                return number("a bound of the domain".to_owned(), *bound);
            }
        }
        Ok(Self { network, observation, tolerance, domain })
    }

    /// The same within another tolerance.
    ///
    /// # Errors
    /// [`ProblemError::Number`] where it is negative or not finite.
    pub fn within(self, tolerance: f64) -> Result<Self, ProblemError> {
        Self::new(self.network, self.observation, tolerance, self.domain)
    }

    /// Whether all numbers are of moderate size and few binary places, so that they may well fit exactly.
    pub fn is_round(&self) -> bool {
        let small = |number: f64| number.abs() <= 1e6 && (number * 1024.0).fract() == 0.0;
        let mut all = self.observation.iter().all(|&x| small(x)) && small(self.tolerance);
        for layer in self.network.layers() {
            all = all && layer.bias().iter().all(|&b| small(b)) && small(layer.activation().slope());
            for row in 0..layer.outputs() {
                layer.weights().for_each_in_row(row, |_, entry| all = all && small(entry));
            }
        }
        all
    }

    /// `G`.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// `x`, `n` long.
    pub fn observation(&self) -> &Array1<f64> {
        &self.observation
    }

    /// `eps`.
    pub fn tolerance(&self) -> f64 {
        self.tolerance
    }

    /// Which latent codes count.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }
}
