//! The paths: each prepares its input and returns the work whose instructions are counted.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::hint::black_box;
use unrelu::inverter::{
    invert::{AutoOptions, ExactOptions, auto, exact},
    lp::engine::{Bound, Method, Objective, Outcome, Program, Work, solve_by},
    ndarray::Array1,
    network::{
        Activation, Law, Network, Noise,
        random::{Variance, gaussian_latent, gaussian_matrix, gaussian_network},
    },
};
use unrelu::reductions::{
    Instance, NormalCnf, ReductionKind,
    cnf::{
        dimacs::{Strictness, read},
        random::{Shape, uniform},
        write::write,
    },
    exact::forward,
    limits::Limits,
    solve::{SolverKind, Verdict, solve},
};
use unrelu::verify::{
    claim::{Claim, Effort},
    claims::Lemma1Pointwise,
    seed::{Seed, StreamId},
};

type Task = Box<dyn FnOnce()>;

pub struct Path {
    pub name: &'static str,
    pub prepare: fn() -> Task,
}

pub const PATHS: [Path; 9] = [
    Path { name: "lp l_inf 200x40", prepare: || lp(Objective::Largest { cap: f64::INFINITY }) },
    Path { name: "lp l_1 200x40", prepare: || lp(Objective::Sum) },
    Path { name: "exact layer 240x100", prepare: exact_layer },
    Path { name: "auto 20-100-500", prepare: auto_network },
    Path { name: "read 20,000 clauses", prepare: reading },
    Path { name: "theorem-2 of 20,000 clauses", prepare: reduction },
    Path { name: "exact forward of 20,000 clauses", prepare: exact_forward },
    Path { name: "pointwise trials k=20 n=42", prepare: trials },
    Path { name: "search uf20-01", prepare: search },
];

fn rng() -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(1)
}

/// A Gaussian network and an output of it, with noise.
fn observed(widths: &[usize], noise: f64) -> (Network, Array1<f64>) {
    let mut rng = rng();
    let network = gaussian_network(&mut rng, widths, Variance::OverOutputs, Activation::Relu);
    let output = network.forward(&gaussian_latent(&mut rng, widths[0]));
    let noise = Noise::new(Law::Uniform, noise).expect("levels are sizes");
    let observation = output.mapv_into(|x| x + noise.draw(&mut rng));
    (network, observation)
}

fn lp(objective: Objective) -> Task {
    const NOISE: f64 = 1e-2;
    let mut rng = rng();
    let weights = gaussian_matrix(&mut rng, (200, 40), Variance::OverOutputs);
    let noise = Noise::new(Law::Uniform, NOISE).expect("a size");
    let output = weights.dot(&gaussian_latent(&mut rng, 40)).mapv_into(|t| t.max(0.0) + noise.draw(&mut rng));
    let upper = output.iter().enumerate().map(|(row, &x)| Bound::upper(row, x));
    let active = output.iter().enumerate().filter(|(_, x)| **x > NOISE);
    let bounds: Vec<Bound> = upper.chain(active.map(|(row, &x)| Bound::lower(row, x))).collect();
    Box::new(move || {
        let program = Program::new(weights.view(), bounds, objective).expect("Gaussian draws are finite");
        let outcome = solve_by(Method::Best, &program, None, &mut Work::default());
        assert!(matches!(black_box(outcome), Outcome::Optimal(_)));
    })
}

fn exact_layer() -> Task {
    let (network, observation) = observed(&[100, 240], 0.0);
    Box::new(move || {
        let inversion = exact(&network, &observation, &ExactOptions::default()).expect("the observation fits");
        assert!(black_box(inversion).is_unique());
    })
}

fn auto_network() -> Task {
    let (network, observation) = observed(&[20, 100, 500], 1e-2);
    Box::new(move || {
        let inversion = auto(&network, &observation, &AutoOptions::default()).expect("the observation fits");
        assert!(black_box(inversion).preimage().is_some());
    })
}

fn text() -> Vec<u8> {
    let shape = Shape::new(5_000, 20_000, 3).expect("three variables and more");
    let mut text = Vec::new();
    write::<&str>(&mut text, &uniform(&mut rng(), shape), &[]).expect("memory does not fail");
    text
}

fn formula() -> NormalCnf {
    NormalCnf::new(read(text().as_slice(), Strictness::Strict).expect("as written").formula)
}

fn reading() -> Task {
    let text = text();
    Box::new(move || drop(black_box(read(text.as_slice(), Strictness::Strict)).expect("as written")))
}

fn reduction() -> Task {
    let formula = formula();
    Box::new(move || drop(black_box(ReductionKind::Theorem2.network(&formula)).expect("widths far below 2^32")))
}

fn exact_forward() -> Task {
    let formula = formula();
    let network = ReductionKind::Theorem2.network(&formula).expect("widths far below 2^32");
    let latent = vec![0.375; network.inputs()];
    Box::new(move || drop(black_box(forward(&network, &latent)).expect("whole numbers")))
}

fn trials() -> Task {
    const NAME: &str = "k=20 n=42 counted";
    let claim = Lemma1Pointwise::new(Effort::Quick);
    let case = claim.cases().iter().position(|case| case.name == NAME).expect("there is such a case");
    let (claim_id, case_id) = (StreamId::of(claim.name()), StreamId::of(NAME));
    Box::new(move || {
        for number in 0..1_000 {
            black_box(claim.trial(case, number, &mut Seed(1).rng(claim_id, case_id, number)));
        }
    })
}

fn search() -> Task {
    let text: &[u8] = include_bytes!("../../tests/data/cnf/uf20-01.cnf");
    let formula = read(text, Strictness::Lenient).expect("a formula").formula;
    let instance = Instance::reduce(formula, ReductionKind::Theorem2, 0).expect("widths far below 2^32");
    Box::new(move || {
        let verdict = solve(&instance, SolverKind::Search, &Limits::none()).expect("no certificate is too long");
        assert!(matches!(black_box(verdict), Verdict::Satisfiable(_)));
    })
}
