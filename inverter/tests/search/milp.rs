//! Mixed-integer programs decide what the search decides, or say which unit has no bounds.

use super::random::{Numbers, problem};
use std::time::Duration;
use unrelu_inverter::certificate::{Domain, Problem};
use unrelu_inverter::limits::{Limits, StopReason};
use unrelu_inverter::milp::{self, Backend, MilpError, Reason};
use unrelu_inverter::ndarray::array;
use unrelu_inverter::network::{Activation, Layer, Network};
use unrelu_inverter::search::{self, search};

/// The verdict of a backend.
fn decided(problem: &Problem, backend: Backend) -> Option<bool> {
    match milp::solve(problem, backend, &Limits::none()).unwrap() {
        milp::Answer::Solution(_) => Some(true),
        milp::Answer::Infeasible(_) => Some(false),
        _ => None,
    }
}

fn searched(problem: &Problem) -> bool {
    match search(problem, &Limits::none()).0 {
        search::Answer::Solution(_) => true,
        search::Answer::None(_) => false,
        other => panic!("{other:?}"),
    }
}

fn within(problem: &Problem, domain: Domain) -> Problem {
    Problem::new(problem.network().clone(), problem.observation().clone(), problem.tolerance(), domain).unwrap()
}

#[test]
fn backends_agree_with_the_search() {
    for &backend in Backend::ALL {
        for numbers in [Numbers::Whole, Numbers::Real] {
            let mut unknown = 0;
            for seed in 0..100 {
                let problem = problem(seed, numbers);
                let k = problem.network().inputs();
                let cube = Domain::Box { lower: vec![-2.5; k], upper: vec![2.0; k] };
                for domain in [cube, Domain::Signs] {
                    let problem = within(&problem, domain);
                    match decided(&problem, backend) {
                        Some(found) => assert_eq!(found, searched(&problem), "seed {seed}, {backend}"),
                        None => unknown += 1,
                    }
                }
            }
            assert!(unknown <= 2, "{unknown} of 200 undecided by {backend}");
        }
    }
}

#[test]
fn observations_bound_latent_codes() {
    for &backend in Backend::ALL {
        let (mut bounded, mut open) = (0, 0);
        for seed in 0..150 {
            let problem = problem(seed, Numbers::Whole);
            match milp::solve(&problem, backend, &Limits::none()) {
                Ok(milp::Answer::Solution(_)) => assert!(searched(&problem), "seed {seed}"),
                Ok(milp::Answer::Infeasible(_)) => assert!(!searched(&problem), "seed {seed}"),
                Err(MilpError::Unbounded { layer, unit }) => {
                    assert!(unit >= 1 && layer < problem.network().layers().len(), "of a hidden layer");
                    open += 1;
                    continue;
                }
                other => panic!("seed {seed}: {other:?}"),
            }
            bounded += 1;
        }
        assert!(bounded > 50 && open > 0, "{bounded} bounded, {open} not");
    }
}

/// `relu(z + 1) - relu(z) = 1/2`, at -1/2 only; one layer at a time says no more than `z >= -1/2`.
fn step() -> Problem {
    let first = Layer::new(array![[1.0], [1.0]], array![1.0, 0.0], Activation::Relu);
    let network = Network::new(vec![first.unwrap(), Layer::relu(array![[1.0, -1.0]]).unwrap()]).unwrap();
    Problem::new(network, array![0.5], 0.0, Domain::Reals).unwrap()
}

#[test]
fn no_bound_is_guessed() {
    let backend = Backend::Microlp;
    let answer = milp::solve(&step(), backend, &Limits::none());
    assert_eq!(answer, Err(MilpError::Unbounded { layer: 1, unit: 2 }));
    let boxed = within(&step(), Domain::Box { lower: vec![-9.0], upper: vec![9.0] });
    assert_eq!(decided(&boxed, backend), Some(true));
}

#[test]
fn limits_are_kept() {
    let problem = within(&problem(2, Numbers::Whole), Domain::Signs);
    for &backend in Backend::ALL {
        let stopped = |limits: &Limits| milp::solve(&problem, backend, limits).unwrap();
        let cancelled = Limits::none();
        cancelled.cancel.cancel();
        for (limits, reason) in
            [(Limits::time(Duration::ZERO), StopReason::TimeLimit), (cancelled, StopReason::Cancelled)]
        {
            assert_eq!(stopped(&limits), milp::Answer::Undecided(Reason::Stopped(reason)), "{backend}");
        }
    }
}

#[test]
fn programs_are_written_once_and_by_their_endings() {
    let folder = tempfile::tempdir().unwrap();
    let write = |problem: &Problem, name: &str| {
        milp::write(problem, "a test", &folder.path().join(name), &Limits::none()).map_err(|error| error.to_string())
    };
    let network = Network::new(vec![Layer::relu(array![[1.0 / 3.0]]).unwrap()]).unwrap();
    let third = Problem::new(network, array![0.0], 0.5, Domain::Reals).unwrap();
    for name in ["program.mps", "program.lp"] {
        write(&third, name).unwrap();
        assert!(write(&third, name).unwrap_err().contains("already exists"));
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(text.lines().next().unwrap().contains("a test") && text.contains("0.3333333333333333"), "{text}");
        let free = if name == "program.lp" { " -inf <= C1 <= " } else { " MI BND       C0000001\n" };
        assert!(text.contains(free), "{text}");
    }
    assert!(write(&third, "program.txt").unwrap_err().contains("ends in .mps or .lp"));
    assert!(write(&step(), "open.lp").unwrap_err().contains("unit 2 of layer 1"));
    assert!(!folder.path().join("open.lp").exists());
}
