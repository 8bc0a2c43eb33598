//! Programs of all kinds against other solvers.

use crate::programs::{Instance, any_recipe, rng};
use crate::reference::{self, Verdict, verdict};
use unrelu_inverter::lp::engine::{GAP, Outcome, solve};

const COUNT: u64 = 4_000;

#[test]
fn verdicts_and_optima_are_those_of_other_solvers() {
    let mut counts = [0; 3];
    for seed in 0..COUNT {
        let mut rng = rng(seed);
        let instance = Instance::draw(any_recipe(&mut rng), &mut rng);
        let program = instance.program();
        let outcome = solve(&program);
        let ours = verdict(&outcome);
        let others = [reference::microlp(&program), reference::clarabel(&program)];
        let agrees = others.iter().any(|&other| ours.agrees_with(other, &program));
        assert!(agrees, "seed {seed}: {ours:?} but {others:?} for {:?}", instance.recipe);
        match outcome {
            Outcome::Optimal(found) => assert!(found.gap() <= GAP * found.magnitude()),
            _ => assert_ne!(ours, Verdict::Unknown),
        }
        counts[ours.place()] += 1;
    }
    assert!(counts.iter().all(|&count| count >= COUNT / 40), "one verdict is hardly ever seen: {counts:?}");
}
