//! A program as a sum of convex piecewise linear functions, which is what a vertex of it needs.
//!
//! ```text
//! min  c v + sum_l p_l(a_l v),     v = z,  or v = (z, delta) for a shared error
//! ```
//! Each `p_l` is given by its kinks and by its slopes between them; an infinite slope is a hard limit. For a shared error there is
//! one line a bound, `a_l = (sign w, -give)`, with slopes `(0, inf)`; otherwise one line a row of `W`; and one for each column in a box.

use super::envelope::{Piece, upper_envelope};
use super::problem::{Objective, Program};
use super::products::{add_scaled, apply, apply_transposed};
use std::ops::Range;

/// Where `a_l` comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source {
    /// `(sign w_row, -give)`
    Row { row: usize, sign: f64, give: f64 },
    /// The unit vector of `v_column`.
    Column(usize),
}

/// One function `p_l(a_l v)`.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub source: Source,
    /// Its places among all kinks.
    pub kinks: Range<usize>,
    /// The bound behind each segment, one more than there are kinks.
    pub pieces: Vec<Option<usize>>,
}

/// Where the slope of a line changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kink {
    pub line: usize,
    pub at: f64,
    /// The slope below, perhaps minus infinity.
    pub left: f64,
    /// The slope above, perhaps infinity.
    pub right: f64,
}

/// The program in terms of lines.
#[derive(Debug)]
pub(crate) struct Lines<'a> {
    pub program: &'a Program<'a>,
    /// The dimension of `v`: `k`, or `k + 1` for a shared error.
    pub size: usize,
    pub costs: Vec<f64>,
    pub all: Vec<Line>,
    pub kinks: Vec<Kink>,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(program: &'a Program<'a>) -> Self {
        let mut costs = program.costs();
        let shared = matches!(program.objective(), Objective::Largest { .. });
        if shared {
            costs.push(1.0);
        }
        let mut lines = Self { program, size: costs.len(), costs, all: Vec::new(), kinks: Vec::new() };
        if shared {
            lines.push_bounds();
        } else {
            lines.push_rows();
        }
        for column in 0..program.columns() {
            lines.push_hard(Source::Column(column), (program.lower()[column], program.upper()[column]), (None, None));
        }
        if shared {
            lines.push_hard(Source::Column(program.columns()), (0.0, f64::INFINITY), (None, None));
        }
        lines
    }

    fn push_bounds(&mut self) {
        for (index, bound) in self.program.bounds().iter().enumerate() {
            let sign = bound.side.sign();
            let source = Source::Row { row: bound.row, sign, give: bound.give };
            self.push_hard(source, (f64::NEG_INFINITY, sign * bound.limit), (None, Some(index)));
        }
    }

    /// `low <= a v <= high`.
    fn push_hard(&mut self, source: Source, (low, high): (f64, f64), (below, above): (Option<usize>, Option<usize>)) {
        let (line, first) = (self.all.len(), self.kinks.len());
        let mut pieces = vec![None];
        if low.is_finite() {
            self.kinks.push(Kink { line, at: low, left: f64::NEG_INFINITY, right: 0.0 });
            pieces.insert(0, below);
        }
        if high.is_finite() {
            self.kinks.push(Kink { line, at: high, left: 0.0, right: f64::INFINITY });
            pieces.push(above);
        }
        if first < self.kinks.len() {
            self.all.push(Line { source, kinks: first..self.kinks.len(), pieces });
        }
    }

    fn push_rows(&mut self) {
        let mut of_row = vec![Vec::new(); self.program.rows()];
        for (index, bound) in self.program.bounds().iter().enumerate() {
            of_row[bound.row].push(index);
        }
        for (row, bounds) in of_row.iter().enumerate().filter(|(_, bounds)| !bounds.is_empty()) {
            self.push_row(row, bounds);
        }
    }

    /// The line of one row: the upper envelope of its soft bounds, within its hard ones.
    fn push_row(&mut self, row: usize, bounds: &[usize]) {
        let source = Source::Row { row, sign: 1.0, give: 0.0 };
        let (mut low, mut high) = ((f64::NEG_INFINITY, None), (f64::INFINITY, None));
        let mut pieces = Vec::new();
        for &index in bounds {
            let bound = self.program.bounds()[index];
            let sign = bound.side.sign();
            if bound.give > 0.0 {
                let (slope, start) = (sign / bound.give, -sign * bound.limit / bound.give);
                pieces.push(Piece { slope, start, bound: Some(index) });
            } else if sign > 0.0 && bound.limit < high.0 {
                high = (bound.limit, Some(index));
            } else if sign < 0.0 && bound.limit > low.0 {
                low = (bound.limit, Some(index));
            }
        }
        if pieces.is_empty() {
            return self.push_hard(source, (low.0, high.0), (low.1, high.1));
        }
        pieces.push(Piece { slope: 0.0, start: 0.0, bound: None });
        self.push_envelope(source, &upper_envelope(pieces), (low, high));
    }

    fn push_envelope(&mut self, source: Source, envelope: &[Piece], (low, high): (Wall, Wall)) {
        let (line, first) = (self.all.len(), self.kinks.len());
        let crossing =
            |i: usize| (envelope[i].start - envelope[i + 1].start) / (envelope[i + 1].slope - envelope[i].slope);
        let inside = |i: &usize| crossing(*i) > low.0 && crossing(*i) < high.0;
        let begin = (0..envelope.len() - 1).take_while(|&i| crossing(i) <= low.0).count();
        let mut pieces = vec![envelope[begin].bound];
        if low.0.is_finite() {
            self.kinks.push(Kink { line, at: low.0, left: f64::NEG_INFINITY, right: envelope[begin].slope });
            pieces.insert(0, low.1);
        }
        let mut slope = envelope[begin].slope;
        for i in (0..envelope.len() - 1).filter(inside) {
            self.kinks.push(Kink { line, at: crossing(i), left: slope, right: envelope[i + 1].slope });
            slope = envelope[i + 1].slope;
            pieces.push(envelope[i + 1].bound);
        }
        if high.0.is_finite() {
            self.kinks.push(Kink { line, at: high.0, left: slope, right: f64::INFINITY });
            pieces.push(high.1);
        }
        self.all.push(Line { source, kinks: first..self.kinks.len(), pieces });
    }

    /// Writes `a_source` into `out`, `size` long.
    pub(crate) fn write_normal(&self, source: Source, out: &mut [f64]) {
        match source {
            Source::Row { row, sign, give } => {
                let entries = self.program.row(row);
                out.iter_mut().zip(entries).for_each(|(out, w)| *out = sign * w);
                if let Some(last) = out.get_mut(entries.len()) {
                    *last = -give;
                }
            }
            Source::Column(column) => {
                out.fill(0.0);
                out[column] = 1.0;
            }
        }
    }

    /// `out += scale a_source`.
    pub(crate) fn add_normal(&self, source: Source, scale: f64, out: &mut [f64]) {
        match source {
            Source::Row { row, sign, give } => {
                let entries = self.program.row(row);
                add_scaled(&mut out[..entries.len()], scale * sign, entries);
                if let Some(last) = out.get_mut(entries.len()) {
                    *last -= scale * give;
                }
            }
            Source::Column(column) => out[column] += scale,
        }
    }

    /// `a_l v` for every line.
    pub(crate) fn values(&self, v: &[f64]) -> Vec<f64> {
        let (latent, error) = v.split_at(self.program.columns());
        let error = error.first().copied().unwrap_or(0.0);
        let mut activation = vec![0.0; self.program.rows()];
        apply(self.program.weights(), latent, &mut activation);
        let value = |line: &Line| match line.source {
            Source::Row { row, sign, give } => sign * activation[row] - give * error,
            Source::Column(column) => v[column],
        };
        self.all.iter().map(value).collect()
    }

    /// `v` at `latent`: with the least shared error that it allows, where there is one.
    pub(crate) fn point(&self, latent: &[f64]) -> Vec<f64> {
        let mut v = latent.to_vec();
        if self.size > v.len() {
            v.push(self.least_error(latent));
        }
        v
    }

    fn least_error(&self, latent: &[f64]) -> f64 {
        let mut activation = vec![0.0; self.program.rows()];
        apply(self.program.weights(), latent, &mut activation);
        let soft = self.program.bounds().iter().filter(|bound| bound.give > 0.0);
        soft.map(|bound| bound.excess(activation[bound.row]) / bound.give).fold(0.0, f64::max)
    }

    /// `c + sum_l q_l a_l`, for multipliers `q` of the lines.
    pub(crate) fn gradient(&self, multipliers: &[f64]) -> Vec<f64> {
        let k = self.program.columns();
        let mut rows = vec![0.0; self.program.rows()];
        let mut direct = self.costs.clone();
        for (line, q) in self.all.iter().zip(multipliers) {
            match line.source {
                Source::Row { row, sign, give } => {
                    rows[row] += sign * q;
                    if let Some(last) = direct.get_mut(k) {
                        *last -= give * q;
                    }
                }
                Source::Column(column) => direct[column] += q,
            }
        }
        let mut gradient = vec![0.0; k];
        apply_transposed(self.program.weights(), &rows, &mut gradient);
        add_scaled(&mut direct[..k], 1.0, &gradient);
        direct
    }
}

/// A hard limit and the bound behind it.
type Wall = (f64, Option<usize>);
