//! The shape of one row of a batch, on its way through a graph.

use super::proto::{Dimension, ValueInfo};

pub(super) struct Shape {
    /// Entries of a row, where they are known.
    width: Option<usize>,
    /// Whether a row has one dimension.
    flat: bool,
    batch: Batch,
}

/// How many rows the model takes.
enum Batch {
    One,
    Any,
}

impl Shape {
    /// What the graph says of its input; one that says nothing takes flat rows.
    pub fn of(input: &ValueInfo) -> Self {
        let shape = input.r#type.as_ref().and_then(|kind| kind.tensor.as_ref()).and_then(|kind| kind.shape.as_ref());
        let dimensions = shape.map_or(&[][..], |shape| &shape.dim);
        let size = |dimension: &Dimension| dimension.dim_value.and_then(|n| usize::try_from(n).ok());
        let (batch, width) = match dimensions {
            [] => (None, None),
            [row] => (Some(1), size(row)),
            [batch, rest @ ..] => {
                (size(batch), rest.iter().try_fold(1_usize, |product, n| product.checked_mul(size(n)?)))
            }
        };
        Self { width, flat: dimensions.len() <= 2, batch: if batch == Some(1) { Batch::One } else { Batch::Any } }
    }

    /// After a product with a matrix.
    pub fn multiply(&mut self, (outputs, inputs): (usize, usize)) -> Result<(), String> {
        if !self.flat {
            return Err("takes rows of more than one dimension; expected Flatten or Reshape before it".into());
        }
        if let Some(width) = self.width.filter(|&width| width != inputs) {
            return Err(format!("takes {inputs} inputs, but gets {width}"));
        }
        self.width = Some(outputs);
        Ok(())
    }

    /// With a constant of so many entries, entry by entry.
    pub fn combine(&mut self, entries: usize) -> Result<(), String> {
        match self.width {
            _ if entries == 1 => {}
            Some(width) if width != entries => return Err(format!("has {entries} constants for {width} entries")),
            _ => self.width = Some(entries),
        }
        Ok(())
    }

    pub fn flatten(&mut self, axis: i64) -> Result<(), String> {
        if axis == 1 || (axis == -1 && self.flat) {
            self.flat = true;
            return Ok(());
        }
        Err(format!("flattens from axis {axis}; expected 1, the one after the batch"))
    }

    /// Rows must stay rows: `[0, ...]`, or `[-1, ...]` with the same number of entries.
    pub fn reshape(&mut self, target: &[f64]) -> Result<(), String> {
        let [batch, row @ ..] = target else { return Err("has no shape to give".into()) };
        let size: Option<f64> = row.iter().all(|&n| n > 0.0).then(|| row.iter().product());
        let keeps_width = size.is_none_or(|size| self.width.is_some_and(|width| width as f64 - size == 0.0));
        let keeps_rows = match *batch {
            0.0 => true,
            1.0 => matches!(self.batch, Batch::One),
            -1.0 => size.is_some(),
            _ => false,
        };
        if keeps_width && keeps_rows {
            self.flat = row.len() <= 1;
            return Ok(());
        }
        let width = self.width.map_or("an unknown number of".to_owned(), |width| width.to_string());
        Err(format!("gives shape {target:?} to rows of {width} entries; expected that rows stay rows"))
    }
}
