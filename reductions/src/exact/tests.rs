#![expect(clippy::float_cmp, reason = "the point is that nothing is rounded")]

use super::*;
use quickcheck::quickcheck;
use unrelu_inverter::ndarray::{Array1, array};
use unrelu_inverter::network::{Activation, Layer, ObservationError};

fn network() -> Network {
    let hidden = Layer::new(array![[3.0, -2.0], [1.0, 1.0], [0.0, -5.0]], array![1.0, -1.0, 0.0], Activation::Relu);
    let last = Layer::new(array![[1.0, -4.0, 2.0]], array![7.0], Activation::Identity);
    Network::new(vec![hidden.unwrap(), last.unwrap()]).unwrap()
}

quickcheck! {
    fn small_dyadic_codes_agree_with_floats(a: i16, b: i16, scale: u8) -> bool {
        // 16 bits at one scale: floats are exact here too.
        let latent = [f64::from(a), f64::from(b)].map(|x| x / f64::from(1_u32 << (scale % 20)));
        let exact = forward(&network(), &latent).unwrap();
        exact[0].to_f64() == network().forward(&Array1::from(latent.to_vec()))[0]
    }

    fn floats_are_read_exactly(value: f64) -> bool {
        !value.is_finite() || Dyadic::exact(value).to_f64() == value
    }

    fn big_integers_agree_with_128_bits(a: i32, b: i32) -> bool {
        // Adding a far smaller number forces big integers; it must show in the sum, and only there.
        let tiny = f64::from_bits(1);
        let sum = Network::new(vec![Layer::new(array![[1.0, 1.0, 1.0]], array![0.0], Activation::Identity).unwrap()]).unwrap();
        let (a, b) = (f64::from(a), f64::from(b));
        let short = forward(&sum, &[a, b, 0.0]).unwrap();
        let long = forward(&sum, &[a, b, tiny]).unwrap();
        short[0].to_f64() == a + b && long[0] != short[0] && check(&sum, &[a + b], &[a, b, tiny], Domain::Reals).unwrap() != Finding::Preimage
    }
}

#[test]
fn cancellation_that_floats_miss_is_seen() {
    let sum = Network::new(vec![Layer::relu(array![[1.0, 1.0, 1.0]]).unwrap()]).unwrap();
    let latent = [1e300, 1.0, -1e300];
    assert_eq!(sum.forward(&Array1::from(latent.to_vec()))[0], 0.0);
    assert_eq!(check(&sum, &[1.0], &latent, Domain::Reals), Ok(Finding::Preimage));
    let Ok(Finding::Differs(differences)) = check(&sum, &[0.0], &latent, Domain::Reals) else { panic!() };
    assert_eq!((differences[0].index, differences[0].found.to_string().as_str()), (0, "1"));
}

#[test]
fn every_output_that_differs_is_named() {
    let identity = Layer::new(array![[1.0, 0.0], [0.0, 1.0]], array![0.0, 0.0], Activation::Identity).unwrap();
    let identity = Network::new(vec![identity]).unwrap();
    let Ok(Finding::Differs(differences)) = check(&identity, &[1.0, 2.0], &[1.0, 0.375], Domain::Reals) else {
        panic!()
    };
    assert_eq!(differences.len(), 1);
    assert_eq!((differences[0].index, differences[0].expected), (1, 2.0));
    assert_eq!(differences[0].found.to_string(), "3/2^3");
}

#[test]
fn the_domain_is_checked() {
    let latent = [-1.0, 1.5];
    let output: Vec<f64> = forward(&network(), &latent).unwrap().iter().map(Dyadic::to_f64).collect();
    assert_eq!(check(&network(), &output, &latent, Domain::Reals), Ok(Finding::Preimage));
    let outside = Finding::OutsideDomain { index: 1, value: 1.5 };
    assert_eq!(check(&network(), &output, &latent, Domain::Signs), Ok(outside));
}

#[test]
fn networks_of_fractions_are_refused() {
    let single = |weight: f64, bias: f64, activation| {
        Network::new(vec![Layer::new(array![[weight]], array![bias], activation).unwrap()]).unwrap()
    };
    let leaky = Activation::from_slope(0.5).unwrap();
    let error = |network| forward(&network, &[1.0]).unwrap_err();
    assert!(matches!(
        error(single(0.5, 0.0, Activation::Relu)),
        ExactError::Weight { layer: 1, row: 1, column: 1, .. }
    ));
    assert!(matches!(error(single(1e16, 0.0, Activation::Relu)), ExactError::Weight { .. }));
    assert!(matches!(error(single(1.0, 0.1, Activation::Relu)), ExactError::Bias { layer: 1, row: 1, .. }));
    assert!(matches!(error(single(1.0, 0.0, leaky)), ExactError::Activation { layer: 1, .. }));
}

#[test]
fn what_does_not_fit_is_refused() {
    assert!(matches!(check(&network(), &[1.0], &[1.0], Domain::Reals), Err(ExactError::Latent(_))));
    assert!(matches!(check(&network(), &[1.0], &[1.0, f64::NAN], Domain::Reals), Err(ExactError::Latent(_))));
    let long = check(&network(), &[1.0, 2.0], &[1.0, 1.0], Domain::Reals);
    assert_eq!(long, Err(ExactError::Observation(ObservationError::Length { expected: 1, found: 2 })));
    let infinite = check(&network(), &[f64::INFINITY], &[1.0, 1.0], Domain::Reals);
    assert!(matches!(infinite, Err(ExactError::Observation(ObservationError::NotFinite { entry: 1, .. }))));
}
