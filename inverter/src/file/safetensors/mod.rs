//! Networks as safetensors: the `state_dict` of PyTorch's linear layers, `NAME.weight` (`n x k`) and `NAME.bias` (`n`, may be
//! absent).
//!
//! The format knows no activations: ReLU throughout, unless the file says otherwise under `unrelu` in its
//! `__metadata__`, as what is written here does: activations on the first line, who made the file on the second. What is
//! written has the names of an `nn.Sequential` with its activations as modules, in float32 where that is exact, otherwise
//! in float64.

mod order;
mod write;

#[cfg(test)]
mod tests;

pub(super) use write::to_bytes;

use super::{Problem, layer::layer, numbers::Kind};
use crate::network::{Activation, Network};
use ndarray::{ArrayD, Dimension};
use order::Linear;
use safetensors::{Dtype, SafeTensorError, SafeTensors, tensor::TensorView};
use std::collections::BTreeMap;

/// Where in `__metadata__` the activations stand.
const KEY: &str = "unrelu";

/// Whether `bytes` begin as the format does: the length of a header, then a JSON object.
pub(super) fn is_one(bytes: &[u8]) -> bool {
    let length = bytes.first_chunk().map(|&length| u64::from_le_bytes(length));
    bytes.get(8) == Some(&b'{') && length.is_some_and(|length| length <= bytes.len() as u64)
}

/// Reads a network.
pub(super) fn parse_network(bytes: &[u8]) -> Result<Network, Problem> {
    let damaged = |error: SafeTensorError| Problem::Model(format!("damaged safetensors: {error}"));
    let tensors = SafeTensors::deserialize(bytes).map_err(damaged)?;
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(damaged)?;
    let linears = order::in_order(linears(&tensors)?)?;
    let note = header.metadata().as_ref().and_then(|notes| notes.get(KEY));
    let activations = activations(note, linears.len())?;
    let layers = linears.into_iter().zip(activations).enumerate();
    let layers = layers.map(|(index, (Linear { weight, bias, .. }, a))| layer(index + 1, weight.into(), bias, a));
    Ok(Network::new(layers.collect::<Result<_, _>>()?)?)
}

fn linears(tensors: &SafeTensors) -> Result<Vec<Linear>, Problem> {
    // Sorted, so that the same file always gives the same error.
    let mut rest: BTreeMap<&str, TensorView> = tensors.iter().collect();
    let names: Vec<String> = rest.keys().filter_map(|name| module(name, "weight")).map(str::to_owned).collect();
    let mut linears = Vec::new();
    for name in names {
        let of = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
        let (weight, bias) = (of("weight"), of("bias"));
        let weight = rest.remove(weight.as_str()).map(|tensor| array(&weight, &tensor, "[outputs, inputs]"));
        let bias = rest.remove(bias.as_str()).map(|tensor| array(&bias, &tensor, "[outputs]")).transpose()?;
        linears.extend(weight.transpose()?.map(|weight| Linear { name, weight, bias }));
    }
    match rest.keys().next() {
        Some(name) => Err(Problem::tensor(name, "is no part of a linear layer; expected NAME.weight and NAME.bias")),
        None => Ok(linears),
    }
}

/// What stands before `.weight`; nothing, where that is the whole name.
fn module<'a>(name: &'a str, part: &str) -> Option<&'a str> {
    let module = name.strip_suffix(part)?;
    if module.is_empty() { Some(module) } else { module.strip_suffix('.') }
}

/// A tensor of as many dimensions as the layer needs.
fn array<D: Dimension>(name: &str, tensor: &TensorView, expected: &str) -> Result<ndarray::Array<f64, D>, Problem> {
    let wrong = |problem: String| Problem::tensor(name, problem);
    let kind = match tensor.dtype() {
        Dtype::F16 => Kind::Float16,
        Dtype::BF16 => Kind::Bfloat16,
        Dtype::F32 => Kind::Float32,
        Dtype::F64 => Kind::Float64,
        other => return Err(wrong(format!("has type {other:?}; expected floats"))),
    };
    let values: ArrayD<f64> = kind.array(tensor.shape(), tensor.data()).map_err(wrong)?;
    let shape = || format!("has shape {:?}; a linear layer has {expected}", tensor.shape());
    values.into_dimensionality().map_err(|_| wrong(shape()))
}

/// Of every layer; `note` has them in its first line.
fn activations(note: Option<&String>, depth: usize) -> Result<Vec<Activation>, Problem> {
    let Some(line) = note.and_then(|note| note.lines().next()) else { return Ok(vec![Activation::Relu; depth]) };
    let wrong = |problem: String| Problem::Model(format!("`{KEY}` in the metadata: {problem}"));
    let activations: Vec<Activation> = line.split(',').map(str::parse).collect::<Result<_, _>>().map_err(wrong)?;
    if activations.len() == depth {
        return Ok(activations);
    }
    Err(wrong(format!("{} activations for {depth} layers", activations.len())))
}
