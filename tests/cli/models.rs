//! Model files: what is converted gives the same observations.

use super::run::{Place, repository};
use unrelu::inverter::file::read_matrix;

fn model(name: &str) -> String {
    repository(&format!("tests/data/models/{name}")).display().to_string()
}

/// The largest difference of two observations, relative to the largest entry.
fn difference(place: &Place, a: &str, b: &str) -> f64 {
    let (a, b) = (read_matrix(&place.path(a)).unwrap().values, read_matrix(&place.path(b)).unwrap().values);
    let largest = |values: &ndarray::Array2<f64>| values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
    largest(&(&a - &b)) / largest(&a)
}

#[test]
fn a_network_goes_through_every_format_and_back() {
    let place = Place::new();
    place.expect(0, "generate network --widths 4,9,12 --activation leaky:0.25 --seed 1 --out network.npz");
    place.expect(0, "generate latents --dimension 4 --count 3 --seed 2 --out z.npy");
    place.expect(0, "forward network.npz z.npy --out x.npy");
    assert!(place.expect(0, "convert network.npz network.safetensors").stderr.is_empty());
    let rounded = place.expect(0, "convert network.safetensors network.onnx").stderr;
    assert!(rounded.contains("network.onnx: numbers were rounded to float32"), "{rounded}");
    assert!(place.expect(0, "convert network.onnx back.safetensors").stderr.is_empty());
    for (name, tolerance) in [("network.safetensors", 0.0), ("network.onnx", 1e-6), ("back.safetensors", 1e-6)] {
        place.expect(0, &format!("forward {name} z.npy --out {name}.npy"));
        assert!(difference(&place, "x.npy", &format!("{name}.npy")) <= tolerance, "{name}");
        let inverted = place.expect(0, &format!("invert {name} {name}.npy --json")).json();
        assert_eq!(inverted["results"][0]["outcome"], "unique", "{name}");
    }
    place.expect(0, "generate network --widths 4,9 --out direct.onnx");
    place.expect(0, "forward direct.onnx z.npy --out y.npy");
}

#[test]
fn activations_come_from_the_command_line_where_the_file_has_none() {
    let place = Place::new();
    let model = model("state-dict.safetensors");
    place.expect(0, &format!("convert {model} model.npz --activation leaky:0.5,identity"));
    place.expect(0, "generate latents --dimension 3 --out z.npy");
    place.expect(0, &format!("forward {model} z.npy --activation leaky:0.5,identity --out a.npy"));
    place.expect(0, "forward model.npz z.npy --out b.npy");
    assert!(difference(&place, "a.npy", "b.npy") <= 0.0);
}

#[test]
fn other_networks_are_refused_by_operator_and_node() {
    let place = Place::new();
    let refused = [
        ("refused-conv.onnx", "node `/0/Conv` (Conv)"),
        ("refused-tanh.onnx", "node `/1/Tanh` (Tanh)"),
        ("refused-batch-norm.onnx", "(BatchNormalization)"),
        ("refused-conv.safetensors", "tensor `0.weight`"),
    ];
    for (name, part) in refused {
        place.refuses(&format!("convert {} out.npz", model(name)), &[name, part]);
    }
    assert!(!place.path("out.npz").exists());
}

#[test]
fn a_reduction_is_written_as_onnx_unless_it_has_no_inputs() {
    let place = Place::new();
    place.write("small.cnf", "p cnf 2 1\n1 2 0\n");
    place.expect(0, "reduce small.cnf --to theorem-2 --out instance");
    assert!(place.expect(0, "convert instance/network.npz network.onnx").stderr.is_empty());
    place.write("empty.cnf", "p cnf 0 0\n");
    place.expect(0, "reduce empty.cnf --to theorem-1 --out empty");
    place.refuses("convert empty/network.npz empty.onnx", &["empty.onnx", "width 0"]);
}
