//! Tensors of numbers, in the model or in files beside it.

use super::proto::{Graph, Tensor};
use crate::file::{
    Problem,
    numbers::{self, Kind},
};
use ndarray::ArrayD;
use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path},
};

/// The files beside a model that hold numbers of it, by the names that the model gives them.
pub(super) struct External(BTreeMap<String, Vec<u8>>);

impl External {
    /// Reads every file that an initializer names; none outside the model's own folder.
    pub fn read(graph: &Graph, folder: &Path) -> Result<Self, Problem> {
        let mut files = BTreeMap::new();
        for tensor in graph.initializer.iter().filter(|tensor| tensor.is_external()) {
            let wrong = |problem: String| Problem::tensor(&tensor.name, problem);
            let name = tensor.entry("location").ok_or_else(|| wrong("names no file for its numbers".into()))?;
            if files.contains_key(name) {
                continue;
            }
            if name.is_empty() || !Path::new(name).components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(wrong(format!("its numbers would be in `{name}`, outside the folder of the model")));
            }
            let bytes =
                fs::read(folder.join(name)).map_err(|error| wrong(format!("its numbers, `{name}`: {error}")))?;
            files.insert(name.to_owned(), bytes);
        }
        Ok(Self(files))
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    fn bytes(&self, tensor: &Tensor) -> Result<&[u8], String> {
        let name = tensor.entry("location").unwrap_or_default();
        let file = self.0.get(name).ok_or("only initializers may have their numbers in another file")?;
        let number = |key: &str| {
            let text = tensor.entry(key);
            text.map(|text| text.parse::<usize>().map_err(|_| format!("{key} `{text}` is no count of bytes")))
                .transpose()
        };
        let start = number("offset")?.unwrap_or(0);
        let end = number("length")?.map_or(Some(file.len()), |length| start.checked_add(length));
        let part = end.and_then(|end| file.get(start..end));
        part.ok_or_else(|| format!("its numbers would be beyond the {} bytes of `{name}`", file.len()))
    }
}

impl Tensor {
    fn is_external(&self) -> bool {
        self.data_location == 1
    }

    fn entry(&self, key: &str) -> Option<&str> {
        self.external_data.iter().find(|entry| entry.key == key).map(|entry| entry.value.as_str())
    }

    fn kind(&self) -> Result<Kind, String> {
        match self.data_type {
            1 => Ok(Kind::Float32),
            6 => Ok(Kind::Int32),
            7 => Ok(Kind::Int64),
            10 => Ok(Kind::Float16),
            11 => Ok(Kind::Float64),
            16 => Ok(Kind::Bfloat16),
            other => Err(format!("has data type {other} of ONNX; expected floats or signed integers")),
        }
    }

    /// The numbers. Memory follows what the file holds, never what the dimensions claim.
    pub fn values(&self, external: &External) -> Result<ArrayD<f64>, Problem> {
        self.array(external).map_err(|problem| Problem::tensor(&self.name, problem))
    }

    fn array(&self, external: &External) -> Result<ArrayD<f64>, String> {
        let shape: Option<Vec<usize>> = self.dims.iter().map(|&n| usize::try_from(n).ok()).collect();
        let shape = shape.ok_or_else(|| format!("has shape {:?}", self.dims))?;
        let kind = self.kind()?;
        if self.is_external() {
            return kind.array(&shape, external.bytes(self)?);
        }
        if let Some(bytes) = self.raw_data.as_deref().filter(|bytes| !bytes.is_empty()) {
            return kind.array(&shape, bytes);
        }
        match kind {
            Kind::Float32 => listed(&shape, &self.float_data),
            Kind::Float64 => listed(&shape, &self.double_data),
            Kind::Int32 => listed(&shape, &self.int32_data),
            Kind::Int64 => numbers::array(&shape, self.int64_data.len(), || {
                self.int64_data.iter().map(|&number| number as f64).collect()
            }),
            Kind::Float16 | Kind::Bfloat16 => Err("has 16-bit numbers in a list; expected raw data".into()),
        }
    }
}

fn listed<T: Copy + Into<f64>>(shape: &[usize], list: &[T]) -> Result<ArrayD<f64>, String> {
    numbers::array(shape, list.len(), || list.iter().map(|&number| number.into()).collect())
}
