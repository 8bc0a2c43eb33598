//! The cases; each must hold for every backend.

use super::sample::{Sample, assert_same, normal};
use super::{
    TOLERANCE, expect_infeasible, expect_point, expect_unbounded, expect_value, hard, largest, optimum, program,
    two_sided,
};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::lp::engine::{Bound, Objective};
use unrelu_inverter::lp::{LpBackend, Own};
use unrelu_inverter::ndarray::{Array2, array};

const FREE: f64 = f64::INFINITY;

/// Three observations of one number.
fn triple() -> Array2<f64> {
    array![[1.0], [1.0], [1.0]]
}

pub fn largest_error_is_half_the_spread(backend: &dyn LpBackend) {
    let w = triple();
    expect_point(backend, &program(&w, two_sided(&[0.0, 1.0, 5.0]), largest()), 2.5, &[2.5]);
}

pub fn sum_of_errors_is_least_at_the_median(backend: &dyn LpBackend) {
    let w = triple();
    expect_point(backend, &program(&w, two_sided(&[0.0, 1.0, 5.0]), Objective::Sum), 5.0, &[1.0]);
}

pub fn an_even_number_of_errors_has_an_optimal_face(backend: &dyn LpBackend) {
    let w = triple();
    expect_value(backend, &program(&w, two_sided(&[1.0, 3.0]), Objective::Sum), 2.0);
}

pub fn linear_objective_ends_at_a_vertex(backend: &dyn LpBackend) {
    let w = array![[1.0, 2.0], [3.0, 1.0]];
    let bounds = vec![hard(Bound::upper(0, 4.0)), hard(Bound::upper(1, 7.0))];
    expect_point(backend, &program(&w, bounds, Objective::Linear(array![2.0, 2.0])), 6.0, &[2.0, 1.0]);
}

pub fn one_sided_rows_err_on_one_side(backend: &dyn LpBackend) {
    let w = triple();
    let bounds = vec![Bound::upper(0, 1.0), Bound::lower(1, 4.0), Bound::upper(2, 9.0)];
    expect_value(backend, &program(&w, bounds.clone(), largest()), 1.5);
    expect_value(backend, &program(&w, bounds, Objective::Sum), 3.0);
}

pub fn satisfied_rows_cost_nothing(backend: &dyn LpBackend) {
    let w = array![[1.0, 1.0], [1.0, -1.0]];
    let bounds = vec![Bound::upper(0, 3.0), Bound::lower(1, -2.0)];
    expect_value(backend, &program(&w, bounds.clone(), largest()), 0.0);
    expect_value(backend, &program(&w, bounds, Objective::Sum), 0.0);
}

pub fn hard_rows_hold(backend: &dyn LpBackend) {
    let w = array![[1.0], [1.0], [2.0]];
    let mut bounds = two_sided(&[0.0, 4.0]);
    bounds.push(hard(Bound::upper(2, 2.0)));
    expect_point(backend, &program(&w, bounds.clone(), largest()), 3.0, &[1.0]);
    expect_value(backend, &program(&w, bounds, Objective::Sum), 4.0);
}

pub fn hard_equations_hold(backend: &dyn LpBackend) {
    let w = array![[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]];
    let mut bounds = vec![hard(Bound::upper(0, 3.0)), hard(Bound::lower(0, 3.0))];
    bounds.extend([Bound::upper(1, 0.0), Bound::lower(1, 0.0), Bound::upper(2, 1.0), Bound::lower(2, 1.0)]);
    expect_point(backend, &program(&w, bounds.clone(), largest()), 1.0, &[1.0, 2.0]);
    expect_value(backend, &program(&w, bounds, Objective::Sum), 2.0);
}

/// `LeakyReLU` with slope 1/4 below zero: the lower row gives four times as much.
pub fn errors_count_by_their_give(backend: &dyn LpBackend) {
    let w = triple();
    let bounds = vec![Bound::upper(0, 0.0), Bound::lower(1, 10.0).with_give(4.0)];
    expect_point(backend, &program(&w, bounds.clone(), largest()), 2.0, &[2.0]);
    expect_point(backend, &program(&w, bounds, Objective::Sum), 2.5, &[0.0]);
}

/// `max(6 - z, (8 - z) / 2) + z / 4 + (z - 5)_+`, where the second term of the maximum is the larger.
pub fn several_bounds_of_a_row_share_its_error(backend: &dyn LpBackend) {
    let w = triple();
    let lower = [Bound::lower(0, 6.0), Bound::lower(0, 8.0).with_give(2.0)];
    let upper = [Bound::upper(1, 0.0).with_give(4.0), Bound::upper(2, 5.0)];
    expect_point(backend, &program(&w, [lower, upper].concat(), Objective::Sum), 2.75, &[5.0]);
}

pub fn a_cap_above_the_least_error_changes_nothing(backend: &dyn LpBackend) {
    let w = triple();
    expect_value(backend, &program(&w, two_sided(&[0.0, 1.0, 5.0]), Objective::Largest { cap: 2.5 }), 2.5);
}

pub fn a_cap_below_the_least_error_is_refuted(backend: &dyn LpBackend) {
    let w = triple();
    expect_infeasible(backend, &program(&w, two_sided(&[0.0, 1.0, 5.0]), Objective::Largest { cap: 2.499 }));
}

pub fn latents_stay_non_negative(backend: &dyn LpBackend) {
    let w = array![[1.0, 1.0], [1.0, -1.0]];
    let bounds = two_sided(&[1.0, 3.0]);
    expect_value(backend, &program(&w, bounds.clone(), largest()), 0.0);
    expect_point(backend, &program(&w, bounds, largest()).non_negative(), 1.0, &[2.0, 0.0]);
}

pub fn latents_stay_in_their_box(backend: &dyn LpBackend) {
    let w = array![[1.0, 0.0], [0.0, 1.0]];
    let bounds = two_sided(&[3.0, -4.0]);
    let boxed =
        |objective| program(&w, bounds.clone(), objective).with_box(vec![-FREE, -2.0], vec![1.0, FREE]).unwrap();
    expect_value(backend, &boxed(largest()), 2.0);
    expect_point(backend, &boxed(Objective::Sum), 4.0, &[1.0, -2.0]);
}

pub fn a_box_alone_bounds_a_linear_objective(backend: &dyn LpBackend) {
    let w = Array2::zeros((0, 2));
    let boxed = program(&w, vec![], Objective::Linear(array![1.0, -2.0]));
    expect_point(backend, &boxed.with_box(vec![-1.0, -3.0], vec![5.0, 1.0]).unwrap(), 11.0, &[5.0, -3.0]);
}

pub fn a_box_of_one_point_is_that_point(backend: &dyn LpBackend) {
    let w = array![[1.0, 1.0]];
    let boxed = program(&w, two_sided(&[1.0]), largest()).with_box(vec![2.0, 3.0], vec![2.0, 3.0]).unwrap();
    expect_point(backend, &boxed, 4.0, &[2.0, 3.0]);
}

pub fn contradicting_rows_are_refuted(backend: &dyn LpBackend) {
    let w = array![[1.0, 1.0], [2.0, 2.0], [1.0, 0.0]];
    let mut bounds = vec![hard(Bound::upper(0, 1.0)), hard(Bound::lower(1, 3.0))];
    expect_infeasible(backend, &program(&w, bounds.clone(), Objective::Linear(array![1.0, 0.0])));
    bounds.extend([Bound::upper(2, 0.0), Bound::lower(2, 0.0)]);
    expect_infeasible(backend, &program(&w, bounds.clone(), largest()));
    expect_infeasible(backend, &program(&w, bounds.clone(), Objective::Largest { cap: 1.0 }));
    expect_infeasible(backend, &program(&w, bounds, Objective::Sum));
}

pub fn rows_that_contradict_the_box_are_refuted(backend: &dyn LpBackend) {
    let w = array![[1.0, 1.0]];
    let bounds = vec![hard(Bound::upper(0, -1.0))];
    expect_infeasible(backend, &program(&w, bounds, Objective::Sum).non_negative());
}

pub fn a_hair_of_contradiction_is_refuted(backend: &dyn LpBackend) {
    let w = array![[1.0, 0.5], [1.0, 0.5]];
    let bounds = vec![hard(Bound::upper(0, 1.0)), hard(Bound::lower(1, 1.0 + 1e-6))];
    expect_infeasible(backend, &program(&w, bounds, Objective::Sum));
}

pub fn open_directions_are_found(backend: &dyn LpBackend) {
    let w = array![[1.0, -1.0], [1.0, -2.0]];
    let bounds = vec![hard(Bound::upper(0, 1.0)), hard(Bound::upper(1, 5.0))];
    let relaxed = program(&w, bounds, Objective::Linear(array![1.0, 1.0]));
    expect_unbounded(backend, &relaxed);
    expect_unbounded(backend, &relaxed.non_negative());
}

pub fn without_rows_any_gain_is_unbounded(backend: &dyn LpBackend) {
    let w = Array2::zeros((0, 2));
    expect_unbounded(backend, &program(&w, vec![], Objective::Linear(array![0.0, 1.0])));
}

/// An open direction is no proof where there is no point to start from.
pub fn infeasible_comes_before_unbounded(backend: &dyn LpBackend) {
    let w = array![[1.0, 0.0], [1.0, 0.0]];
    let bounds = vec![hard(Bound::upper(0, 1.0)), hard(Bound::lower(1, 2.0))];
    expect_infeasible(backend, &program(&w, bounds, Objective::Linear(array![0.0, 1.0])));
}

pub fn a_linear_objective_of_zeros_asks_for_any_point(backend: &dyn LpBackend) {
    let w = array![[1.0, 1.0]];
    let bounds = vec![hard(Bound::lower(0, 2.0))];
    let found = expect_value(backend, &program(&w, bounds, Objective::Linear(array![0.0, 0.0])), 0.0);
    assert!(found.latent().iter().sum::<f64>() > 2.0 - TOLERANCE);
}

/// Four lines through one vertex of the plane.
pub fn degenerate_vertices_are_proven(backend: &dyn LpBackend) {
    let w = array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [1.0, 2.0]];
    let bounds = [1.0, 1.0, 2.0, 3.0].iter().enumerate().map(|(row, &x)| hard(Bound::upper(row, x))).collect();
    expect_point(backend, &program(&w, bounds, Objective::Linear(array![1.0, 1.5])), 2.5, &[1.0, 1.0]);
}

pub fn duplicate_rows_are_no_obstacle(backend: &dyn LpBackend) {
    let w = array![[1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [2.0, 1.0], [2.0, 1.0]];
    expect_value(backend, &program(&w, two_sided(&[1.0, 1.0, 2.0, 3.0, 4.0]), largest()), 0.5);
    expect_value(backend, &program(&w, two_sided(&[1.0, 1.0, 2.0, 3.0, 4.0]), Objective::Sum), 2.0);
}

pub fn zero_rows_have_the_error_they_have(backend: &dyn LpBackend) {
    let w = array![[0.0, 0.0], [1.0, 0.0]];
    expect_value(backend, &program(&w, two_sided(&[3.0, 1.0]), largest()), 3.0);
    expect_value(backend, &program(&w, two_sided(&[3.0, 1.0]), Objective::Sum), 3.0);
    let with = |limit| program(&w, vec![hard(Bound::lower(0, limit)), Bound::upper(1, 0.0)], Objective::Sum);
    expect_infeasible(backend, &with(3.0));
    expect_value(backend, &with(-3.0), 0.0);
}

pub fn zero_columns_are_free(backend: &dyn LpBackend) {
    let w = array![[1.0, 0.0], [2.0, 0.0]];
    expect_value(backend, &program(&w, two_sided(&[0.0, 3.0]), largest()), 1.0);
    expect_value(backend, &program(&w, two_sided(&[0.0, 3.0]), Objective::Sum), 1.5);
}

pub fn an_empty_program_is_solved(backend: &dyn LpBackend) {
    let w = array![[1.0, 2.0]];
    expect_value(backend, &program(&w, vec![], largest()), 0.0);
    expect_value(backend, &program(&w, vec![], Objective::Sum), 0.0);
}

pub fn the_unit_of_measurement_does_not_matter(backend: &dyn LpBackend) {
    for (scale, weight) in [(1e-6, 1.0), (1e6, 1.0), (1.0, 1e5), (1e3, 1e-5)] {
        let w = array![[1.0, 2.0], [2.0, -1.0], [1.0, 1.0]] * weight;
        let x = [scale, 2.0 * scale, 4.0 * scale];
        let found = optimum(backend, &program(&w, two_sided(&x), largest()));
        assert!((found.objective() / scale - 5.0 / 3.0).abs() < TOLERANCE, "{}: {found:?}", backend.name());
    }
}

/// A true code, and the observation without noise: every row is at its kink.
pub fn exact_observations_are_recovered(backend: &dyn LpBackend) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    for (n, k) in [(6, 2), (20, 5), (40, 8)] {
        let (w, code) = (normal(&mut rng, n, k), normal(&mut rng, k, 1));
        let x = w.dot(&code);
        for objective in [largest(), Objective::Sum] {
            expect_point(
                backend,
                &program(&w, two_sided(x.as_slice().unwrap()), objective),
                0.0,
                code.as_slice().unwrap(),
            );
        }
    }
}

pub fn random_layers_agree_with_our_own_engine(backend: &dyn LpBackend) {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    for trial in 0..40 {
        let sample = Sample::new(&mut rng, trial);
        let expected = Own.solve(&sample.program(), None);
        let found = backend.solve(&sample.program(), None);
        assert_same(&format!("{} trial {trial}", backend.name()), &expected, &found);
    }
}
