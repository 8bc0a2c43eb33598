//! Exact preimages against sampling, and where the answer is known.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use num_traits::Signed;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::{
    exact::{ExactNetwork, Rational, rational},
    ndarray::{Array1, Array2, array},
    network::{Activation, Layer, Network},
    preimage::{
        Convexity, Gap, Generators, LatentBox, Limits, Polyhedron, Preimage, PreimageError, Question, StopReason,
        count_regions, find, regions,
    },
};

type Point = Vec<Rational>;

fn ratio(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator.into(), denominator.into())
}

fn whole(entries: &[i64]) -> Point {
    entries.iter().map(|&entry| ratio(entry, 1)).collect()
}

fn network(layers: impl IntoIterator<Item = Array2<f64>>) -> Network {
    Network::new(layers.into_iter().map(|weights| Layer::relu(weights).unwrap()).collect()).unwrap()
}

fn within(tolerance: f64) -> Question {
    Question { tolerance, ..Question::default() }
}

fn in_box(lower: f64, upper: f64) -> Question {
    Question { domain: Some(LatentBox::new(lower, upper).unwrap()), ..Question::default() }
}

fn generators(preimage: &Preimage) -> Vec<Generators> {
    preimage.pieces.iter().map(|piece| Generators::of(piece).unwrap()).collect()
}

/// Whether `|G(z) - x| <= tolerance`, by a forward pass.
fn gives(network: &ExactNetwork, z: &[Rational], (observation, tolerance): (&[f64], f64)) -> bool {
    let misses = network.forward(z).into_iter().zip(observation).map(|(y, &x)| (y - rational(x).unwrap()).abs());
    misses.into_iter().all(|miss| miss <= rational(tolerance).unwrap())
}

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

/// A network of small whole numbers, or of any floats, with one to three layers and all kinds of activations.
fn random(rng: &mut ChaCha8Rng, inputs: usize, trial: usize) -> Network {
    let depth = 1 + trial % 3;
    let mut widths = vec![inputs];
    widths.extend((1..depth).map(|_| rng.random_range(2..=4)));
    widths.push(rng.random_range(1..=3));
    let real = trial % 2 == 1;
    let mut entry = || if real { rng.random_range(-2.0..2.0) } else { f64::from(rng.random_range(-2..=2)) };
    let slopes = [0.0, 0.0, 0.0, 0.25, 0.1, 1.0];
    let layer = |(index, pair): (usize, &[usize])| {
        let weights = Array2::from_shape_simple_fn((pair[1], pair[0]), &mut entry);
        let bias = Array1::from_shape_simple_fn(pair[1], &mut entry);
        Layer::new(weights, bias, Activation::from_slope(slopes[(trial / 6 + index) % 6]).unwrap()).unwrap()
    };
    Network::new(widths.windows(2).enumerate().map(layer).collect()).unwrap()
}

/// A point of multiples of 1/8, or of an eighth of that.
fn draw(rng: &mut ChaCha8Rng, inputs: usize) -> Vec<f64> {
    (0..inputs).map(|_| f64::from(rng.random_range(-40..=40)) / 8.0).collect()
}

/// Sampled points are in a piece exactly where they give the observation; points of pieces give it; pieces do not overlap; the gap is one.
fn agrees(network: &Network, observation: &[f64], question: &Question, points: &[Vec<f64>]) -> Preimage {
    let found = find(network, observation, question).unwrap();
    let exact = ExactNetwork::new(network);
    let wanted = (observation, question.tolerance);
    let holds = |point: &[Rational]| found.pieces.iter().any(|piece| piece.contains(point));
    for point in points {
        let point: Point = point.iter().map(|&entry| rational(entry).unwrap()).collect();
        assert_eq!(holds(&point), gives(&exact, &point, wanted), "{network:?} {observation:?} {point:?}");
    }
    for (index, piece) in found.pieces.iter().enumerate() {
        let Generators { points, rays } = Generators::of(piece).unwrap_or(Generators { points: vec![], rays: vec![] });
        let along = |ray: &Point| points[0].iter().zip(ray).map(|(a, b)| a + b).collect();
        let far: Vec<Point> = rays.iter().map(along).collect();
        let all = points.iter().chain(&far).map(Vec::as_slice).chain([piece.inside()]);
        all.for_each(|point| assert!(piece.contains(point) && gives(&exact, point, wanted), "{piece:?} {point:?}"));
        let apart = |other: &Polyhedron| !piece.overlaps(other) && !other.covers(piece) && !piece.covers(other);
        assert!(found.pieces[..index].iter().all(apart), "{network:?} {observation:?}");
    }
    match &found.convexity {
        Convexity::NotConvex(Gap { points, midpoint }) => {
            assert!(points.iter().all(|point| holds(point)) && !holds(midpoint) && !gives(&exact, midpoint, wanted));
        }
        Convexity::Convex => found.pieces.iter().for_each(|first| {
            let middle = |other: &Polyhedron| {
                first.inside().iter().zip(other.inside()).map(|(a, b)| (a + b) / ratio(2, 1)).collect::<Point>()
            };
            assert!(found.pieces.iter().all(|other| holds(&middle(other))));
        }),
        other => panic!("{other:?}"),
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

fn exact(point: &[f64]) -> Point {
    point.iter().map(|&entry| rational(entry).unwrap()).collect()
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

fn layer(weights: Array2<f64>, bias: Array1<f64>, slope: f64) -> Layer {
    Layer::new(weights, bias, Activation::from_slope(slope).unwrap()).unwrap()
}

/// `|z_1| + |z_2|`.
fn diamond() -> Network {
    network([array![[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]], array![[1.0, 1.0, 1.0, 1.0]]])
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
    let exact = ExactNetwork::new(&network);
    for latent in [[1.0, 0.0], [-3.0, 0.5], [0.0, -1.0], [-2.0, 3.0]] {
        let observation = network.forward(&Array1::from(latent.to_vec())).to_vec();
        let found = find(&network, &observation, &Question::default()).unwrap();
        let latent: Point = latent.iter().map(|&entry| rational(entry).unwrap()).collect();
        assert!(gives(&exact, &latent, (&observation, 0.0)), "nothing was rounded");
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
    let limits = |regions| Question { limits: Limits { regions, ..Limits::default() }, ..within(1.0) };
    let stopped = find(&diamond(), &[2.0], &limits(3)).unwrap_err();
    assert_eq!(stopped, PreimageError::Undecided(StopReason::Regions(3)));
    assert!(count_regions(&diamond(), &limits(3)).is_err());
    let half = find(&diamond(), &[0.0], &limits(5)).unwrap();
    assert_eq!((half.pieces.len(), half.convexity), (4, Convexity::Unknown(StopReason::Convexity(5))));
    let cancelled = limits(100);
    cancelled.limits.cancel.cancel();
    assert_eq!(find(&diamond(), &[0.0], &cancelled).unwrap_err(), PreimageError::Undecided(StopReason::Cancelled));
}

#[test]
fn questions_that_do_not_fit_are_refused() {
    let ask = |observation: &[f64], tolerance| find(&diamond(), observation, &within(tolerance)).unwrap_err();
    assert_eq!(ask(&[1.0, 2.0], 0.0), PreimageError::ObservationLength { expected: 1, found: 2 });
    assert!(matches!(ask(&[f64::NAN], 0.0), PreimageError::ObservationNotFinite { entry: 1, .. }));
    assert_eq!(ask(&[1.0], -1.0), PreimageError::Tolerance(-1.0));
    assert!(matches!(ask(&[1.0], f64::INFINITY), PreimageError::Tolerance(_)));
    for wrong in ["1", "1,1", "2,1", "0,inf", "a,b", "1,2,3"] {
        assert!(wrong.parse::<LatentBox>().is_err(), "{wrong}");
    }
    assert_eq!("-1,2".parse(), Ok(LatentBox::new(-1.0, 2.0).unwrap()));
}
