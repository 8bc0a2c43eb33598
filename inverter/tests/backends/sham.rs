//! Solvers that claim what is not so; none may become an answer.

use super::{hard, largest, program, two_sided};
use unrelu_inverter::lp::LpBackend;
use unrelu_inverter::lp::engine::{Bound, Objective, Outcome, Program};
use unrelu_inverter::lp::general::{General, GeneralSolver, LinearProgram, LpOutcome};
use unrelu_inverter::ndarray::array;

/// Gives the same answer to every program.
#[derive(Debug)]
struct Sham(LpOutcome);

impl GeneralSolver for Sham {
    fn name(&self) -> &'static str {
        "sham"
    }

    fn solve(&self, _: &LinearProgram) -> LpOutcome {
        self.0.clone()
    }
}

#[track_caller]
fn expect_refused(answer: &LpOutcome, program: &Program<'_>) {
    match General(Sham(answer.clone())).solve(program, None) {
        Outcome::GaveUp(reason) => assert!(reason.to_string().starts_with("backend `sham`: "), "{reason}"),
        other => panic!("{answer:?} became {other:?}"),
    }
}

#[test]
fn false_claims_are_refused() {
    let w = array![[1.0], [1.0], [1.0]];
    let shams = [
        LpOutcome::Optimal(vec![0.9, 0.2]),
        LpOutcome::Optimal(vec![f64::NAN, 0.0]),
        LpOutcome::Optimal(vec![]),
        LpOutcome::Infeasible,
        LpOutcome::Unbounded,
        LpOutcome::GaveUp("tired".into()),
    ];
    for sham in &shams {
        expect_refused(sham, &program(&w, two_sided(&[0.0, 1.0, 5.0]), largest()));
        expect_refused(sham, &program(&w, two_sided(&[0.0, 1.0, 5.0]), Objective::Sum));
        let bounds = vec![hard(Bound::upper(0, 1.0)), hard(Bound::lower(1, -1.0))];
        expect_refused(sham, &program(&w, bounds, Objective::Linear(array![1.0])));
    }
}

/// `z = 0` is feasible, and there is no better direction than none: a claim of either cannot pass.
#[test]
fn infeasible_needs_a_contradiction() {
    let w = array![[1.0, 0.0]];
    let bounds = vec![hard(Bound::upper(0, 1.0)), hard(Bound::lower(0, -1.0))];
    expect_refused(&LpOutcome::Infeasible, &program(&w, bounds, Objective::Linear(array![1.0, 0.0])));
}
