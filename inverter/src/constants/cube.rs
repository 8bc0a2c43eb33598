//! The least value over all vectors, by cutting the surface of the cube `||x||_inf = 1` into boxes.
//!
//! On a box around `c` with half widths `h`, `|w x| >= |w c| - |w| h`, which bounds the value on the box. The least of these bounds is one
//! for all vectors; the box that has it is cut in two across, as long as the budget lasts, and the centres of boxes are tried as
//! vectors. Opposite faces give the same values, so one of each pair is enough.

use ndarray::ArrayRef2;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Entries of the matrix that are gone through, over all boxes, before no more are cut: some 10 milliseconds.
const WORK: usize = 4_000_000;

/// Boxes are cut until the lower bound is this share of the value of the best vector.
const CLOSE: f64 = 0.999;

/// From the sizes `|w x|` of all rows, sorted, and `||x||_1` to the value; it falls with neither of the sizes, and with `||x||_1` it may.
pub(super) type Value<'a> = &'a dyn Fn(&[f64], f64) -> f64;

/// What is known of the least value.
pub(super) struct Least {
    /// No vector has less.
    pub lower: f64,
    /// The vector with the least value of those that were tried.
    pub at: Vec<f64>,
}

struct Piece {
    /// No vector of the box has less.
    bound: f64,
    /// The value at the centre.
    value: f64,
    centre: Vec<f64>,
    half: Vec<f64>,
}

/// The lowest bound first.
impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        other.bound.total_cmp(&self.bound)
    }
}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Piece {}

/// Bounds the least value of a matrix with columns.
pub(super) fn least(matrix: &ArrayRef2<f64>, value: Value<'_>) -> Least {
    let mut pieces = BinaryHeap::new();
    let (mut best, mut at) = (f64::INFINITY, vec![0.0; matrix.ncols()]);
    let mut waiting: Vec<Piece> = (0..matrix.ncols()).map(|column| Piece::face(matrix, column, value)).collect();
    for _ in 0..WORK / (2 * matrix.len().max(1)) {
        for piece in waiting.drain(..) {
            if piece.value < best {
                (best, at) = (piece.value, piece.centre.clone());
            }
            pieces.push(piece);
        }
        match pieces.pop() {
            Some(lowest) if lowest.bound < CLOSE * best && !lowest.is_point() => {
                waiting.extend(lowest.halves(matrix, value));
            }
            lowest => {
                pieces.extend(lowest);
                break;
            }
        }
    }
    pieces.extend(waiting);
    Least { lower: pieces.peek().map_or(0.0, |lowest| lowest.bound.max(0.0)), at }
}

impl Piece {
    fn face(matrix: &ArrayRef2<f64>, column: usize, value: Value<'_>) -> Self {
        let along = |entry: f64, others: f64| {
            let entries = (0..matrix.ncols()).map(|other| if other == column { entry } else { others });
            entries.collect::<Vec<f64>>()
        };
        Self::new(matrix, (along(1.0, 0.0), along(0.0, 1.0)), value)
    }

    fn new(matrix: &ArrayRef2<f64>, (centre, half): (Vec<f64>, Vec<f64>), value: Value<'_>) -> Self {
        let rounding = f64::EPSILON * (matrix.ncols() + 4) as f64;
        let sizes = matrix.rows().into_iter().map(|row| {
            let entries = row.iter().zip(&centre).zip(&half);
            let (product, reach, size) = entries.fold((0.0, 0.0, 0.0), |(product, reach, size), ((w, c), h)| {
                (product + w * c, reach + w.abs() * h, size + w.abs())
            });
            let product = f64::abs(product);
            (product, (product - reach - rounding * size).max(0.0))
        });
        let (mut at_centre, mut least): (Vec<f64>, Vec<f64>) = sizes.unzip();
        at_centre.sort_by(f64::total_cmp);
        least.sort_by(f64::total_cmp);
        let one_norm: f64 = centre.iter().map(|c| c.abs()).sum();
        let widest = one_norm + half.iter().sum::<f64>();
        Self { bound: value(&least, widest), value: value(&at_centre, one_norm), centre, half }
    }

    /// Halves of binary fractions: too small to be cut only after a thousand cuts of one side.
    fn is_point(&self) -> bool {
        self.half.iter().all(|&half| half < f64::MIN_POSITIVE)
    }

    /// Cut across its widest side.
    fn halves(self, matrix: &ArrayRef2<f64>, value: Value<'_>) -> [Self; 2] {
        let widest = (0..self.half.len()).max_by(|&a, &b| self.half[a].total_cmp(&self.half[b])).unwrap_or(0);
        let mut half = self.half;
        half[widest] /= 2.0;
        [-1.0, 1.0].map(|side| {
            let mut centre = self.centre.clone();
            centre[widest] += side * half[widest];
            Self::new(matrix, (centre, half.clone()), value)
        })
    }
}
