//! All latent codes of an observation: `{z : |G(z) - x|_inf <= tolerance}`, exactly, as a union of polyhedra.
//!
//! On a cell of the hidden layers, where no unit changes its sign, the network before its last activation is affine, and that
//! activation never falls, so the cell holds a convex polyhedron. All numbers are rational: every float is one, and nothing is
//! rounded. The time is exponential in the number of inputs; [`Question::regions`] and [`Question::limits`] end it.
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

mod budget;
mod convexity;
mod generators;
mod interval;
mod polyhedron;
mod question;
mod search;
mod target;

pub use budget::StopReason;
pub use convexity::{Convexity, Gap};
pub use generators::Generators;
pub use polyhedron::Polyhedron;
pub use question::{LatentBox, PreimageError, Question};

use crate::{
    exact::{ExactNetwork, Rational, rational},
    network::{Network, ObservationError},
};
use budget::Budget;
use ndarray::aview1;
use search::{Piece, Search};
use target::Target;

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

/// The whole preimage of `observation`, as long as the network has outputs.
///
/// # Errors
/// [`PreimageError::Undecided`] where a limit was reached, and what is wrong with the observation and the tolerance.
pub fn find(network: &Network, observation: &[f64], question: &Question) -> Result<Preimage, PreimageError> {
    let observation = exact_observation(network, observation)?;
    let tolerance = rational(question.tolerance).filter(|_| question.tolerance >= 0.0);
    let tolerance = tolerance.ok_or(PreimageError::Tolerance(question.tolerance))?;
    let network = ExactNetwork::new(network);
    let domain = question.rows(network.inputs());
    let budget = Budget::of(question);
    let mut search = Search::new(&network, &domain, &budget);
    let found = match Target::new(network.last(), &observation, &tolerance) {
        Some(target) => search.pieces(&target)?,
        None => Vec::new(),
    };
    let met = found.len() as u64;
    let pieces = maximal(found);
    let convexity = convexity::of_union(&pieces, &budget);
    let Search { searched, pruned, .. } = search;
    Ok(Preimage { pieces, convexity, searched, met, pruned })
}

/// The regions of a network: where every unit of the layers but the last keeps its sign, so that all before the last activation is
/// affine.
///
/// # Errors
/// [`PreimageError::Undecided`] where a limit was reached.
pub fn regions(network: &Network, question: &Question) -> Result<Vec<Polyhedron>, PreimageError> {
    let network = ExactNetwork::new(network);
    let domain = question.rows(network.inputs());
    let found = Search::new(&network, &domain, &Budget::of(question)).pieces(&Target::anything())?;
    Ok(found.into_iter().map(|piece| piece.polyhedron).collect())
}

/// How many regions a network has after each of its layers: cells with an interior on which every unit so far keeps its sign. The last
/// number is the number of all.
///
/// # Errors
/// [`PreimageError::Undecided`] where a limit was reached.
pub fn count_regions(network: &Network, question: &Question) -> Result<Vec<u64>, PreimageError> {
    let network = ExactNetwork::new(network);
    let domain = question.rows(network.inputs());
    let budget = Budget::of(question);
    let mut search = Search::new(&network, &domain, &budget);
    search.count()?;
    Ok(search.cells)
}

fn exact_observation(network: &Network, observation: &[f64]) -> Result<Vec<Rational>, ObservationError> {
    network.check_observation(&aview1(observation))?;
    Ok(observation.iter().map(|&entry| rational(entry).expect("it is finite")).collect())
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
