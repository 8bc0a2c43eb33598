//! Verdicts do not depend on how a network is written down, nor on who gives them.

use super::random::{Numbers, inverters, problem};
use quickcheck::quickcheck;
use rand::{RngExt, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::certificate::{Domain, Problem};
use unrelu_inverter::invert::{CompleteOptions, Inverter, Outcome, Refutation, Tolerance};
use unrelu_inverter::limits::Limits;
use unrelu_inverter::milp::{self, Backend};
use unrelu_inverter::ndarray::{Array1, Array2, Axis, concatenate};
use unrelu_inverter::network::{Activation, Layer, Network};
use unrelu_inverter::preimage::{Question, find};
use unrelu_inverter::search::{Answer, search};

/// A layer that can be taken apart: small whole numbers, and their halves and doubles.
#[derive(Clone)]
struct Plain {
    weights: Array2<f64>,
    bias: Array1<f64>,
    activation: Activation,
}

/// A network and an observation.
#[derive(Clone)]
struct Sketch {
    layers: Vec<Plain>,
    observation: Array1<f64>,
}

impl Sketch {
    fn of(problem: &Problem) -> Self {
        let plain = |layer: &Layer| Plain {
            weights: layer.weights().select(0..layer.outputs()),
            bias: layer.bias().clone(),
            activation: layer.activation(),
        };
        let layers = problem.network().layers().iter().map(plain).collect();
        Self { layers, observation: problem.observation().clone() }
    }

    fn problem(&self) -> Problem {
        let layer = |plain: &Plain| Layer::new(plain.weights.clone(), plain.bias.clone(), plain.activation).unwrap();
        let network = Network::new(self.layers.iter().map(layer).collect()).unwrap();
        Problem::new(network, self.observation.clone(), 0.0, Domain::Reals).unwrap()
    }

    /// The rows of a layer, in another order, each times a factor; what reads them, accordingly. Rows may be there twice.
    fn rows(mut self, layer: usize, rows: &[(usize, f64)]) -> Self {
        let order: Vec<usize> = rows.iter().map(|(row, _)| *row).collect();
        let factors: Array1<f64> = rows.iter().map(|(_, factor)| *factor).collect();
        let times = |row: usize| order.iter().filter(|other| **other == row).count() as f64;
        let share: Array1<f64> = rows.iter().map(|(row, factor)| (factor * times(*row)).recip()).collect();
        let Plain { weights, bias, .. } = &mut self.layers[layer];
        *weights = weights.select(Axis(0), &order) * factors.view().insert_axis(Axis(1));
        *bias = bias.select(Axis(0), &order) * &factors;
        match self.layers.get_mut(layer + 1) {
            Some(next) => next.weights = next.weights.select(Axis(1), &order) * &share,
            None => self.observation = self.observation.select(Axis(0), &order) * &factors,
        }
        self
    }

    fn width(&self, layer: usize) -> usize {
        self.layers[layer].bias.len()
    }
}

/// Every row once, as it is.
fn all(width: usize) -> Vec<(usize, f64)> {
    (0..width).map(|row| (row, 1.0)).collect()
}

/// The same question in other words.
fn variants(sketch: &Sketch, rng: &mut ChaCha8Rng) -> Vec<(String, Sketch)> {
    let mut variants = Vec::new();
    for layer in 0..sketch.layers.len() {
        let (mut permuted, mut scaled) = (all(sketch.width(layer)), all(sketch.width(layer)));
        permuted.shuffle(rng);
        for (_, factor) in &mut scaled {
            *factor = [0.25, 0.5, 2.0, 8.0][rng.random_range(0..4)];
        }
        // All rows twice, so that shares are powers of two.
        let doubled = [permuted.clone(), all(sketch.width(layer))].concat();
        for (name, rows) in [("permuted", permuted), ("scaled", scaled), ("doubled", doubled)] {
            variants.push((format!("{name} rows of layer {}", layer + 1), sketch.clone().rows(layer, &rows)));
        }
    }
    let mut wider = sketch.clone();
    let first = &mut wider.layers[0].weights;
    *first = concatenate![Axis(1), first.view(), -&*first];
    variants.push(("inputs as differences".to_owned(), wider));
    variants
}

fn searched(problem: &Problem) -> bool {
    match search(problem, &Limits::none()).0 {
        Answer::Solution(_) => true,
        Answer::None(_) => false,
        other => panic!("{other:?}"),
    }
}

quickcheck! {
    fn verdicts_do_not_depend_on_rows(seed: u64) -> bool {
        let sketch = Sketch::of(&problem(seed, Numbers::Whole));
        let verdict = searched(&sketch.problem());
        let variants = variants(&sketch, &mut ChaCha8Rng::seed_from_u64(seed));
        let same = |(name, variant): &(String, Sketch)| {
            let same = searched(&variant.problem()) == verdict;
            assert!(same, "{name}, {verdict} before");
            same
        };
        variants.iter().all(same)
    }

    fn search_geometry_and_programs_agree(seed: u64) -> bool {
        let problem = problem(seed, Numbers::Whole);
        let verdict = searched(&problem);
        let pieces = find(problem.network(), &problem.observation().to_vec(), &Question::default()).unwrap().pieces;
        let programs = Backend::ALL.iter().filter_map(|&backend| match milp::solve(&problem, backend, &Limits::none()) {
            Ok(milp::Answer::Solution(_)) => Some(true),
            Ok(milp::Answer::Infeasible(_)) => Some(false),
            _ => None,
        });
        verdict != pieces.is_empty() && programs.into_iter().all(|found| found == verdict)
    }

    /// Whoever inverts: what is found gives the observation, and what is refuted has a proof that can be checked.
    fn an_inverse_gives_the_observation_or_there_is_a_certificate(seed: u64) -> bool {
        let problem = problem(seed, Numbers::Real);
        inverters(CompleteOptions::default()).iter().all(|inverter| is_shown(&problem, inverter, seed))
    }
}

/// Even seeds make observations that some latent code gives.
fn is_shown(problem: &Problem, inverter: &Inverter<'_>, seed: u64) -> bool {
    let is_given = seed.is_multiple_of(2);
    let (network, x) = (problem.network(), problem.observation());
    // What cannot be an output at all is an error.
    let Ok(inversion) = inverter.invert(network, x) else { return !is_given };
    if let Some(preimage) = inversion.preimage() {
        let residual = (network.forward(preimage.latent()) - x).iter().fold(0.0, |most: f64, d| most.max(d.abs()));
        assert_eq!(residual.to_bits(), preimage.residual().linf.to_bits());
    }
    match &inversion.outcome {
        Outcome::Found { preimage, .. } => preimage.residual().linf <= slack(inverter.tolerance(), problem),
        Outcome::NotRealizable(certificate) | Outcome::Refuted(Refutation::Certificate(certificate)) => {
            !is_given && certificate.verify(network).is_some()
        }
        Outcome::Refuted(_) => !is_given,
        _ => true,
    }
}

/// The tolerance of an inverter counts in every layer; to the output it is passed on by the weights, which are at most 2.
fn slack(tolerance: Tolerance, problem: &Problem) -> f64 {
    let widest = problem.network().widths().into_iter().max().unwrap_or(1) as f64;
    let layers = problem.network().layers().iter();
    layers.fold(tolerance.of(problem.observation()).max(1e-9), |slack, _| slack * 2.0 * widest)
}
