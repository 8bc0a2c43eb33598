//! Every formula of two variables, and what its networks give, in rational numbers.

use ndarray::Array1;
use serde::Serialize;
use unrelu_inverter::exact::to_f64;
use unrelu_inverter::network::Network;
use unrelu_inverter::preimage::{Question, find};
use unrelu_reductions::{Assignment, Cnf, NormalCnf};

use super::formula::Subject;
use crate::claim::Outcome;

/// The clauses over two variables that are no tautologies, as DIMACS numbers; the empty one makes formulas trivial.
const CLAUSES: [&[i32]; 8] = [&[1], &[-1], &[2], &[-2], &[1, 2], &[1, -2], &[-1, 2], &[-1, -2]];
/// Sets of them: every formula of two variables but for doubled clauses.
pub(super) const COUNT: u64 = 1 << CLAUSES.len();

/// A formula with its network under the reduction under test.
pub(super) struct Small {
    pub formula: Cnf,
    pub network: Network,
}

impl Small {
    /// The set of clauses that the bits of `number` name.
    pub fn new(subject: &Subject, number: u64) -> Result<Self, Outcome> {
        let clauses = (0..).zip(CLAUSES).filter(|(bit, _)| number >> bit & 1 == 1).map(|(_, clause)| clause);
        let mut formula = Cnf::from_dimacs(&clauses.collect::<Vec<_>>()).expect("no literal is 0");
        formula.declare(2);
        let network = (subject.network)(&NormalCnf::new(formula.clone()));
        let network = network.map_err(|error| Outcome::Undecided(error.to_string()))?;
        Ok(Self { formula, network })
    }

    /// How many clauses each assignment leaves false.
    pub fn unsatisfied(&self) -> [usize; 4] {
        let bits = [[false, false], [false, true], [true, false], [true, true]];
        bits.map(|bits| self.formula.unsatisfied(&Assignment::from(bits.to_vec())))
    }

    /// The fewest false clauses.
    pub fn least(&self) -> usize {
        self.unsatisfied().into_iter().min().unwrap_or(0)
    }

    /// How many clauses the signs of a latent code leave false.
    pub fn unsatisfied_by(&self, latent: &[f64]) -> usize {
        let signs = latent.iter().map(|&entry| entry > 0.0).collect::<Vec<_>>();
        self.formula.unsatisfied(&Assignment::from(signs))
    }

    /// A point inside every piece of `{z : |G(z) - x|_inf <= tolerance}`, by exact search: none where that is empty.
    pub fn points(&self, observation: &Array1<f64>, tolerance: f64) -> Result<Vec<Vec<f64>>, Outcome> {
        let question = Question { tolerance, ..Question::default() };
        let found = find(&self.network, &observation.to_vec(), &question);
        let found = found.map_err(|error| Outcome::Undecided(error.to_string()))?;
        Ok(found.pieces.iter().map(|piece| piece.inside().iter().map(to_f64).collect()).collect())
    }

    /// A contradiction.
    pub fn contradicts(&self, complaint: &'static str, observation: &Array1<f64>, tolerance: f64) -> Outcome {
        let clauses = self.formula.clauses().map(|clause| clause.iter().map(ToString::to_string).collect());
        let (clauses, observation) = (clauses.collect(), observation.to_vec());
        Outcome::failed(&Witness { clauses, complaint, observation, tolerance })
    }
}

/// A question to which the network gives a wrong answer.
#[derive(Serialize)]
struct Witness {
    /// As DIMACS numbers.
    clauses: Vec<Vec<String>>,
    complaint: &'static str,
    observation: Vec<f64>,
    tolerance: f64,
}
