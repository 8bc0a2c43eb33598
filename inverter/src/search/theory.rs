//! The network as a theory of its phases, for a solver that learns clauses from conflicts.

use super::model::Model;
use super::point::solution;
use super::propagate::{Implied, Propagation, Queue};
use super::prover::{Prover, Rounded};
use super::relax::{Relaxation, Relaxed};
use super::system::System;
use super::trail::{Conflict, Trail};
use crate::certificate::{Phase, Rational, Tree};
use batsat::theory::{Theory, TheoryArg};
use batsat::{Lit, Var};
use std::cell::Cell;
use std::rc::Rc;

/// Nodes between two linear programs, at most: their number is doubled by each that does not help, and halved by each that does.
const INTERVAL: usize = 512;

/// A program of so many columns is worth a node.
const CHEAP: usize = 20;

/// How a search can end before the solver has seen everything.
pub(super) enum End {
    /// With a solution, in exact numbers.
    Found(Vec<Rational>),
    /// With a contradiction that needs no phase.
    Refuted,
}

pub(super) struct NetworkTheory<'s, 'p> {
    model: &'s Model<'p>,
    system: &'s System,
    trail: Trail,
    queue: Queue,
    pub prover: Prover<'s, 'p>,
    implied: Vec<Implied>,
    /// By switch: why it was propagated.
    reasons: Vec<Option<Implied>>,
    /// Switches by the solver's variables.
    switches: Vec<usize>,
    variables: Vec<Option<Var>>,
    /// How much of the solver's trail is in ours, now and at each level.
    seen: usize,
    levels: Vec<usize>,
    explanation: Vec<Lit>,
    interval: usize,
    waited: usize,
    pub end: Option<End>,
    /// Somewhere nothing could be proven: that there is no solution is then not known.
    pub doubtful: bool,
    /// Tells the solver to stop.
    pub done: Rc<Cell<bool>>,
}

impl<'s, 'p> NetworkTheory<'s, 'p> {
    pub fn new(model: &'s Model<'p>, system: &'s System) -> Self {
        Self {
            model,
            system,
            trail: Trail::new(system),
            queue: Queue::new(system),
            prover: Prover::new(model, system),
            implied: Vec::new(),
            reasons: vec![None; system.switches.len()],
            switches: Vec::new(),
            variables: vec![None; system.switches.len()],
            seen: 0,
            levels: Vec::new(),
            explanation: Vec::new(),
            interval: 1,
            waited: 0,
            end: None,
            doubtful: false,
            done: Rc::default(),
        }
    }

    /// The variable of a switch; they must come in the order in which the solver made them.
    pub fn declare(&mut self, switch: usize, variable: Var) {
        self.switches.push(switch);
        self.variables[switch] = Some(variable);
    }

    /// What follows without any phase; `false` where that is a contradiction.
    pub fn start(&mut self) -> bool {
        let mut propagation = Propagation {
            system: self.system,
            trail: &mut self.trail,
            queue: &mut self.queue,
            implied: &mut self.implied,
        };
        let outcome = propagation.start(self.model).and_then(|()| propagation.run());
        self.prover.know_zeros(&mut self.trail);
        match outcome.map_err(|conflict| self.prover.conflict(&mut self.trail, conflict)) {
            Ok(()) => true,
            Err(Ok(_)) => {
                self.end = Some(End::Refuted);
                false
            }
            Err(Err(Rounded)) => {
                self.doubtful = true;
                false
            }
        }
    }

    pub fn phase(&self, lit: Lit) -> Phase {
        Model::phase((self.switches[lit.var().idx() as usize], lit.sign()))
    }

    pub fn lit(&self, phase: Phase) -> Lit {
        let (switch, on) = Model::switch(phase);
        Lit::new(self.variables[switch].expect("a switch with phases"), on)
    }

    /// Takes over what the solver assigned.
    fn follow(&mut self, model: &[Lit]) {
        for &lit in &model[self.seen..] {
            let setting = Model::switch(self.phase(lit));
            self.trail.assign(setting);
            self.queue.assigned(self.system, setting.0);
        }
        self.seen = model.len();
    }

    fn propagate(&mut self) -> Result<(), Conflict> {
        Propagation { system: self.system, trail: &mut self.trail, queue: &mut self.queue, implied: &mut self.implied }
            .run()
    }

    /// Hands a contradiction of phases to the solver.
    fn raise(&mut self, acts: &mut TheoryArg<'_>, phases: &[Phase]) {
        if phases.iter().all(|&phase| self.trail.is_root(Model::switch(phase).0)) {
            // What the solver made of doubtful nodes proves nothing.
            if !self.doubtful {
                self.prover.refuted();
                self.end = Some(End::Refuted);
            }
            self.stop(acts);
        } else {
            let lits: Vec<Lit> = phases.iter().map(|&phase| !self.lit(phase)).collect();
            acts.raise_conflict(&lits, false);
        }
    }

    /// Makes the solver look whether it is to stop, by a conflict of its own; whatever it learns from that is of no use.
    fn stop(&mut self, acts: &mut TheoryArg<'_>) {
        self.done.set(true);
        if let Some(&last) = acts.model().last() {
            acts.raise_conflict(&[!last], false);
        }
    }

    /// Nothing can be proven here: the solver is to go elsewhere.
    fn leave(&mut self, acts: &mut TheoryArg<'_>) {
        self.doubtful = true;
        let lits: Vec<Lit> = acts.model().iter().map(|&lit| !lit).collect();
        if lits.is_empty() { self.done.set(true) } else { acts.raise_conflict(&lits, false) }
    }

    /// What follows from the phases so far; `false` where the solver has something to do about it.
    fn settle(&mut self, acts: &mut TheoryArg<'_>) -> bool {
        self.follow(acts.model());
        if let Err(conflict) = self.propagate() {
            self.implied.clear();
            match self.prover.conflict(&mut self.trail, conflict) {
                Ok(phases) => self.raise(acts, &phases),
                Err(Rounded) => self.leave(acts),
            }
            return false;
        }
        let mut quiet = true;
        for implied in std::mem::take(&mut self.implied) {
            let (switch, _) = Model::switch(implied.phase);
            if self.trail.phases[switch].is_some() || acts.value(self.variable(switch)) != batsat::lbool::UNDEF {
                continue;
            }
            self.reasons[switch] = Some(implied);
            // What holds at the root is never asked for, but clauses rely on it.
            if self.trail.level() == 0 && self.prover.implied(&mut self.trail, implied).is_err() {
                continue;
            }
            quiet = false;
            if !acts.propagate(self.lit(implied.phase)) {
                return false;
            }
        }
        quiet
    }

    fn variable(&self, switch: usize) -> Var {
        self.variables[switch].expect("a switch with phases")
    }

    /// The linear program of the node, where it is worth its time; `false` where the solver has something to do about it.
    fn relax(&mut self, acts: &mut TheoryArg<'_>) -> bool {
        let relaxation = Relaxation::new(self.model, &self.trail.phases);
        match relaxation.solve() {
            Relaxed::Contradiction(parts, phases) => {
                let step = self.prover.add(None, Tree::Leaf(parts), &phases);
                self.interval = (self.interval / 2).max(1);
                let phases = self.prover.when(step);
                self.raise(acts, &phases);
                false
            }
            Relaxed::Point(point) => {
                self.interval = (2 * self.interval).min(INTERVAL);
                let found = relaxation.solution(&point);
                self.goes_on(found, acts)
            }
            Relaxed::Unknown => {
                self.interval = (2 * self.interval).min(INTERVAL);
                true
            }
        }
    }

    /// Whether nothing was found yet.
    fn goes_on(&mut self, found: Option<Vec<Rational>>, acts: &mut TheoryArg<'_>) -> bool {
        let Some(latent) = found else { return true };
        self.end = Some(End::Found(latent));
        self.stop(acts);
        false
    }

    /// A latent code within the bounds of the latent coordinates.
    fn guess(&self) -> Vec<f64> {
        let inputs = self.model.inputs();
        let pick = |coordinate: usize| {
            let (low, high) = self.trail.bounds(self.system.itself(coordinate));
            match (low.is_finite(), high.is_finite()) {
                (true, true) => f64::midpoint(low, high),
                (true, false) => low,
                (false, true) => high,
                (false, false) => 0.0,
            }
        };
        let along: Vec<f64> = (0..inputs).map(pick).collect();
        self.system.latent(&along)
    }
}

impl Theory for NetworkTheory<'_, '_> {
    fn partial_check(&mut self, acts: &mut TheoryArg<'_>) {
        if self.done.get() || !self.settle(acts) {
            return;
        }
        self.waited += 1;
        let columns = Relaxation::new(self.model, &self.trail.phases).columns();
        if self.waited >= self.interval * (columns / CHEAP).pow(2).max(1) {
            self.waited = 0;
            self.relax(acts);
        }
    }

    fn final_check(&mut self, acts: &mut TheoryArg<'_>) {
        if self.done.get() || !self.settle(acts) {
            return;
        }
        let found = solution(self.model.problem, &self.guess());
        if self.goes_on(found, acts) && self.relax(acts) {
            self.leave(acts);
        }
    }

    fn create_level(&mut self) {
        self.levels.push(self.seen);
        self.trail.push_level();
    }

    fn pop_levels(&mut self, count: usize) {
        let level = self.levels.len() - count;
        if let Some(&seen) = self.levels.get(level) {
            self.seen = seen;
        }
        self.levels.truncate(level);
        self.trail.pop_levels(count);
        self.queue.clear();
        self.implied.clear();
    }

    fn n_levels(&self) -> usize {
        self.levels.len()
    }

    fn explain_propagation(&mut self, lit: Lit) -> &[Lit] {
        let phase = self.phase(lit);
        let (switch, _) = Model::switch(phase);
        let implied = self.reasons[switch].expect("only what was propagated is asked for");
        self.explanation = if let Ok(phases) = self.prover.implied(&mut self.trail, implied) {
            phases.iter().filter(|&&other| other != -phase).map(|&other| self.lit(other)).collect()
        } else {
            self.doubtful = true;
            self.before(switch)
        };
        &self.explanation
    }
}

impl NetworkTheory<'_, '_> {
    /// Every phase that was there before a switch got its own.
    fn before(&self, switch: usize) -> Vec<Lit> {
        let earlier = self.trail.assigned().iter().take_while(|&&other| other != switch);
        let phase = |&other: &usize| Model::phase((other, self.trail.phases[other] == Some(true)));
        earlier.map(|other| self.lit(phase(other))).collect()
    }
}
