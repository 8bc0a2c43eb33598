//! A thousand programs of all kinds against other solvers.

use crate::programs::{Instance, any_recipe, rng};
use crate::reference::{self, Verdict};
use unrelu_inverter::lp::engine::{Outcome, solve};

const COUNT: u64 = 10_000;

fn verdict(outcome: &Outcome) -> Verdict {
    match outcome {
        Outcome::Optimal(found) => Verdict::Optimal(found.objective()),
        Outcome::Infeasible(_) => Verdict::Infeasible,
        Outcome::Unbounded(_) => Verdict::Unbounded,
        _ => Verdict::Unknown,
    }
}

/// Same verdict; optima alike to `1e-7`, relative to the larger of them and the limits.
fn agree(a: Verdict, b: Verdict, size: f64) -> bool {
    match (a, b) {
        (Verdict::Optimal(a), Verdict::Optimal(b)) => (a - b).abs() <= 1e-7 * b.abs().max(size),
        _ => a == b,
    }
}

#[test]
fn verdicts_and_optima_are_those_of_other_solvers() {
    let mut wrong = 0;
    let mut counts = [0; 4];
    let only: Option<u64> = std::env::var("ONLY").ok().and_then(|s| s.parse().ok());
    for seed in 0..COUNT {
        if only.is_some_and(|o| o != seed) { continue; }
        let mut rng = rng(seed);
        let instance = Instance::draw(any_recipe(&mut rng), &mut rng);
        let program = instance.program();
        let ours = verdict(&solve(&program, ));
        let size = program.bounds().iter().fold(0.0, |most: f64, bound| most.max(bound.limit.abs()));
        counts[match ours { Verdict::Optimal(_) => 0, Verdict::Infeasible => 1, Verdict::Unbounded => 2, _ => 3 }] += 1;
        let others = [reference::clarabel(&program), reference::microlp(&program)];
        if !others.iter().any(|&other| agree(ours, other, 1e-2*size)) {
            println!("{seed}: {ours:?} but {others:?} for {:?}", instance.recipe);
            wrong += 1;
        }
    }
    println!("{counts:?}");
    assert_eq!(wrong, 0);
}
