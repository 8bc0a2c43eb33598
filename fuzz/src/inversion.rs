//! Small networks of any finite numbers.

use std::time::Duration;
use unrelu_inverter::invert::{
    AutoOptions, CompleteOptions, Inverter, LayerwiseOptions, Method, Methods, Outcome, Refutation,
};
use unrelu_inverter::limits::Limits;
use unrelu_inverter::ndarray::{Array1, Array2};
use unrelu_inverter::network::{Activation, Layer, Network};

/// Widths, slopes, then numbers: whoever inverts says how far off its answer is, and every certificate can be checked.
pub fn inversion(bytes: &[u8]) {
    let Some((head, numbers)) = bytes.split_first_chunk::<4>() else { return };
    let mut numbers = Numbers(numbers);
    let Some((network, observation)) = problem(*head, &mut numbers) else { return };
    for inverter in inverters() {
        // What cannot be an output at all is an error.
        let Ok(inversion) = inverter.invert(&network, &observation) else { continue };
        if let Some(preimage) = inversion.preimage() {
            let residual = &network.forward(preimage.latent()) - &observation;
            let largest = residual.iter().fold(0.0, |most: f64, d| most.max(d.abs()));
            assert_eq!(largest.to_bits(), preimage.residual().linf.to_bits());
        }
        match &inversion.outcome {
            Outcome::Found { preimage, .. } => assert!(preimage.latent().iter().all(|entry| entry.is_finite())),
            Outcome::NotRealizable(certificate) | Outcome::Refuted(Refutation::Certificate(certificate)) => {
                assert!(certificate.verify(&network).is_some());
            }
            _ => {}
        }
    }
}

fn inverters() -> Vec<Inverter<'static>> {
    let layerwise =
        |method| Inverter::Layerwise(LayerwiseOptions { methods: Methods::All(method), ..LayerwiseOptions::default() });
    let limits = Limits::time(Duration::from_millis(100));
    let complete = Inverter::Complete(CompleteOptions { auto: AutoOptions::default(), limits });
    Method::ALL.into_iter().map(layerwise).chain([Inverter::default(), complete]).collect()
}

/// One or two layers of one to four units.
fn problem([inputs, hidden, outputs, slopes]: [u8; 4], numbers: &mut Numbers) -> Option<(Network, Array1<f64>)> {
    let width = |byte: u8| usize::from(byte % 4) + 1;
    let mut widths = vec![width(inputs), width(hidden), width(outputs)];
    if slopes & 1 == 1 {
        widths.remove(1);
    }
    let slope = |layer: usize| [0.0, 0.0, 0.1, 1.0][usize::from(slopes >> (2 * layer + 1) & 3)];
    let mut layers = Vec::new();
    for (index, pair) in widths.windows(2).enumerate() {
        let weights = Array2::from_shape_simple_fn((pair[1], pair[0]), || numbers.next());
        let bias = Array1::from_shape_simple_fn(pair[1], || numbers.next());
        layers.push(Layer::new(weights, bias, Activation::from_slope(slope(index)).ok()?).ok()?);
    }
    let observation = Array1::from_shape_simple_fn(*widths.last()?, || numbers.next().abs());
    Some((Network::new(layers).ok()?, observation))
}

/// Numbers that end in zeros.
struct Numbers<'b>(&'b [u8]);

impl Numbers<'_> {
    /// Small whole numbers in one byte, and after a byte 128 any float in eight.
    fn next(&mut self) -> f64 {
        let Some((&first, rest)) = self.0.split_first() else { return 0.0 };
        self.0 = rest;
        match (first, rest.split_first_chunk()) {
            (128, Some((&eight, rest))) => {
                self.0 = rest;
                f64::from_le_bytes(eight)
            }
            _ => f64::from(first.cast_signed()) / 4.0,
        }
    }
}
