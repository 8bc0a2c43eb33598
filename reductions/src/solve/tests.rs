use super::*;
use crate::check::{check_certificate, check_proof};
use crate::cnf::Cnf;
use crate::cnf::random::{Shape, planted, uniform};
use crate::reduction::{Count, ReductionKind};
use quickcheck::quickcheck;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::time::Duration;

fn instance(formula: Cnf) -> Instance {
    Instance::reduce(formula, ReductionKind::Theorem2, 0).unwrap()
}

fn random(seed: u64, variables: u32, clauses: usize, length: u32) -> Cnf {
    uniform(&mut ChaCha8Rng::seed_from_u64(seed), Shape::new(variables, clauses, length).unwrap())
}

/// A formula that no solver here decides in a second.
fn hard() -> Instance {
    instance(random(1, 600, 2700, 3))
}

fn is_satisfiable(instance: &Instance, solver: SolverKind) -> bool {
    match solve(instance, solver, &Limits::none()).unwrap() {
        Verdict::Satisfiable(witness) => {
            assert_eq!(instance.check(&witness.latent().to_vec()).unwrap(), Finding::Preimage);
            assert_eq!(&instance.pull(&witness.latent().to_vec()).unwrap(), witness.assignment());
            true
        }
        Verdict::Unsatisfiable(Refutation::Proof(proof)) => {
            check_proof(instance, proof.as_slice(), &Limits::none()).unwrap();
            false
        }
        Verdict::Unsatisfiable(Refutation::Exhausted { assignments }) => {
            assert_eq!(assignments, 1 << instance.formula().variables());
            false
        }
        Verdict::Unsatisfiable(Refutation::Certificate(certificate)) => {
            check_certificate(&instance.problem(), &certificate, &Limits::none()).unwrap();
            false
        }
        Verdict::Unsatisfiable(Refutation::Word(_)) => false,
        // Every assignment was checked before that is said.
        Verdict::Undecided(StopReason::NoFloat) => instance.kind() == ReductionKind::TwoLayer,
        Verdict::Undecided(reason) => panic!("{reason}"),
    }
}

quickcheck! {
    fn solvers_agree(seed: u64, variables: u8, clauses: u8, length: u8) -> bool {
        let variables = u32::from(variables % 10) + 1;
        let formula = random(seed, variables, usize::from(clauses % 50), 1 + u32::from(length) % variables.min(3));
        let instance = instance(formula);
        SolverKind::ALL.iter().all(|&solver| is_satisfiable(&instance, solver) == is_satisfiable(&instance, SolverKind::Brute))
    }

    fn solvers_find_every_number_of_false_clauses_there_is(seed: u64, target: u8) -> bool {
        let formula = random(seed, 7, 30, 2);
        let target = u32::from(target % 16);
        let exists = (0..1_u32 << 7).any(|number| {
            let assignment = Assignment::from((0..7).map(|i| number >> i & 1 == 1).collect::<Vec<_>>());
            ReductionKind::Theorem1.count().admits(formula.unsatisfied(&assignment), target)
        });
        ReductionKind::ALL.iter().all(|&kind| {
            let instance = Instance::reduce(formula.clone(), kind, target).unwrap();
            let satisfiable = is_satisfiable(&instance, SolverKind::Brute);
            // "At most" differs from "exactly" where fewer are possible and this number is not.
            satisfiable == is_satisfiable(&instance, SolverKind::Sat) && (satisfiable == exists || kind.count() == Count::AtMost)
        })
    }
}

#[test]
fn planted_formulas_are_satisfiable() {
    for seed in 0..10 {
        let (formula, _) = planted(&mut ChaCha8Rng::seed_from_u64(seed), Shape::with_ratio(60, 5.0, 3).unwrap());
        assert!(is_satisfiable(&instance(formula), SolverKind::Sat));
    }
}

#[test]
fn variables_without_clauses_have_values_too() {
    let mut formula = Cnf::from_dimacs(&[[3, 3]]).unwrap();
    formula.declare(9);
    for solver in [SolverKind::Sat, SolverKind::Brute] {
        let Ok(Verdict::Satisfiable(witness)) = solve(&instance(formula.clone()), solver, &Limits::none()) else {
            panic!()
        };
        assert_eq!((witness.assignment().len(), witness.latent().len()), (9, 9));
    }
}

#[test]
fn degenerate_formulas_are_decided() {
    let empty: [&[i32]; 0] = [];
    let cases: [(&[&[i32]], bool); 5] =
        [(&empty, true), (&[&[]], false), (&[&[1], &[]], false), (&[&[1], &[-1]], false), (&[&[1, -1]], true)];
    for (clauses, satisfiable) in cases {
        let instance = instance(Cnf::from_dimacs(clauses).unwrap());
        for solver in [SolverKind::Sat, SolverKind::Brute] {
            assert_eq!(is_satisfiable(&instance, solver), satisfiable, "{clauses:?} by {solver}");
        }
    }
}

#[test]
fn the_time_limit_holds() {
    let start = std::time::Instant::now();
    let verdict = solve(&hard(), SolverKind::Sat, &Limits::time(Duration::from_millis(300))).unwrap();
    assert_eq!(verdict, Verdict::Undecided(StopReason::TimeLimit));
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}

#[test]
fn another_thread_can_cancel() {
    let limits = Limits::none();
    let cancel = limits.cancel.clone();
    let canceller = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(200));
        cancel.cancel();
    });
    assert_eq!(solve(&hard(), SolverKind::Sat, &limits).unwrap(), Verdict::Undecided(StopReason::Cancelled));
    canceller.join().unwrap();
    let small = instance(random(1, 24, 50, 3));
    assert_eq!(solve(&small, SolverKind::Brute, &limits).unwrap(), Verdict::Undecided(StopReason::Cancelled));
}

#[test]
fn the_proof_limit_holds() {
    let limits = Limits { proof_bytes: 10_000, ..Limits::none() };
    assert_eq!(solve(&hard(), SolverKind::Sat, &limits).unwrap(), Verdict::Undecided(StopReason::ProofLimit));
}

#[test]
fn what_a_solver_does_not_take_is_an_error() {
    let large = instance(random(1, 25, 3, 3));
    assert!(matches!(solve(&large, SolverKind::Brute, &Limits::none()), Err(SolveError::TooManyVariables(25))));
    let counting = Instance::reduce(random(1, 5, 9_999, 3), ReductionKind::Theorem1, 9_000).unwrap();
    assert!(matches!(solve(&counting, SolverKind::Sat, &Limits::none()), Err(SolveError::Count(_))));
}

#[test]
fn a_wrong_assignment_never_becomes_a_witness() {
    let instance = instance(Cnf::from_dimacs(&[[1, 2], [-1, -2]]).unwrap());
    let wrong = Witness::check(&instance, SolverKind::Sat, Assignment::from(vec![true, true]));
    assert!(matches!(wrong, Err(SolveError::WrongAssignment { expected: 0, found: 1, .. })));
}

#[test]
fn maximum_satisfiability_has_its_threshold_at_the_least_number() {
    // Two disjoint copies of all clauses over three variables: two are false at least.
    let signs = |number: i32, i: i32| if number >> i & 1 == 1 { 1 } else { -1 };
    let clauses = |first: i32| {
        (0..8).map(move |n| vec![first * signs(n, 0), (first + 1) * signs(n, 1), (first + 2) * signs(n, 2)])
    };
    let formula = Cnf::from_dimacs(&clauses(1).chain(clauses(4)).collect::<Vec<_>>()).unwrap();
    for (target, at_most) in [(1, false), (2, true), (3, true), (40, true)] {
        for solver in [SolverKind::Sat, SolverKind::Brute] {
            let asked = |kind| is_satisfiable(&Instance::reduce(formula.clone(), kind, target).unwrap(), solver);
            assert_eq!(asked(ReductionKind::TwoLayer), at_most, "{target} {solver}");
            assert_eq!(asked(ReductionKind::Theorem1), target == 2, "{target} {solver}");
        }
    }
}

#[test]
fn a_preimage_that_floats_do_not_hold_is_said_to_be_one() {
    // f = 4 at -7/6 and 7/5 only.
    let formula = Cnf::from_dimacs(&[[1], [1], [1], [-1], [-1]]).unwrap();
    let instance = Instance::reduce(formula, ReductionKind::TwoLayer, 4).unwrap();
    let verdict = solve(&instance, SolverKind::Sat, &Limits::none()).unwrap();
    assert_eq!(verdict, Verdict::Undecided(StopReason::NoFloat));
}
