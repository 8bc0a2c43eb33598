//! Every method gives the same optimum, and so does every start.

use crate::programs::{Goal, Instance, Observed, Recipe, Weights, Within, any_recipe, rng};
use crate::reference::{self, Verdict, verdict};
use rand::RngExt;
use unrelu_inverter::lp::engine::{Method, Program, Work, solve, solve_by, solve_near};
use unrelu_inverter::lp::{LpBackend, Own};

fn assert_alike(a: Verdict, b: Verdict, program: &Program<'_>, context: &dyn std::fmt::Debug) {
    assert!(a.agrees_with(b, program), "{a:?} but {b:?} for {context:?}");
}

#[test]
fn starts_change_no_verdict() {
    for seed in 0..500 {
        let mut rng = rng(seed);
        let instance = Instance::draw(any_recipe(&mut rng), &mut rng);
        let program = instance.program();
        let cold = verdict(&solve(&program));
        let size = 10.0_f64.powi(rng.random_range(-12..3));
        let near: Vec<f64> = instance.latent.iter().map(|z| z + size * rng.random_range(-1.0..1.0)).collect();
        assert_alike(verdict(&solve_near(&program, &near)), cold, &program, &(seed, size));
        assert_alike(verdict(&Own.solve(&program, Some(&near))), cold, &program, &(seed, size));
    }
}

#[test]
fn an_optimum_is_where_it_was() {
    for seed in 0..100 {
        let mut rng = rng(seed);
        let recipe =
            Recipe { goal: Goal::Largest, observed: Observed::Noisily(0.1), hard: 0.0, ..any_recipe(&mut rng) };
        let instance = Instance::draw(recipe, &mut rng);
        let program = instance.program();
        let cold = solve(&program);
        let unrelu_inverter::lp::engine::Outcome::Optimal(found) = &cold else { panic!("errors make it feasible") };
        let mut work = Work::default();
        let warm = solve_by(Method::Best, &program, Some(found.latent()), &mut work);
        assert_alike(verdict(&warm), verdict(&cold), &program, &recipe);
    }
}

#[test]
fn unusable_starts_are_ignored() {
    let mut rng = rng(1);
    let instance = Instance::draw(any_recipe(&mut rng), &mut rng);
    let program = instance.program();
    let cold = verdict(&solve(&program));
    for near in [
        vec![],
        vec![f64::NAN; program.columns()],
        vec![f64::INFINITY; program.columns()],
        vec![1e300; program.columns()],
    ] {
        assert_eq!(verdict(&solve_near(&program, &near)), cold);
    }
}

#[test]
fn sifting_gives_the_optimum_of_the_whole() {
    for (seed, slope) in [0.0, 0.1, 0.5].into_iter().enumerate() {
        for observed in [Observed::Noisily(0.01), Observed::Noisily(1e-6), Observed::Anything, Observed::Exactly] {
            for within in [Within::Everything, Within::Positive, Within::Cube(0.5)] {
                for weights in [Weights::Gaussian, Weights::Integers, Weights::LowRank, Weights::Repeated] {
                    let goal = Goal::Largest;
                    let recipe = Recipe { n: 300, k: 20, weights, observed, goal, within, slope, hard: 0.0 };
                    let instance = Instance::draw(recipe, &mut rng(seed as u64));
                    let program = instance.program();
                    let whole = solve_by(Method::InteriorPoint, &program, None, &mut Work::default());
                    assert_alike(verdict(&solve(&program)), verdict(&whole), &program, &recipe);
                    let near = instance.latent.to_vec();
                    assert_alike(verdict(&solve_near(&program, &near)), verdict(&whole), &program, &recipe);
                }
            }
        }
    }
}

#[test]
fn sifting_agrees_with_another_solver() {
    for within in [Within::Everything, Within::Positive] {
        let recipe = Recipe {
            n: 400,
            k: 40,
            weights: Weights::Gaussian,
            observed: Observed::Noisily(0.01),
            goal: Goal::Largest,
            within,
            slope: 0.0,
            hard: 0.0,
        };
        let instance = Instance::draw(recipe, &mut rng(7));
        let program = instance.program();
        assert_alike(verdict(&solve(&program)), reference::clarabel(&program), &program, &recipe);
    }
}
