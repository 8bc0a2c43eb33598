//! A vertex and the multipliers that belong to it.

use super::answer::{Optimum, Refusal};
use super::basis::{Basis, Frame, Seat};
use super::lines::{Kink, Lines};

/// How near to a kink, relative to the terms of `a v`, counts as being at it.
const AT_KINK: f64 = 1e-12;

/// The size of multipliers that are rounding errors, relative to the gradient they are to balance.
const NOISE: f64 = 1e-14;

/// A vertex `v` and one multiplier a line.
#[derive(Debug)]
pub(crate) struct Vertex {
    pub v: Vec<f64>,
    pub multipliers: Vec<f64>,
}

impl Vertex {
    /// Solves for the vertex of `seats`. Lines at a kink without a seat (degenerate) take their multiplier from `hints`.
    pub(crate) fn new(lines: &Lines<'_>, frame: &Frame, place: (&[Seat], &Basis), hints: &[f64]) -> Self {
        let (seats, basis) = place;
        let v = solve(lines, basis, seats);
        let multipliers = off_vertex_multipliers(lines, frame, &v, hints);
        Self::finish(lines, frame, place, Self { v, multipliers })
    }

    /// Solves for the vertex of `seats`, with the multipliers of all other lines given.
    pub(crate) fn with_slopes(lines: &Lines<'_>, frame: &Frame, seats: &[Seat], multipliers: Vec<f64>) -> Self {
        let basis = Basis::new(lines, seats, frame);
        let v = solve(lines, &basis, seats);
        Self::finish(lines, frame, (seats, &basis), Self { v, multipliers })
    }

    /// Sets the multipliers of the seats.
    fn finish(lines: &Lines<'_>, frame: &Frame, (seats, basis): (&[Seat], &Basis), mut vertex: Self) -> Self {
        let multipliers = &mut vertex.multipliers;
        for kink in seats.iter().filter_map(|seat| seated(lines, seat)) {
            multipliers[kink.line] = 0.0;
        }
        let gradient = lines.gradient(multipliers);
        let of_seats = basis.solve_transposed(&gradient);
        let noise = NOISE * frame.dual_length(&gradient).max(frame.dual_length(&lines.costs));
        for (seat, y) in seats.iter().zip(&of_seats) {
            if let Some(kink) = seated(lines, seat) {
                let y = if y.abs() * frame.norms[kink.line] <= noise { 0.0 } else { -y };
                multipliers[kink.line] = y.clamp(kink.left, kink.right);
            }
        }
        vertex
    }

    /// The checked answer, if this vertex is one.
    pub(crate) fn answer(&self, lines: &Lines<'_>) -> Result<Optimum, Refusal> {
        let program = lines.program;
        Optimum::check(program, program.inside(&self.v), lines.bound_duals(&self.multipliers))
    }
}

fn solve(lines: &Lines<'_>, basis: &Basis, seats: &[Seat]) -> Vec<f64> {
    let values: Vec<f64> = seats.iter().map(|seat| seat.value(&lines.kinks)).collect();
    basis.solve(&values)
}

fn seated<'l>(lines: &'l Lines<'_>, seat: &Seat) -> Option<&'l Kink> {
    match seat {
        Seat::Kink(kink) => Some(&lines.kinks[*kink]),
        Seat::Held { .. } => None,
    }
}

/// The slope of each line at `v`; at a kink the nearest slope to the hint.
fn off_vertex_multipliers(lines: &Lines<'_>, frame: &Frame, v: &[f64], hints: &[f64]) -> Vec<f64> {
    let values = lines.values(v);
    let length = frame.length(v);
    let mut multipliers = Vec::with_capacity(values.len());
    for (l, line) in lines.all.iter().enumerate() {
        let (t, kinks) = (values[l], &lines.kinks[line.kinks.clone()]);
        let size = AT_KINK * frame.norms[l] * length;
        let near = kinks.iter().find(|kink| (t - kink.at).abs() <= size + AT_KINK * kink.at.abs());
        let above = kinks.iter().take_while(|kink| t > kink.at).last().map(|kink| kink.right);
        let slope = above.or_else(|| kinks.first().map(|kink| kink.left)).unwrap_or(0.0);
        multipliers.push(match near {
            Some(kink) => hints[l].clamp(kink.left, kink.right),
            None if slope.is_finite() => slope,
            None => hints[l],
        });
    }
    multipliers
}
