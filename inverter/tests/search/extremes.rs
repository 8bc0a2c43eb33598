//! Numbers near the ends of what floats hold: an answer is one, or is not given.

use super::random::inverters;
use quickcheck::{Arbitrary, Gen, quickcheck};
use std::time::Duration;
use unrelu_inverter::invert::{CompleteOptions, Outcome, Refutation};
use unrelu_inverter::limits::Limits;
use unrelu_inverter::ndarray::{Array1, Array2};
use unrelu_inverter::network::{Activation, Layer, Network};

/// A network and an observation whose numbers overflow, vanish or lose all digits together.
#[derive(Clone, Debug)]
struct Extreme {
    network: Network,
    observation: Array1<f64>,
}

impl Arbitrary for Extreme {
    fn arbitrary(g: &mut Gen) -> Self {
        let sizes = [0.0, 0.0, 1.0, 2.5, 1e-308, 5e-324, 1e-160, 1e160, 1e300, f64::MAX];
        let number = |g: &mut Gen| if bool::arbitrary(g) { 1.0 } else { -1.0 } * *g.choose(&sizes).expect("some");
        let mut widths: Vec<usize> = (0..3).map(|_| 1 + usize::arbitrary(g) % 4).collect();
        if bool::arbitrary(g) {
            widths.pop();
        }
        let layers = widths.windows(2).map(|pair| {
            let weights = Array2::from_shape_simple_fn((pair[1], pair[0]), || number(g));
            let bias = Array1::from_shape_simple_fn(pair[1], || number(g));
            let slope = *g.choose(&[0.0, 0.0, 0.1, 1.0]).expect("some");
            Layer::new(weights, bias, Activation::from_slope(slope).expect("a slope")).expect("finite")
        });
        let network = Network::new(layers.collect()).expect("widths fit");
        let outputs = network.outputs();
        Self { network, observation: Array1::from_shape_simple_fn(outputs, || number(g).abs()) }
    }
}

quickcheck! {
    fn a_latent_code_and_its_residual_are_numbers_and_proofs_hold(extreme: Extreme) -> () {
        let Extreme { network, observation } = &extreme;
        let limits = Limits::time(Duration::from_millis(100));
        for inverter in inverters(CompleteOptions { limits, ..CompleteOptions::default() }) {
            // What cannot be an output at all is an error.
            let Ok(inversion) = inverter.invert(network, observation) else { continue };
            if let Some(preimage) = inversion.preimage() {
                assert!(preimage.latent().iter().all(|entry| entry.is_finite()), "{inverter:?}: {preimage:?}: {extreme:?}");
                let (errors, off) = (network.forward(preimage.latent()) - observation, preimage.residual().linf);
                assert!(errors.iter().all(|error| error.abs() <= off), "{inverter:?}: {preimage:?}: {extreme:?}");
            }
            if let Outcome::NotRealizable(certificate) | Outcome::Refuted(Refutation::Certificate(certificate)) =
                &inversion.outcome
            {
                assert!(certificate.verify(network).is_some(), "{inverter:?}: {certificate:?}: {extreme:?}");
            }
        }
    }
}

/// `0 * NaN` is no reason to call a unit inactive.
#[test]
fn nan_goes_through_a_network() {
    for activation in [Activation::Relu, Activation::from_slope(0.1).unwrap(), Activation::Identity] {
        assert!(activation.apply(f64::NAN).is_nan());
    }
    assert_eq!(Activation::Relu.apply(-0.0).to_bits(), 0.0_f64.to_bits());
}
