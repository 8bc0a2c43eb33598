use super::oracle::is_satisfiable;
use super::*;
use crate::cnf::random::{Attraction, Shape, planted, quiet, uniform};
use crate::cnf::write::write;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Solves a sample and compares with what is said of it.
fn check(sample: Sample) {
    match sample.status {
        Status::Satisfiable(Some(model)) => assert!(sample.formula.is_satisfied_by(&model)),
        Status::Satisfiable(None) => assert!(is_satisfiable(sample.formula).unwrap()),
        Status::Unsatisfiable => assert!(!is_satisfiable(sample.formula).unwrap()),
        Status::Unknown => {}
    }
}

fn sizes(sample: &Sample) -> (usize, usize, usize) {
    (sample.formula.variables(), sample.formula.clause_count(), sample.formula.literal_count())
}

/// How many models a formula of few variables has, by counting.
fn models(formula: &Cnf) -> usize {
    let assignment =
        |number: u32| Assignment::from((0..formula.variables()).map(|bit| number >> bit & 1 == 1).collect::<Vec<_>>());
    (0..1_u32 << formula.variables()).filter(|&number| formula.is_satisfied_by(&assignment(number))).count()
}

fn parity_of(vertices: u32, degree: u32, charge: Charge) -> Sample {
    parity(&mut rng(1), vertices, degree, charge).unwrap()
}

const FLAT: Colouring = Colouring { vertices: 20, edges: 46, colours: 3, planted: true };

#[test]
fn pigeons_have_their_sizes_and_their_answer() {
    for (pigeons, holes) in [(1, 1), (2, 1), (4, 3), (3, 4), (5, 5), (7, 6)] {
        let sample = pigeonhole(pigeons, holes).unwrap();
        let (p, h) = (pigeons as usize, holes as usize);
        assert_eq!(sizes(&sample), (p * h, p + h * p * (p - 1) / 2, p * h + h * p * (p - 1)));
        assert_eq!(sample.status == Status::Unsatisfiable, p > h);
        check(sample);
    }
}

#[test]
fn parity_is_satisfiable_where_its_charge_is_even() {
    for (vertices, degree) in [(2, 1), (6, 3), (5, 4), (12, 3), (8, 5)] {
        let (n, d) = (vertices as usize, degree as usize);
        for charge in [Charge::Even, Charge::Odd] {
            let sample = parity_of(vertices, degree, charge);
            assert_eq!(sizes(&sample), (n * d / 2, n << (d - 1), (n * d) << (d - 1)));
            assert_eq!(sample.status == Status::Unsatisfiable, charge == Charge::Odd);
            check(sample);
        }
    }
    // A connected graph: the models are an affine space of dimension edges - vertices + 1.
    assert_eq!(models(&parity_of(6, 4, Charge::Even).formula), 1 << (12 - 6 + 1));
}

#[test]
fn planted_colourings_colour() {
    let mut generator = rng(2);
    for problem in [FLAT, Colouring { vertices: 7, edges: 16, ..FLAT }, Colouring { edges: 0, colours: 1, ..FLAT }] {
        let sample = colouring(&mut generator, problem).unwrap();
        let (n, m, c) = (problem.vertices as usize, usize::try_from(problem.edges).unwrap(), problem.colours as usize);
        assert_eq!(sizes(&sample).0, n * c);
        assert_eq!(sizes(&sample).1, n + n * c * (c - 1) / 2 + m * c);
        check(sample);
    }
    // All pairs of four vertices: four colours are enough, in any order, and three are not.
    let complete = |colours| Colouring { vertices: 4, edges: 6, colours, planted: false };
    assert_eq!(models(&colouring(&mut generator, complete(4)).unwrap().formula), 24);
    assert_eq!(models(&colouring(&mut generator, complete(3)).unwrap().formula), 0);
}

#[test]
fn unique_formulas_have_one_model() {
    for seed in 0..30 {
        let variables = 4 + u32::try_from(seed).unwrap() % 10;
        let shape = Shape::with_ratio(variables, [0.0, 2.0, 4.26][variables as usize % 3], 3).unwrap();
        let sample = unique(&mut rng(seed), shape).unwrap();
        assert_eq!(models(&sample.formula), 1);
        assert!(sample.formula.clauses().all(|clause| clause.len() == 3));
        check(sample);
    }
    check(unique(&mut rng(1), Shape::with_ratio(100, 4.26, 3).unwrap()).unwrap());
    assert_eq!(models(&unique(&mut rng(1), Shape::new(1, 0, 1).unwrap()).unwrap().formula), 1);
}

#[test]
fn pairs_differ_in_the_sign_of_one_literal_and_in_their_answer() {
    for seed in 0..30 {
        for lengths in [ClauseLengths::Mixed, ClauseLengths::Fixed(3)] {
            let variables = 3 + u32::try_from(seed).unwrap() % 10;
            let Pair { satisfiable, unsatisfiable } = pair(&mut rng(seed), variables, lengths).unwrap();
            assert!(models(&satisfiable.formula) > 0 && models(&unsatisfiable.formula) == 0);
            assert_eq!(sizes(&satisfiable), sizes(&unsatisfiable));
            let literals = |sample: &Sample| sample.formula.clauses().flatten().copied().collect::<Vec<_>>();
            let (one, other) = (literals(&satisfiable), literals(&unsatisfiable));
            let different: Vec<_> = one.iter().zip(&other).filter(|(one, other)| one != other).collect();
            assert!(matches!(different[..], [(&one, &other)] if one == !other));
        }
    }
}

#[test]
fn mixed_clauses_have_their_mean_length() {
    let mut generator = rng(5);
    let lengths: u32 = (0..10_000).map(|_| ClauseLengths::Mixed.draw(&mut generator, 1000)).sum();
    // 1 + .7 + 1 / .4 = 4.2; standard deviation of the mean .02: four of them.
    assert!((41_200..42_800).contains(&lengths), "{lengths}");
}

#[test]
fn impossible_sizes_are_refused_before_anything_is_made() {
    assert!(matches!(pigeonhole(0, 3), Err(FamilyError::None("pigeon"))));
    assert!(matches!(pigeonhole(u32::MAX, u32::MAX), Err(FamilyError::TooLarge(_))));
    let parity = |vertices, degree| parity(&mut rng(1), vertices, degree, Charge::Odd).unwrap_err();
    assert!(matches!(parity(5, 3), FamilyError::Regular { vertices: 5, degree: 3 }));
    assert!(matches!(parity(4, 4), FamilyError::Regular { .. }));
    assert!(matches!(parity(0, 4), FamilyError::None("vertex")));
    assert!(matches!(parity(u32::MAX, 2_000_000_000), FamilyError::TooLarge(_)));
    let colouring = |problem| colouring(&mut rng(1), problem).unwrap_err();
    assert!(matches!(colouring(Colouring { colours: 0, ..FLAT }), FamilyError::None("colour")));
    assert!(matches!(colouring(Colouring { edges: 200, ..FLAT }), FamilyError::Edges { edges: 200, most: 133 }));
    assert!(matches!(colouring(Colouring { vertices: u32::MAX, ..FLAT }), FamilyError::TooLarge(_)));
    assert!(matches!(pair(&mut rng(1), 0, ClauseLengths::Mixed), Err(FamilyError::None("variable"))));
    assert!(matches!(pair(&mut rng(1), 2, ClauseLengths::Fixed(3)), Err(FamilyError::Shape(_))));
}

/// FNV-1a, 64 bits, of a formula as it is written.
fn hash(formula: &Cnf) -> u64 {
    let mut text = Vec::new();
    write::<&str>(&mut text, formula, &[]).unwrap();
    text.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn one_seed_gives_the_same_bytes_everywhere() {
    let shape = Shape::with_ratio(30, 4.26, 3).unwrap();
    let pair = pair(&mut rng(7), 20, ClauseLengths::Mixed).unwrap();
    let hashes = [
        hash(&uniform(&mut rng(7), shape)),
        hash(&planted(&mut rng(7), shape).0),
        hash(&quiet(&mut rng(7), shape, Attraction::balanced(3).unwrap()).0),
        hash(&unique(&mut rng(7), shape).unwrap().formula),
        hash(&pigeonhole(5, 4).unwrap().formula),
        hash(&parity(&mut rng(7), 20, 3, Charge::Odd).unwrap().formula),
        hash(&colouring(&mut rng(7), FLAT).unwrap().formula),
        hash(&pair.satisfiable.formula),
        hash(&pair.unsatisfiable.formula),
    ];
    let golden = [
        0xc881_5cad_7992_e190,
        0xfc4c_86b0_f237_ba33,
        0xeece_feec_4e8f_6873,
        0x0f33_5ebe_bd84_32ec,
        0xde0c_5163_731b_10e9,
        0x682b_7107_e61b_5f3f,
        0xdc51_4cd8_e9d6_256f,
        0x7522_f5a6_5e88_6437,
        0xffa1_3d6f_f18f_b5ec,
    ];
    assert_eq!(hashes, golden, "{hashes:#x?}");
}
