//! Numbers of regions, limits, and questions that do not fit.

use super::{diamond, layer, within};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::{
    limits::{self, Stopped},
    ndarray::{Array1, Array2, array},
    network::{Network, ObservationError},
    preimage::{Convexity, LatentBox, PreimageError, Question, StopReason, count_regions, find, regions},
};

/// Lines through 0 and lines that are generic cut the plane, or space, in as many regions as is known.
#[test]
fn regions_of_generic_arrangements_are_counted() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let mut draw = |rows, columns| Array2::from_shape_simple_fn((rows, columns), || rng.random_range(-1.0..1.0));
    for (inputs, affine, central) in [(1, 7, 2), (2, 22, 12), (3, 42, 32)] {
        let (weights, bias) = (draw(6, inputs), draw(6, 1).column(0).to_owned());
        let count = |bias| {
            let hidden = layer(weights.clone(), bias, 0.0);
            let last = layer(Array2::zeros((1, 6)), array![1.0], 0.0);
            let network = Network::new(vec![hidden, last]).unwrap();
            let cells = regions(&network, &Question::default()).unwrap();
            assert!(cells.iter().all(|cell| cell.dimension() == inputs));
            (count_regions(&network, &Question::default()).unwrap(), cells.len() as u64)
        };
        assert_eq!(count(bias), (vec![affine, affine], affine));
        assert_eq!(count(Array1::zeros(6)), (vec![central, central], central));
    }
}

#[test]
fn limits_end_it_without_an_answer() {
    let limits = |regions| Question { regions, ..within(1.0) };
    let stopped = find(&diamond(), &[2.0], &limits(3)).unwrap_err();
    assert_eq!(stopped, PreimageError::Undecided(StopReason::Regions(3)));
    assert!(count_regions(&diamond(), &limits(3)).is_err());
    let half = find(&diamond(), &[0.0], &limits(5)).unwrap();
    assert_eq!((half.pieces.len(), half.convexity), (4, Convexity::Unknown(StopReason::Convexity(5))));
    let cancelled = limits(100);
    cancelled.limits.cancel.cancel();
    assert_eq!(
        find(&diamond(), &[0.0], &cancelled).unwrap_err(),
        PreimageError::Undecided(StopReason::Stopped(Stopped(limits::StopReason::Cancelled)))
    );
}

#[test]
fn questions_that_do_not_fit_are_refused() {
    let ask = |observation: &[f64], tolerance| find(&diamond(), observation, &within(tolerance)).unwrap_err();
    assert_eq!(ask(&[1.0, 2.0], 0.0), PreimageError::Observation(ObservationError::Length { expected: 1, found: 2 }));
    assert!(matches!(ask(&[f64::NAN], 0.0), PreimageError::Observation(ObservationError::NotFinite { entry: 1, .. })));
    assert_eq!(ask(&[1.0], -1.0), PreimageError::Tolerance(-1.0));
    assert!(matches!(ask(&[1.0], f64::INFINITY), PreimageError::Tolerance(_)));
    for wrong in ["1", "1,1", "2,1", "0,inf", "a,b", "1,2,3"] {
        assert!(wrong.parse::<LatentBox>().is_err(), "{wrong}");
    }
    assert_eq!("-1,2".parse(), Ok(LatentBox::new(-1.0, 2.0).unwrap()));
}
