//! Shapes that are known to be hard, each by itself.

use crate::programs::{Goal, Instance, Observed, Recipe, Weights, Within, rng};
use crate::reference::{self, Verdict, verdict};
use ndarray::{Array1, Array2, array};
use rand::RngExt;
use unrelu_inverter::lp::engine::{Bound, GAP, MARGIN, Objective, Optimum, Outcome, Program, RESIDUAL, solve};
use unrelu_inverter::network::random::{Variance, gaussian_latent, gaussian_matrix};

const LARGEST: Objective = Objective::Largest { cap: f64::INFINITY };

const PLAIN: Recipe = Recipe {
    n: 60,
    k: 12,
    weights: Weights::Gaussian,
    observed: Observed::Exactly,
    goal: Goal::Largest,
    within: Within::Everything,
    slope: 0.0,
    hard: 0.0,
};

/// Solves a program that has an optimum.
fn optimum(program: &Program<'_>) -> Optimum {
    match solve(program) {
        Outcome::Optimal(found) => {
            assert!(found.gap() <= GAP * found.magnitude());
            found
        }
        other => panic!("{other:?}"),
    }
}

fn relative_error(found: &[f64], truth: &Array1<f64>) -> f64 {
    let difference = Array1::from(found.to_vec()) - truth;
    (difference.dot(&difference) / truth.dot(truth)).sqrt()
}

/// The optimum of a drawn program is that of another solver.
fn assert_same(recipe: Recipe, seeds: std::ops::Range<u64>) {
    for seed in seeds {
        let instance = Instance::draw(recipe, &mut rng(seed));
        let program = instance.program();
        let (ours, other) = (verdict(&solve(&program)), reference::microlp(&program));
        assert!(ours.agrees_with(other, &program), "seed {seed}: {ours:?} but {other:?} for {recipe:?}");
    }
}

/// For each objective that has errors or none.
fn assert_same_for_all(recipe: Recipe, seeds: std::ops::Range<u64>) {
    for goal in [Goal::Largest, Goal::Capped(0.5), Goal::Sum, Goal::Relaxed] {
        assert_same(Recipe { goal, ..recipe }, seeds.clone());
    }
}

/// `|w_j z - x_j| <= e` for active rows, `w_j z <= e` for the others.
fn layer_bounds(x: &Array1<f64>) -> Vec<Bound> {
    let upper = x.iter().enumerate().map(|(row, &x)| Bound::upper(row, x.max(0.0)));
    let lower = x.iter().enumerate().filter(|(_, x)| **x > 0.0).map(|(row, &x)| Bound::lower(row, x));
    upper.chain(lower).collect()
}

#[test]
fn noiseless_layers_are_inverted_to_rounding() {
    for (n, k) in [(30, 5), (60, 12), (250, 50), (500, 100)] {
        for goal in [Goal::Largest, Goal::Capped(1e-9), Goal::Sum] {
            for within in [Within::Everything, Within::Positive] {
                let recipe = Recipe { n, k, goal, within, ..PLAIN };
                let instance = Instance::draw(recipe, &mut rng(n as u64));
                let found = optimum(&instance.program());
                let error = relative_error(found.latent(), &instance.latent);
                assert!(error <= 1e-11, "{error:e} for {recipe:?}");
            }
        }
    }
}

#[test]
fn relaxed_noiseless_layers_are_inverted_to_rounding() {
    for (n, k) in [(30, 5), (60, 12), (250, 50)] {
        let instance = Instance::draw(Recipe { n, k, goal: Goal::Relaxed, ..PLAIN }, &mut rng(n as u64));
        let found = optimum(&instance.program());
        assert!(relative_error(found.latent(), &instance.latent) <= 1e-11);
    }
}

#[test]
fn leaky_noiseless_layers_are_inverted_to_rounding() {
    for slope in [0.1, 0.5] {
        for goal in [Goal::Largest, Goal::Sum] {
            let instance = Instance::draw(Recipe { goal, slope, ..PLAIN }, &mut rng(3));
            let found = optimum(&instance.program());
            assert!(relative_error(found.latent(), &instance.latent) <= 1e-11);
        }
    }
}

#[test]
fn rank_deficient_weights() {
    assert_same_for_all(Recipe { weights: Weights::LowRank, observed: Observed::Noisily(0.1), ..PLAIN }, 0..10);
    assert_same_for_all(Recipe { weights: Weights::LowRank, ..PLAIN }, 0..10);
}

#[test]
fn duplicated_and_zero_rows() {
    assert_same_for_all(Recipe { weights: Weights::Repeated, observed: Observed::Noisily(0.1), ..PLAIN }, 0..10);
    assert_same_for_all(Recipe { weights: Weights::Repeated, ..PLAIN }, 0..10);
}

#[test]
fn as_many_rows_as_columns_and_one_less() {
    for n in [11, 12, 13] {
        assert_same_for_all(Recipe { n, observed: Observed::Noisily(0.1), ..PLAIN }, 0..10);
        assert_same_for_all(Recipe { n, ..PLAIN }, 0..10);
    }
}

#[test]
fn one_column() {
    for n in [1, 2, 7] {
        assert_same_for_all(Recipe { n, k: 1, observed: Observed::Anything, ..PLAIN }, 0..10);
    }
}

#[test]
fn one_active_row_none_and_all() {
    let matrix = gaussian_matrix(&mut rng(5), (40, 8), Variance::One);
    for active in [0, 1, 40] {
        let x: Array1<f64> = (0..40).map(|row| if row < active { 1.0 + f64::from(row) } else { 0.0 }).collect();
        for objective in [LARGEST, Objective::Sum] {
            let program = Program::new(matrix.view(), layer_bounds(&x), objective).unwrap();
            let (ours, other) = (Verdict::Optimal(optimum(&program).objective()), reference::microlp(&program));
            assert!(ours.agrees_with(other, &program), "{active} active: {ours:?} but {other:?}");
        }
    }
}

#[test]
fn entries_over_sixteen_orders_of_magnitude() {
    let mut rng = rng(6);
    for trial in 0..20 {
        let (n, k) = (40, 6);
        let mut power = || 10.0_f64.powf(rng.random_range(-4.0..4.0));
        let rows: Vec<f64> = (0..n).map(|_| power()).collect();
        let columns: Vec<f64> = (0..k).map(|_| power()).collect();
        let plain = gaussian_matrix(&mut rng, (n, k), Variance::One);
        let matrix = Array2::from_shape_fn((n, k), |(i, j)| rows[i] * columns[j] * plain[(i, j)]);
        let latent: Array1<f64> = gaussian_latent(&mut rng, k).iter().zip(&columns).map(|(z, c)| z / c).collect();
        let x = matrix.dot(&latent);
        for objective in [LARGEST, Objective::Sum] {
            let program = Program::new(matrix.view(), layer_bounds(&x), objective).unwrap();
            let found = optimum(&program);
            let scaled = |z: &[f64]| z.iter().zip(&columns).map(|(z, c)| z * c).collect::<Array1<f64>>();
            let error = relative_error(&scaled(found.latent()).to_vec(), &scaled(&latent.to_vec()));
            assert!(error <= 1e-11, "trial {trial}: {error:e}");
        }
    }
}

#[test]
fn entries_of_any_size_without_structure() {
    let mut rng = rng(7);
    for trial in 0..20 {
        let mut entry = || 10.0_f64.powf(rng.random_range(-8.0..8.0)) * if rng.random_bool(0.5) { 1.0 } else { -1.0 };
        let matrix = Array2::from_shape_simple_fn((40, 6), &mut entry);
        let x = matrix.dot(&gaussian_latent(&mut rng, 6));
        for objective in [LARGEST, Objective::Sum] {
            let program = Program::new(matrix.view(), layer_bounds(&x), objective).unwrap();
            let found = optimum(&program);
            assert!(found.objective() <= 1e-12 * found.magnitude().max(1e8), "trial {trial}: {found:?}");
        }
    }
}

#[test]
fn equations_alone() {
    let recipe = Recipe { hard: 1.0, ..PLAIN };
    for goal in [Goal::Largest, Goal::Sum] {
        let instance = Instance::draw(Recipe { goal, ..recipe }, &mut rng(8));
        let found = optimum(&instance.program());
        assert!(relative_error(found.latent(), &instance.latent) <= 1e-11);
    }
}

#[test]
fn a_relaxed_program_without_limit_gives_a_ray() {
    let matrix = array![[1.0, 0.0], [0.0, 1.0]];
    let bounds = vec![Bound::upper(0, 1.0).with_give(0.0)];
    let program = Program::new(matrix.view(), bounds, Objective::Linear(array![0.0, 1.0])).unwrap();
    let Outcome::Unbounded(ray) = solve(&program) else { panic!("the second coordinate is free") };
    assert!(ray.rate() > RESIDUAL && ray.direction()[1] > 0.0 && ray.direction()[0] <= 0.0);
}

#[test]
fn a_cap_that_is_too_small_gives_a_certificate() {
    let matrix = array![[1.0], [1.0]];
    let bounds = vec![Bound::upper(0, 1.0), Bound::lower(1, 2.0)];
    let within = |cap| Program::new(matrix.view(), bounds.clone(), Objective::Largest { cap }).unwrap();
    let Outcome::Infeasible(farkas) = solve(&within(0.4999)) else { panic!("one half is least") };
    assert!(farkas.margin() > MARGIN);
    assert!((optimum(&within(0.5)).objective() - 0.5).abs() < 1e-15);
}

#[test]
fn columns_of_zeros() {
    let mut matrix = gaussian_matrix(&mut rng(9), (40, 6), Variance::One);
    matrix.column_mut(2).fill(0.0);
    matrix.column_mut(5).fill(0.0);
    let x = matrix.dot(&gaussian_latent(&mut rng(10), 6));
    for objective in [LARGEST, Objective::Sum] {
        let program = Program::new(matrix.view(), layer_bounds(&x), objective).unwrap();
        assert!(optimum(&program).objective() <= 1e-13);
    }
    let gain = array![0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
    let hard = layer_bounds(&x).into_iter().map(|bound| bound.with_give(0.0)).collect();
    let program = Program::new(matrix.view(), hard, Objective::Linear(gain)).unwrap();
    assert!(matches!(solve(&program), Outcome::Unbounded(_)));
}

#[test]
fn no_rows_no_bounds_and_a_matrix_of_zeros() {
    for (n, bounds) in [(0, vec![]), (3, vec![]), (3, vec![Bound::upper(1, 1.0), Bound::lower(2, 0.5)])] {
        let matrix = Array2::zeros((n, 4));
        for (objective, least) in [(LARGEST, 0.5), (Objective::Sum, 0.5)] {
            let program = Program::new(matrix.view(), bounds.clone(), objective).unwrap();
            let expected = if bounds.is_empty() { 0.0 } else { least };
            assert!((optimum(&program).objective() - expected).abs() <= 1e-15);
            assert!((optimum(&program.non_negative()).objective() - expected).abs() <= 1e-15);
        }
        let free = Program::new(matrix.view(), vec![], Objective::Linear(Array1::ones(4))).unwrap();
        assert!(matches!(solve(&free), Outcome::Unbounded(_)));
        let boxed = free.with_box(vec![-1.0; 4], vec![2.0; 4]).unwrap();
        assert!((optimum(&boxed).objective() - 8.0).abs() <= 1e-12);
    }
}

#[test]
fn hard_bounds_that_contradict_each_other() {
    let matrix = array![[1.0, 1.0], [1.0, 1.0]];
    let bounds: Vec<Bound> = vec![Bound::upper(0, 1.0).with_give(0.0), Bound::lower(1, 1.0 + 1e-6).with_give(0.0)];
    for objective in [LARGEST, Objective::Sum, Objective::Linear(array![1.0, 0.0])] {
        let program = Program::new(matrix.view(), bounds.clone(), objective).unwrap();
        assert!(matches!(solve(&program), Outcome::Infeasible(_)));
    }
}

#[test]
fn large_noisy_layers() {
    for goal in [Goal::Largest, Goal::Sum, Goal::Relaxed] {
        for within in [Within::Everything, Within::Positive] {
            let recipe = Recipe { n: 300, k: 60, goal, within, observed: Observed::Noisily(0.01), ..PLAIN };
            let instance = Instance::draw(recipe, &mut rng(11));
            let program = instance.program();
            let (ours, other) = (Verdict::Optimal(optimum(&program).objective()), reference::clarabel(&program));
            assert!(ours.agrees_with(other, &program), "{ours:?} but {other:?} for {recipe:?}");
        }
    }
}
