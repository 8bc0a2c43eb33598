//! Builds sparse layers row by row.

use super::ReductionError;
use unrelu_inverter::ndarray::Array1;
use unrelu_inverter::network::{Activation, Layer, SparseMatrix};

/// The rows of a layer so far, as the arrays of a compressed matrix.
#[derive(Debug)]
pub(crate) struct LayerBuilder {
    columns: u32,
    starts: Vec<usize>,
    indices: Vec<u32>,
    entries: Vec<f64>,
    bias: Vec<f64>,
}

impl LayerBuilder {
    /// A layer of `columns` inputs, with room for `rows` rows and `entries` entries.
    pub(crate) fn new(columns: usize, rows: usize, entries: usize) -> Result<Self, ReductionError> {
        let columns = u32::try_from(columns).map_err(|_| ReductionError::TooWide(columns))?;
        let mut starts = Vec::with_capacity(rows + 1);
        starts.push(0);
        Ok(Self {
            columns,
            starts,
            indices: Vec::with_capacity(entries),
            entries: Vec::with_capacity(entries),
            bias: Vec::with_capacity(rows),
        })
    }

    /// Adds an entry to the current row; columns must grow along it.
    #[inline]
    pub(crate) fn entry(&mut self, column: u32, entry: f64) {
        self.indices.push(column);
        self.entries.push(entry);
    }

    /// Ends the current row.
    #[inline]
    pub(crate) fn end_row(&mut self, bias: f64) {
        self.starts.push(self.indices.len());
        self.bias.push(bias);
    }

    /// Adds a row of ones over `columns`.
    pub(crate) fn row_of_ones(&mut self, columns: std::ops::Range<u32>) {
        for column in columns {
            self.entry(column, 1.0);
        }
        self.end_row(0.0);
    }

    /// Adds a row for each of `columns`, which reads that column alone.
    pub(crate) fn rows_of_one(&mut self, columns: std::ops::Range<u32>, entry: f64, bias: f64) {
        for column in columns {
            self.entry(column, entry);
            self.end_row(bias);
        }
    }

    /// `relu(W z + b)`.
    pub(crate) fn relu(self) -> Layer {
        let shape = (self.bias.len(), self.columns as usize);
        let matrix = SparseMatrix::new(shape, self.starts, self.indices, self.entries);
        Layer::new(matrix, Array1::from_vec(self.bias), Activation::Relu)
            .expect("every row has its bias, every entry is a small whole number")
    }
}

/// `count` as a column number.
pub(crate) fn column(count: usize) -> Result<u32, ReductionError> {
    u32::try_from(count).map_err(|_| ReductionError::TooWide(count))
}
