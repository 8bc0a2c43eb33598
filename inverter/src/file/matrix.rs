//! A matrix whose rows are observations or latent codes.

use super::{FileError, Problem, csv, npy, npz, output::write_new, png};
use ndarray::{Array2, ArrayD};
use std::{fs, io::Write, path::Path};

/// How exactly a file holds its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 24 bits: float32. What is float16 has fewer still.
    Single,
    /// 53 bits, or integers.
    Double,
    /// Multiples of `1 / white`, rounded by up to half of that: a noisy observation, whatever gave it.
    Picture {
        /// 255 or 65,535: what stands for 1.
        white: u16,
    },
}

/// Rows read from a file, every number finite.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// `batch x width`.
    pub values: Array2<f64>,
    /// How exactly the file holds them.
    pub precision: Precision,
}

/// Reads `.npy`, `.npz` (with one array), a grey `.png` (which is one row) or text. One dimension is one row; of more than two dimensions the first is
/// the batch, and the others are joined (28 x 28 images become rows of 784).
///
/// # Errors
/// A file that is missing, damaged, empty or of another kind, with the line and column where it is text; NaN and
/// infinity; a picture in colour.
pub fn read_matrix(path: &Path) -> Result<Matrix, FileError> {
    let bytes = fs::read(path).map_err(|error| Problem::from(error).at(path))?;
    parse_matrix(&bytes, path)
}

/// The matrix in the content of a file; `path` is its name in errors.
///
/// # Errors
/// Those of [`read_matrix`].
pub fn parse_matrix(bytes: &[u8], path: &Path) -> Result<Matrix, FileError> {
    parse(bytes).and_then(check).map_err(|problem| problem.at(path))
}

fn parse(bytes: &[u8]) -> Result<Matrix, Problem> {
    if bytes.starts_with(b"\x93NUMPY") {
        Ok(rows(npy::parse("", bytes).map_err(unnamed)?))
    } else if bytes.starts_with(b"PK") {
        Ok(rows(npz::only_array(bytes)?))
    } else if png::is_one(bytes) {
        let (values, precision) = png::parse(bytes)?;
        Ok(Matrix { values, precision })
    } else {
        Ok(Matrix { values: csv::parse(bytes)?, precision: Precision::Double })
    }
}

/// A `.npy` file holds one array, which has no name.
fn unnamed(problem: Problem) -> Problem {
    match problem {
        Problem::Array { problem, .. } => Problem::Array { array: "the array".into(), problem },
        other => other,
    }
}

fn rows(array: npy::NumpyArray) -> Matrix {
    let (rows, columns) = match array.values.shape() {
        [] => (1, 1),
        [width] => (1, *width),
        [batch, rest @ ..] => (*batch, rest.iter().product()),
    };
    let values: ArrayD<f64> = array.values;
    let values = values.into_shape_with_order((rows, columns)).expect("the same number of entries");
    Matrix { values, precision: array.precision }
}

fn check(matrix: Matrix) -> Result<Matrix, Problem> {
    // Rows of no entries are the latent codes of a network without inputs.
    if matrix.values.nrows() == 0 {
        return Err(Problem::Empty);
    }
    match matrix.values.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), &value)) => Err(Problem::NotFinite { row: row + 1, column: column + 1, value }),
        None => Ok(matrix),
    }
}

/// Writes `.npy` (float64) or `.csv` (shortest digits that read back the same; `made_by` as its first line).
///
/// # Errors
/// [`Problem::Exists`], [`Problem::Ending`], and what the operating system reports.
pub fn write_matrix(path: &Path, values: &Array2<f64>, made_by: &str) -> Result<(), FileError> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("npy") => write_new(path, |file| npy::write(file, values.shape(), values.iter().copied())),
        Some("csv") => write_new(path, |file| write_csv(file, values, made_by)),
        _ => Err(Problem::Ending { expected: ".npy or .csv" }.at(path)),
    }
}

fn write_csv(file: &mut impl Write, values: &Array2<f64>, made_by: &str) -> Result<(), Problem> {
    writeln!(file, "# {made_by}")?;
    for row in values.rows() {
        let numbers: Vec<String> = row.iter().map(f64::to_string).collect();
        writeln!(file, "{}", numbers.join(","))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn npy_and_csv_give_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let values = array![[1.0, -0.1, f64::MIN_POSITIVE], [1e300, 0.0, 1.0 / 3.0]];
        for name in ["a.npy", "a.csv"] {
            let path = folder.path().join(name);
            write_matrix(&path, &values, "a test").unwrap();
            assert_eq!(read_matrix(&path).unwrap().values, values, "{name}");
        }
        let wrong = write_matrix(&folder.path().join("a.txt"), &values, "a test").unwrap_err();
        assert!(matches!(wrong.problem(), Problem::Ending { .. }));
    }

    #[test]
    fn damaged_arrays_are_refused_at_every_length() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.npy");
        write_matrix(&path, &array![[1.0, 2.0], [3.0, 4.0]], "a test").unwrap();
        let whole = fs::read(&path).unwrap();
        for length in 1..whole.len() {
            assert!(parse(&whole[..length]).is_err(), "{length} bytes of {}", whole.len());
        }
        let mut huge = whole.clone();
        let shape = huge.windows(4).position(|window| window == b"2, 2").unwrap();
        huge[shape..shape + 4].copy_from_slice(b"9, 9");
        assert!(parse(&huge).is_err());
    }

    #[test]
    fn infinite_and_absent_numbers_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "1,2\n3,nan\n").unwrap();
        let error = read_matrix(&path).unwrap_err();
        assert!(matches!(error.problem(), Problem::NotFinite { row: 2, column: 2, .. }), "{error}");
        fs::write(&path, "").unwrap();
        assert!(matches!(read_matrix(&path).unwrap_err().problem(), Problem::Empty));
    }
}
