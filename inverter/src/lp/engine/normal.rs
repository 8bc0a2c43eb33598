//! The weighted normal matrix `H = W^T D W` (`k x k`) and its Cholesky factor: all the `O(n k^2)` work there is.

use super::products::column_mut;
use faer::linalg::cholesky::llt::factor::{LltRegularization, cholesky_in_place, cholesky_in_place_scratch};
use faer::linalg::matmul::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Accum, ColMut, Mat, MatMut, MatRef, Par, Spec, dyn_stack::MemBuffer, dyn_stack::MemStack};

/// Entries scaled at a time, at most: half of a second-level cache.
const BLOCK: usize = 1 << 16;

/// What is added to the unit diagonal first; a hundred times more at each failure.
const RIDGE: f64 = 4e-15;

/// `H`, factored in place, with the space to form it.
pub(crate) struct Normal {
    matrix: Mat<f64>,
    /// The scaled matrix, in case that factoring fails.
    copy: Mat<f64>,
    scale: Vec<f64>,
    block: Vec<f64>,
    /// Rows of a block.
    rows: usize,
    columns: Vec<f64>,
    memory: MemBuffer,
}

impl Normal {
    /// Space for `n` rows and `k` columns.
    pub(crate) fn new(n: usize, k: usize) -> Self {
        let memory = MemBuffer::new(cholesky_in_place_scratch::<f64>(k, Par::Seq, Spec::default()));
        let rows = (BLOCK / k.max(1)).clamp(64, 512).min(n.max(1));
        Self {
            matrix: Mat::zeros(k, k),
            copy: Mat::zeros(k, k),
            scale: vec![1.0; k],
            block: vec![0.0; rows * k],
            rows,
            columns: Vec::new(),
            memory,
        }
    }

    /// Forms the lower half of `W^T D W` for `weights` `D >= 0`; in the same pass, `W^T q` for each `q` of `sides`.
    ///
    /// Rows of weight zero cost nothing. Shapes: `weights` and each of `sides` are `n`, each result is `k`.
    pub(crate) fn form(&mut self, w: MatRef<'_, f64>, weights: &[f64], sides: &[&[f64]]) -> Vec<Vec<f64>> {
        let k = w.ncols();
        let mut products = Mat::<f64>::zeros(k, sides.len());
        self.matrix.fill(0.0);
        for start in (0..w.nrows()).step_by(self.rows) {
            let rows = self.rows.min(w.nrows() - start);
            let block = w.subrows(start, rows);
            self.add_block(block, &weights[start..start + rows]);
            self.columns.clear();
            for side in sides {
                self.columns.extend_from_slice(&side[start..start + rows]);
            }
            let side = MatRef::from_column_major_slice(&self.columns, rows, sides.len());
            matmul(products.as_mut(), Accum::Add, block.transpose(), side, 1.0, Par::Seq);
        }
        (0..sides.len()).map(|i| products.col(i).iter().copied().collect()).collect()
    }

    fn add_block(&mut self, block: MatRef<'_, f64>, weights: &[f64]) {
        let k = block.ncols();
        let mut used = 0;
        for (row, weight) in weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
            let root = weight.sqrt();
            let source = block.row(row).try_as_row_major().expect("weights are stored by rows").as_slice();
            for (scaled, entry) in self.block[used * k..][..k].iter_mut().zip(source) {
                *scaled = root * entry;
            }
            used += 1;
        }
        let scaled = MatRef::from_row_major_slice(&self.block[..used * k], used, k);
        let full = BlockStructure::Rectangular;
        let lower = BlockStructure::TriangularLower;
        triangular::matmul(
            self.matrix.as_mut(),
            lower,
            Accum::Add,
            scaled.transpose(),
            full,
            scaled,
            full,
            1.0,
            Par::Seq,
        );
    }

    /// Adds `diagonal`, scales the diagonal to one and factors, with the least ridge that lets the factorisation succeed:
    /// dependent columns of `W` make `H` singular.
    pub(crate) fn factor(&mut self, diagonal: &[f64]) {
        for (i, extra) in diagonal.iter().enumerate() {
            self.matrix[(i, i)] += extra;
            let entry = self.matrix[(i, i)];
            self.scale[i] = if entry > 0.0 { entry.sqrt().recip() } else { 0.0 };
        }
        self.rescale_matrix();
        let mut ridge = RIDGE;
        while ridge < 1.0 && !self.factor_with(ridge) {
            self.matrix.copy_from(&self.copy);
            ridge *= 100.0;
        }
    }

    /// Scales the lower half, and keeps a copy of it.
    fn rescale_matrix(&mut self) {
        for (j, scale) in self.scale.iter().enumerate() {
            let column = column_mut(&mut self.matrix, j);
            for (entry, other) in column[j..].iter_mut().zip(&self.scale[j..]) {
                *entry *= scale * other;
            }
            column_mut(&mut self.copy, j)[j..].copy_from_slice(&column[j..]);
        }
    }

    /// Whether the scaled matrix plus a ridge is positive definite, and if so its factor.
    fn factor_with(&mut self, ridge: f64) -> bool {
        for j in 0..self.scale.len() {
            self.matrix[(j, j)] = 1.0 + ridge;
        }
        let stack = MemStack::new(&mut self.memory);
        let no_pivots_replaced = LltRegularization::default();
        cholesky_in_place(self.matrix.as_mut(), no_pivots_replaced, Par::Seq, stack, Spec::default()).is_ok()
    }

    /// `H x = b` in place.
    pub(crate) fn solve(&self, b: &mut [f64]) {
        self.rescale(b);
        let mut x = ColMut::from_slice_mut(b).as_mat_mut();
        solve_lower_triangular_in_place(self.matrix.as_ref(), x.as_mut(), Par::Seq);
        solve_upper_triangular_in_place(self.matrix.transpose(), MatMut::as_mut(&mut x), Par::Seq);
        self.rescale(b);
    }

    fn rescale(&self, b: &mut [f64]) {
        for (b, scale) in b.iter_mut().zip(&self.scale) {
            *b *= scale;
        }
    }
}
