//! What is in a piece and what gives the observation is the same.

use super::{Point, exact, gives, layer, ratio, within};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::{
    exact::{ExactNetwork, Rational},
    ndarray::{Array1, Array2},
    network::Network,
    preimage::{Convexity, Gap, Generators, Polyhedron, Preimage, Question, find},
};

/// A network of small whole numbers, or of any floats, with one to three layers and all kinds of activations.
fn random(rng: &mut ChaCha8Rng, inputs: usize, trial: usize) -> Network {
    let depth = 1 + trial % 3;
    let mut widths = vec![inputs];
    widths.extend((1..depth).map(|_| rng.random_range(2..=4)));
    widths.push(rng.random_range(1..=3));
    let real = trial % 2 == 1;
    let mut entry = || if real { rng.random_range(-2.0..2.0) } else { f64::from(rng.random_range(-2..=2)) };
    let slopes = [0.0, 0.0, 0.0, 0.25, 0.1, 1.0];
    let random_layer = |(index, pair): (usize, &[usize])| {
        let weights = Array2::from_shape_simple_fn((pair[1], pair[0]), &mut entry);
        let bias = Array1::from_shape_simple_fn(pair[1], &mut entry);
        layer(weights, bias, slopes[(trial / 6 + index) % 6])
    };
    Network::new(widths.windows(2).enumerate().map(random_layer).collect()).unwrap()
}

/// A point of multiples of 1/8, or of an eighth of that.
fn draw(rng: &mut ChaCha8Rng, inputs: usize) -> Vec<f64> {
    (0..inputs).map(|_| f64::from(rng.random_range(-40..=40)) / 8.0).collect()
}

/// Sampled points are in a piece exactly where they give the observation; points of pieces give it; pieces do not overlap; the gap is one.
pub fn agrees(network: &Network, observation: &[f64], question: &Question, points: &[Vec<f64>]) -> Preimage {
    let found = find(network, observation, question).unwrap();
    let by_forward = ExactNetwork::new(network);
    let wanted = (observation, question.tolerance);
    let holds = |point: &[Rational]| found.pieces.iter().any(|piece| piece.contains(point));
    for point in points {
        let point = exact(point);
        assert_eq!(holds(&point), gives(&by_forward, &point, wanted), "{network:?} {observation:?} {point:?}");
    }
    for (index, piece) in found.pieces.iter().enumerate() {
        let Generators { points, rays } = Generators::of(piece).unwrap_or(Generators { points: vec![], rays: vec![] });
        let along = |ray: &Point| points[0].iter().zip(ray).map(|(a, b)| a + b).collect();
        let far: Vec<Point> = rays.iter().map(along).collect();
        let all = points.iter().chain(&far).map(Vec::as_slice).chain([piece.inside()]);
        all.for_each(|point| {
            assert!(piece.contains(point) && gives(&by_forward, point, wanted), "{piece:?} {point:?}");
        });
        // A polygon has as many vertices as edges, with one at infinity where it is not bounded.
        let edges = piece.inequalities().len();
        assert!(
            piece.dimension() != 2 || edges < 3 || points.len() + usize::from(!rays.is_empty()) == edges,
            "{piece:?}"
        );
        let apart = |other: &Polyhedron| !piece.overlaps(other) && !other.covers(piece) && !piece.covers(other);
        assert!(found.pieces[..index].iter().all(apart), "{network:?} {observation:?}");
    }
    match &found.convexity {
        Convexity::NotConvex(Gap { points, midpoint }) => {
            assert!(
                points.iter().all(|point| holds(point)) && !holds(midpoint) && !gives(&by_forward, midpoint, wanted)
            );
        }
        Convexity::Convex => found.pieces.iter().for_each(|first| {
            let middle = |other: &Polyhedron| {
                first.inside().iter().zip(other.inside()).map(|(a, b)| (a + b) / ratio(2, 1)).collect::<Point>()
            };
            assert!(found.pieces.iter().all(|other| holds(&middle(other))));
        }),
        Convexity::Unknown(reason) => panic!("{reason}"),
    }
    found
}

#[test]
fn two_inputs_agree_with_dense_sampling() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let (mut pieces, mut convex) = (0, 0);
    for trial in 0..200 {
        let network = random(&mut rng, 2, trial);
        let start = draw(&mut rng, 2);
        let observation = network.forward(&Array1::from(start.clone())).to_vec();
        // Whole numbers with slopes in binary give observations without rounding.
        let exactly = trial % 2 == 0 && gives(&ExactNetwork::new(&network), &exact(&start), (&observation, 0.0));
        let tolerance = if exactly && trial % 4 == 0 { 0.0 } else { 0.5 };
        let mut points: Vec<_> = (0..400).map(|_| draw(&mut rng, 2)).collect();
        points.push(start);
        let found = agrees(&network, &observation, &within(tolerance), &points);
        assert!(!found.pieces.is_empty());
        pieces += found.pieces.len();
        convex += usize::from(found.convexity == Convexity::Convex);
    }
    assert!(pieces > 400 && (20..180).contains(&convex), "{pieces} pieces, {convex} convex");
}

#[test]
fn one_three_and_four_inputs_agree_with_sampling() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for trial in 0..45 {
        let inputs = [1, 3, 4][trial % 3];
        let network = random(&mut rng, inputs, trial / 3);
        let start = draw(&mut rng, inputs);
        let observation = network.forward(&Array1::from(start.clone())).to_vec();
        let mut points: Vec<_> = (0..200).map(|_| draw(&mut rng, inputs)).collect();
        points.push(start);
        agrees(&network, &observation, &within(0.5), &points);
    }
}
