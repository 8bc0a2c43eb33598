//! Whether a union of polyhedra is convex.
//!
//! A closed set is convex if it has the midpoint of any two of its points. For two pieces `P`, `Q` the pairs `(a, b)` in `P x Q`
//! are a polyhedron; those whose midpoint is in no piece are looked for by excluding one piece after the other: the midpoint
//! violates one of its rows, and whether one can is a linear program.
//!
//! That a set is convex is seen sooner by its envelope, where those rows of the pieces hold that hold on all of them: a union of polyhedra is
//! convex exactly where its envelope has nothing else (Bemporad, Fukuda, Torrisi 2001). If it is convex, each of its facets is a facet of some
//! piece of full dimension, so that the envelope has no other points; and the envelope itself is convex.

use super::{
    StopReason,
    budget::Budget,
    polyhedron::{Polyhedron, mean},
};
use crate::exact::{Rational, Row, Tableau};

/// Two points of a set and their midpoint, which is not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Both ends.
    pub points: [Vec<Rational>; 2],
    /// The point between them.
    pub midpoint: Vec<Rational>,
}

/// Whether a set is convex, exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Convexity {
    /// It is: there is no piece, or one, or no pair of points of different pieces has its midpoint outside.
    Convex,
    /// It is not.
    NotConvex(Gap),
    /// A limit was reached.
    Unknown(StopReason),
}

/// Whether the union of `pieces` is convex.
pub(super) fn of_union(pieces: &[Polyhedron], budget: &Budget) -> Convexity {
    match (Search { pieces, budget, steps: 0 }).gap() {
        Ok(None) => Convexity::Convex,
        Ok(Some(gap)) => Convexity::NotConvex(gap),
        Err(reason) => Convexity::Unknown(reason),
    }
}

/// Pieces whose midpoints with the first one are looked at before anything else.
const QUICK: usize = 100;

struct Search<'a> {
    pieces: &'a [Polyhedron],
    budget: &'a Budget,
    steps: u64,
}

impl Search<'_> {
    fn gap(&mut self) -> Result<Option<Gap>, StopReason> {
        let [first, others @ ..] = self.pieces else { return Ok(None) };
        let gaps = others.iter().take(QUICK).map(|other| Gap::of([first.inside(), other.inside()].concat()));
        if let Some(gap) = gaps.into_iter().find(|gap| self.holding(gap).is_none()) {
            return Ok(Some(gap));
        }
        if others.is_empty() || self.fills_envelope(first)? {
            return Ok(None);
        }
        // Pieces that were found one after the other are often neighbours, and a set with a dent has one at neighbours.
        for distance in 1..self.pieces.len() {
            for (first, second) in self.pieces.iter().zip(&self.pieces[distance..]) {
                if let Some(gap) = self.pair(first, second)? {
                    return Ok(Some(gap));
                }
            }
        }
        Ok(None)
    }

    /// Whether the union is all of its envelope, which is where those rows hold that hold on every piece.
    fn fills_envelope(&mut self, first: &Polyhedron) -> Result<bool, StopReason> {
        let inputs = first.inputs();
        let tableau = |piece: &Polyhedron| Tableau::of(inputs, &piece.rows().collect::<Vec<_>>());
        let mut tableaus: Vec<Tableau> = self.pieces.iter().filter_map(tableau).collect();
        // Pairs of equal points, so that midpoints are points.
        let equal = (0..inputs).map(|index| Row::coordinate(index, inputs).padded(0, inputs));
        let equal = equal.enumerate().map(|(index, mut row)| {
            row.add(&(-1).into(), &Row::coordinate(inputs + index, 2 * inputs));
            row
        });
        let mut rows: Vec<Row> = equal.flat_map(|row| [row.clone(), -row]).collect();
        for row in self.pieces.iter().flat_map(Polyhedron::rows) {
            self.count()?;
            if tableaus.iter_mut().all(|piece| !piece.exceeds_zero(&-row.clone())) {
                rows.push(row.padded(0, inputs));
            }
        }
        let pairs = Tableau::of(2 * inputs, &rows).expect("the pieces are in it");
        Ok(self.outside(pairs, &[], [first.inside(), first.inside()].concat())?.is_none())
    }

    /// The first piece that has the midpoint.
    fn holding(&self, gap: &Gap) -> Option<&Polyhedron> {
        self.pieces.iter().find(|piece| piece.contains(&gap.midpoint))
    }

    /// Two points whose midpoint is in no piece.
    fn pair(&mut self, first: &Polyhedron, second: &Polyhedron) -> Result<Option<Gap>, StopReason> {
        let inputs = first.inputs();
        let rows = first.rows().map(|row| row.padded(0, inputs));
        let rows: Vec<Row> = rows.chain(second.rows().map(|row| row.padded(inputs, 0))).collect();
        let pairs = Tableau::of(2 * inputs, &rows).expect("pieces are not empty");
        let inside = [first.inside(), second.inside()].concat();
        self.outside(pairs, &[], inside)
    }

    /// A pair of which the midpoint is in no piece and on which all of `strict` are positive. `pair` is one of which the latter
    /// is known.
    fn outside(&mut self, pairs: Tableau, strict: &[Row], pair: Vec<Rational>) -> Result<Option<Gap>, StopReason> {
        let gap = Gap::of(pair);
        let Some(piece) = self.holding(&gap) else { return Ok(Some(gap)) };
        let rows: Vec<Row> = piece.rows().map(|row| on_midpoint(&row)).collect();
        let mut inside = pairs;
        for row in rows {
            self.count()?;
            let violated = [strict, &[-row.clone()]].concat();
            let mut outside = inside.clone();
            if outside.add(&-row.clone())
                && let Some(pair) = all_positive(&mut outside, &violated)
                && let Some(gap) = self.outside(outside, &violated, pair)?
            {
                return Ok(Some(gap));
            }
            if !inside.add(&row) {
                break;
            }
        }
        Ok(None)
    }

    fn count(&mut self) -> Result<(), StopReason> {
        self.steps += 1;
        self.budget.check_convexity(self.steps)
    }
}

/// A solution at which all rows are positive: where each is for itself, their mean is one.
fn all_positive(tableau: &mut Tableau, rows: &[Row]) -> Option<Vec<Rational>> {
    let points: Option<Vec<_>> = rows.iter().map(|row| tableau.above_zero(row)).collect();
    points.and_then(mean)
}

/// Twice a row at the midpoint of a pair.
fn on_midpoint(row: &Row) -> Row {
    let mut sum = row.padded(0, row.inputs());
    sum.add(&1.into(), &row.padded(row.inputs(), 0));
    sum
}

impl Gap {
    fn of(mut first: Vec<Rational>) -> Self {
        let second = first.split_off(first.len() / 2);
        let half = Rational::from_parts(1.into(), 2_u8.into());
        let midpoint = first.iter().zip(&second).map(|(a, b)| (a + b) * &half).collect();
        Self { points: [first, second], midpoint }
    }
}
