//! Networks as `.npz`: arrays `W1, b1, W2, b2, ...` (biases optional), read by `numpy.load` as they are.
//!
//! A sparse `Wi` stands as `Wi.data`, `Wi.indices`, `Wi.indptr`, `Wi.shape`: the parts of a `scipy.sparse.csr_array`.
//! Activations other than ReLU stand in `slopes`, one number a layer, the slope below zero: 0 is ReLU, 1 the identity,
//! anything between `LeakyReLU`. The comment of the archive says which command made it.

use super::{
    Problem,
    layer::layer,
    npy::{self, NumpyArray},
};
use crate::network::{Activation, Network, SparseMatrix, Weights};
use ndarray::{Array1, ArrayD, Ix1, Ix2};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufWriter, Cursor, Read},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

type Arrays = BTreeMap<String, NumpyArray>;

/// The array of an archive that has just one.
pub(super) fn only_array(bytes: &[u8]) -> Result<NumpyArray, Problem> {
    let mut arrays = read_arrays(bytes)?;
    match (arrays.pop_first(), arrays.is_empty()) {
        (Some((_, array)), true) => Ok(array),
        (None, _) => Err(Problem::Empty),
        (Some((first, _)), false) => {
            let names: Vec<&str> = std::iter::once(&first).chain(arrays.keys()).map(String::as_str).collect();
            Err(Problem::Archive(format!("expected one array, found {}", names.join(", "))))
        }
    }
}

fn read_arrays(bytes: &[u8]) -> Result<Arrays, Problem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut arrays = Arrays::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let Some(name) = npyz::npz::array_name_from_file_name(&entry.name()?).map(str::to_owned) else { continue };
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(|error| Problem::array(&name, error.to_string()))?;
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
        let depth = layers.len();
        let known = "expected W1, b1, W2, b2, ... without a gap, and slopes";
        return Err(Problem::array(name, format!("does not belong to a network of {depth} layers: {known}")));
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

/// Writes a network. `made_by` becomes the comment of the archive.
pub(super) fn write_archive(file: &mut BufWriter<File>, network: &Network, made_by: &str) -> Result<(), Problem> {
    let mut archive = Archive(ZipWriter::new(file).set_auto_large_file());
    archive.0.set_comment(made_by)?;
    for (index, layer) in network.layers().iter().enumerate() {
        archive.add_weights(&format!("W{}", index + 1), layer.weights())?;
        archive.add(&format!("b{}", index + 1), &[layer.outputs()], layer.bias().iter().copied())?;
    }
    let slopes: Vec<f64> = network.layers().iter().map(|layer| layer.activation().slope()).collect();
    if slopes.iter().any(|&slope| slope > 0.0) {
        archive.add("slopes", &[slopes.len()], slopes)?;
    }
    archive.0.finish()?;
    Ok(())
}

struct Archive<'a>(ZipWriter<&'a mut BufWriter<File>>);

impl Archive<'_> {
    fn add<T, V>(&mut self, name: &str, shape: &[usize], values: V) -> Result<(), Problem>
    where
        T: npyz::AutoSerialize,
        V: IntoIterator<Item = T>,
    {
        // Stored, as `numpy.savez` does: Gaussian weights do not compress.
        // Always with the same time: equal networks are equal files.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default());
        self.0.start_file(npyz::npz::file_name_from_array_name(name), options)?;
        npy::write(&mut self.0, shape, values)
    }

    fn add_weights(&mut self, name: &str, weights: &Weights) -> Result<(), Problem> {
        match weights {
            Weights::Dense(w) => self.add(name, w.shape(), w.iter().copied()),
            Weights::Sparse(w) => self.add_sparse(name, w),
        }
    }

    /// Indices as 32-bit, pointers as 64-bit signed numbers: the types that `scipy.sparse` takes as they are.
    fn add_sparse(&mut self, name: &str, w: &SparseMatrix) -> Result<(), Problem> {
        let signed = |n: usize| i64::try_from(n).expect("lengths in memory are below 2^63");
        if w.cols() > i32::MAX as usize {
            return Err(Problem::array(name, format!("has {} columns; at most 2^31 - 1 can be written", w.cols())));
        }
        let indices = w.indices().iter().map(|&column| column.cast_signed());
        let indptr: Vec<i64> = w.indptr().raw_storage().iter().map(|&start| signed(start)).collect();
        self.add(&format!("{name}.data"), &[w.nnz()], w.data().iter().copied())?;
        self.add(&format!("{name}.indices"), &[w.nnz()], indices)?;
        self.add(&format!("{name}.indptr"), &[indptr.len()], indptr)?;
        self.add(&format!("{name}.shape"), &[2], [signed(w.rows()), signed(w.cols())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        file::{read_network, write_network, write_new},
        network::Layer,
    };
    use ndarray::{Array2, array};

    fn round_trip(network: &Network) -> Network {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("network.npz");
        write_network(&path, network, "a test").unwrap();
        read_network(&path).unwrap()
    }

    #[test]
    fn every_kind_of_layer_is_read_back_as_written() {
        let mut triplets = sprs::TriMatI::<f64, u32>::new((4, 3));
        triplets.add_triplet(0, 2, -1.0);
        triplets.add_triplet(3, 0, 0.1);
        let sparse = Layer::new(triplets.to_csr::<usize>(), array![1.0, 0.0, -2.0, 0.5], Activation::Relu).unwrap();
        let leaky = Activation::from_slope(0.1).unwrap();
        let dense = Layer::new(Array2::from_elem((2, 4), 0.3), array![0.0, 1e-9], leaky).unwrap();
        let last = Layer::new(array![[1.0, -1.0]], array![0.0], Activation::Identity).unwrap();
        let network = Network::new(vec![sparse, dense, last]).unwrap();
        assert_eq!(round_trip(&network), network);
    }

    #[test]
    fn archives_that_make_no_network_are_refused() {
        let refusal = |arrays: &[(&str, &[usize], Vec<f64>)]| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("network.npz");
            write_new(&path, |file| {
                let mut archive = Archive(ZipWriter::new(file));
                for (name, shape, values) in arrays {
                    archive.add(name, shape, values.iter().copied())?;
                }
                archive.0.finish()?;
                Ok(())
            })
            .unwrap();
            read_network(&path).unwrap_err().to_string()
        };
        assert!(refusal(&[]).contains("holds no NumPy array"));
        assert!(refusal(&[("W2", &[1, 1], vec![1.0])]).contains("`W2`: does not belong"));
        assert!(refusal(&[("W1", &[2], vec![1.0, 2.0])]).contains("expected 2"));
        assert!(refusal(&[("W1", &[1, 2], vec![1.0, f64::NAN])]).contains("row 1, column 2"));
        let bias = ("b1", [2].as_slice(), vec![1.0, 2.0]);
        assert!(refusal(&[("W1", &[1, 2], vec![1.0, 2.0]), bias]).contains("the bias has 2 entries"));
        let slopes = ("slopes", [1].as_slice(), vec![-0.5]);
        assert!(refusal(&[("W1", &[1, 1], vec![1.0]), slopes]).contains("slope -0.5"));
    }
}
