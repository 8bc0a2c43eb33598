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
//! | `theory` | all of this for a solver that learns clauses |
//!
//! A clause solver decides phases. Bounds follow through functions of one coordinate and through sums; where the phases
//! contradict each other, by bounds or by the linear program of what is open, a lemma says which of them do, and the solver learns
//! from that. Every lemma is proven in exact arithmetic before it is used, so that a search without a solution ends in a
//! [`Certificate`](crate::certificate::Certificate).

mod basis;
mod build;
mod cases;
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

use crate::certificate::{self, Certificate, CheckError, Phase, Problem, Rational, Step};
use crate::limits::{Limits, Run, StopReason, Stopped};
use batsat::callbacks::Callbacks;
use batsat::{Lit, Solver, SolverInterface, SolverOpts, lbool};
use model::Model;
use prover::Steps;
use relax::{Relaxation, Relaxed};
use std::cell::Cell;
use std::rc::Rc;
use system::Rounding;
use theory::{End, NetworkTheory};

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
    #[error("some part of the search ended between yes and no: numbers too close to tell apart")]
    Numbers,
}

/// What a search did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Contradictions that were learnt from.
    pub conflicts: u64,
    /// Phases that were guessed.
    pub decisions: u64,
}

/// Decides a problem.
pub fn search(problem: &Problem, limits: &Limits) -> (Answer, Work) {
    let model = Model::new(problem);
    let run = limits.start();
    if build::is_round(&model) {
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
    let mut theory = NetworkTheory::new(model, &system);
    let steps = Rc::clone(&theory.prover.steps);
    let mut work = Work::default();
    if theory.start() {
        let log = Log { steps: Rc::clone(&steps), switches: Vec::new(), done: Rc::clone(&theory.done), run };
        let mut solver = Solver::new(SolverOpts::default(), log);
        for switch in (0..model.switches()).filter(|&switch| system.switches[switch].is_some()) {
            theory.declare(switch, solver.new_var_default());
            solver.cb_mut().switches.push(switch);
        }
        let outcome = solver.solve_limited_th(&mut theory, &[]);
        work = Work { conflicts: solver.num_conflicts(), decisions: solver.num_decisions() };
        if outcome == lbool::FALSE && !theory.doubtful && theory.end.is_none() {
            theory.prover.refuted();
            theory.end = Some(End::Refuted);
        }
    }
    let answer = match theory.end {
        Some(End::Found(latent)) => Answer::Solution(latent),
        Some(End::Refuted) => checked(model.problem, Certificate { steps: steps.take() }, run),
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

/// Writes down what the solver learns, and tells it when to stop.
struct Log<'r> {
    steps: Steps,
    switches: Vec<usize>,
    done: Rc<Cell<bool>>,
    run: &'r Run,
}

impl Callbacks for Log<'_> {
    fn on_new_clause(&mut self, clause: &[Lit], _: batsat::ClauseKind) {
        let phase = |lit: &Lit| -> Phase { Model::phase((self.switches[lit.var().idx() as usize], lit.sign())) };
        self.steps.borrow_mut().push(Step::Clause(clause.iter().map(phase).collect()));
    }

    fn stop(&self) -> bool {
        self.done.get() || self.run.check().is_err()
    }
}
