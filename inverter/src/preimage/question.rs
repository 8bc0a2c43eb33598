//! What is asked of a network, and what can be wrong with that.

use super::StopReason;
use crate::certificate::Domain;
use crate::exact::{AffineMap, Row, rational};
use crate::limits::Limits;
use crate::network::ObservationError;

/// What is asked beside the observation.
#[derive(Clone, Debug)]
pub struct Question {
    /// How far each output may be from the observation.
    pub tolerance: f64,
    /// From where to where each coordinate of the latent code goes; everywhere where not given.
    pub domain: Option<LatentBox>,
    /// Give up after so many regions of the network, those of its first layers alone included; and after as many steps to decide
    /// whether the preimage is convex.
    pub regions: u64,
    /// When to give up; a preimage has no proof that could become too long.
    pub limits: Limits,
}

/// The exact observation, everywhere, in at most [`Question::REGIONS`] regions.
impl Default for Question {
    fn default() -> Self {
        Self { tolerance: 0.0, domain: None, regions: Self::REGIONS, limits: Limits::none() }
    }
}

/// `[lower, upper]` in every coordinate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatentBox {
    lower: f64,
    upper: f64,
}

impl Question {
    /// The limit on regions unless told otherwise.
    pub const REGIONS: u64 = 100_000;

    /// The domain as rows that must not be negative.
    pub(super) fn rows(&self, inputs: usize) -> Vec<Row> {
        self.domain.map_or_else(Vec::new, |domain| domain.rows(inputs))
    }
}

impl LatentBox {
    /// Checks that `lower < upper`.
    ///
    /// # Errors
    /// [`PreimageError::Box`] where they are not finite or the box has no interior.
    pub fn new(lower: f64, upper: f64) -> Result<Self, PreimageError> {
        let good = lower.is_finite() && upper.is_finite() && lower < upper;
        if good { Ok(Self { lower, upper }) } else { Err(PreimageError::Box { lower, upper }) }
    }

    /// The box of `inputs` coordinates.
    pub fn domain(self, inputs: usize) -> Domain {
        Domain::Box { lower: vec![self.lower; inputs], upper: vec![self.upper; inputs] }
    }

    fn rows(self, inputs: usize) -> Vec<Row> {
        let [lower, upper] = [self.lower, self.upper].map(|end| rational(end).expect("the ends of a box are finite"));
        let latent = AffineMap::identity(inputs);
        (0..inputs).flat_map(|index| [latent.at_least(index, &lower), -latent.at_least(index, &upper)]).collect()
    }
}

/// Reads `LOWER,UPPER`.
impl std::str::FromStr for LatentBox {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let ends = text.split_once(',').and_then(|(lower, upper)| Some((lower.parse().ok()?, upper.parse().ok()?)));
        let (lower, upper) = ends.ok_or_else(|| format!("expected LOWER,UPPER, found `{text}`"))?;
        Self::new(lower, upper).map_err(|error| error.to_string())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PreimageError {
    /// The observation is too long, too short, or not finite.
    #[error(transparent)]
    Observation(#[from] ObservationError),
    /// The tolerance is negative, NaN or infinite.
    #[error("the tolerance is {0}; expected a finite number that is not negative")]
    Tolerance(f64),
    /// The box is empty, flat, or not finite.
    #[error("the box is from {lower} to {upper}; expected finite numbers, the second above the first")]
    Box {
        /// The first number.
        lower: f64,
        /// The second.
        upper: f64,
    },
    /// A limit was reached.
    #[error("undecided: {0}")]
    Undecided(#[from] StopReason),
}
