//! What the claims about reductions share: random formulas of every shape, and the reduction under test.

use ndarray::Array1;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::network::Network;
use unrelu_reductions::reduction::{ReductionError, ReductionKind, push};
use unrelu_reductions::{Assignment, Cnf, Lit, NormalCnf};

use crate::claim::Outcome;

/// Numbers of variables that are tried. All sign vectors are looked at: up to 1,024 for a formula.
pub(super) const VARIABLES: [u32; 6] = [1, 2, 3, 5, 7, 10];
/// Longest clause, where the subject takes any.
const LONGEST: u32 = 5;
/// Most clauses a variable: formulas beyond the threshold of satisfiability and before it.
const DENSEST: u32 = 6;
/// One clause in so many is empty.
const EMPTY: u32 = 300;

/// The reduction under test: one of this project's, or something broken in its place.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    /// From a formula to its network.
    pub network: fn(&NormalCnf) -> Result<Network, ReductionError>,
    /// From the number of variables and of false clauses to the observation that asks for them.
    pub observation: fn(usize, u32) -> Array1<f64>,
    /// Most literals of a clause that is drawn.
    pub longest: u32,
}

impl Subject {
    /// This project's reduction of Theorem 1.
    pub const THEOREM_1: Self = Self {
        network: |formula| ReductionKind::Theorem1.network(formula),
        observation: |k, unsatisfied| ReductionKind::Theorem1.observation(k, unsatisfied),
        longest: LONGEST,
    };
    /// This project's reduction of Theorem 2.
    pub const THEOREM_2: Self = Self {
        network: |formula| ReductionKind::Theorem2.network(formula),
        observation: |k, unsatisfied| ReductionKind::Theorem2.observation(k, unsatisfied),
        longest: LONGEST,
    };
    /// This project's reduction to two layers with one output.
    pub const TWO_LAYER: Self = Self {
        network: |formula| ReductionKind::TwoLayer.network(formula),
        observation: |k, unsatisfied| ReductionKind::TwoLayer.observation(k, unsatisfied),
        longest: LONGEST,
    };
    /// This project's reduction to two layers with an output for every variable.
    pub const TWO_LAYER_VECTOR: Self = Self {
        network: |formula| ReductionKind::TwoLayerVector.network(formula),
        observation: |k, unsatisfied| ReductionKind::TwoLayerVector.observation(k, unsatisfied),
        longest: LONGEST,
    };

    /// Draws a formula and reduces it.
    pub(super) fn draw(&self, variables: u32, rng: &mut ChaCha8Rng) -> Result<Draw, Outcome> {
        let formula = random_formula((variables, self.longest), rng);
        let network = (self.network)(&NormalCnf::new(formula.clone()));
        let network = network.map_err(|error| Outcome::Undecided(error.to_string()))?;
        Ok(Draw { formula, network })
    }
}

/// A formula as it was drawn, and the network of its normal form.
pub(super) struct Draw {
    pub formula: Cnf,
    pub network: Network,
}

/// A latent code at which the network does not do what is claimed.
#[derive(Serialize)]
struct Witness {
    /// Number of variables.
    variables: usize,
    /// Clauses, as DIMACS numbers.
    clauses: Vec<Vec<String>>,
    /// What is wrong.
    complaint: &'static str,
    latent: Vec<f64>,
    output: Vec<f64>,
    expected: Vec<f64>,
}

impl Draw {
    /// Number of variables.
    pub fn k(&self) -> usize {
        self.formula.variables()
    }

    /// Every sign vector with its assignment.
    pub fn sign_vectors(&self) -> impl Iterator<Item = (Assignment, Array1<f64>)> + use<> {
        let k = self.k();
        (0_u64..1 << k).map(move |bits| {
            let assignment = Assignment::from((0..k).map(|i| bits >> i & 1 == 1).collect::<Vec<_>>());
            let latent = push(&assignment);
            (assignment, latent)
        })
    }

    /// `G(latent) = expected`? Weights are whole, latent codes multiples of 1/16, and every sum far
    /// below `2^48`: floats are exact.
    pub fn compare(
        &self,
        complaint: &'static str,
        latent: &Array1<f64>,
        expected: &Array1<f64>,
    ) -> Result<(), Outcome> {
        let output = self.network.forward(latent);
        if output == expected { Ok(()) } else { Err(self.contradicts(complaint, (latent, &output), expected)) }
    }

    /// A contradiction.
    pub fn contradicts(
        &self,
        complaint: &'static str,
        (latent, output): (&Array1<f64>, &Array1<f64>),
        expected: &Array1<f64>,
    ) -> Outcome {
        let clause = |literals: &[Lit]| literals.iter().map(ToString::to_string).collect();
        Outcome::failed(&Witness {
            variables: self.k(),
            clauses: self.formula.clauses().map(clause).collect(),
            complaint,
            latent: latent.to_vec(),
            output: output.to_vec(),
            expected: expected.to_vec(),
        })
    }
}

/// The same network with other weights in its last layer, each a function of its row, its column and the weight there.
#[cfg(test)]
pub(crate) fn with_last_weight(network: &Network, weight: impl Fn(usize, usize, f64) -> f64) -> Network {
    let (last, hidden) = network.layers().split_last().unwrap();
    let mut weights = ndarray::Array2::zeros((last.outputs(), last.inputs()));
    for row in 0..last.outputs() {
        last.weights().for_each_in_row(row, |column, entry| weights[(row, column)] = weight(row, column, entry));
    }
    let last = unrelu_inverter::network::Layer::relu(weights).unwrap();
    Network::new(hidden.iter().cloned().chain([last]).collect()).unwrap()
}

/// Clauses of 1 to `longest` literals over some of the variables, drawn with replacement: duplicate literals, tautologies,
/// repeated clauses and unused variables all occur, and now and then an empty clause or no clause at all.
fn random_formula((variables, longest): (u32, u32), rng: &mut ChaCha8Rng) -> Cnf {
    let mut formula = Cnf::new(variables);
    let used = rng.random_range(1..=variables);
    for _ in 0..rng.random_range(0..=DENSEST * variables) {
        let empty = rng.random_ratio(1, EMPTY);
        let length = if empty { 0 } else { rng.random_range(1..=longest) };
        formula.push_clause((0..length).map(|_| random_literal(used, rng)).collect::<Vec<_>>());
    }
    formula
}

fn random_literal(variables: u32, rng: &mut ChaCha8Rng) -> Lit {
    let number = i32::try_from(rng.random_range(1..=variables)).unwrap_or(i32::MAX);
    Lit::from_dimacs(if rng.random() { number } else { -number }).expect("the number is not 0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::rand_core::SeedableRng;

    #[test]
    fn every_oddity_is_drawn_and_both_answers_occur() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let formulas: Vec<Cnf> = (0..500).map(|_| random_formula((5, LONGEST), &mut rng)).collect();
        let normal: Vec<NormalCnf> = formulas.iter().cloned().map(NormalCnf::new).collect();
        assert!(normal.iter().any(|formula| formula.merged() > 0));
        assert!(normal.iter().any(|formula| formula.tautologies() > 0));
        assert!(formulas.iter().any(|formula| formula.clauses().any(<[Lit]>::is_empty)));
        assert!(formulas.iter().any(|formula| formula.clause_count() == 0));
        assert!(formulas.iter().all(|formula| formula.variables() == 5));
        let satisfiable = |formula: &Cnf| {
            let draw = Draw { formula: formula.clone(), network: (Subject::THEOREM_1.network)(&normal[0]).unwrap() };
            draw.sign_vectors().any(|(assignment, _)| formula.is_satisfied_by(&assignment))
        };
        let count = formulas.iter().filter(|formula| satisfiable(formula)).count();
        assert!((100..400).contains(&count), "{count}");
    }
}
