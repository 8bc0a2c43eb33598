//! How far along an edge, and which line takes the seat.

use super::super::basis::Seat;
use super::super::products::{add_scaled, apply_transposed, column_mut, dot};
use super::edge::Edge;
use super::vertices::{Exchange, Hard};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The smallest rate, relative to its terms, of a line that takes a seat.
const PIVOT: f64 = 1e-9;

/// How fast the objective must fall, relative to its terms.
const FALL: f64 = 1e-13;

/// A slope this small, relative to the one that an edge starts with, is none.
const FLAT: f64 = 1e-12;

/// Steps that differ by less, relative to the terms of `v`, are the same.
const TIE: f64 = 1e-12;

/// A kink ahead on an edge, ordered by distance.
#[derive(Clone, Copy, PartialEq)]
struct Ahead {
    step: f64,
    kink: usize,
}

impl Eq for Ahead {}

impl Ord for Ahead {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.step.total_cmp(&other.step).then(self.kink.cmp(&other.kink))
    }
}

impl PartialOrd for Ahead {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Where an edge led.
pub(super) enum Moved {
    /// To a vertex that is not higher.
    Down,
    /// The objective does not fall along the edge after all.
    Nowhere,
    /// It falls for ever.
    Forever(Vec<f64>),
}

impl Exchange<'_> {
    /// Moves along an edge to where the objective stops falling.
    pub(super) fn follow(&mut self, edge: &Edge) -> Moved {
        let direction: Vec<f64> = self.inverse.col(edge.seat).iter().map(|x| edge.sign * x).collect();
        let rates = self.lines.values(&direction);
        let length = self.frame.length(&direction);
        if !self.falls(edge, &direction, &rates) {
            return Moved::Nowhere;
        }
        let released = self.release(edge);
        let mut ahead = self.kinks_ahead(&rates, released, PIVOT * length);
        let tie = TIE * self.frame.length(&self.v) / length;
        let mut slope = -edge.slope;
        let mut passed = Vec::new();
        while let Some(Reverse(next)) = ahead.pop() {
            let kink = self.kinks[next.kink];
            let (left, right) = self.sides(&kink);
            slope += (right - left) * rates[kink.line].abs();
            if slope >= -FLAT * edge.slope {
                let chosen = self.firmest(next, &mut ahead, &rates, tie);
                self.idle = if chosen.step > tie { 0 } else { self.idle + 1 };
                add_scaled(&mut self.v, chosen.step, &direction);
                add_scaled(&mut self.values, chosen.step, &rates);
                self.pass(&passed, &rates);
                self.seat(edge.seat, chosen.kink);
                return Moved::Down;
            }
            passed.push(next.kink);
        }
        Moved::Forever(direction)
    }

    /// Whether the objective falls along an edge, as computed from the rates of the lines and not from the multipliers: they
    /// differ where the seats are almost dependent.
    fn falls(&self, edge: &Edge, direction: &[f64], rates: &[f64]) -> bool {
        let costs = if self.hard == Hard::Alone { 0.0 } else { dot(&self.lines.costs, direction) };
        let (mut slope, mut terms) = (costs, self.frame.dual_length(&self.lines.costs));
        let mut add = |l: usize, of_line: f64| {
            slope += of_line * rates[l];
            terms += of_line.abs() * self.frame.norms[l];
        };
        (0..rates.len()).filter(|&l| !self.seated[l]).for_each(|l| add(l, self.slope(l)));
        if let Seat::Kink(place) = self.seats[edge.seat] {
            let (left, right) = self.sides(&self.kinks[place]);
            add(self.kinks[place].line, if edge.sign > 0.0 { right } else { left });
        }
        slope < -FALL * terms * self.frame.length(direction)
    }

    /// Among the kinks at the same distance, the one that is crossed at the least angle.
    fn firmest(&self, next: Ahead, ahead: &mut BinaryHeap<Reverse<Ahead>>, rates: &[f64], tie: f64) -> Ahead {
        let firmness = |ahead: &Ahead| {
            let l = self.kinks[ahead.kink].line;
            rates[l].abs() / self.frame.norms[l]
        };
        let mut best = next;
        while let Some(Reverse(other)) = ahead.pop().filter(|other| other.0.step <= next.step + tie) {
            if firmness(&other) > firmness(&best) {
                best = other;
            }
        }
        best
    }

    /// Takes the seat from a line, which then is on one side of its kink; its kink.
    fn release(&mut self, edge: &Edge) -> Option<usize> {
        let Seat::Kink(place) = self.seats[edge.seat] else { return None };
        let kink = self.kinks[place];
        self.seated[kink.line] = false;
        let first = self.lines.all[kink.line].kinks.start;
        self.segments[kink.line] = place - first + usize::from(edge.sign > 0.0);
        let slope = self.slope(kink.line);
        self.add_to_gradient(kink.line, slope);
        Some(place)
    }

    fn kinks_ahead(&self, rates: &[f64], released: Option<usize>, floor: f64) -> BinaryHeap<Reverse<Ahead>> {
        let mut ahead = Vec::new();
        for (l, line) in self.lines.all.iter().enumerate() {
            let rate = rates[l];
            if self.seated[l] || rate.abs() <= floor * self.frame.norms[l] {
                continue;
            }
            let middle = line.kinks.start + self.segments[l];
            let range = if rate > 0.0 { middle..line.kinks.end } else { line.kinks.start..middle };
            for kink in range.filter(|kink| Some(*kink) != released) {
                let step = ((self.kinks[kink].at - self.values[l]) / rate).max(0.0);
                ahead.push(Reverse(Ahead { step, kink }));
            }
        }
        BinaryHeap::from(ahead)
    }

    /// Lines that went past a kink have another slope now.
    fn pass(&mut self, passed: &[usize], rates: &[f64]) {
        for &place in passed {
            let l = self.kinks[place].line;
            let before = self.slope(l);
            let first = self.lines.all[l].kinks.start;
            self.segments[l] = place - first + usize::from(rates[l] > 0.0);
            let change = self.slope(l) - before;
            self.add_to_gradient(l, change);
        }
    }

    /// Gives the seat to the line of a kink, and updates the edges.
    fn seat(&mut self, seat: usize, place: usize) {
        let kink = self.kinks[place];
        let slope = self.slope(kink.line);
        self.add_to_gradient(kink.line, -slope);
        let mut normal = vec![0.0; self.lines.size];
        self.lines.write_normal(self.lines.all[kink.line].source, &mut normal);
        let mut rates = vec![0.0; self.lines.size];
        apply_transposed(self.inverse.as_ref(), &normal, &mut rates);
        let pivot: Vec<f64> = self.inverse.col(seat).iter().map(|x| x / rates[seat]).collect();
        for (j, rate) in rates.iter().enumerate() {
            let column = column_mut(&mut self.inverse, j);
            if j == seat {
                column.copy_from_slice(&pivot);
            } else if *rate != 0.0 {
                add_scaled(column, -rate, &pivot);
            }
            self.lengths[j] = self.frame.length(column);
            self.rises[j] = dot(column, &self.gradient);
        }
        self.seats[seat] = Seat::Kink(place);
        self.seated[kink.line] = true;
        self.values[kink.line] = kink.at;
    }
}
