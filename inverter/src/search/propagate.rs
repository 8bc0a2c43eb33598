//! Bounds follow from bounds and phases: through functions of one coordinate, and through sums.

use super::model::Model;
use super::system::System;
use super::trail::{Conflict, End, Reason, Trail};
use crate::certificate::Phase;
use std::collections::VecDeque;

/// A bound that gets better by less than this, relative to its size, is left as it is.
const WORTHWHILE: f64 = 1e-7;

/// New bounds a function, after which propagation stops short.
const EVENTS: usize = 20;

/// A phase that follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Implied {
    pub phase: Phase,
    /// How many events there were when it followed.
    pub time: usize,
}

/// What has to be looked at.
pub(super) struct Queue {
    coordinates: Marked,
    sums: Marked,
}

/// A queue that holds nothing twice.
struct Marked {
    queue: VecDeque<usize>,
    waits: Vec<bool>,
}

impl Marked {
    fn new(count: usize) -> Self {
        Self { queue: VecDeque::new(), waits: vec![false; count] }
    }

    fn push(&mut self, index: usize) {
        if !std::mem::replace(&mut self.waits[index], true) {
            self.queue.push_back(index);
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let index = self.queue.pop_front()?;
        self.waits[index] = false;
        Some(index)
    }

    fn clear(&mut self) {
        while self.pop().is_some() {}
    }
}

/// One run of propagation.
pub(super) struct Propagation<'s> {
    pub system: &'s System,
    pub trail: &'s mut Trail,
    pub queue: &'s mut Queue,
    pub implied: &'s mut Vec<Implied>,
}

impl Queue {
    pub fn new(system: &System) -> Self {
        Self { coordinates: Marked::new(system.coordinates.len()), sums: Marked::new(system.coordinates.len()) }
    }

    /// Everything is to be looked at.
    pub fn fill(&mut self, system: &System) {
        for (coordinate, content) in system.coordinates.iter().enumerate() {
            self.coordinates.push(coordinate);
            if content.sum.is_some() {
                self.sums.push(coordinate);
            }
        }
    }

    /// A switch got a phase.
    pub fn assigned(&mut self, system: &System, switch: usize) {
        if let Some(content) = &system.switches[switch] {
            self.coordinates.push(content.coordinate);
        }
        for &sum in system.opened_in.get(&switch).into_iter().flatten() {
            self.sums.push(sum);
        }
    }

    /// Nothing is to be looked at.
    pub fn clear(&mut self) {
        self.coordinates.clear();
        self.sums.clear();
    }
}

impl Propagation<'_> {
    /// What is known before anything is assumed.
    pub fn start(&mut self, model: &Model<'_>) -> Result<(), Conflict> {
        for (index, coordinate) in self.system.coordinates.iter().enumerate().take(model.inputs()) {
            let axis = coordinate.form.terms().len() == 1;
            let (lower, upper) = if axis { model.bounds(index) } else { (f64::NEG_INFINITY, f64::INFINITY) };
            self.tighten(coordinate.itself, End::Lower, lower, Reason::Domain)?;
            self.tighten(coordinate.itself, End::Upper, upper, Reason::Domain)?;
        }
        for (index, &function) in self.system.outputs.iter().enumerate() {
            let (value, eps) = (model.problem.observation()[index], model.problem.tolerance());
            self.narrow(function, (value - eps, value + eps), Reason::Observed(index))?;
        }
        self.queue.fill(self.system);
        Ok(())
    }

    /// Goes on until nothing follows any more, or a contradiction does.
    pub fn run(&mut self) -> Result<(), Conflict> {
        let most = self.trail.events.len() + EVENTS * self.system.functions.len();
        loop {
            if let Some(coordinate) = self.queue.coordinates.pop() {
                self.coordinate(coordinate)?;
            } else if let Some(sum) = self.queue.sums.pop() {
                self.sum(sum)?;
            } else {
                return Ok(());
            }
            if self.trail.events.len() > most {
                self.queue.clear();
                return Ok(());
            }
        }
    }

    /// Makes a bound better, if it is.
    fn tighten(&mut self, function: usize, end: End, value: f64, reason: Reason) -> Result<(), Conflict> {
        if !value.is_finite() {
            return Ok(());
        }
        let (lower, upper) = self.trail.bounds(function);
        let (gain, old) = match end {
            End::Lower => (value - lower, lower),
            End::Upper => (upper - value, upper),
        };
        // An end that meets the other one counts, however little it gains.
        let meets = match end {
            End::Lower => value >= upper,
            End::Upper => value <= lower,
        };
        if gain <= 0.0 || old.is_finite() && !meets && gain <= WORTHWHILE * (1.0 + value.abs()) {
            return Ok(());
        }
        self.trail.push(function, end, value, reason);
        let coordinate = self.system.functions[function].coordinate;
        self.queue.coordinates.push(coordinate);
        for &sum in &self.system.sums[function] {
            self.queue.sums.push(sum);
        }
        let crossed = match end {
            End::Lower => value > upper,
            End::Upper => value < lower,
        };
        if crossed { Err(Conflict::Crossed(function)) } else { Ok(()) }
    }

    /// Phases and functions bound the coordinate, which bounds functions and decides phases.
    fn coordinate(&mut self, index: usize) -> Result<(), Conflict> {
        let system = self.system;
        let coordinate = &system.coordinates[index];
        for &switch in &coordinate.switches {
            let Some(content) = &system.switches[switch] else { continue };
            let Some(on) = self.trail.phases[switch] else { continue };
            let wanted = if on { (content.on, f64::INFINITY) } else { (f64::NEG_INFINITY, content.off) };
            let phase = Model::phase((switch, on));
            let hull = content.input.hull(self.trail.bounds(coordinate.itself), self.system.rounding.widen(wanted));
            self.narrow(coordinate.itself, hull.ok_or(Conflict::Phase(phase))?, Reason::Phase(phase))?;
        }
        for &function in &coordinate.functions {
            let bounds = self.trail.bounds(function);
            if bounds != (f64::NEG_INFINITY, f64::INFINITY) {
                let values = &system.functions[function].values;
                let hull = values.hull(self.trail.bounds(coordinate.itself), self.system.rounding.widen(bounds));
                self.narrow(coordinate.itself, hull.ok_or(Conflict::Function(function))?, Reason::Function(function))?;
            }
        }
        let interval = self.trail.bounds(coordinate.itself);
        for &function in &coordinate.functions {
            let range = self.system.rounding.widen(system.functions[function].values.range(interval));
            self.narrow(function, range, Reason::Coordinate)?;
        }
        coordinate.switches.iter().try_for_each(|&switch| self.decide(switch, interval))
    }

    /// Whether the interval leaves a switch one phase only.
    fn decide(&mut self, switch: usize, interval: (f64, f64)) -> Result<(), Conflict> {
        let Some(content) = &self.system.switches[switch] else { return Ok(()) };
        let range = content.input.range(interval);
        let (least, most) = self.system.rounding.widen(range);
        // Strictly, where it is a unit that would be off.
        let never_off = if content.off < 0.0 { least > content.off } else { least >= content.off };
        let never_on = most < content.on;
        for (on, implied) in [(true, never_off), (false, never_on)] {
            if !implied {
                continue;
            }
            match self.trail.phases[switch] {
                Some(assigned) if assigned == on => {}
                Some(assigned) => return Err(Conflict::Phase(Model::phase((switch, assigned)))),
                None => {
                    self.implied.push(Implied { phase: Model::phase((switch, on)), time: self.trail.events.len() });
                }
            }
        }
        Ok(())
    }

    fn narrow(&mut self, function: usize, interval: (f64, f64), reason: Reason) -> Result<(), Conflict> {
        let (low, high) = self.system.rounding.widen(interval);
        self.tighten(function, End::Lower, low, reason)?;
        self.tighten(function, End::Upper, high, reason)
    }

    /// Each function in a sum is bounded by the others.
    fn sum(&mut self, index: usize) -> Result<(), Conflict> {
        let coordinate = &self.system.coordinates[index];
        let sum = coordinate.sum.as_ref().expect("only sums are queued as such");
        if sum.opened.iter().any(|&unit| self.trail.phases[unit] == Some(false) || self.is_open(unit)) {
            return Ok(());
        }
        let terms = sum.terms.iter().map(|term| (term.function, term.factor));
        let members: Vec<(usize, f64)> = terms.chain([(coordinate.itself, -1.0)]).collect();
        let least = Total::of(sum.offset, members.iter().map(|&member| self.term(member).0));
        let most = Total::of(sum.offset, members.iter().map(|&member| self.term(member).1));
        for &(function, factor) in &members {
            let (low, high) = self.term((function, factor));
            // The others add up to minus this.
            let (from, to) = (-most.without(high) / factor, -least.without(low) / factor);
            let (from, to) = if factor > 0.0 { (from, to) } else { (to, from) };
            let size = least.size.max(most.size) / factor.abs();
            let rounding = self.system.rounding;
            let (from, to) = (rounding.outwards(from, size, -1.0), rounding.outwards(to, size, 1.0));
            self.tighten(function, End::Lower, from, Reason::Sum(index))?;
            self.tighten(function, End::Upper, to, Reason::Sum(index))?;
        }
        Ok(())
    }

    fn is_open(&self, unit: usize) -> bool {
        self.system.switches[unit].is_some() && self.trail.phases[unit].is_none()
    }

    /// The least and the greatest value of a function times a factor.
    fn term(&self, (function, factor): (usize, f64)) -> (f64, f64) {
        let (low, high) = self.trail.bounds(function);
        if factor > 0.0 { (factor * low, factor * high) } else { (factor * high, factor * low) }
    }
}

/// A sum some of whose terms may be infinite, all on the same side.
struct Total {
    finite: f64,
    infinite: usize,
    sign: f64,
    size: f64,
}

impl Total {
    fn of(offset: f64, terms: impl Iterator<Item = f64>) -> Self {
        let mut total = Self { finite: offset, infinite: 0, sign: 1.0, size: offset.abs() };
        for term in terms {
            if term.is_infinite() {
                total.infinite += 1;
                total.sign = term.signum();
            } else {
                total.finite += term;
                total.size += term.abs();
            }
        }
        total
    }

    fn without(&self, term: f64) -> f64 {
        match (self.infinite, term.is_infinite()) {
            (0, false) => self.finite - term,
            (1, true) => self.finite,
            _ => self.sign * f64::INFINITY,
        }
    }
}
