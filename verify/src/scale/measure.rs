//! One run: something is drawn, solved, checked and timed.

use super::error::ScaleError;
use super::plan::{CLAUSE_LENGTH, Point};
use super::subject::{Subject, widths};
use crate::claims::RECOVERED;
use crate::claims::gaussian::{Draw, EXACT};
use crate::seed::{Seed, StreamId};
use cpu_time::ProcessTime;
use rand::Rng;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use serde::{Deserialize, Serialize};
use std::time::Instant;
use unrelu_inverter::certificate::{Domain, Problem};
use unrelu_inverter::invert::ShortRank;
use unrelu_inverter::network::Activation;
use unrelu_inverter::search::{Answer, search};
use unrelu_reductions::cnf::random::{Shape, uniform};
use unrelu_reductions::lift::lift;
use unrelu_reductions::limits::Limits;
use unrelu_reductions::solve::{self, Refutation, SolveError, SolverKind};
use unrelu_reductions::{Instance, ReductionKind, reduction};

/// Which run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// What is timed.
    pub subject: Subject,
    /// At which sizes.
    pub point: Point,
    /// The number of the draw, from 0.
    pub number: u32,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The latent code was found.
    Recovered,
    /// Some layer has fewer active rows than inputs, so that no inverter can know the latent code. Counts for nothing.
    Missed,
    /// There is a preimage, which was checked.
    Sat,
    /// There is none, by a proof that was checked.
    Unsat,
    /// The time limit was reached, or the solver gave up.
    Unknown,
}

/// What came out of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// Which run.
    pub address: Address,
    /// Seed of `unrelu generate cnf random`, or of network and latent code.
    pub seed: u32,
    /// How it ended.
    pub verdict: Verdict,
    /// How long it took, the check of the answer included.
    pub time: Time,
    /// What it took, beside time.
    pub work: Work,
}

/// How long a run took, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    /// On the clock. Time limits are of this kind.
    pub wall: f64,
    /// Of this process's computing: what else the machine does counts for little.
    pub cpu: f64,
}

struct Stopwatch {
    wall: Instant,
    cpu: ProcessTime,
}

impl Stopwatch {
    fn start() -> Result<Self, ScaleError> {
        Ok(Self { wall: Instant::now(), cpu: ProcessTime::try_now().map_err(ScaleError::Clock)? })
    }

    fn stop(&self) -> Result<Time, ScaleError> {
        let wall = self.wall.elapsed().as_secs_f64();
        let cpu = self.cpu.try_elapsed().map_err(ScaleError::Clock)?.as_secs_f64();
        // A coarse clock may say 0, which has no logarithm.
        Ok(Time { wall, cpu: cpu.max(1e-9) })
    }
}

/// What a run took, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Work {
    /// Contradictions that the solver learnt from.
    pub conflicts: Option<u64>,
    /// Length of the proof that there is no preimage.
    pub proof_bytes: Option<u64>,
    /// Relative error of the latent code.
    pub relative_error: Option<f64>,
}

impl Address {
    /// The seed of what is drawn, which is the same for all solvers and reductions.
    pub fn seed(self, seed: Seed) -> u32 {
        let Point { k, clauses } = self.point;
        let case = StreamId::of(&format!("{k}-{clauses}"));
        seed.rng(StreamId::of("scale"), case, u64::from(self.number)).next_u32()
    }
}

/// Does one run. The process must do nothing else meanwhile, since its CPU time is what counts.
///
/// # Errors
/// [`ScaleError`], but neither [`ScaleError::Disagreement`] nor [`ScaleError::Store`].
pub fn measure(address: Address, seed: Seed, limits: &Limits) -> Result<Run, ScaleError> {
    let seed = address.seed(seed);
    let (verdict, time, work) = match address.subject {
        Subject::Inversion => invert(address.point.k, seed)?,
        Subject::Formulas { solver, reduction, .. } => {
            let instance = instance(address.point, seed, reduction)?;
            let watch = Stopwatch::start()?;
            let (verdict, work) = decide(solver, &instance, limits)?;
            (verdict, watch.stop()?, work)
        }
    };
    Ok(Run { address, seed, verdict, time, work })
}

fn invert(k: u32, seed: u32) -> Result<(Verdict, Time, Work), ScaleError> {
    let mut rng = ChaCha8Rng::seed_from_u64(u64::from(seed));
    let draw = Draw::new(&mut rng, &widths(k), Activation::Relu);
    let enough = draw.has_enough_active_rows();
    let watch = Stopwatch::start()?;
    let inversion = draw.invert(EXACT, ShortRank::Stop);
    let time = watch.stop()?;
    let relative_error = inversion.ok().and_then(|inversion| draw.relative_error(&inversion));
    let verdict = match relative_error {
        Some(error) if error <= RECOVERED => Verdict::Recovered,
        _ if enough => return Err(ScaleError::NotRecovered { k, seed }),
        _ => Verdict::Missed,
    };
    Ok((verdict, time, Work { relative_error, ..Work::default() }))
}

fn instance(Point { k, clauses }: Point, seed: u32, reduction: ReductionKind) -> Result<Instance, ScaleError> {
    let shape = Shape::new(k, clauses as usize, CLAUSE_LENGTH)?;
    let formula = uniform(&mut ChaCha8Rng::seed_from_u64(u64::from(seed)), shape);
    Ok(Instance::reduce(formula, reduction, 0)?)
}

/// Decides an instance by its network, observation and domain alone.
fn decide(solver: SolverKind, instance: &Instance, limits: &Limits) -> Result<(Verdict, Work), ScaleError> {
    match solver {
        SolverKind::Sat => Ok(known(&solve::lifted(
            &lift(instance.network(), Some(&instance.observation().to_vec()))?,
            solver,
            limits,
        )?)),
        SolverKind::Search => by_search(instance, limits),
        _ => match solve::solve(instance, solver, limits) {
            Err(SolveError::Failed { .. }) => Ok((Verdict::Unknown, Work::default())),
            verdict => Ok(known(&verdict?)),
        },
    }
}

fn known(verdict: &solve::Verdict) -> (Verdict, Work) {
    match verdict {
        solve::Verdict::Satisfiable(_) => (Verdict::Sat, Work::default()),
        solve::Verdict::Unsatisfiable(Refutation::Proof(proof)) => {
            (Verdict::Unsat, Work { proof_bytes: Some(proof.len() as u64), ..Work::default() })
        }
        solve::Verdict::Unsatisfiable(_) => (Verdict::Unsat, Work::default()),
        _ => (Verdict::Unknown, Work::default()),
    }
}

/// Called as it is, since it counts its conflicts.
fn by_search(instance: &Instance, limits: &Limits) -> Result<(Verdict, Work), ScaleError> {
    let domain = match instance.domain() {
        reduction::Domain::Signs => Domain::Signs,
        reduction::Domain::Reals => Domain::Reals,
    };
    let problem = Problem::new(instance.network().clone(), instance.observation().clone(), 0.0, domain)?;
    let (answer, work) = search(&problem, limits);
    let verdict = match answer {
        Answer::Solution(_) => Verdict::Sat,
        Answer::None(_) => Verdict::Unsat,
        _ => Verdict::Unknown,
    };
    Ok((verdict, Work { conflicts: Some(work.conflicts), ..Work::default() }))
}
