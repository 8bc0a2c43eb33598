//! What PyTorch's `load_state_dict` takes.

use super::KEY;
use crate::{
    file::{
        Problem,
        numbers::{Single, check_dense, dense_bytes, in_single, to_single},
    },
    network::{Activation, Layer, Network},
};
use safetensors::{Dtype, serialize, tensor::TensorView};

/// The whole file.
pub(in super::super) fn to_bytes(network: &Network, made_by: &str) -> Result<Vec<u8>, Problem> {
    match in_single(network) {
        Single::Exact => encode(network, made_by, Dtype::F32, |number| to_single(number).to_le_bytes()),
        Single::Rounded | Single::Lost { .. } => encode(network, made_by, Dtype::F64, f64::to_le_bytes),
    }
}

fn encode<const N: usize>(
    network: &Network,
    made_by: &str,
    kind: Dtype,
    number: fn(f64) -> [u8; N],
) -> Result<Vec<u8>, Problem> {
    check_dense(network.layers(), N)?;
    let mut tensors: Vec<(String, Vec<usize>, Vec<u8>)> = Vec::new();
    for (index, layer) in modules(network).zip(network.layers()) {
        let bias = layer.bias().iter().copied().flat_map(number).collect();
        let shape = vec![layer.outputs(), layer.inputs()];
        tensors.push((format!("{index}.weight"), shape, dense_bytes(layer.weights(), number)));
        tensors.push((format!("{index}.bias"), vec![layer.outputs()], bias));
    }
    let views: Result<Vec<_>, _> = tensors
        .iter()
        .map(|(name, shape, bytes)| TensorView::new(kind, shape.clone(), bytes).map(|view| (name.as_str(), view)))
        .collect();
    let unwritable = |error: safetensors::SafeTensorError| Problem::Unwritable(error.to_string());
    // One entry: more would come in any order.
    let notes = std::iter::once((KEY.to_owned(), note(network.layers(), made_by))).collect();
    serialize(views.map_err(unwritable)?, Some(notes)).map_err(unwritable)
}

/// Numbers of the linear modules in an `nn.Sequential` that has activations as modules too.
fn modules(network: &Network) -> impl Iterator<Item = usize> {
    network.layers().iter().scan(0, |next, layer| {
        let module = *next;
        *next += if layer.activation() == Activation::Identity { 1 } else { 2 };
        Some(module)
    })
}

fn note(layers: &[Layer], made_by: &str) -> String {
    let activations: Vec<String> = layers.iter().map(|layer| layer.activation().to_string()).collect();
    format!("{}\n{made_by}", activations.join(","))
}
