//! Networks in every format.

use crate::scratch;
use std::path::Path;
use unrelu_inverter::file::{Fidelity, parse_network, read_network, write_network};
use unrelu_inverter::ndarray::Array1;
use unrelu_inverter::network::Network;

/// Where ONNX would look for numbers beside the model: nowhere.
const NOWHERE: &str = "no such folder/network";

/// A network that is read runs forward, and is the same when it was written in any format and is read again.
pub fn network(bytes: &[u8]) {
    let Ok(network) = parse_network(bytes, Path::new(NOWHERE)) else { return };
    if network.layers().iter().map(|layer| layer.inputs().saturating_mul(layer.outputs())).sum::<usize>() > 100_000 {
        return;
    }
    let latent = Array1::from_shape_fn(network.inputs(), |index| [1.0, -0.5, 0.25][index % 3]);
    let output = network.forward(&latent);
    for name in ["network.npz", "network.safetensors", "network.onnx"] {
        let path = scratch::new(name);
        // What a format cannot hold is refused.
        let Ok(Fidelity::Exact) = write_network(&path, &network, "written again") else { continue };
        let again = read_network(&path).expect("it was just written");
        assert_eq!(activations(&again), activations(&network), "{name}");
        assert!(same(&again.forward(&latent), &output), "{name}");
    }
}

fn activations(network: &Network) -> Vec<String> {
    network.layers().iter().map(|layer| layer.activation().to_string()).collect()
}

/// Numbers that overflow may do so in another order.
fn same(left: &Array1<f64>, right: &Array1<f64>) -> bool {
    let close =
        |(a, b): (&f64, &f64)| !(a.is_finite() && b.is_finite()) || (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
    left.len() == right.len() && left.iter().zip(right).all(close)
}
