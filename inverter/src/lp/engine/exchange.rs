//! The exchange: from vertex to neighbouring vertex, downhill, until none is lower.
//!
//! Each edge of a vertex releases one seat and keeps the others: it is a column of `B^-1`. The steepest edge along which the
//! objective falls is followed past every kink until the slope turns up (for l_1: Barrodale and Roberts 1973, SIAM J. Numer.
//! Anal. 10(5), 839-848), and the line of that kink takes the seat. A pivot is `O(n k + k^2)`. Hard limits are penalties
//! here, raised until they hold, so any set of independent seats is a start, and a warm start after any change of the program.

use super::basis::{Basis, Frame, Seat};
use super::lines::{Kink, Line, Lines};
use super::products::{add_scaled, apply_transposed};
use faer::Mat;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Pivots between two factorisations.
const REFACTOR: usize = 60;

/// How steep an edge must be, relative to the gradient.
const DUAL: f64 = 1e-11;

/// The smallest rate, relative to its terms, of a line that takes a seat.
const PIVOT: f64 = 1e-9;

/// Idle pivots in a row before the kinks are perturbed.
const IDLE: usize = 12;

/// The size of a perturbation, relative to the terms of `a v`.
const PERTURBATION: f64 = 1e-8;

/// Its multiples spread evenly between zero and one.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// How an exchange ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// No edge leads down.
    Lowest,
    /// The objective falls for ever in this direction.
    Ray(Vec<f64>),
    /// Out of pivots.
    Limit,
}

/// A vertex with all its edges.
#[derive(Debug)]
pub(crate) struct Exchange<'l> {
    lines: &'l Lines<'l>,
    frame: &'l Frame,
    /// Those of the lines, perhaps perturbed.
    kinks: Vec<Kink>,
    pub seats: Vec<Seat>,
    /// Whether a line has a seat.
    seated: Vec<bool>,
    /// The number of kinks of each line that are below its value.
    segments: Vec<usize>,
    values: Vec<f64>,
    v: Vec<f64>,
    /// `c + sum_l slope_l a_l` over the lines without a seat.
    gradient: Vec<f64>,
    inverse: Mat<f64>,
    /// The slope that stands for an infinite one, for a line of size one.
    penalty: f64,
    since: usize,
    /// Pivots in a row that did not move.
    idle: usize,
}

/// An edge that leads down: which seat, and in which direction its line moves.
struct Edge {
    seat: usize,
    sign: f64,
    /// By how much the multiplier leaves its interval: the slope downwards.
    slope: f64,
}

/// A kink ahead on an edge, ordered by distance.
#[derive(PartialEq)]
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

impl<'l> Exchange<'l> {
    /// The vertex of `seats`.
    pub(crate) fn new(lines: &'l Lines<'l>, frame: &'l Frame, seats: Vec<Seat>, penalty: f64) -> Self {
        let mut exchange = Self {
            lines,
            frame,
            kinks: lines.kinks.clone(),
            seats,
            seated: Vec::new(),
            segments: Vec::new(),
            values: Vec::new(),
            v: Vec::new(),
            gradient: Vec::new(),
            inverse: Mat::new(),
            penalty,
            since: 0,
            idle: 0,
        };
        exchange.refactor();
        exchange
    }

    /// Pivots at most `limit` times.
    pub(crate) fn run(&mut self, limit: usize) -> Ended {
        for _ in 0..limit {
            let Some(edge) = self.steepest() else {
                if self.since == 0 {
                    return Ended::Lowest;
                }
                self.refactor();
                continue;
            };
            let direction = self.direction(&edge);
            if let Err(ray) = self.follow(&edge, direction) {
                return Ended::Ray(ray);
            }
            self.since += 1;
            if self.idle > IDLE {
                self.perturb();
            } else if self.since >= REFACTOR {
                self.refactor();
            }
        }
        Ended::Limit
    }

    /// Whether a hard limit is missed by more than rounding.
    pub(crate) fn is_outside(&self) -> bool {
        let length = self.frame.length(&self.v);
        self.lines.lines.iter().enumerate().any(|(l, line)| {
            let kinks = &self.kinks[line.kinks.clone()];
            let room = 1e-11 * self.frame.norms[l] * length;
            let missed = |kink: &Kink, out: f64| out > room + 1e-11 * kink.at.abs();
            let t = self.values[l];
            kinks.iter().any(|kink| {
                (kink.left.is_infinite() && missed(kink, kink.at - t)) || (kink.right.is_infinite() && missed(kink, t - kink.at))
            })
        })
    }

    /// Raises the penalty of hard limits.
    pub(crate) fn raise_penalty(&mut self, factor: f64) {
        self.penalty *= factor;
        self.refactor();
    }

    /// The multiplier that each line without a seat has.
    pub(crate) fn hints(&self) -> Vec<f64> {
        (0..self.values.len()).map(|l| if self.seated[l] { 0.0 } else { self.slope(l) }).collect()
    }

    /// Moves every kink by a different tiny amount, so that no two lines have theirs at one vertex.
    fn perturb(&mut self) {
        let length = self.frame.length(&self.v);
        let mut fraction = 0.5;
        for (kink, exact) in self.kinks.iter_mut().zip(&self.lines.kinks) {
            fraction = (fraction + GOLDEN) % 1.0;
            let outwards = if exact.right.is_infinite() { 1.0 } else if exact.left.is_infinite() { -1.0 } else { 2.0 * fraction - 1.0 };
            let size = exact.at.abs().max(self.frame.norms[exact.line] * length);
            kink.at = exact.at + outwards * (0.5 + fraction) * PERTURBATION * size;
        }
        self.idle = 0;
        self.refactor();
    }

    fn refactor(&mut self) {
        let basis = Basis::new(self.lines, &self.seats, self.frame);
        let right: Vec<f64> = self.seats.iter().map(|seat| seat.value(&self.kinks)).collect();
        self.v = basis.solve(&right);
        self.inverse = basis.inverse();
        self.values = self.lines.values(&self.v);
        self.seated = vec![false; self.values.len()];
        for seat in &self.seats {
            if let Seat::Kink(kink) = seat {
                self.seated[self.kinks[*kink].line] = true;
            }
        }
        let below = |(line, t): (&Line, &f64)| self.kinks[line.kinks.clone()].iter().filter(|kink| kink.at < *t).count();
        self.segments = self.lines.lines.iter().zip(&self.values).map(below).collect();
        self.gradient = self.lines.gradient(&self.hints());
        self.since = 0;
    }

    /// The slopes on both sides of a kink, with the penalty for infinite ones.
    fn sides(&self, kink: &Kink) -> (f64, f64) {
        let most = self.penalty / self.frame.norms[kink.line].max(f64::MIN_POSITIVE);
        (kink.left.max(kink.right.min(0.0) - most), kink.right.min(kink.left.max(0.0) + most))
    }

    /// The slope of line `l` in its segment.
    fn slope(&self, l: usize) -> f64 {
        let kinks = &self.kinks[self.lines.lines[l].kinks.clone()];
        match self.segments[l] {
            0 => kinks.first().map_or(0.0, |kink| self.sides(kink).0),
            below => self.sides(&kinks[below - 1]).1,
        }
    }

    /// The edge along which the objective falls most for its length.
    fn steepest(&self) -> Option<Edge> {
        let size = self.seats.len();
        let mut multipliers = vec![0.0; size];
        apply_transposed(self.inverse.as_ref(), &self.gradient, &mut multipliers);
        let least = DUAL * self.frame.dual_length(&self.gradient).max(self.frame.dual_length(&self.lines.costs));
        let mut best = (0.0, None);
        for (seat, y) in multipliers.iter().map(|y| -y).enumerate() {
            let (left, right) = match self.seats[seat] {
                Seat::Kink(kink) => self.sides(&self.kinks[kink]),
                Seat::Held { .. } => (0.0, 0.0),
            };
            let (sign, slope) = if y > right { (1.0, y - right) } else { (-1.0, left - y) };
            if slope <= 0.0 {
                continue;
            }
            let column = self.inverse.col(seat).try_as_col_major().expect("columns are contiguous").as_slice();
            let steepness = slope / self.frame.length(column);
            if steepness > least && steepness > best.0 {
                best = (steepness, Some(Edge { seat, sign, slope }));
            }
        }
        best.1
    }

    fn direction(&self, edge: &Edge) -> Vec<f64> {
        self.inverse.col(edge.seat).iter().map(|x| edge.sign * x).collect()
    }

    /// Moves along an edge to where the objective stops falling; the direction if it never does.
    fn follow(&mut self, edge: &Edge, direction: Vec<f64>) -> Result<(), Vec<f64>> {
        let rates = self.lines.values(&direction);
        let released = self.release(edge);
        let floor = PIVOT * self.frame.length(&direction);
        let mut ahead = self.kinks_ahead(&rates, released, floor);
        let mut slope = -edge.slope;
        let mut passed = Vec::new();
        while let Some(Reverse(next)) = ahead.pop() {
            let kink = self.kinks[next.kink];
            let (left, right) = self.sides(&kink);
            slope += (right - left) * rates[kink.line].abs();
            if slope >= 0.0 {
                self.idle = if next.step > 0.0 { 0 } else { self.idle + 1 };
                self.advance(next.step, &direction, &rates);
                self.pass(&passed, &rates);
                self.seat(edge.seat, next.kink);
                return Ok(());
            }
            passed.push(next.kink);
        }
        Err(direction)
    }

    /// Takes the seat from a line, which then is on one side of its kink; the line and its kink.
    fn release(&mut self, edge: &Edge) -> Option<usize> {
        let Seat::Kink(place) = self.seats[edge.seat] else { return None };
        let kink = self.kinks[place];
        self.seated[kink.line] = false;
        let first = self.lines.lines[kink.line].kinks.start;
        self.segments[kink.line] = place - first + usize::from(edge.sign > 0.0);
        let slope = self.slope(kink.line);
        self.add_to_gradient(kink.line, slope);
        Some(place)
    }

    fn kinks_ahead(&self, rates: &[f64], released: Option<usize>, floor: f64) -> BinaryHeap<Reverse<Ahead>> {
        let mut ahead = Vec::new();
        for (l, line) in self.lines.lines.iter().enumerate() {
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

    fn advance(&mut self, step: f64, direction: &[f64], rates: &[f64]) {
        add_scaled(&mut self.v, step, direction);
        add_scaled(&mut self.values, step, rates);
    }

    /// Lines that went past a kink have another slope now.
    fn pass(&mut self, passed: &[usize], rates: &[f64]) {
        for &place in passed {
            let l = self.kinks[place].line;
            let before = self.slope(l);
            let first = self.lines.lines[l].kinks.start;
            self.segments[l] = place - first + usize::from(rates[l] > 0.0);
            let change = self.slope(l) - before;
            self.add_to_gradient(l, change);
        }
    }

    fn add_to_gradient(&mut self, l: usize, slope: f64) {
        if slope != 0.0 {
            let mut normal = vec![0.0; self.lines.size];
            self.lines.write_normal(self.lines.lines[l].source, &mut normal);
            add_scaled(&mut self.gradient, slope, &normal);
        }
    }

    /// Gives the seat to the line of a kink, and updates the edges.
    fn seat(&mut self, seat: usize, place: usize) {
        let kink = self.kinks[place];
        let slope = self.slope(kink.line);
        self.add_to_gradient(kink.line, -slope);
        let mut normal = vec![0.0; self.lines.size];
        self.lines.write_normal(self.lines.lines[kink.line].source, &mut normal);
        let mut rates = vec![0.0; self.lines.size];
        apply_transposed(self.inverse.as_ref(), &normal, &mut rates);
        let pivot: Vec<f64> = self.inverse.col(seat).iter().map(|x| x / rates[seat]).collect();
        for (j, rate) in rates.iter().enumerate().filter(|(j, rate)| *j != seat && **rate != 0.0) {
            let column = self.inverse.col_mut(j).try_as_col_major_mut().expect("columns are contiguous").as_slice_mut();
            add_scaled(column, -rate, &pivot);
        }
        self.inverse.col_mut(seat).iter_mut().zip(&pivot).for_each(|(x, p)| *x = *p);
        self.seats[seat] = Seat::Kink(place);
        self.seated[kink.line] = true;
        self.values[kink.line] = kink.at;
    }
}
