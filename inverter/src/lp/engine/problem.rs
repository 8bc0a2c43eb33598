//! The programs: bounds on the rows of one matrix, and one of three objectives.

use super::bound::Bound;
use faer::MatRef;
use ndarray::{Array1, ArrayView2};
use std::borrow::Cow;

/// What is minimised.
#[derive(Clone, Debug, PartialEq)]
pub enum Objective {
    /// `min delta`, `0 <= delta <= cap`: one error `delta` shared by every bound (`l_inf`).
    Largest {
        /// Infinite where there is none.
        cap: f64,
    },
    /// `min sum_j e_j`, `e >= 0`: each row has its own error (`l_1`).
    Sum,
    /// `max g.z`: no errors, every bound is hard (the relaxed program, arXiv:1906.07437, Eq. (8)).
    Linear(Array1<f64>),
}

/// What is wrong with a program.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// A bound that names no row, or whose numbers are not finite or of the wrong sign.
    #[error("bound {} is not valid: {bound:?}", index + 1)]
    Bound {
        /// Its place.
        index: usize,
        /// What it says.
        bound: Bound,
    },
    /// A bound with an error, where the objective has none.
    #[error("bound {} has an error, but the objective is linear", index + 1)]
    Soft {
        /// Its place.
        index: usize,
    },
    /// Weights, an objective, a box or a cap with unusable numbers.
    #[error("{place} has an unusable number")]
    Number {
        /// Where.
        place: &'static str,
    },
    /// An objective or a box that does not have one entry a column.
    #[error("{place} has {found} entries but the matrix has {expected} columns")]
    Length {
        /// Where.
        place: &'static str,
        /// `k`.
        expected: usize,
        /// What was given.
        found: usize,
    },
}

/// A program in `z`, over the rows of one `n x k` matrix `W` that is borrowed and never copied.
#[derive(Clone, Debug)]
pub struct Program<'a> {
    /// `W` by rows.
    entries: Cow<'a, [f64]>,
    rows: usize,
    bounds: Vec<Bound>,
    objective: Objective,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl<'a> Program<'a> {
    /// The program over `matrix` (`n x k`), with free `z`. A matrix that is not stored by rows is copied.
    ///
    /// # Errors
    /// [`ProgramError`] where a number or an index cannot be used.
    #[expect(clippy::needless_pass_by_value, reason = "a view is a reference")]
    pub fn new(matrix: ArrayView2<'a, f64>, bounds: Vec<Bound>, objective: Objective) -> Result<Self, ProgramError> {
        let (rows, columns) = matrix.dim();
        if matrix.iter().any(|entry| !entry.is_finite()) {
            return Err(ProgramError::Number { place: "the matrix" });
        }
        if let Some(index) = bounds.iter().position(|bound| !bound.is_valid(rows)) {
            return Err(ProgramError::Bound { index, bound: bounds[index] });
        }
        check_objective(&objective, columns, &bounds)?;
        let entries = matrix.to_slice().map_or_else(|| matrix.iter().copied().collect(), Cow::Borrowed);
        let (lower, upper) = (vec![f64::NEG_INFINITY; columns], vec![f64::INFINITY; columns]);
        Ok(Self { entries, rows, bounds, objective, lower, upper })
    }

    /// The same program with `z >= 0`.
    #[must_use]
    pub fn non_negative(mut self) -> Self {
        self.lower.fill(0.0);
        self
    }

    /// The same program with `lower <= z <= upper`; entries may be infinite.
    ///
    /// # Errors
    /// [`ProgramError::Length`] and, where a bound is not a number or the box is empty, [`ProgramError::Number`].
    pub fn with_box(self, lower: Vec<f64>, upper: Vec<f64>) -> Result<Self, ProgramError> {
        let expected = self.columns();
        if let Some(found) = [lower.len(), upper.len()].into_iter().find(|&found| found != expected) {
            return Err(ProgramError::Length { place: "the box", expected, found });
        }
        let usable = |(&low, &high): (&f64, &f64)| low <= high && low < f64::INFINITY && high > f64::NEG_INFINITY;
        if !lower.iter().zip(&upper).all(usable) {
            return Err(ProgramError::Number { place: "the box" });
        }
        Ok(Self { lower, upper, ..self })
    }

    /// `n`.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// `k`.
    pub fn columns(&self) -> usize {
        self.lower.len()
    }

    /// Every bound, in the order given.
    pub fn bounds(&self) -> &[Bound] {
        &self.bounds
    }

    /// What is minimised.
    pub fn objective(&self) -> &Objective {
        &self.objective
    }

    /// The least values of `z`; minus infinity where free.
    pub fn lower(&self) -> &[f64] {
        &self.lower
    }

    /// The greatest values of `z`; infinity where free.
    pub fn upper(&self) -> &[f64] {
        &self.upper
    }

    /// `W`, `n x k`.
    ///
    /// # Panics
    /// Never: the constructor saw this shape.
    pub fn matrix(&self) -> ArrayView2<'_, f64> {
        ArrayView2::from_shape((self.rows(), self.columns()), &self.entries).expect("the constructor saw this shape")
    }

    /// `W` as `faer` sees it.
    pub(crate) fn weights(&self) -> MatRef<'_, f64> {
        MatRef::from_row_major_slice(&self.entries, self.rows(), self.columns())
    }

    /// Row `row` of `W`.
    pub(crate) fn row(&self, row: usize) -> &[f64] {
        let columns = self.columns();
        &self.entries[row * columns..][..columns]
    }

    /// The point of the box that is nearest to `v`, whose first entries are `z`.
    pub(crate) fn inside(&self, v: &[f64]) -> Vec<f64> {
        let ends = self.lower.iter().zip(&self.upper);
        v.iter().zip(ends).map(|(z, (low, high))| z.max(*low).min(*high)).collect()
    }

    /// The coefficients of `z` in what is minimised.
    pub(crate) fn costs(&self) -> Vec<f64> {
        match &self.objective {
            Objective::Linear(gain) => gain.iter().map(|g| -g).collect(),
            _ => vec![0.0; self.columns()],
        }
    }

    /// The same objective and box, over other rows (`entries`, `k` each) and their bounds.
    pub(crate) fn over(&self, entries: Vec<f64>, bounds: Vec<Bound>) -> Program<'static> {
        let rows = entries.len().checked_div(self.columns()).unwrap_or(0);
        let (objective, lower, upper) = (self.objective.clone(), self.lower.clone(), self.upper.clone());
        Program { entries: Cow::Owned(entries), rows, bounds, objective, lower, upper }
    }

    /// The same matrix and box, under other bounds and another objective.
    pub(crate) fn related(&self, bounds: Vec<Bound>, objective: Objective) -> Program<'_> {
        let (lower, upper) = (self.lower.clone(), self.upper.clone());
        Program { entries: Cow::Borrowed(&self.entries), rows: self.rows, bounds, objective, lower, upper }
    }
}

fn check_objective(objective: &Objective, columns: usize, bounds: &[Bound]) -> Result<(), ProgramError> {
    match objective {
        Objective::Largest { cap } if cap.is_nan() || *cap < 0.0 => Err(ProgramError::Number { place: "the cap" }),
        Objective::Linear(gain) if gain.len() != columns => {
            Err(ProgramError::Length { place: "the objective", expected: columns, found: gain.len() })
        }
        Objective::Linear(gain) if gain.iter().any(|g| !g.is_finite()) => {
            Err(ProgramError::Number { place: "the objective" })
        }
        Objective::Linear(_) => match bounds.iter().position(|bound| bound.give > 0.0) {
            Some(index) => Err(ProgramError::Soft { index }),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}
