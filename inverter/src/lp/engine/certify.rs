//! Proofs of what others claim: from a point, however it was found, to the vertex it means and its multipliers.

use super::answer::{Optimum, Refusal};
use super::basis::{Basis, Frame, Seat, independent_seats};
use super::exchange::{Settled, settle};
use super::lines::Lines;
use super::problem::{Objective, Program};
use super::products::largest;
use super::value;
use super::vertex::Vertex;

/// How far from its kink, relative to the terms of `a v`, a line may be: six printed digits, with one to spare.
const NEAR: f64 = 1e-5;

/// Distances below this are alike: what solvers in double precision leave.
const ALIKE: f64 = 1e-9;

/// How far the value of a claimed point may be from the optimum, relative to the terms of both.
const CLAIM: f64 = 1e-4;

/// A point that is claimed to be optimal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim<'a> {
    /// `z`, `k` long.
    pub latent: &'a [f64],
    /// The size of `z` that the claimant's tolerances are relative to.
    pub unit: f64,
}

/// The optimal vertex that a claimed point stands for.
///
/// The lines that are at their kinks to the digits of the point give a vertex; where they do not prove it optimal, because more
/// lines meet there than are needed, or the point lies inside an optimal face, the exchange goes on from it. A point that is not
/// worth the optimum is refused, although the optimum is found then too: a claim is checked here, not corrected.
///
/// # Errors
/// [`Refusal`] where no vertex passes its check, and [`Refusal::Gap`] where the point was not optimal.
pub(crate) fn certify(program: &Program<'_>, claim: Claim<'_>) -> Result<Optimum, Refusal> {
    let lines = Lines::new(program);
    let frame = Frame::new(&lines);
    let seats = nearest_seats(&lines, &frame, claim);
    let hints = vec![0.0; lines.all.len()];
    let vertex = Vertex::new(&lines, &frame, (&seats, &Basis::new(&lines, &seats, &frame)), &hints);
    let found = match vertex.answer(&lines) {
        Ok(found) => found,
        Err(refusal) => match settle(&lines, &frame, &seats, frame.penalty(&vertex.multipliers)) {
            Settled::Optimal(found, _) => found,
            _ => return Err(refusal),
        },
    };
    compare(program, claim, &found)?;
    Ok(found)
}

/// Independent seats among the lines that are near their kinks; variables that those leave free stay where they are.
fn nearest_seats(lines: &Lines<'_>, frame: &Frame, claim: Claim<'_>) -> Vec<Seat> {
    let v = lines.point(claim.latent);
    let values = lines.values(&v);
    let length = frame.length(&v).max(claim.unit * largest_inverse(&frame.column_scale));
    let mut candidates = Vec::new();
    for (place, kink) in lines.kinks.iter().enumerate() {
        let size = frame.norms[kink.line] * length + kink.at.abs();
        let distance = (values[kink.line] - kink.at).abs();
        if distance <= NEAR * size {
            candidates.push((place, (ALIKE * size / distance).min(1.0)));
        }
    }
    candidates.sort_by(|a, b| b.1.total_cmp(&a.1));
    independent_seats(lines, &candidates, &v, frame)
}

/// The length in scaled variables of a `v` of size one.
fn largest_inverse(column_scale: &[f64]) -> f64 {
    column_scale.iter().fold(0.0, |most: f64, scale| most.max(scale.recip()))
}

fn compare(program: &Program<'_>, claim: Claim<'_>, found: &Optimum) -> Result<(), Refusal> {
    let (claimed, optimal) = (value::primal(program, claim.latent), value::primal(program, found.latent()));
    let terms = found.magnitude() + claimed.magnitude + worth(program, claim.unit);
    let off = (claimed.objective - optimal.objective).abs();
    if off <= CLAIM * terms { Ok(()) } else { Err(Refusal::Gap { gap: off / terms }) }
}

/// What the objective changes by where `z` changes by `unit`.
fn worth(program: &Program<'_>, unit: f64) -> f64 {
    let error = |bound: &super::Bound| largest(program.row(bound.row)) / bound.give;
    let errors = program.bounds().iter().filter(|bound| bound.give > 0.0).map(error);
    unit * match program.objective() {
        Objective::Largest { .. } => errors.fold(0.0, f64::max),
        Objective::Sum => errors.sum(),
        Objective::Linear(gain) => gain.iter().map(|g| g.abs()).sum(),
    }
}
