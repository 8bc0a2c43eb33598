//! Networks as archives of arrays.

use crate::{
    file::{Problem, npy},
    network::{Network, SparseMatrix, Weights},
};
use std::{fs::File, io::BufWriter};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Writes a network. `made_by` becomes the comment of the archive.
pub(in super::super) fn write_archive(
    file: &mut BufWriter<File>,
    network: &Network,
    made_by: &str,
) -> Result<(), Problem> {
    let mut archive = Archive(ZipWriter::new(file).set_auto_large_file());
    archive.0.set_comment(comment(made_by))?;
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

/// As much of a text as the comment of an archive may hold.
pub(super) fn comment(made_by: &str) -> &str {
    let mut end = made_by.len().min(u16::MAX.into());
    while !made_by.is_char_boundary(end) {
        end -= 1;
    }
    &made_by[..end]
}

pub(super) struct Archive<'a>(pub ZipWriter<&'a mut BufWriter<File>>);

impl Archive<'_> {
    pub fn add<T, V>(&mut self, name: &str, shape: &[usize], values: V) -> Result<(), Problem>
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
