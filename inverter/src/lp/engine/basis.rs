//! The square system of a vertex: as many lines at a kink as there are variables.

use super::lines::{Kink, Line, Lines, Source};
use super::products::{apply, apply_transposed, dot};
use faer::linalg::solvers::{DenseSolveCore, PartialPivLu, SolveCore};
use faer::{Conj, Mat, MatMut, MatRef};

/// The least pivot of rows of size one that are taken to be independent.
const INDEPENDENT: f64 = 1e-6;

/// The weight of a held variable: taken only where every candidate is dependent to nine digits.
const HELD: f64 = 1e-9;

/// The size of rounding errors in a direction, relative to its length.
const NOISE: f64 = 1e-14;

/// One equation `a v = value` of a vertex.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seat {
    /// A kink, by its place among all kinks.
    Kink(usize),
    /// A variable held at a value, where the lines leave it free.
    Held { column: usize, value: f64 },
}

impl Seat {
    fn source(self, lines: &Lines<'_>) -> Source {
        match self {
            Self::Kink(kink) => lines.all[lines.kinks[kink].line].source,
            Self::Held { column, .. } => Source::Column(column),
        }
    }

    /// The right-hand side.
    pub(crate) fn value(self, kinks: &[Kink]) -> f64 {
        match self {
            Self::Kink(kink) => kinks[kink].at,
            Self::Held { value, .. } => value,
        }
    }
}

/// The factors of the matrix `B` whose rows are the normals of the seats, scaled by rows and columns.
#[derive(Debug)]
pub(crate) struct Basis {
    /// `B`, by rows.
    matrix: Vec<f64>,
    factors: PartialPivLu<f64>,
    row_scale: Vec<f64>,
    column_scale: Vec<f64>,
}

impl Basis {
    /// Factors the matrix of `seats`.
    pub(crate) fn new(lines: &Lines<'_>, seats: &[Seat], frame: &Frame) -> Self {
        let column_scale = &frame.column_scale;
        let size = lines.size;
        let mut matrix = vec![0.0; size * size];
        let mut row_scale = Vec::with_capacity(size);
        for (row, seat) in matrix.chunks_exact_mut(size.max(1)).zip(seats) {
            lines.write_normal(seat.source(lines), row);
            row_scale.push(inverse_size(row, column_scale));
        }
        let scaled = Mat::from_fn(size, size, |i, j| matrix[i * size + j] * row_scale[i] * column_scale[j]);
        Self { matrix, factors: PartialPivLu::new(scaled.as_ref()), row_scale, column_scale: column_scale.clone() }
    }

    /// Whether no row of `B` is nearly a combination of the rows before it.
    pub(crate) fn is_independent(&self) -> bool {
        let u = self.factors.U();
        (0..u.nrows()).all(|i| u[(i, i)].abs() > INDEPENDENT)
    }

    /// `B v = b`, with one step of refinement.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut v = self.solve_once(b);
        let mut rest = vec![0.0; b.len()];
        apply(self.view(), &v, &mut rest);
        rest.iter_mut().zip(b).for_each(|(rest, b)| *rest = b - *rest);
        v.iter_mut().zip(self.solve_once(&rest)).for_each(|(v, change)| *v += change);
        v
    }

    /// `B^T y = g`, with one step of refinement.
    pub(crate) fn solve_transposed(&self, g: &[f64]) -> Vec<f64> {
        let mut y = self.solve_transposed_once(g);
        let mut rest = vec![0.0; g.len()];
        apply_transposed(self.view(), &y, &mut rest);
        rest.iter_mut().zip(g).for_each(|(rest, g)| *rest = g - *rest);
        y.iter_mut().zip(self.solve_transposed_once(&rest)).for_each(|(y, change)| *y += change);
        y
    }

    /// `B^-1`.
    pub(crate) fn inverse(&self) -> Mat<f64> {
        let mut inverse = self.factors.inverse();
        for (j, row_scale) in self.row_scale.iter().enumerate() {
            for (i, column_scale) in self.column_scale.iter().enumerate() {
                inverse[(i, j)] *= row_scale * column_scale;
            }
        }
        inverse
    }

    fn view(&self) -> MatRef<'_, f64> {
        let size = self.row_scale.len();
        MatRef::from_row_major_slice(&self.matrix, size, size)
    }

    fn solve_once(&self, b: &[f64]) -> Vec<f64> {
        let mut v = scaled(b, &self.row_scale);
        self.factors.solve_in_place_with_conj(Conj::No, column(&mut v));
        scaled(&v, &self.column_scale)
    }

    fn solve_transposed_once(&self, g: &[f64]) -> Vec<f64> {
        let mut y = scaled(g, &self.column_scale);
        self.factors.solve_transpose_in_place_with_conj(Conj::No, column(&mut y));
        scaled(&y, &self.row_scale)
    }
}

fn column(values: &mut [f64]) -> MatMut<'_, f64> {
    let rows = values.len();
    MatMut::from_column_major_slice_mut(values, rows, 1)
}

fn scaled(values: &[f64], scale: &[f64]) -> Vec<f64> {
    values.iter().zip(scale).map(|(value, scale)| value * scale).collect()
}

/// One over the largest scaled entry of a row.
fn inverse_size(row: &[f64], column_scale: &[f64]) -> f64 {
    let size = row.iter().zip(column_scale).fold(0.0, |most: f64, (a, c)| most.max((a * c).abs()));
    if size > 0.0 { size.recip() } else { 1.0 }
}

/// The scale of the variables, and the size of each line in it.
#[derive(Debug)]
pub(crate) struct Frame {
    /// One over the largest entry of each column of all `a_l`; one for columns of zeros.
    pub column_scale: Vec<f64>,
    /// The inverses of `column_scale`.
    sizes: Vec<f64>,
    /// `|a_l|` in scaled variables.
    pub norms: Vec<f64>,
}

impl Frame {
    pub(crate) fn new(lines: &Lines<'_>) -> Self {
        let column_scale = column_scale(lines);
        let rows = row_norms(lines, &column_scale);
        let error_scale = column_scale.get(lines.program.columns()).copied().unwrap_or(0.0);
        let norm = |line: &Line| match line.source {
            Source::Row { row, give, .. } => rows[row].hypot(give * error_scale),
            Source::Column(column) => column_scale[column],
        };
        let norms = lines.all.iter().map(norm).collect();
        let sizes = column_scale.iter().map(|c| c.recip()).collect();
        Self { column_scale, sizes, norms }
    }

    /// `|g|` of a gradient in scaled variables.
    pub(crate) fn dual_length(&self, g: &[f64]) -> f64 {
        g.iter().zip(&self.column_scale).map(|(g, c)| (g * c).powi(2)).sum::<f64>().sqrt()
    }

    /// A slope of hard limits, for lines of size one, that is large enough if the multipliers are: ten times the largest of them.
    pub(crate) fn penalty(&self, multipliers: &[f64]) -> f64 {
        let sizes = multipliers.iter().zip(&self.norms).map(|(q, norm)| (q * norm).abs());
        10.0 * sizes.filter(|size| size.is_finite()).fold(1e-6, f64::max)
    }

    /// Replaces entries that are rounding errors of the others by zero.
    pub(crate) fn drop_rounding(&self, v: &mut [f64]) {
        let least = NOISE * self.length(v);
        for (v, c) in v.iter_mut().zip(&self.column_scale) {
            if (*v / c).abs() <= least {
                *v = 0.0;
            }
        }
    }

    /// `|v|` in scaled variables.
    pub(crate) fn length(&self, v: &[f64]) -> f64 {
        let (mut left, mut right) = (v.chunks_exact(8), self.sizes.chunks_exact(8));
        let mut sums = [0.0; 8];
        for (v, c) in left.by_ref().zip(right.by_ref()) {
            for lane in 0..8 {
                sums[lane] += (v[lane] * c[lane]) * (v[lane] * c[lane]);
            }
        }
        let rest = left.remainder().iter().zip(right.remainder()).map(|(v, c)| (v * c).powi(2));
        (sums.iter().sum::<f64>() + rest.sum::<f64>()).sqrt()
    }
}

/// `|w|` of each row in scaled variables.
fn row_norms(lines: &Lines<'_>, column_scale: &[f64]) -> Vec<f64> {
    let mut scaled = vec![0.0; lines.program.columns()];
    let mut norm = |row: usize| {
        let entries = lines.program.row(row).iter().zip(column_scale);
        scaled.iter_mut().zip(entries).for_each(|(scaled, (w, c))| *scaled = w * c);
        dot(&scaled, &scaled).sqrt()
    };
    (0..lines.program.rows()).map(&mut norm).collect()
}

fn column_scale(lines: &Lines<'_>) -> Vec<f64> {
    let program = lines.program;
    let mut sizes = vec![0.0_f64; program.columns()];
    for row in 0..program.rows() {
        sizes.iter_mut().zip(program.row(row)).for_each(|(size, w)| *size = size.max(w.abs()));
    }
    if lines.size > sizes.len() {
        sizes.push(program.bounds().iter().fold(0.0, |most: f64, b| most.max(b.give)));
    }
    sizes.iter().map(|size| if *size > 0.0 { size.recip() } else { 1.0 }).collect()
}

/// Picks `size` independent seats out of `candidates` by elimination with row exchanges, each row scaled to its weight; holds
/// variables at `v` where the candidates leave them free.
pub(crate) fn independent_seats(lines: &Lines<'_>, candidates: &[(usize, f64)], v: &[f64], frame: &Frame) -> Vec<Seat> {
    let column_scale = &frame.column_scale;
    let (size, count) = (lines.size, candidates.len());
    let mut row = vec![0.0; size];
    let mut tall = Mat::<f64>::zeros(count + size, size);
    for (i, &(kink, weight)) in candidates.iter().enumerate() {
        lines.write_normal(Seat::Kink(kink).source(lines), &mut row);
        let scale = weight * inverse_size(&row, column_scale);
        for (j, (a, c)) in row.iter().zip(column_scale).enumerate() {
            tall[(i, j)] = a * c * scale;
        }
    }
    for j in 0..size {
        tall[(count + j, j)] = HELD;
    }
    let factors = PartialPivLu::new(tall.as_ref());
    let (order, _) = factors.P().arrays();
    let seat = |&place: &usize| match candidates.get(place) {
        Some(&(kink, _)) => Seat::Kink(kink),
        None => Seat::Held { column: place - count, value: v[place - count] },
    };
    order[..size].iter().map(seat).collect()
}
