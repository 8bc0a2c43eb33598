//! Model files as PyTorch, Keras and scikit-learn export them, against what onnxruntime or PyTorch gives; `make.py` beside
//! the files says how they were made.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::{Path, PathBuf};
use unrelu_inverter::{
    file::{read_matrix, read_network, write_network},
    network::{Activation, Network},
};

/// Relative to the largest output. The others compute in float32.
const TOLERANCE: f64 = 1e-6;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/models")
}

/// Those that are networks, and those that are none.
fn models() -> (Vec<PathBuf>, Vec<PathBuf>) {
    let files = folder().read_dir().unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let model = |path: &PathBuf| matches!(path.extension().unwrap().to_str().unwrap(), "onnx" | "safetensors");
    files.filter(model).partition(|path| !name(path).starts_with("refused"))
}

/// The largest difference from the outputs beside the model, relative to the largest of them.
fn difference(path: &Path, network: &Network) -> f64 {
    let matrix = |part: &str| read_matrix(&path.with_extension(format!("{part}.npy"))).unwrap().values;
    let expected = matrix("outputs");
    let size = expected.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
    let difference = network.forward_batch(&matrix("inputs")) - &expected;
    difference.iter().fold(0.0, |largest: f64, x| largest.max(x.abs())) / size
}

#[test]
fn every_export_gives_the_outputs_of_its_own_runtime() {
    let (models, _) = models();
    assert_eq!(models.len(), 21);
    for path in models {
        let network = read_network(&path).unwrap();
        let found = difference(&path, &network);
        assert!(found <= TOLERANCE, "{}: {found:e}", path.display());
    }
}

#[test]
fn every_export_survives_every_format() {
    let place = tempfile::tempdir().unwrap();
    for path in models().0 {
        let network = read_network(&path).unwrap();
        for ending in ["npz", "onnx", "safetensors"] {
            let copy = place.path().join(path.file_name().unwrap()).with_extension(ending);
            write_network(&copy, &network, "a test").unwrap();
            let found = difference(&path, &read_network(&copy).unwrap());
            assert!(found <= TOLERANCE, "{}: {found:e}", copy.display());
            std::fs::remove_file(copy).unwrap();
        }
    }
}

#[test]
fn activations_are_those_of_the_model() {
    let activations = |name: &str| {
        let network = read_network(&folder().join(name)).unwrap();
        network.layers().iter().map(|layer| layer.activation().to_string()).collect::<Vec<_>>().join(" ")
    };
    let leaky = Activation::from_slope(0.1_f32.into()).unwrap().to_string();
    for name in ["torch-legacy.onnx", "torch-legacy-one.onnx", "torch-dynamo.onnx", "torch-dynamo-external.onnx"] {
        assert_eq!(activations(name), format!("relu {leaky} identity"), "{name}");
    }
    assert_eq!(activations("scikit-learn.onnx"), "relu relu identity");
    assert_eq!(activations("torch-dynamo-product.onnx"), "relu relu identity");
    assert_eq!(activations("state-dict-deep.safetensors"), "relu relu relu relu relu relu");
}

#[test]
fn what_is_no_chain_of_layers_is_refused_by_name() {
    let expected = [
        (
            "refused-batch-norm.onnx",
            "node `/2/BatchNormalization` (BatchNormalization): this operator is not supported",
        ),
        ("refused-batch-norm.safetensors", "tensor `1.weight`: has shape [5]"),
        ("refused-classifier.onnx", "node `ArrayFeatureExtractor` (ai.onnx.ml.ArrayFeatureExtractor): this operator"),
        ("refused-conv.onnx", "node `/0/Conv` (Conv): this operator is not supported"),
        ("refused-conv.safetensors", "tensor `0.weight`: has shape [3, 2, 2]; a linear layer has [outputs, inputs]"),
        ("refused-residual.onnx", "node `/Add` (Add): joins /Relu_output_0 and input"),
        ("refused-tanh.onnx", "node `/1/Tanh` (Tanh): this operator is not supported"),
    ];
    assert_eq!(models().1.len(), expected.len());
    for (name, part) in expected {
        let error = read_network(&folder().join(name)).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains(part), "{error}");
    }
}
