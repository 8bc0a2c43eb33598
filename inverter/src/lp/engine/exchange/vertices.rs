//! The state of an exchange: a vertex, its edges and the slopes of all lines.

use super::super::basis::{Basis, Frame, Seat};
use super::super::lines::{Kink, Lines};
use super::super::products::{add_scaled, apply_transposed, column};
use super::super::vertex::Vertex;
use super::follow::Moved;
use faer::Mat;

/// Pivots between two factorisations.
const REFACTOR: usize = 60;

/// How near to a kink, relative to the terms of `a v`, a line may be taken to be on either side of it.
pub(super) const AT_KINK: f64 = 1e-11;

/// What stands for the infinite slopes of hard limits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Hard {
    /// This slope, for a line of size one.
    Penalty(f64),
    /// Nothing else counts: the sum of what is missed is minimised.
    Alone,
    /// Themselves: hard limits hold and go on holding.
    Infinite,
}

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
    pub(super) lines: &'l Lines<'l>,
    pub(super) frame: &'l Frame,
    /// Those of the lines, perhaps perturbed.
    pub(super) kinks: Vec<Kink>,
    pub(super) seats: Vec<Seat>,
    /// Whether a line has a seat.
    pub(super) seated: Vec<bool>,
    /// The number of kinks of each line that are below its value.
    pub(super) segments: Vec<usize>,
    pub(super) values: Vec<f64>,
    pub(super) v: Vec<f64>,
    /// `c + sum_l slope_l a_l` over the lines without a seat.
    pub(super) gradient: Vec<f64>,
    pub(super) inverse: Mat<f64>,
    /// The length of each edge.
    pub(super) lengths: Vec<f64>,
    /// The gradient along each edge.
    pub(super) rises: Vec<f64>,
    pub(super) hard: Hard,
    /// Seats whose edge seemed to lead down and does not.
    pub(super) banned: Vec<bool>,
    /// Pivots so far, and at the last factorisation.
    pub(super) pivots: usize,
    factored: usize,
    /// Pivots in a row that did not move.
    pub(super) idle: usize,
    /// How often the kinks were perturbed.
    pub(super) perturbations: i32,
    pub(super) perturbed: bool,
}

impl<'l> Exchange<'l> {
    /// The vertex of `seats`.
    pub(crate) fn new(lines: &'l Lines<'l>, frame: &'l Frame, seats: Vec<Seat>, hard: Hard) -> Self {
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
            lengths: Vec::new(),
            rises: Vec::new(),
            hard,
            banned: Vec::new(),
            pivots: 0,
            factored: 0,
            idle: 0,
            perturbations: 0,
            perturbed: false,
        };
        exchange.refactor();
        exchange
    }

    /// Pivots at most `limit` times. What is found after pivots may be refuted by [`refactor`](Self::refactor).
    pub(crate) fn run(&mut self, limit: usize) -> Ended {
        for _ in 0..limit {
            let Some(edge) = self.steepest() else {
                if !self.perturbed {
                    return Ended::Lowest;
                }
                self.restore();
                continue;
            };
            match self.follow(&edge) {
                Moved::Down => self.pivots += 1,
                Moved::Nowhere | Moved::Forever(_) if !self.is_fresh() => self.refactor(),
                Moved::Nowhere => self.banned[edge.seat] = true,
                Moved::Forever(ray) => {
                    self.refactor();
                    return Ended::Ray(ray);
                }
            }
            if self.is_stuck() {
                self.perturb();
            } else if self.pivots >= self.factored + REFACTOR {
                self.refactor();
            }
        }
        Ended::Limit
    }

    /// Whether the edges were computed at this vertex, and not updated from others.
    pub(crate) fn is_fresh(&self) -> bool {
        self.pivots == self.factored
    }

    /// Changes what stands for infinite slopes.
    pub(crate) fn set_hard(&mut self, hard: Hard) {
        self.hard = hard;
        self.set_slopes();
    }

    /// How many there were.
    pub(crate) fn pivots(&self) -> usize {
        self.pivots
    }

    /// The lines that make the vertex.
    pub(crate) fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// `v`.
    pub(crate) fn point(&self) -> &[f64] {
        &self.v
    }

    /// Whether a limit is missed by more than rounding.
    pub(crate) fn is_outside(&self) -> bool {
        let length = self.frame.length(&self.v);
        self.lines.all.iter().enumerate().any(|(l, line)| {
            let kinks = &self.kinks[line.kinks.clone()];
            let (t, room) = (self.values[l], |kink: &Kink| AT_KINK * (kink.at.abs() + self.frame.norms[l] * length));
            kinks.iter().any(|kink| {
                let out = if kink.left.is_infinite() { kink.at - t } else { t - kink.at };
                (kink.left.is_infinite() || kink.right.is_infinite()) && out > room(kink)
            })
        })
    }

    /// The exact vertex of the seats, with the slope of every other line as its multiplier.
    pub(crate) fn vertex(&self) -> Vertex {
        Vertex::with_slopes(self.lines, self.frame, &self.seats, self.slopes())
    }

    pub(crate) fn refactor(&mut self) {
        let basis = Basis::new(self.lines, &self.seats, self.frame);
        let right: Vec<f64> = self.seats.iter().map(|seat| seat.value(&self.kinks)).collect();
        self.v = basis.solve(&right);
        self.inverse = basis.inverse();
        let columns = (0..self.seats.len()).map(|seat| column(&self.inverse, seat));
        self.lengths = columns.map(|edge| self.frame.length(edge)).collect();
        self.values = self.lines.values(&self.v);
        self.seated = vec![false; self.values.len()];
        for seat in &self.seats {
            if let Seat::Kink(kink) = seat {
                self.seated[self.kinks[*kink].line] = true;
            }
        }
        self.factored = self.pivots;
        self.set_slopes();
    }

    fn set_slopes(&mut self) {
        let length = self.frame.length(&self.v);
        self.segments = (0..self.values.len()).map(|l| self.segment(l, length)).collect();
        self.gradient = self.lines.gradient(&self.slopes());
        if self.hard == Hard::Alone {
            add_scaled(&mut self.gradient, -1.0, &self.lines.costs);
        }
        self.banned = vec![false; self.seats.len()];
        self.rises = vec![0.0; self.seats.len()];
        apply_transposed(self.inverse.as_ref(), &self.gradient, &mut self.rises);
    }

    pub(super) fn add_to_gradient(&mut self, l: usize, slope: f64) {
        if slope != 0.0 {
            self.lines.add_normal(self.lines.all[l].source, slope, &mut self.gradient);
        }
    }
}
