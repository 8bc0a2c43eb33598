//! Preimages that are known.

use super::{Point, diamond, exact, generators, gives, in_box, layer, network, ratio, sampling::agrees, whole, within};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::{
    exact::ExactNetwork,
    ndarray::{Array1, Array2, array},
    network::{Layer, Network},
    preimage::{Convexity, Generators, Polyhedron, Question, count_regions, find},
};

#[test]
fn example_1_is_two_rays() {
    let example = network([array![[1.0, 2.0], [3.0, 1.0]], array![[1.0, -1.0]]]);
    let found = find(&example, &[1.0], &Question::default()).unwrap();
    let ray = |direction| Generators { points: vec![vec![ratio(-1, 5), ratio(3, 5)]], rays: vec![whole(direction)] };
    assert_eq!(generators(&found), [ray(&[-2, 1]), ray(&[1, 2])]);
    assert_eq!((found.searched, found.met), (4, 2));
    let Convexity::NotConvex(gap) = found.convexity else { panic!("{:?}", found.convexity) };
    assert!(gap.points.iter().all(|point| found.pieces.iter().any(|piece| piece.contains(point))));
    assert_eq!(count_regions(&example, &Question::default()), Ok(vec![4, 5]));
}

/// Names, points and rays of the pieces.
fn shapes(network: &Network, observation: &[f64], question: &Question) -> Vec<(&'static str, Vec<Point>, Vec<Point>)> {
    let found = agrees(network, observation, question, &[]);
    let shape = |(piece, shape): (&Polyhedron, Generators)| (shape.name(piece.dimension()), shape.points, shape.rays);
    found.pieces.iter().zip(generators(&found)).map(shape).collect()
}

#[test]
fn one_layer_gives_every_shape() {
    let single = |weights, observation: &[f64], tolerance| {
        let mut shapes = shapes(&network([weights]), observation, &within(tolerance));
        assert_eq!(shapes.len(), 1);
        shapes.remove(0)
    };
    let points = |points: &[[i64; 2]]| points.iter().map(|point| whole(point)).collect::<Vec<_>>();
    let axes = || array![[1.0, 0.0], [0.0, 1.0]];
    assert_eq!(single(axes(), &[1.0, 2.0], 0.0), ("point", points(&[[1, 2]]), vec![]));
    assert_eq!(single(axes(), &[1.0, 0.0], 0.0), ("ray", points(&[[1, 0]]), points(&[[0, -1]])));
    let corner = ("unbounded polygon", points(&[[0, 0]]), points(&[[-1, 0], [0, -1]]));
    assert_eq!(single(axes(), &[0.0, 0.0], 0.0), corner);
    let square = ("polygon", points(&[[2, 3], [4, 3], [4, 5], [2, 5]]), vec![]);
    let (name, mut found, rays) = single(axes(), &[3.0, 4.0], 1.0);
    let first = found.iter().position(|point| *point == whole(&[2, 3])).unwrap();
    found.rotate_left(first);
    assert_eq!((name, found, rays), square);
    // Rows that say the same, rows of zeros, x on a kink.
    let twice = || array![[1.0, 0.0], [2.0, 0.0], [0.0, 0.0]];
    assert_eq!(single(twice(), &[1.0, 2.0, 0.0], 0.0), ("line", points(&[[1, 0]]), points(&[[0, -1], [0, 1]])));
    let half = ("unbounded polygon", points(&[[0, 0]]), points(&[[0, -1], [0, 1], [-1, 0]]));
    assert_eq!(single(twice(), &[0.0, 0.0, 0.0], 0.0), half);
    let strip = ("unbounded polygon", points(&[[3, 0], [5, 0]]), points(&[[0, -1], [0, 1]]));
    assert_eq!(single(array![[1.0, 0.0]], &[4.0], 1.0), strip);
    let plane = ("plane", points(&[[0, 0]]), points(&[[-1, 0], [0, -1], [0, 1], [1, 0]]));
    assert_eq!(single(array![[0.0, 0.0]], &[0.0], 0.0), plane);
}

#[test]
fn there_may_be_nothing() {
    let twice = network([array![[1.0, 0.0], [2.0, 0.0], [0.0, 0.0]]]);
    for wrong in [[1.0, 1.0, 0.0], [1.0, 2.0, 1.0], [-1.0, 0.0, 0.0]] {
        let found = find(&twice, &wrong, &Question::default()).unwrap();
        assert_eq!((found.pieces.len(), found.convexity), (0, Convexity::Convex), "{wrong:?}");
    }
    // Bounds show it at once.
    let found = find(&diamond(), &[17.0], &in_box(-4.0, 4.0)).unwrap();
    assert_eq!((found.pieces.len(), found.searched, found.pruned), (0, 0, 1));
}

#[test]
fn unions_are_convex_or_not() {
    let segments = shapes(&diamond(), &[1.0], &Question::default());
    assert_eq!(segments.iter().map(|(name, ..)| *name).collect::<Vec<_>>(), ["segment"; 4]);
    let filled = agrees(&diamond(), &[0.0], &within(1.0), &[vec![0.5, 0.5], vec![0.5, 0.625]]);
    assert_eq!((filled.pieces.len(), filled.convexity), (4, Convexity::Convex));
    let hollow = agrees(&diamond(), &[2.0], &within(1.0), &[vec![0.0, 0.0], vec![1.0, 1.0]]);
    assert!(matches!(hollow.convexity, Convexity::NotConvex(_)) && hollow.pieces.len() == 4);
    assert!(count_regions(&diamond(), &Question::default()).unwrap() == [4, 4]);
}

/// A convex function, in many pieces; with the sign of a term changed it is none.
#[test]
fn sublevel_sets_of_sums_of_relus_are_convex() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut entry = || f64::from(rng.random_range(-8..=8)) / 8.0;
    let weights = Array2::from_shape_simple_fn((11, 2), &mut entry);
    let bias = Array1::from_shape_simple_fn(11, entry);
    let below = |last| {
        let hidden = layer(weights.clone(), bias.clone(), 0.0);
        let network = Network::new(vec![hidden, Layer::relu(last).unwrap()]).unwrap();
        let found = find(&network, &[0.0], &within(8.0)).unwrap();
        (found.pieces.len(), found.convexity)
    };
    let (pieces, convexity) = below(Array2::ones((1, 11)));
    assert!(pieces > 40 && convexity == Convexity::Convex, "{pieces} pieces, {convexity:?}");
    let mut mixed = Array2::ones((1, 11));
    mixed[(0, 3)] = -4.0;
    let (pieces, convexity) = below(mixed);
    assert!(pieces > 40 && matches!(convexity, Convexity::NotConvex(_)), "{pieces} pieces, {convexity:?}");
}

#[test]
fn what_is_on_borders_comes_once() {
    // |z_1| = 0, on the border of both cells; and the corner of the diamond.
    let fold = network([array![[1.0, 0.0], [-1.0, 0.0]], array![[1.0, 1.0]]]);
    let lines = shapes(&fold, &[0.0], &Question::default());
    assert_eq!(lines, [("line", vec![whole(&[0, 0])], vec![whole(&[0, -1]), whole(&[0, 1])])]);
    let corner = find(&diamond(), &[0.0], &Question::default()).unwrap();
    assert_eq!((corner.pieces.len(), corner.met, corner.convexity), (1, 4, Convexity::Convex));
}

#[test]
fn leaky_networks_that_are_bijections_have_one_latent_code() {
    let first = layer(array![[2.0, 1.0], [1.0, 1.0]], array![1.0, -1.0], 0.5);
    let second = layer(array![[1.0, -1.0], [0.0, 1.0]], array![0.0, 2.0], 0.25);
    let network = Network::new(vec![first, second]).unwrap();
    let by_forward = ExactNetwork::new(&network);
    for latent in [[1.0, 0.0], [-3.0, 0.5], [0.0, -1.0], [-2.0, 3.0]] {
        let observation = network.forward(&Array1::from(latent.to_vec())).to_vec();
        let found = find(&network, &observation, &Question::default()).unwrap();
        let latent = exact(&latent);
        assert!(gives(&by_forward, &latent, (&observation, 0.0)), "nothing was rounded");
        assert_eq!(generators(&found), [Generators { points: vec![latent], rays: vec![] }]);
    }
}

#[test]
fn a_box_cuts_rays_to_segments() {
    let example = network([array![[1.0, 2.0], [3.0, 1.0]], array![[1.0, -1.0]]]);
    let corner = || vec![ratio(-1, 5), ratio(3, 5)];
    let segments = shapes(&example, &[1.0], &in_box(-1.0, 1.0));
    assert_eq!(segments[0], ("segment", vec![corner(), whole(&[-1, 1])], vec![]));
    assert_eq!(segments[1], ("segment", vec![corner(), whole(&[0, 1])], vec![]));
}

#[test]
fn networks_without_inputs_have_one_point_or_none() {
    let constant = Network::new(vec![layer(Array2::zeros((1, 0)), array![3.0], 0.0)]).unwrap();
    assert_eq!(shapes(&constant, &[3.0], &Question::default()), [("point", vec![vec![]], vec![])]);
    assert!(find(&constant, &[2.0], &Question::default()).unwrap().pieces.is_empty());
}
