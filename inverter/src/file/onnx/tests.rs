//! Graphs made by hand: what exporters may write, and what they must not.

use super::proto::{Attribute, Entry, Graph, Model, Node, Tensor, ValueInfo};
use super::{parse_network, to_bytes};
use crate::{
    file::{Fidelity, Problem},
    network::{Activation, Layer, Network},
};
use ndarray::{Array1, Array2, array};
use prost::Message;
use quickcheck::quickcheck;
use std::path::Path;

fn node(operator: &str, inputs: &[&str], output: &str, attributes: &[(&str, f32, i64)]) -> Node {
    let attribute = |&(name, f, i): &(&str, f32, i64)| Attribute { name: name.into(), f, i, ..Attribute::default() };
    Node {
        input: inputs.iter().map(|&name| name.into()).collect(),
        output: vec![output.into()],
        op_type: operator.into(),
        attribute: attributes.iter().map(attribute).collect(),
        ..Node::default()
    }
}

fn tensor(name: &str, dims: &[i64], numbers: &[f32]) -> Tensor {
    Tensor { name: name.into(), dims: dims.to_vec(), data_type: 1, float_data: numbers.to_vec(), ..Tensor::default() }
}

/// From `X` to `Y`, without shapes.
fn bytes(node: Vec<Node>, initializer: Vec<Tensor>) -> Vec<u8> {
    let value = |name: &str| ValueInfo { name: name.into(), r#type: None };
    let graph = Graph { node, initializer, input: vec![value("X")], output: vec![value("Y")], ..Graph::default() };
    Model { graph: Some(graph), ..Model::default() }.encode_to_vec()
}

fn read(bytes: &[u8]) -> Result<Network, Problem> {
    parse_network(bytes, Path::new("nowhere"))
}

fn refusal(nodes: Vec<Node>, tensors: Vec<Tensor>) -> String {
    read(&bytes(nodes, tensors)).unwrap_err().to_string()
}

/// `w` is `[[1, 2], [3, 4], [5, 6]]` and `b` has three entries.
fn tensors() -> Vec<Tensor> {
    vec![tensor("w", &[3, 2], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), tensor("b", &[1, 3], &[1.0, 0.0, -1.0])]
}

#[test]
fn gemm_scales_and_transposes_as_it_says() {
    let attributes = [("transB", 0.0, 1), ("alpha", 2.0, 0), ("beta", -1.0, 0)];
    let network = read(&bytes(vec![node("Gemm", &["X", "w", "b"], "Y", &attributes)], tensors())).unwrap();
    let weights = array![[2.0, 4.0], [6.0, 8.0], [10.0, 12.0]];
    let expected = Layer::new(weights, array![-1.0, 0.0, 1.0], Activation::Identity).unwrap();
    assert_eq!(network.layers(), [expected]);
    let network = read(&bytes(vec![node("Gemm", &["X", "w"], "Y", &[])], tensors())).unwrap();
    let weights = array![[1.0, 3.0, 5.0], [2.0, 4.0, 6.0]];
    assert_eq!(network.layers(), [Layer::relu(weights).unwrap().with_activation(Activation::Identity)]);
    let transposed = refusal(vec![node("Gemm", &["X", "w"], "Y", &[("transA", 0.0, 1)])], tensors());
    assert!(transposed.contains("the node that gives `Y` (Gemm): transposes its input"), "{transposed}");
}

#[test]
fn nodes_stand_in_any_order_and_weights_are_shared() {
    let nodes = vec![
        node("Relu", &["d"], "Y", &[]),
        node("Add", &["b", "c"], "d", &[]),
        node("MatMul", &["a", "t"], "c", &[]),
        node("Transpose", &["v"], "t", &[]),
        node("Identity", &["w"], "v", &[]),
        node("MatMul", &["X", "w"], "a", &[]),
    ];
    let network = read(&bytes(nodes, tensors())).unwrap();
    assert_eq!(network.widths(), [3, 2, 3]);
    // x w = (5, 6), (5, 6) w^T = (17, 39, 61).
    assert_eq!(network.forward(&array![0.0, 0.0, 1.0]), array![18.0, 39.0, 60.0]);
}

#[test]
fn constants_away_from_weights_become_a_layer_only_where_they_must() {
    let scale = tensor("s", &[], &[0.5]);
    let nodes = |middle: Vec<Node>| {
        let mut nodes = vec![node("MatMul", &["X", "w"], "a", &[]), node("Relu", &["a"], "b0", &[])];
        nodes.extend(middle);
        nodes
    };
    let tensors = || tensors().into_iter().chain([scale.clone()]).collect::<Vec<_>>();
    let last = nodes(vec![node("Mul", &["b0", "s"], "c", &[]), node("Sub", &["s", "c"], "Y", &[])]);
    let network = read(&bytes(last, tensors())).unwrap();
    assert_eq!(network.widths(), [3, 2, 2]);
    assert_eq!(network.forward(&array![1.0, 0.0, 0.0]), array![0.0, -0.5]);
    let twice = nodes(vec![node("Relu", &["b0"], "Y", &[])]);
    assert_eq!(read(&bytes(twice, tensors())).unwrap().forward(&array![1.0, 0.0, 0.0]), array![1.0, 2.0]);
    let early = refusal(vec![node("Relu", &["X"], "Y", &[])], vec![]);
    assert!(early.contains("before any weights"), "{early}");
}

#[test]
fn graphs_that_are_no_chain_are_refused() {
    let cases = [
        (vec![node("MatMul", &["X", "X"], "Y", &[])], "joins X and X"),
        (vec![node("MatMul", &["w", "X"], "Y", &[])], "expected the input first"),
        (vec![node("Relu", &["Y"], "Y", &[])], "depends on its own output"),
        (vec![node("Relu", &["a"], "Y", &[])], "no node gives `a`"),
        (vec![node("Relu", &["w"], "Y", &[])], "does not depend on the network's input"),
        (vec![], "no node gives `Y`"),
        (
            vec![node("MatMul", &["X", "w"], "a", &[]), node("MatMul", &["a", "w"], "Y", &[])],
            "takes 3 inputs, but gets 2",
        ),
        (
            vec![node("MatMul", &["X", "w"], "a", &[]), node("Add", &["a", "b"], "Y", &[])],
            "has 3 constants for 2 entries",
        ),
        (
            vec![node("MatMul", &["X", "w"], "a", &[]), node("Clip", &["a"], "Y", &[("min", -1.0, 0)])],
            "clips elsewhere",
        ),
        (vec![node("MatMul", &["X", "w"], "a", &[]), node("LeakyRelu", &["a"], "Y", &[("alpha", 2.0, 0)])], "slope 2"),
        (
            vec![node("Cast", &["X"], "a", &[("to", 0.0, 7)]), node("MatMul", &["a", "w"], "Y", &[])],
            "casts to data type 7",
        ),
        (
            vec![
                node("MatMul", &["X", "w"], "a", &[]),
                node("Reshape", &["a", "b"], "c", &[]),
                node("Relu", &["c"], "Y", &[]),
            ],
            "expected that rows stay rows",
        ),
        (vec![node("MatMul", &["X", "w"], "a", &[]), node("Flatten", &["a"], "Y", &[("axis", 0.0, 0)])], "from axis 0"),
        (vec![node("Identity", &["X"], "Y", &[])], "at least one layer"),
    ];
    for (nodes, part) in cases {
        let error = refusal(nodes, tensors());
        assert!(error.contains(part), "expected `{part}` in: {error}");
    }
}

#[test]
fn tensors_that_claim_more_than_they_hold_are_refused() {
    let claims = |wrong: Tensor| refusal(vec![node("MatMul", &["X", "w"], "Y", &[])], vec![wrong]);
    for dims in [&[1 << 40, 1 << 40][..], &[1 << 20, 2], &[-1, 2], &[1 << 50, 0], &[2]] {
        let error = claims(tensor("w", dims, &[]));
        assert!(
            error.contains("has shape") || error.contains("does not fit") || error.contains("have shape"),
            "{error}"
        );
    }
    let external = |location: &str| {
        let entry = Entry { key: "location".into(), value: location.into() };
        claims(Tensor { external_data: vec![entry], data_location: 1, ..tensor("w", &[1, 1], &[]) })
    };
    for outside in ["/etc/passwd", "../w", "a/../../w", ""] {
        assert!(external(outside).contains("outside the folder of the model"), "{outside}");
    }
    assert!(external("missing").contains("tensor `w`: its numbers, `missing`"));
    assert!(claims(tensor("w", &[1, 1], &[f32::NAN])).contains("row 1, column 1"));
}

#[test]
fn a_small_file_cannot_fill_the_memory_with_copies() {
    let mut nodes = vec![node("MatMul", &["X", "w"], "a0", &[])];
    let name = |number: usize| format!("a{number}");
    nodes.extend((0..5000).map(|number| node("MatMul", &[&name(number), "w"], &name(number + 1), &[])));
    nodes.push(node("Relu", &[&name(5000)], "Y", &[]));
    let error = refusal(nodes, vec![tensor("w", &[200, 200], &[0.5; 40_000])]);
    assert!(error.contains("shared too often"), "{error}");
}

fn sample() -> Network {
    let leaky = Activation::from_slope(0.25).unwrap();
    let first = Layer::new(array![[1.0, -2.0], [0.5, 3.0]], array![0.0, 1.0], leaky).unwrap();
    let last = Layer::new(array![[1.0, 1.0]], array![-1.0], Activation::Identity).unwrap();
    Network::new(vec![first, last]).unwrap()
}

#[test]
fn damaged_files_are_read_or_refused_but_never_panic() {
    let (whole, _) = to_bytes(&sample(), "a test").unwrap();
    for length in 0..whole.len() {
        if let Ok(network) = read(&whole[..length]) {
            assert_eq!(network, sample(), "{length} bytes of {}", whole.len());
        }
    }
    for place in 0..whole.len() {
        for bit in 0..8 {
            let mut changed = whole.clone();
            changed[place] ^= 1 << bit;
            // Whatever comes out: it must come out.
            let _ = read(&changed);
        }
    }
}

#[test]
fn numbers_that_float32_cannot_hold_are_said_or_refused() {
    let one = |number: f64| Network::new(vec![Layer::relu(array![[number]]).unwrap()]).unwrap();
    assert_eq!(to_bytes(&one(0.5), "").unwrap().1, Fidelity::Exact);
    assert_eq!(to_bytes(&one(16_777_216.0), "").unwrap().1, Fidelity::Exact);
    assert_eq!(to_bytes(&one(0.1), "").unwrap().1, Fidelity::Rounded);
    for lost in [16_777_217.0, -1e300] {
        let error = to_bytes(&one(lost), "").unwrap_err().to_string();
        assert!(error.contains("layer 1 has the whole number"), "{error}");
    }
    let empty = Network::new(vec![Layer::relu(Array2::zeros((1, 0))).unwrap()]).unwrap();
    assert!(to_bytes(&empty, "").is_err());
}

#[test]
fn sparse_weights_too_large_to_be_dense_are_refused_before_they_are_made() {
    let columns = 1_usize << 30;
    let row = crate::network::SparseMatrix::new((4, columns), vec![0, 1, 1, 1, 1], vec![7], vec![1.0]);
    let network = Network::new(vec![Layer::relu(row).unwrap()]).unwrap();
    let error = to_bytes(&network, "").unwrap_err().to_string();
    assert!(error.contains("2 GiB") && error.contains(".npz"), "{error}");
}

quickcheck! {
    fn what_is_written_in_eighths_is_read_back(numbers: Vec<i16>, width: u8, slopes: Vec<u8>) -> bool {
        let width = usize::from(width % 5 + 1);
        let entry = |place: usize| numbers.get(place % numbers.len().max(1)).map_or(1.0, |&n| f64::from(n) / 8.0);
        let layers = (0..=slopes.len() % 4).map(|number| {
            let weights = Array2::from_shape_fn((width, width), |(i, j)| entry(number + 7 * i + j));
            let bias = Array1::from_shape_fn(width, |i| entry(3 * number + i));
            let slope = slopes.get(number).map_or(1.0, |&slope| f64::from(slope % 5) / 4.0);
            Layer::new(weights, bias, Activation::from_slope(slope).unwrap()).unwrap()
        });
        let network = Network::new(layers.collect()).unwrap();
        let (bytes, fidelity) = to_bytes(&network, "a test").unwrap();
        fidelity == Fidelity::Exact && read(&bytes).unwrap() == network
    }
}
