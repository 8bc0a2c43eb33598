//! What verification tools read: see [`onnx`](super).

use super::proto::{Attribute, Dimension, Graph, Model, Node, OperatorSet, Shape, Tensor, TensorType, Type, ValueInfo};
use crate::{
    file::{
        Fidelity, Problem,
        numbers::{Single, check_dense, dense_bytes, in_single, to_single},
    },
    network::{Activation, Layer, Network, Slope},
};
use prost::Message;

/// float32, as `TensorProto.DataType` has it.
const FLOAT: i32 = 1;
const OPSET: i64 = 13;
const IR_VERSION: i64 = 8;

/// The whole file.
pub(in super::super) fn to_bytes(network: &Network, made_by: &str) -> Result<(Vec<u8>, Fidelity), Problem> {
    if let Some(layer) = network.widths().iter().position(|&width| width == 0) {
        return Err(Problem::Unwritable(format!("width {layer} of the network is 0, which ONNX tools do not take")));
    }
    check_dense(network.layers(), size_of::<f32>())?;
    let numbers = match in_single(network) {
        Single::Exact => Fidelity::Exact,
        Single::Rounded => Fidelity::Rounded,
        Single::Lost { layer, number } => {
            let problem = format!("layer {layer} has the whole number {number}, which is none of float32");
            return Err(Problem::Unwritable(problem));
        }
    };
    let (slopes, exact) = single_slopes(network)?;
    let bytes = model(network, &slopes, made_by).encode_to_vec();
    Ok((bytes, if exact { numbers } else { Fidelity::Rounded }))
}

/// The slope of every layer, and whether all are float32 numbers already. One that would become 0 or 1 is refused.
fn single_slopes(network: &Network) -> Result<(Vec<f32>, bool), Problem> {
    let slopes: Vec<f64> = network.layers().iter().map(|layer| layer.activation().slope()).collect();
    let rounded: Vec<f32> = slopes.iter().map(|&slope| to_single(slope)).collect();
    for (layer, &slope) in network.layers().iter().zip(&rounded) {
        if let Activation::LeakyRelu(exact) = layer.activation() {
            let lost = |_| Problem::Unwritable(format!("slope {} is 0 or 1 in float32", exact.get()));
            Slope::new(slope.into()).map_err(lost)?;
        }
    }
    let exact = slopes.iter().zip(&rounded).all(|(exact, &slope)| f64::from(slope).to_bits() == exact.to_bits());
    Ok((rounded, exact))
}

fn model(network: &Network, slopes: &[f32], made_by: &str) -> Model {
    let mut graph = Graph {
        name: "network".into(),
        input: vec![value("X", network.inputs())],
        output: vec![value("Y", network.outputs())],
        ..Graph::default()
    };
    for (index, (layer, &slope)) in network.layers().iter().zip(slopes).enumerate() {
        add(&mut graph, index + 1, layer, slope);
    }
    if let Some(last) = graph.node.last_mut() {
        last.output = vec!["Y".into()];
    }
    Model {
        ir_version: IR_VERSION,
        producer_name: "unrelu".into(),
        doc_string: made_by.into(),
        graph: Some(graph),
        opset_import: vec![OperatorSet { domain: String::new(), version: OPSET }],
    }
}

fn add(graph: &mut Graph, number: usize, layer: &Layer, slope: f32) {
    let (weights, bias) = (format!("W{number}"), format!("b{number}"));
    let encode = |entry| to_single(entry).to_le_bytes();
    let numbers = dense_bytes(layer.weights(), encode);
    graph.initializer.push(tensor(&weights, &[layer.outputs(), layer.inputs()], numbers));
    let numbers = layer.bias().iter().copied().flat_map(encode).collect();
    graph.initializer.push(tensor(&bias, &[layer.outputs()], numbers));
    let transposed = Attribute { name: "transB".into(), i: 1, kind: 2, ..Attribute::default() };
    add_node(graph, "Gemm", number, &[weights, bias], &[transposed]);
    match layer.activation() {
        Activation::Relu => add_node(graph, "Relu", number, &[], &[]),
        Activation::LeakyRelu(_) => {
            let alpha = Attribute { name: "alpha".into(), f: slope, kind: 1, ..Attribute::default() };
            add_node(graph, "LeakyRelu", number, &[], &[alpha]);
        }
        Activation::Identity => {}
    }
}

/// A node that goes on from the last one.
fn add_node(graph: &mut Graph, operator: &str, number: usize, constants: &[String], attributes: &[Attribute]) {
    let before = graph.node.last().map_or("X", |node| &node.output[0]).to_owned();
    let name = format!("{}_{number}", operator.to_lowercase());
    graph.node.push(Node {
        input: std::iter::once(before).chain(constants.iter().cloned()).collect(),
        output: vec![name.clone()],
        name,
        op_type: operator.into(),
        attribute: attributes.to_vec(),
        domain: String::new(),
    });
}

fn tensor(name: &str, shape: &[usize], raw_data: Vec<u8>) -> Tensor {
    let dims = shape.iter().copied().map(signed).collect();
    Tensor { name: name.into(), dims, data_type: FLOAT, raw_data: Some(raw_data), ..Tensor::default() }
}

fn value(name: &str, width: usize) -> ValueInfo {
    let dim = [1, width].into_iter().map(|n| Dimension { dim_value: Some(signed(n)) }).collect();
    let tensor = Some(TensorType { elem_type: FLOAT, shape: Some(Shape { dim }) });
    ValueInfo { name: name.into(), r#type: Some(Type { tensor }) }
}

fn signed(n: usize) -> i64 {
    i64::try_from(n).expect("2 GiB were enough")
}
