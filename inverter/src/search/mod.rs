//! Complete search: decides whether some latent code gives an observation, for any network, in exponential time.
//!
//! | module | what |
//! |---|---|
//! | `model` | the network as exact rows |
//! | `basis`, `pwl`, `system`, `build` | coordinates, functions of one coordinate each, and sums of these |
//! | `trail`, `propagate` | bounds and phases, and what follows from them |
//! | `cases`, `prover` | lemmas for what followed |
//! | `relax`, `farkas`, `echelon` | the linear program of a node, and exact numbers from its answer |
//! | `point` | latent codes that are tried, in exact arithmetic |
//! | `theory`, `attempt` | all of this for a solver that learns clauses |
//! | `cubes` | several of these at once, each with its part of the phases |
//!
//! A clause solver decides phases. Bounds follow through functions of one coordinate and through sums; where the phases
//! contradict each other, by bounds or by the linear program of what is open, a lemma says which of them do, and the solver learns
//! from that. Every lemma is proven in exact arithmetic before it is used, so that a search without a solution ends in a
//! [`Certificate`].

mod attempt;
mod basis;
mod build;
mod cases;
mod cubes;
mod echelon;
mod farkas;
mod model;
mod point;
mod propagate;
mod prover;
mod pwl;
mod relax;
mod system;
mod theory;
mod trail;

use crate::certificate::{self, Certificate, CheckError, Problem, Rational};
use crate::limits::{Limits, Run, StopReason, Stopped};
use attempt::Finished;
use model::Model;
pub use point::solves;
use relax::{Relaxation, Relaxed};
use system::Rounding;
use theory::End;

/// What a search found out.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// This latent code is a solution, in exact arithmetic.
    Solution(Vec<Rational>),
    /// There is none, as this proof shows, which was checked.
    None(Certificate),
    /// Neither is known.
    Undecided(Reason),
}

/// Why nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// A limit was reached.
    #[error("{0}")]
    Stopped(StopReason),
    /// Somewhere the numbers were too close for floats to find a proof.
    #[error("{}", StopReason::Numbers)]
    Numbers,
}

impl From<Reason> for StopReason {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Stopped(reason) => reason,
            Reason::Numbers => Self::Numbers,
        }
    }
}

/// What a search did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Contradictions that were learnt from.
    pub conflicts: u64,
    /// Phases that were guessed.
    pub decisions: u64,
}

/// Decides a problem, on as many threads as the current `rayon` pool has.
///
/// ```
/// use unrelu_inverter::certificate::{Domain, Problem};
/// use unrelu_inverter::limits::Limits;
/// use unrelu_inverter::ndarray::array;
/// use unrelu_inverter::network::{Layer, Network};
/// use unrelu_inverter::search::{Answer, search};
///
/// // |z|, which is never -1.
/// let network = Network::new(vec![Layer::relu(array![[1.0], [-1.0]])?, Layer::relu(array![[1.0, 1.0]])?])?;
/// let problem = |x: f64| Problem::new(network.clone(), array![x], 0.0, Domain::Reals);
/// assert!(matches!(search(&problem(1.0)?, &Limits::none()).0, Answer::Solution(_)));
/// assert!(matches!(search(&problem(-1.0)?, &Limits::none()).0, Answer::None(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn search(problem: &Problem, limits: &Limits) -> (Answer, Work) {
    let model = Model::new(problem);
    let run = limits.start();
    if problem.is_round() {
        let (answer, work) = search_with(&model, Rounding::Snapped, &run);
        if answer != Answer::Undecided(Reason::Numbers) {
            return (answer, work);
        }
    }
    search_with(&model, Rounding::Outwards, &run)
}

/// A solution near a latent code: that code, fractions close to it, or an exact point of the linear piece of the network that it
/// lies on.
pub(crate) fn near(problem: &Problem, latent: &[f64]) -> Option<Vec<Rational>> {
    point::solution(problem, latent).or_else(|| {
        let model = Model::new(problem);
        let phases = model.phases(latent);
        let relaxation = Relaxation::new(&model, &phases);
        match relaxation.solve() {
            Relaxed::Point(point) => relaxation.solution(&point),
            _ => None,
        }
    })
}

fn search_with(model: &Model<'_>, rounding: Rounding, run: &Run) -> (Answer, Work) {
    let system = build::build(model, rounding);
    let Finished { end, steps, work } = cubes::decide(model, &system, run);
    let answer = match end {
        Some(End::Found(latent)) => Answer::Solution(latent),
        Some(End::Refuted) => checked(model.problem, Certificate { steps }, run),
        None => Answer::Undecided(run.check().err().map_or(Reason::Numbers, |Stopped(reason)| Reason::Stopped(reason))),
    };
    (answer, work)
}

/// No proof leaves unchecked.
fn checked(problem: &Problem, certificate: Certificate, run: &Run) -> Answer {
    match certificate::check_within(problem, &certificate, run) {
        Ok(()) => Answer::None(certificate),
        Err(CheckError::Stopped(reason)) => Answer::Undecided(Reason::Stopped(reason)),
        Err(error) => {
            debug_assert!(false, "{error}");
            Answer::Undecided(Reason::Numbers)
        }
    }
}
