//! Many observations of one network.

use super::{Inversion, InvertError};
use ndarray::{ArrayRef2, ArrayView1, Axis};
use rayon::prelude::*;

/// What is said of each row, or the first row (from 0) that cannot be inverted and why.
pub(crate) type Batch = Result<Vec<Inversion>, (usize, InvertError)>;

/// `invert` of every row of `observations`, `batch x n`, on all threads of the current `rayon` pool, once `check` has passed
/// all of them; `done` is called after each.
pub(crate) fn rows<E: Into<InvertError>>(
    observations: &ArrayRef2<f64>,
    check: impl Fn(ArrayView1<'_, f64>) -> Result<(), E>,
    invert: impl Fn(ArrayView1<'_, f64>) -> Result<Inversion, InvertError> + Sync,
    done: impl Fn() + Sync,
) -> Batch {
    let rows: Vec<_> = observations.axis_iter(Axis(0)).enumerate().collect();
    for &(index, row) in &rows {
        check(row).map_err(|error| (index, error.into()))?;
    }
    let invert = |&(index, row): &(usize, ArrayView1<'_, f64>)| {
        let inversion = invert(row).map_err(|error| (index, error));
        done();
        inversion
    };
    rows.par_iter().map(invert).collect()
}
