//! Networks as ONNX: a chain of nodes from one input to one output.
//!
//! What is read, as the exporters of PyTorch, Keras and scikit-learn write it: `Gemm` and `MatMul` with constant weights;
//! `Add`, `Sub`, `Mul` and `Div` with a constant, which go into the weights and bias beside them; `Relu`, `LeakyRelu` and
//! `Clip` at zero; `Identity`, `Cast` between floats, `Flatten` and `Reshape`, which change nothing in a row. Numbers may
//! stand in a file beside the model. Weights without an activation after them are a layer with the identity.
//!
//! What is written: opset 13, IR version 8, float32, `Gemm` with `transB`, `Relu` and `LeakyRelu`, one input `X` of shape
//! `[1, k]` and one output `Y` of shape `[1, n]`: what verification tools take.

mod chain;
mod constants;
mod layers;
mod proto;
mod shape;
mod tensor;
mod write;

#[cfg(test)]
mod tests;

pub(super) use write::to_bytes;

use super::Problem;
use crate::network::Network;
use prost::Message;
use std::path::Path;

/// Reads a network; `folder` is where files with its numbers may be.
pub(super) fn parse_network(bytes: &[u8], folder: &Path) -> Result<Network, Problem> {
    let graph = proto::Model::decode(bytes).ok().and_then(|model| model.graph).ok_or_else(|| unknown(bytes))?;
    let external = tensor::External::read(&graph, folder)?;
    let constants = constants::Constants::new(&graph, &external, bytes.len());
    let input = chain::input(&graph, &constants)?;
    layers::read(&chain::nodes(&graph, &constants, input)?, input, &constants)
}

fn unknown(bytes: &[u8]) -> Problem {
    let found = if bytes.starts_with(b"\x89HDF") {
        "this is HDF5 (a Keras `.h5`)"
    } else if bytes.starts_with(b"\x80") {
        "this is a pickle (of PyTorch or scikit-learn)"
    } else {
        "this is none of them, or damaged"
    };
    Problem::Model(format!("expected a network as .npz, .onnx or .safetensors; {found}"))
}
