//! From an assignment to a preimage under `two-layer` that asks for more false clauses than the assignment has.
//!
//! One coordinate is moved outwards by whole steps until one more would be too many. From there on `f` grows linearly, by whole
//! slopes, as long as that coordinate goes on and another one moves outwards or inwards, by 1 together: units change their state
//! at whole places only. So the rest is divided between the two in binary fractions. What comes out is checked by the caller;
//! where all slopes have an odd factor in common there may be no such point.

use super::two_layer::penalties;
use crate::cnf::{Assignment, Cnf, Lit};

/// What remains after the whole steps is divided in units of `2^-FRACTION`.
const FRACTION: u32 = 30;
/// How many second coordinates are tried.
const PARTNERS: usize = 64;

/// Latent codes, likely first, at which `f = target`; the assignment leaves fewer clauses false.
pub(crate) fn candidates(formula: &Cnf, assignment: &Assignment, target: u32) -> Vec<Vec<f64>> {
    let penalties = penalties(formula);
    let gentlest = |&a: &usize, &b: &usize| penalties[a].total_cmp(&penalties[b]);
    let Some(first) = (0..penalties.len()).min_by(gentlest) else { return Vec::new() };
    let walk = Walk { formula, assignment, penalties: &penalties, first };
    let target = i64::from(target);
    let steps = walk.most_steps(target);
    let (rest, out) = (target - walk.value(steps), walk.slopes(steps, Direction::Out));
    let moves =
        |direction| walk.slopes(steps, direction).into_iter().enumerate().map(move |(i, slope)| (i, direction, slope));
    let alone = std::iter::once((first, Direction::Out, 0));
    let others = moves(Direction::In)
        .zip(moves(Direction::Out))
        .take(PARTNERS)
        .flat_map(|(inwards, outwards)| [inwards, outwards]);
    let partners = alone.chain(others.filter(|&(other, _, slope)| other != first && slope > 0));
    let shares = partners.filter_map(|(other, way, slope)| Some((other, way, divide(rest, out[first], slope)?)));
    shares.map(|(other, way, shares)| walk.point(steps, (other, way), shares)).collect()
}

/// Where a coordinate goes: away from 0 or towards it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Out,
    In,
}

/// `(a, b)` with `a first + b second = rest 2^FRACTION`, the least `b`.
fn divide(rest: i64, first: i64, second: i64) -> Option<(i64, i64)> {
    let whole = rest << FRACTION;
    let divides = |b: &i64| (whole - b * second) % first == 0;
    let b = (0..first).take_while(|b| b * second <= whole).find(divides)?;
    Some(((whole - b * second) / first, b))
}

struct Walk<'a> {
    formula: &'a Cnf,
    assignment: &'a Assignment,
    penalties: &'a [f64],
    /// The coordinate that moves by whole steps.
    first: usize,
}

impl Walk<'_> {
    /// `W z + b` of a clause after so many steps.
    fn clause(&self, clause: &[Lit], steps: i64) -> i64 {
        let size = |lit: &Lit| if lit.var().index() == self.first { 1 + steps } else { 1 };
        let signed = |lit: &Lit| if self.assignment.satisfies(*lit) { -size(lit) } else { size(lit) };
        let length = i64::try_from(clause.len()).expect("a clause has fewer than 2^63 literals");
        1 - length + clause.iter().map(signed).sum::<i64>()
    }

    /// `f` after so many steps.
    fn value(&self, steps: i64) -> i64 {
        let clauses: i64 = self.formula.clauses().map(|clause| self.clause(clause, steps).max(0)).sum();
        clauses + self.penalty(self.first) * steps
    }

    /// The most steps after which `f` does not exceed `target`.
    fn most_steps(&self, target: i64) -> i64 {
        let (mut fits, mut exceeds) = (0, target + 1);
        while exceeds - fits > 1 {
            let middle = i64::midpoint(fits, exceeds);
            if self.value(middle) <= target { fits = middle } else { exceeds = middle }
        }
        fits
    }

    /// How fast `f` grows as each coordinate alone moves.
    fn slopes(&self, steps: i64, direction: Direction) -> Vec<i64> {
        let mut slopes: Vec<i64> = (0..self.penalties.len()).map(|variable| self.penalty(variable)).collect();
        for clause in self.formula.clauses() {
            let sum = self.clause(clause, steps);
            for lit in clause {
                // Outwards, a false literal raises the sum; inwards, a true one does.
                let rises = self.assignment.satisfies(*lit) == (direction == Direction::In);
                match rises {
                    true if sum >= 0 => slopes[lit.var().index()] += 1,
                    false if sum > 0 => slopes[lit.var().index()] -= 1,
                    _ => {}
                }
            }
        }
        slopes
    }

    #[expect(clippy::cast_possible_truncation, reason = "penalties count clauses")]
    fn penalty(&self, variable: usize) -> i64 {
        self.penalties[variable] as i64
    }

    fn point(&self, steps: i64, (other, way): (usize, Direction), (a, b): (i64, i64)) -> Vec<f64> {
        let unit = f64::from(1_u32 << FRACTION);
        let mut sizes = vec![1.0; self.penalties.len()];
        sizes[self.first] += steps as f64 + a as f64 / unit;
        let share = b as f64 / unit;
        sizes[other] += if way == Direction::Out { share } else { -share };
        let signs = self.assignment.values().iter().map(|&value| if value { 1.0 } else { -1.0 });
        sizes.iter().zip(signs).map(|(size, sign)| size * sign).collect()
    }
}
