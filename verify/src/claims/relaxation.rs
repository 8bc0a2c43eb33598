//! The relaxed programs at `eps = 0`, for outputs that the layer gives: they are no relaxation at all.
//!
//! Eq. (8): maximise `sum max(0, x_j) w_j . z` where `w_j . z + b_j <= x_j`. With weights `x_j >= 0` the sum of the upper bounds
//! is a bound, which `z*` attains; it is attained just where `w_j . z + b_j = x_j` in every row with `x_j > 0`. Together with the
//! upper bounds of the others that says `relu(W z + b) = x`: the solutions are the preimage.
//!
//! Eq. (9), for `LeakyReLU`: maximise `sum x_j w_j . z` where `min(x_j, 0) / c <= w_j . z + b_j <= max(x_j, 0)`. Positive weights
//! meet upper bounds, negative ones lower bounds, and rows with `x_j = 0` are fixed: the solutions are the `z` with `W z = W z*`. That is
//! `z*` alone where `W` has full column rank, as the paper does not say.
//!
//! Layers have small whole weights, and the programs are solved in whole numbers.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::exact::{IBig, Rational, Row, Tableau};

use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Inputs and outputs that are tried.
const SHAPES: [(usize, usize); 3] = [(2, 5), (3, 8), (5, 12)];
/// Weights lie between minus and plus this.
const WEIGHT: i64 = 5;
/// So do biases.
const BIAS: i64 = 3;

/// The weight of a row in the objective, from its output.
pub type ObjectiveWeight = fn(i64) -> i64;

/// The solutions of (8) and (9) at `eps = 0` are the preimage.
///
/// # Source
/// Section 4.3 and appendix A.1.
#[derive(Clone, Copy, Debug)]
pub struct Relaxation {
    effort: Effort,
    relu: ObjectiveWeight,
    leaky: ObjectiveWeight,
}

/// A layer of whole numbers and its input.
#[derive(Serialize)]
struct Layer {
    weights: Vec<Vec<i64>>,
    bias: Vec<i64>,
    latent: Vec<i64>,
}

/// The program of a layer, which does not find its preimage.
#[derive(Serialize)]
struct Witness<'a> {
    complaint: &'static str,
    equation: &'static str,
    layer: &'a Layer,
}

/// A row of a program: the bounds of the preactivation, doubled, and its weight in the objective.
struct Bounded {
    lower: Option<i64>,
    upper: i64,
    weight: i64,
    /// Whether a solution must have the preactivation of the latent code.
    fixed: bool,
}

impl Relaxation {
    /// The claim about the paper's objectives.
    pub fn new(effort: Effort) -> Self {
        Self { effort, relu: |x| x.max(0), leaky: |x| x }
    }

    /// The same claim about another objective in eq. (8).
    #[must_use]
    pub fn with_relu(self, relu: ObjectiveWeight) -> Self {
        Self { relu, ..self }
    }

    /// The same claim about another objective in eq. (9).
    #[must_use]
    pub fn with_leaky(self, leaky: ObjectiveWeight) -> Self {
        Self { leaky, ..self }
    }

    /// Eq. (8).
    fn relu(&self, activation: i64) -> Bounded {
        let output = activation.max(0);
        Bounded { lower: None, upper: 2 * output, weight: (self.relu)(output), fixed: output > 0 }
    }

    /// Eq. (9) with slope 1/2, where twice the output is whole.
    fn leaky(&self, activation: i64) -> Bounded {
        let doubled = if activation >= 0 { 2 * activation } else { activation };
        let (lower, upper) = (Some(2 * doubled.min(0)), doubled.max(0));
        Bounded { lower, upper, weight: (self.leaky)(doubled), fixed: true }
    }
}

impl Layer {
    fn draw((k, n): (usize, usize), rng: &mut ChaCha8Rng) -> Self {
        let mut vector = |length: usize, most: i64| (0..length).map(|_| rng.random_range(-most..=most)).collect();
        let weights = (0..n).map(|_| vector(k, WEIGHT)).collect();
        Self { weights, bias: vector(n, BIAS), latent: vector(k, WEIGHT) }
    }

    /// `factor * (w . z + b)`, plus a number.
    fn row(&self, index: usize, factor: i64, plus: i64) -> Row {
        let weights = self.weights[index].iter().map(|weight| IBig::from(factor * weight)).collect();
        Row::new(weights, IBig::from(factor * self.bias[index] + plus))
    }

    fn activation(&self, index: usize) -> i64 {
        let products = self.weights[index].iter().zip(&self.latent).map(|(weight, entry)| weight * entry);
        products.sum::<i64>() + self.bias[index]
    }

    /// Whether the solutions of the program are what they should be; otherwise what is wrong.
    fn check(&self, rows: &[Bounded]) -> Result<(), &'static str> {
        let k = self.latent.len();
        let upper = rows.iter().enumerate().map(|(index, row)| self.row(index, -2, row.upper));
        let lower = rows.iter().enumerate().filter_map(|(index, row)| Some(self.row(index, 2, -row.lower?)));
        let constraints: Vec<Row> = upper.chain(lower).collect();
        let mut solutions = Tableau::of(k, &constraints).ok_or("the latent code is no solution")?;
        let weighted =
            |column: usize| (0..rows.len()).map(|row| rows[row].weight * self.weights[row][column]).sum::<i64>();
        let gain: Vec<IBig> = (0..k).map(|column| IBig::from(weighted(column))).collect();
        let attained: IBig = gain.iter().zip(&self.latent).map(|(gain, entry)| gain * entry).sum();
        let objective = Row::new(gain, -attained);
        let most = solutions.maximum(&objective).ok_or("the program is unbounded")?;
        if most > Rational::default() {
            return Err("the latent code is not optimal");
        }
        solutions.add(&objective);
        let moves = |(index, _): (usize, &Bounded)| {
            let activation = self.activation(index);
            let (up, down) = (self.row(index, 1, -activation), self.row(index, -1, activation));
            solutions.exceeds_zero(&up) || solutions.exceeds_zero(&down)
        };
        if rows.iter().enumerate().filter(|(_, row)| row.fixed).any(moves) {
            return Err("an optimum is no preimage");
        }
        Ok(())
    }
}

impl Claim for Relaxation {
    fn wording(&self) -> Wording {
        Wording {
            name: "relaxation",
            statement: "For an output that the layer gives and eps = 0, the solutions of eq. (8) are exactly its preimage under ReLU, and those of eq. (9) \
                        exactly its preimage under LeakyReLU: the latent code alone where the weights have full column rank.",
            source: "eq. (8), section 4.3; eq. (9), appendix A.1",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(300, 3_000, 100_000);
        let names = SHAPES.iter().map(|(k, n)| format!("k={k} n={n}"));
        let pair = |name: String| [format!("eq. (8) {name}"), format!("eq. (9) {name}")];
        names.flat_map(pair).map(|name| Case::sampled(name, trials)).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let layer = Layer::draw(SHAPES[case / 2], rng);
        let activations = (0..layer.bias.len()).map(|index| layer.activation(index));
        let (equation, rows): (_, Vec<Bounded>) = if case.is_multiple_of(2) {
            ("(8)", activations.map(|activation| self.relu(activation)).collect())
        } else {
            ("(9)", activations.map(|activation| self.leaky(activation)).collect())
        };
        let checked = layer.check(&rows);
        let failed = |complaint| Outcome::failed(&Witness { complaint, equation, layer: &layer });
        checked.map_or_else(failed, |()| Outcome::Held).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_programs_find_the_preimage() {
        let report = judge(Relaxation::new(Effort::Quick), 30);
        assert_eq!((report.verdict, report.failures), (Verdict::Consistent, 0), "{:#?}", report.evidence);
    }

    fn verdicts(claim: Relaxation) -> [Verdict; 2] {
        let cases = judge(claim, 30).evidence.cases;
        [cases[2].verdict, cases[3].verdict]
    }

    /// Rows that are off are pushed up too.
    #[test]
    fn an_objective_of_all_rows_is_refuted() {
        let claim = Relaxation::new(Effort::Quick);
        assert_eq!(verdicts(claim.with_relu(|_| 1)), [Verdict::Refuted, Verdict::Consistent]);
    }

    /// The objective of (8) leaves negative outputs of (9) between their bounds.
    #[test]
    fn an_objective_without_negative_outputs_is_refuted() {
        let claim = Relaxation::new(Effort::Quick);
        assert_eq!(verdicts(claim.with_leaky(|x| x.max(0))), [Verdict::Consistent, Verdict::Refuted]);
    }
}
