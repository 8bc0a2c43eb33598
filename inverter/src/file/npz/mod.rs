//! Networks as `.npz`: arrays `W1, b1, W2, b2, ...` (biases optional), read by `numpy.load` as they are.
//!
//! A sparse `Wi` stands as `Wi.data`, `Wi.indices`, `Wi.indptr`, `Wi.shape`: the parts of a `scipy.sparse.csr_array`.
//! Activations other than ReLU stand in `slopes`, one number a layer, the slope below zero: 0 is ReLU, 1 the identity,
//! anything between `LeakyReLU`. The comment of the archive says which command made it.

mod write;

#[cfg(test)]
mod tests;

pub(super) use write::write_archive;

use super::{
    Problem,
    layer::layer,
    npy::{self, NumpyArray},
};
use crate::network::{Activation, Network, SparseMatrix, Weights};
use ndarray::{Array1, ArrayD, Ix1, Ix2};
use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

type Arrays = BTreeMap<String, NumpyArray>;

/// The array of an archive that has just one.
pub(super) fn only_array(bytes: &[u8]) -> Result<NumpyArray, Problem> {
    let mut arrays = read_arrays(bytes)?;
    match (arrays.pop_first(), arrays.is_empty()) {
        (Some((_, array)), true) => Ok(array),
        (None, _) => Err(Problem::Empty),
        (Some((first, _)), false) => {
            let names: Vec<&str> = std::iter::once(&first).chain(arrays.keys()).map(String::as_str).collect();
            Err(Problem::Model(format!("expected one array, found {}", names.join(", "))))
        }
    }
}

/// What deflate makes of a byte at most. Only entries that share their bytes come to more.
const DEFLATE: usize = 1032;
/// What arrays may be compressed by, beyond the first 32 MiB: only zeros come to more.
const COMPRESSION: usize = 64;
const FREE: usize = 32 << 20;

/// What the entries of an archive of `size` bytes may hold together.
fn allowance(size: usize) -> usize {
    size.saturating_mul(DEFLATE).min(size.saturating_mul(COMPRESSION).max(FREE))
}

fn read_arrays(bytes: &[u8]) -> Result<Arrays, Problem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut arrays = Arrays::new();
    let mut left = allowance(bytes.len());
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let Some(name) = npyz::npz::array_name_from_file_name(&entry.name()?).map(str::to_owned) else { continue };
        let mut content = Vec::new();
        let read = entry.by_ref().take(left as u64 + 1).read_to_end(&mut content);
        read.map_err(|error| Problem::array(&name, error.to_string()))?;
        left = left.checked_sub(content.len()).ok_or_else(|| {
            let problem = "holds far more than its compressed bytes should; save it uncompressed, as numpy.savez does";
            Problem::array(&name, problem)
        })?;
        arrays.insert(name.clone(), npy::parse(&name, &content)?);
    }
    Ok(arrays)
}

/// Reads a network.
pub(super) fn parse_network(bytes: &[u8]) -> Result<Network, Problem> {
    let mut arrays = read_arrays(bytes)?;
    if arrays.is_empty() {
        // PyTorch and Keras write archives too.
        return Err(Problem::Archive(
            "holds no NumPy array; save a PyTorch or Keras model as .onnx or .safetensors".into(),
        ));
    }
    let slopes = arrays.remove("slopes").map(|array| vector("slopes", array.values)).transpose()?;
    let mut layers = Vec::new();
    while let Some(weights) = take_weights(&mut arrays, layers.len() + 1)? {
        let number = layers.len() + 1;
        let bias = take_vector(&mut arrays, &format!("b{number}"))?;
        layers.push((weights, bias));
    }
    if let Some(name) = arrays.keys().next() {
        let known = "expected W1, b1, W2, b2, ... without a gap, and slopes";
        let place = match layers.len() {
            0 => "there is no W1".to_owned(),
            depth => format!("does not belong to a network of {depth} layers"),
        };
        return Err(Problem::array(name, format!("{place}: {known}")));
    }
    let activations = activations(slopes, layers.len())?;
    let layers = layers.into_iter().zip(activations).enumerate();
    let layers = layers.map(|(index, ((weights, bias), activation))| layer(index + 1, weights, bias, activation));
    Ok(Network::new(layers.collect::<Result<_, _>>()?)?)
}

fn activations(slopes: Option<Array1<f64>>, depth: usize) -> Result<Vec<Activation>, Problem> {
    let Some(slopes) = slopes else { return Ok(vec![Activation::Relu; depth]) };
    if slopes.len() != depth {
        return Err(Problem::array("slopes", format!("has {} entries for {depth} layers", slopes.len())));
    }
    Ok(slopes.into_iter().map(Activation::from_slope).collect::<Result<_, _>>()?)
}

fn take_weights(arrays: &mut Arrays, number: usize) -> Result<Option<Weights>, Problem> {
    let name = format!("W{number}");
    let Some(array) = arrays.remove(&name) else { return take_sparse(arrays, &name) };
    let found = array.values.ndim();
    let dense = array.values.into_dimensionality::<Ix2>();
    let dense = dense.map_err(|_| Problem::array(&name, format!("has {found} dimensions; expected 2")))?;
    Ok(Some(Weights::from(dense)))
}

fn take_sparse(arrays: &mut Arrays, name: &str) -> Result<Option<Weights>, Problem> {
    let Some(data) = take_vector(arrays, &format!("{name}.data"))? else { return Ok(None) };
    let mut part = |part: &str| -> Result<Vec<usize>, Problem> {
        let part = format!("{name}.{part}");
        let array = take_vector(arrays, &part)?.ok_or_else(|| Problem::array(&part, "is missing"))?;
        array.iter().map(|&value| to_index(&part, value)).collect()
    };
    let (indices, indptr, shape) = (part("indices")?, part("indptr")?, part("shape")?);
    let &[rows, columns] = shape.as_slice() else {
        return Err(Problem::array(&format!("{name}.shape"), "expected two numbers"));
    };
    let wrong = |problem: String| Problem::array(name, format!("is no sparse matrix by rows: {problem}"));
    if rows.max(columns) > u32::MAX as usize || indptr.last() != Some(&data.len()) {
        return Err(wrong(format!("shape {rows} x {columns}, {} entries", data.len())));
    }
    let indices = indices.iter().map(|&index| u32::try_from(index).unwrap_or(u32::MAX)).collect();
    let matrix = SparseMatrix::try_new((rows, columns), indptr, indices, data.to_vec());
    matrix.map(|matrix| Some(Weights::from(matrix))).map_err(|(_, _, _, error)| wrong(error.to_string()))
}

/// Indices below 2^53, which a float holds exactly.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the value is a whole number in range")]
fn to_index(name: &str, value: f64) -> Result<usize, Problem> {
    if value >= 0.0 && value.fract() == 0.0 && value < 9.0e15 {
        return Ok(value as usize);
    }
    Err(Problem::array(name, format!("expected an index, found {value}")))
}

fn take_vector(arrays: &mut Arrays, name: &str) -> Result<Option<Array1<f64>>, Problem> {
    arrays.remove(name).map(|array| vector(name, array.values)).transpose()
}

/// A column or a row of a matrix counts as a vector: some exporters write biases so.
fn vector(name: &str, values: ArrayD<f64>) -> Result<Array1<f64>, Problem> {
    let shape = values.shape().to_vec();
    if shape.len() > 2 || shape.iter().filter(|&&n| n != 1).count() > 1 {
        return Err(Problem::array(name, format!("has shape {shape:?}; expected one dimension")));
    }
    let flat = values.into_iter().collect::<Array1<f64>>();
    Ok(flat.into_dimensionality::<Ix1>().expect("one dimension"))
}
