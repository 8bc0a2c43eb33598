//! One clause solver with its theory.

use super::Work;
use super::model::Model;
use super::prover::Steps;
use super::system::System;
use super::theory::{End, NetworkTheory};
use crate::certificate::{Phase, Step};
use crate::limits::Run;
use batsat::callbacks::Callbacks;
use batsat::{Lit, Solver, SolverInterface, SolverOpts, lbool};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of a step, more or less.
const STEP: usize = 512;

/// What became of a search.
pub(super) struct Finished {
    /// Nothing where it is not decided.
    pub end: Option<End>,
    pub steps: Vec<Step>,
    pub work: Work,
}

/// What became of a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The whole is decided, or can no longer be.
    Over,
    /// There is no solution in these phases.
    Empty,
    /// The budget is spent, or a limit reached.
    Stopped,
}

pub(super) struct Attempt<'s, 'p> {
    theory: NetworkTheory<'s, 'p>,
    solver: Solver<Log<'s>>,
    steps: Steps,
}

impl<'s, 'p> Attempt<'s, 'p> {
    /// `over` stops it from outside.
    pub fn new(model: &'s Model<'p>, system: &'s System, run: &'s Run, over: &'s AtomicBool) -> Self {
        let mut theory = NetworkTheory::new(model, system);
        let steps = Rc::clone(&theory.prover.steps);
        let done = Rc::clone(&theory.done);
        let log = Log { steps: Rc::clone(&steps), switches: Vec::new(), done, run, over, budget: None };
        let mut solver = Solver::new(SolverOpts::default(), log);
        for switch in (0..model.switches()).filter(|&switch| system.switches[switch].is_some()) {
            theory.declare(switch, solver.new_var_default());
            solver.cb_mut().switches.push(switch);
        }
        theory.start();
        Self { theory, solver, steps }
    }

    /// Adds clauses that are proven elsewhere.
    pub fn import(&mut self, clauses: &[Vec<Phase>]) {
        for clause in clauses {
            let mut lits = clause.iter().map(|&phase| self.theory.lit(phase)).collect();
            self.solver.add_clause_reuse(&mut lits);
        }
    }

    /// Looks for a solution in these phases, learning at most `budget` clauses.
    pub fn solve(&mut self, cube: &[Phase], budget: Option<usize>) -> Part {
        if self.theory.end.is_some() || self.theory.doubtful {
            return Part::Over;
        }
        self.solver.cb_mut().budget = budget;
        let assumed: Vec<Lit> = cube.iter().map(|&phase| self.theory.lit(phase)).collect();
        let outcome = self.solver.solve_limited_th(&mut self.theory, &assumed);
        if self.theory.end.is_some() || self.theory.doubtful {
            Part::Over
        } else if outcome == lbool::FALSE {
            Part::Empty
        } else {
            Part::Stopped
        }
    }

    pub fn finish(self) -> Finished {
        let work = Work { conflicts: self.solver.num_conflicts(), decisions: self.solver.num_decisions() };
        Finished { end: self.theory.end, steps: self.steps.take(), work }
    }
}

/// Writes down what the solver learns, and tells it when to stop.
struct Log<'r> {
    steps: Steps,
    switches: Vec<usize>,
    done: Rc<Cell<bool>>,
    run: &'r Run,
    over: &'r AtomicBool,
    /// Clauses that may still be learnt.
    budget: Option<usize>,
}

impl Callbacks for Log<'_> {
    fn on_new_clause(&mut self, clause: &[Lit], _: batsat::ClauseKind) {
        let phase = |lit: &Lit| -> Phase { Model::phase((self.switches[lit.var().idx() as usize], lit.sign())) };
        self.steps.borrow_mut().push(Step::Clause(clause.iter().map(phase).collect()));
        self.budget = self.budget.map(|budget| budget.saturating_sub(1));
    }

    fn stop(&self) -> bool {
        let bytes = STEP * self.steps.borrow().len();
        self.done.get()
            || self.budget == Some(0)
            || self.over.load(Ordering::Relaxed)
            || self.run.check_proof(bytes).is_err()
    }
}
