//! All latent codes of an observation: `{z : |G(z) - x|_inf <= tolerance}`, exactly, as a union of polyhedra.
//!
//! On a cell of the hidden layers, where no unit changes its sign, the network before its last activation is affine, and that
//! activation never falls, so the cell holds a convex polyhedron. All numbers are rational: every float is one, and nothing is
//! rounded. The time is exponential in the number of inputs; [`Limits`] end it.
//!
//! ```
//! use unrelu_inverter::{ndarray::array, network::{Layer, Network}, preimage::{self, Convexity, Question}};
//!
//! // Example 1 of the paper: two rays.
//! let hidden = Layer::relu(array![[1.0, 2.0], [3.0, 1.0]])?;
//! let network = Network::new(vec![hidden, Layer::relu(array![[1.0, -1.0]])?])?;
//! let preimage = preimage::find(&network, &[1.0], &Question::default())?;
//! assert_eq!(preimage.pieces.len(), 2);
//! assert!(matches!(preimage.convexity, Convexity::NotConvex(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod convexity;
mod generators;
mod interval;
mod limits;
mod polyhedron;
mod search;
mod target;

pub use convexity::{Convexity, Gap};
pub use generators::Generators;
pub use limits::{Limits, StopReason};
pub use polyhedron::Polyhedron;

use crate::{
    exact::{ExactNetwork, Rational, Row, rational},
    network::Network,
};
use search::{Piece, Search};
use target::Target;

/// What is asked beside the observation.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// How far each output may be from the observation.
    pub tolerance: f64,
    /// From where to where each coordinate of the latent code goes; everywhere where not given.
    pub domain: Option<LatentBox>,
    /// When to give up.
    pub limits: Limits,
}

/// `[lower, upper]` in every coordinate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatentBox {
    lower: f64,
    upper: f64,
}

/// The preimage of an observation.
#[derive(Clone, Debug)]
pub struct Preimage {
    /// Its union is the preimage. No piece is part of another one, and their relative interiors do not meet.
    pub pieces: Vec<Polyhedron>,
    /// Whether the union is convex.
    pub convexity: Convexity,
    /// Cells of the hidden layers in which the observation was looked for.
    pub searched: u64,
    /// Cells among them whose closure meets the preimage.
    pub met: u64,
    /// Cells of some of the hidden layers that were left, because bounds show that they do not give the observation.
    pub pruned: u64,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PreimageError {
    /// The observation does not fit.
    #[error("the observation has {found} entries, but the network has {expected} outputs")]
    ObservationLength {
        /// Outputs of the network.
        expected: usize,
        /// Entries.
        found: usize,
    },
    /// The observation is NaN or infinite.
    #[error("entry {entry} of the observation is {value}; every entry must be finite")]
    ObservationNotFinite {
        /// Its number, from 1.
        entry: usize,
        /// What it is.
        value: f64,
    },
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

impl LatentBox {
    /// Checks that `lower < upper`.
    ///
    /// # Errors
    /// [`PreimageError::Box`] where they are not finite or the box has no interior.
    pub fn new(lower: f64, upper: f64) -> Result<Self, PreimageError> {
        let good = lower.is_finite() && upper.is_finite() && lower < upper;
        if good { Ok(Self { lower, upper }) } else { Err(PreimageError::Box { lower, upper }) }
    }

    /// It as rows that must not be negative.
    fn rows(self, inputs: usize) -> Vec<Row> {
        let [lower, upper] = [self.lower, self.upper].map(|end| rational(end).expect("the ends of a box are finite"));
        let side = |index| {
            let coordinate = Row::coordinate(index, inputs);
            let above = |end: &Rational| {
                let mut row = coordinate.clone().times(end.denom());
                row.shift(&-end.numer());
                row
            };
            [above(&lower), -above(&upper)]
        };
        (0..inputs).flat_map(side).collect()
    }
}

/// The whole preimage of `observation`, as long as the network has outputs.
///
/// # Errors
/// [`PreimageError::Undecided`] where a limit was reached, and what is wrong with the observation and the tolerance.
pub fn find(network: &Network, observation: &[f64], question: &Question) -> Result<Preimage, PreimageError> {
    let observation = exact_observation(network, observation)?;
    let tolerance = rational(question.tolerance).filter(|_| question.tolerance >= 0.0);
    let tolerance = tolerance.ok_or(PreimageError::Tolerance(question.tolerance))?;
    let network = ExactNetwork::new(network);
    let last = network.layers().last().expect("a network has layers");
    let domain = question.rows(network.inputs());
    let mut search = Search::new(&network, &domain, &question.limits);
    let found = match Target::new(last, &observation, &tolerance) {
        Some(target) => search.pieces(&target)?,
        None => Vec::new(),
    };
    let met = found.len() as u64;
    let pieces = maximal(found);
    let convexity = convexity::of_union(&pieces, &question.limits);
    let Search { searched, pruned, .. } = search;
    Ok(Preimage { pieces, convexity, searched, met, pruned })
}

/// How many regions a network has after each of its layers: cells with an interior on which every unit so far keeps its sign. The last
/// number is the number of all.
///
/// # Errors
/// [`PreimageError::Undecided`] where a limit was reached.
pub fn count_regions(network: &Network, question: &Question) -> Result<Vec<u64>, PreimageError> {
    let network = ExactNetwork::new(network);
    let domain = question.rows(network.inputs());
    let mut search = Search::new(&network, &domain, &question.limits);
    search.count()?;
    Ok(search.cells)
}

impl Question {
    fn rows(&self, inputs: usize) -> Vec<Row> {
        self.domain.map_or_else(Vec::new, |domain| domain.rows(inputs))
    }
}

fn exact_observation(network: &Network, observation: &[f64]) -> Result<Vec<Rational>, PreimageError> {
    let (expected, found) = (network.outputs(), observation.len());
    if found != expected {
        return Err(PreimageError::ObservationLength { expected, found });
    }
    let exact = |(index, &value): (usize, &f64)| {
        rational(value).ok_or(PreimageError::ObservationNotFinite { entry: index + 1, value })
    };
    observation.iter().enumerate().map(exact).collect()
}

/// Leaves out what another piece has. Interiors of cells do not meet, so that this can be only what is on a border.
fn maximal(found: Vec<Piece>) -> Vec<Polyhedron> {
    let (border, mut pieces): (Vec<Piece>, Vec<Piece>) = found.into_iter().partition(|piece| piece.on_border);
    let inner = pieces.len();
    for piece in border {
        let covered = |other: &Piece| other.polyhedron.covers(&piece.polyhedron);
        if !pieces.iter().any(covered) {
            let stays = |(index, other): &(usize, Piece)| *index < inner || !piece.polyhedron.covers(&other.polyhedron);
            pieces = pieces.into_iter().enumerate().filter(stays).map(|(_, other)| other).collect();
            pieces.push(piece);
        }
    }
    pieces.into_iter().map(|piece| piece.polyhedron).collect()
}

#[cfg(test)]
mod tests;
