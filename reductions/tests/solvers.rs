//! Every solver gives the verdict of brute force, and evidence that its checker takes.
//!
//! 3,000 random formulas, every reduction in turn, half of them in disguise. `sat` decides all of them here, `search` one in 21 and
//! the portfolio one in 31; `--ignored` lets `search` decide all. Only `milp`, which has little time here, may run out of it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::panic::{RefUnwindSafe, catch_unwind};
use std::time::Duration;
use unrelu_reductions::check::{check_certificate, check_proof};
use unrelu_reductions::disguise::{Disguise, Trick};
use unrelu_reductions::exact::Finding;
use unrelu_reductions::instance::{Clauses, Recipe};
use unrelu_reductions::limits::{Limits, StopReason};
use unrelu_reductions::solve::{Evidence, Refutation, SolverKind, Verdict, network, portfolio, race, solve};
use unrelu_reductions::{Cnf, Instance, Lit, ReductionKind, Var};

const FORMULAS: u64 = 3000;

/// Up to 14 variables, 2 to 7 clauses for each of them, most of three literals.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 98 clauses")]
fn formula(seed: u64) -> Cnf {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let variables = rng.random_range(1..=14_u32);
    let clauses = (f64::from(variables) * rng.random_range(2.0..=7.0)).round();
    let mut formula = Cnf::new(variables);
    for _ in 0..clauses as u32 {
        let length = [1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 5, 7][rng.random_range(0..18_usize)];
        let literal = |_| {
            let variable = Var::from_index(rng.random_range(0..variables)).unwrap();
            if rng.random() { variable.positive() } else { variable.negative() }
        };
        let clause: Vec<Lit> = (0..length).map(literal).collect();
        formula.push_clause(clause);
    }
    formula
}

/// All tricks but one, in turn; sign vectors are not mixed.
fn tricks(kind: ReductionKind, seed: u64) -> Vec<Trick> {
    let tricks = [Trick::Mix, Trick::Split, Trick::Pad, Trick::Scale, Trick::Permute];
    let left_out = tricks[(seed / 8 % 5) as usize];
    let fits = |trick: &Trick| *trick != left_out && (*trick != Trick::Mix || kind != ReductionKind::Theorem1);
    tricks.into_iter().filter(fits).collect()
}

fn kind(seed: u64) -> ReductionKind {
    ReductionKind::ALL[(seed % 4) as usize]
}

fn is_disguised(seed: u64) -> bool {
    seed / 4 % 2 == 1
}

fn instance(seed: u64) -> Instance {
    let kind = kind(seed);
    let disguise = is_disguised(seed).then(|| Disguise::new(tricks(kind, seed), seed));
    let recipe = Recipe { kind, unsatisfied: 0, clauses: Clauses::Whole, disguise };
    Instance::new(formula(seed), recipe).unwrap()
}

/// Whether there is a preimage, by evidence that is checked once more.
fn checked(instance: &Instance, verdict: Verdict) -> Result<bool, String> {
    let limits = Limits::none();
    match verdict {
        Verdict::Satisfiable(witness) => {
            assert_eq!(instance.check(&witness.latent().to_vec()).unwrap(), Finding::Preimage);
            assert!(instance.is_solved_by(witness.assignment()));
            Ok(true)
        }
        Verdict::Unsatisfiable(Refutation::Proof(proof)) => {
            check_proof(instance, proof.as_slice(), &limits).map(|()| false).map_err(|error| error.to_string())
        }
        Verdict::Unsatisfiable(Refutation::Certificate(proof)) => {
            let checked = check_certificate(&instance.problem(), &proof, &limits);
            checked.map(|()| false).map_err(|error| error.to_string())
        }
        Verdict::Unsatisfiable(_) => Ok(false),
        Verdict::Undecided(reason) => Err(reason.to_string()),
        _ => Err("an unknown verdict".to_owned()),
    }
}

/// What `decide` says of these formulas is what brute force says. Returns how many formulas there were, and of how many it said
/// that its time was over, which counts as neither right nor wrong.
fn agrees(seeds: impl Iterator<Item = u64>, decide: impl Fn(&Instance) -> Verdict + RefUnwindSafe) -> (u64, u64) {
    let (mut wrong, mut satisfiable, mut stopped, mut total) = (Vec::new(), 0, 0, 0);
    for seed in seeds {
        let instance = instance(seed);
        let expected = matches!(by(SolverKind::Brute)(&instance), Verdict::Satisfiable(_));
        let found = catch_unwind(|| checked(&instance, decide(&instance))).unwrap_or(Err("a panic".to_owned()));
        if found == Err(StopReason::TimeLimit.to_string()) {
            stopped += 1;
        } else if found != Ok(expected) {
            wrong.push(format!("seed {seed}, {}: {found:?}, not {expected}", instance.kind()));
        }
        (satisfiable, total) = (satisfiable + u64::from(expected), total + 1);
    }
    assert!(wrong.is_empty(), "{} of {total}\n{}", wrong.len(), wrong.join("\n"));
    assert!(satisfiable * 10 > total && satisfiable * 10 < 9 * total, "{satisfiable} of {total} are satisfiable");
    (total, stopped)
}

fn by(solver: SolverKind) -> impl Fn(&Instance) -> Verdict {
    move |instance| solve(instance, solver, &Limits::none()).unwrap()
}

/// The search, with much more time than it takes.
fn search(instance: &Instance) -> Verdict {
    solve(instance, SolverKind::Search, &Limits::time(Duration::from_secs(60))).unwrap()
}

#[test]
fn clause_learning_agrees_with_brute_force() {
    assert_eq!(agrees(0..FORMULAS, by(SolverKind::Sat)), (FORMULAS, 0));
}

#[test]
fn search_agrees_with_brute_force() {
    // 21 keeps all reductions and both looks in turn.
    assert_eq!(agrees((0..FORMULAS).step_by(21), search), (143, 0));
}

#[test]
#[ignore = "takes minutes"]
fn search_agrees_with_brute_force_on_all_formulas() {
    assert_eq!(agrees(0..FORMULAS, search), (FORMULAS, 0));
}

#[test]
fn mixed_integer_programs_agree_with_brute_force() {
    let limits = Limits::time(Duration::from_millis(200));
    let solve = |instance: &Instance| solve(instance, SolverKind::Milp, &limits).unwrap();
    let (total, stopped) = agrees((0..FORMULAS).step_by(77), solve);
    assert!(stopped < total, "{stopped} of {total} were stopped");
}

#[test]
fn the_portfolio_agrees_with_brute_force() {
    let decide = |instance: &Instance| {
        let solvers = portfolio(instance, Evidence::Proof);
        let (solver, verdict) = race(instance, &solvers, &Limits::none()).unwrap();
        assert!(solvers.contains(&solver));
        verdict
    };
    assert_eq!(agrees((0..FORMULAS).step_by(31), decide), (97, 0));
}

#[test]
fn bare_networks_are_decided_as_their_formulas() {
    for seed in (0..FORMULAS).step_by(31) {
        let instance = instance(seed);
        let expected = matches!(by(SolverKind::Brute)(&instance), Verdict::Satisfiable(_));
        for solver in [SolverKind::Sat, SolverKind::Portfolio] {
            let decision = network(&instance.problem(), solver, &Limits::none()).unwrap();
            assert_eq!(matches!(decision.verdict, Verdict::Satisfiable(_)), expected, "seed {seed} by {solver}");
            assert!(expected || matches!(decision.verdict, Verdict::Unsatisfiable(_)), "seed {seed} by {solver}");
        }
    }
}
