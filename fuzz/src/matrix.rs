//! Observations and latent codes.

use crate::scratch;
use std::path::Path;
use unrelu_inverter::file::{parse_matrix, read_matrix, write_matrix};

/// Every number is finite, and the same when it was written and is read again.
pub fn matrix(bytes: &[u8]) {
    let Ok(matrix) = parse_matrix(bytes, Path::new("a matrix")) else { return };
    let values = matrix.values;
    assert!(values.iter().all(|value| value.is_finite()));
    if values.len() > 10_000 || values.is_empty() {
        return;
    }
    for name in ["matrix.npy", "matrix.csv"] {
        let path = scratch::new(name);
        write_matrix(&path, &values, "written again").expect("room for a file");
        assert_eq!(read_matrix(&path).expect("it was just written").values, values, "{name}");
    }
}
