//! What is known at a node of the search: bounds on functions and phases of switches, with the reason for each.

use super::system::System;
use crate::certificate::Phase;

/// Which bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum End {
    Lower,
    Upper,
}

/// Why a bound holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Reason {
    /// The domain of the latent code.
    Domain,
    /// The observation of an output.
    Observed(usize),
    /// The coordinate's switch is in this phase, and what else is known of the coordinate.
    Phase(Phase),
    /// The bounds of a function of the coordinate.
    Function(usize),
    /// The bounds of the coordinate.
    Coordinate,
    /// The sum that makes a coordinate.
    Sum(usize),
}

/// A bound that became known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub function: usize,
    pub end: End,
    pub value: f64,
    pub reason: Reason,
    /// The bound before it.
    before: Option<usize>,
    /// The step that proves it, once it was needed.
    pub lemma: Option<usize>,
}

/// What makes a contradiction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Conflict {
    /// The bounds of a function cross.
    Crossed(usize),
    /// Phase and bounds of a coordinate do not go together.
    Phase(Phase),
    /// The bounds of a coordinate and of a function of it do not.
    Function(usize),
}

pub(super) struct Trail {
    pub events: Vec<Event>,
    /// The last event of each bound.
    last: Vec<[Option<usize>; 2]>,
    /// By switch.
    pub phases: Vec<Option<bool>>,
    /// Switches in the order of their assignment.
    assigned: Vec<usize>,
    /// The place of each switch that has a phase in that order.
    places: Vec<usize>,
    /// Lengths of events and assignments at each level.
    levels: Vec<(usize, usize)>,
}

impl Trail {
    pub fn new(system: &System) -> Self {
        Self {
            events: Vec::new(),
            last: vec![[None; 2]; system.functions.len()],
            phases: vec![None; system.switches.len()],
            assigned: Vec::new(),
            places: vec![0; system.switches.len()],
            levels: Vec::new(),
        }
    }

    pub fn push_level(&mut self) {
        self.levels.push((self.events.len(), self.assigned.len()));
    }

    pub fn pop_levels(&mut self, count: usize) {
        let level = self.levels.len() - count;
        let Some(&(events, assigned)) = self.levels.get(level) else { return };
        self.levels.truncate(level);
        for event in self.events.drain(events..).rev() {
            self.last[event.function][event.end as usize] = event.before;
        }
        for switch in self.assigned.drain(assigned..) {
            self.phases[switch] = None;
        }
    }

    pub fn level(&self) -> usize {
        self.levels.len()
    }

    /// Whether the phase of a switch was no guess, nor followed from one.
    pub fn is_root(&self, switch: usize) -> bool {
        let root = self.levels.first().map_or(self.assigned.len(), |level| level.1);
        self.phases[switch].is_some() && self.places[switch] < root
    }

    pub fn assign(&mut self, (switch, on): (usize, bool)) {
        self.phases[switch] = Some(on);
        self.places[switch] = self.assigned.len();
        self.assigned.push(switch);
    }

    /// Switches in the order in which they got their phases.
    pub fn assigned(&self) -> &[usize] {
        &self.assigned
    }

    /// The bounds of a function.
    pub fn bounds(&self, function: usize) -> (f64, f64) {
        let value =
            |end: End, none: f64| self.last[function][end as usize].map_or(none, |event| self.events[event].value);
        (value(End::Lower, f64::NEG_INFINITY), value(End::Upper, f64::INFINITY))
    }

    pub fn push(&mut self, function: usize, end: End, value: f64, reason: Reason) {
        let last = &mut self.last[function][end as usize];
        let before = last.replace(self.events.len());
        self.events.push(Event { function, end, value, reason, before, lemma: None });
    }

    /// The event that gave a bound its value when there were only `time` events.
    pub fn event_at(&self, function: usize, end: End, time: usize) -> Option<usize> {
        let mut event = self.last[function][end as usize];
        while let Some(index) = event.filter(|&index| index >= time) {
            event = self.events[index].before;
        }
        event
    }
}
