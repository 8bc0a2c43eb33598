//! One suite over every backend of this build.
//!
//! A backend that lacks a program is skipped, and says so; with `UNRELU_REQUIRE_SOLVERS=1` that is a failure.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod cases;
mod sample;
mod sham;

use std::io::Write;
use unrelu_inverter::lp::engine::{Bound, Objective, Optimum, Outcome, Program};
use unrelu_inverter::lp::{LpBackend, backend, backends};
use unrelu_inverter::ndarray::Array2;

/// By how much a checked optimum may differ from the value known, in values of about one.
const TOLERANCE: f64 = 1e-9;

fn largest() -> Objective {
    Objective::Largest { cap: f64::INFINITY }
}

fn program(w: &Array2<f64>, bounds: Vec<Bound>, objective: Objective) -> Program<'_> {
    Program::new(w.view(), bounds, objective).unwrap()
}

/// `|w_j z - x_j| <= e`.
fn two_sided(x: &[f64]) -> Vec<Bound> {
    x.iter().enumerate().flat_map(|(row, &x)| [Bound::upper(row, x), Bound::lower(row, x)]).collect()
}

fn hard(bound: Bound) -> Bound {
    bound.with_give(0.0)
}

#[track_caller]
fn optimum(backend: &dyn LpBackend, program: &Program<'_>) -> Optimum {
    match backend.solve(program, None) {
        Outcome::Optimal(found) => found,
        other => panic!("{}: {other:?}", backend.name()),
    }
}

#[track_caller]
fn expect_value(backend: &dyn LpBackend, program: &Program<'_>, value: f64) -> Optimum {
    let found = optimum(backend, program);
    let name = backend.name();
    assert!((found.objective() - value).abs() < TOLERANCE, "{name}: {} instead of {value}", found.objective());
    found
}

#[track_caller]
fn expect_point(backend: &dyn LpBackend, program: &Program<'_>, value: f64, point: &[f64]) {
    let found = expect_value(backend, program, value);
    let off = found.latent().iter().zip(point).map(|(z, p)| (z - p).abs()).fold(0.0, f64::max);
    assert!(off < TOLERANCE, "{}: {:?} instead of {point:?}", backend.name(), found.latent());
}

#[track_caller]
fn expect_infeasible(backend: &dyn LpBackend, program: &Program<'_>) {
    let found = backend.solve(program, None);
    assert!(matches!(found, Outcome::Infeasible(_)), "{}: {found:?}", backend.name());
}

#[track_caller]
fn expect_unbounded(backend: &dyn LpBackend, program: &Program<'_>) {
    let found = backend.solve(program, None);
    assert!(matches!(found, Outcome::Unbounded(_)), "{}: {found:?}", backend.name());
}

/// Runs one case on one backend, or says on the terminal why not; never silently.
fn run(name: &str, case: fn(&dyn LpBackend)) {
    let backend = backend(name).expect("the suite names backends of this build");
    match backend.lacks() {
        None => case(&*backend),
        Some(lack) => skip(name, &lack),
    }
}

fn skip(name: &str, lack: &str) {
    let required = std::env::var_os("UNRELU_REQUIRE_SOLVERS").is_some_and(|value| value == "1");
    assert!(!required, "backend `{name}`: {lack}");
    announce(&format!("SKIPPED for backend `{name}`: {lack}\n"));
}

/// Not by `eprintln!`, which the test harness hides where the test passes.
fn announce(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

macro_rules! suite {
    ($backend:expr) => {
        suite!($backend;
            largest_error_is_half_the_spread, sum_of_errors_is_least_at_the_median,
            an_even_number_of_errors_has_an_optimal_face, linear_objective_ends_at_a_vertex,
            one_sided_rows_err_on_one_side, satisfied_rows_cost_nothing, hard_rows_hold, hard_equations_hold,
            errors_count_by_their_give, several_bounds_of_a_row_share_its_error,
            a_cap_above_the_least_error_changes_nothing, a_cap_below_the_least_error_is_refuted,
            latents_stay_non_negative, latents_stay_in_their_box, a_box_alone_bounds_a_linear_objective,
            a_box_of_one_point_is_that_point, contradicting_rows_are_refuted, rows_that_contradict_the_box_are_refuted,
            a_hair_of_contradiction_is_refuted, open_directions_are_found, without_rows_any_gain_is_unbounded,
            infeasible_comes_before_unbounded, a_linear_objective_of_zeros_asks_for_any_point,
            degenerate_vertices_are_proven, duplicate_rows_are_no_obstacle, zero_rows_have_the_error_they_have,
            zero_columns_are_free, an_empty_program_is_solved, the_unit_of_measurement_does_not_matter,
            exact_observations_are_recovered, random_layers_agree_with_our_own_engine
        );
    };
    ($backend:expr; $($case:ident),*) => {
        $(#[test] fn $case() { super::run($backend, super::cases::$case); })*
    };
}

macro_rules! conformance {
    ($($(#[$feature:meta])? $backend:ident),*) => {
        $($(#[$feature])? mod $backend { suite!(stringify!($backend)); })*

        const TESTED: &[&str] = &[$($(#[$feature])? stringify!($backend)),*];
    };
}

conformance!(
    own,
    microlp,
    clarabel,
    #[cfg(feature = "lp-modeler")]
    cbc,
    #[cfg(feature = "lp-modeler")]
    glpk,
    #[cfg(feature = "highs")]
    highs
);

#[test]
fn every_backend_of_this_build_is_tested() {
    let names: Vec<&str> = backends().iter().map(|backend| backend.name()).collect();
    assert_eq!(names, TESTED);
    let lacking = backends().iter().filter(|backend| backend.lacks().is_some()).count();
    announce(&format!("{} backends, {lacking} of them skipped\n", names.len()));
}
