//! Lemma 1 as the paper states it, which is wrong.

use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::exact::ExactMatrix;
use unrelu_inverter::injective::{Injectivity, decide, find};
use unrelu_inverter::network::random::{Variance, gaussian_matrix};

use super::collision::witness;
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Inputs, in turn.
const SMALLEST: usize = 3;
const LARGEST: usize = 50;
/// Programs after which the decision gives up; it is asked for only where no collision is found at once.
const PROGRAMS: u64 = 1_000;

/// Global injectivity of a Gaussian layer with `n = floor(2.1 k)`, the least that Assumption 1 allows, `k = 3..50`.
///
/// Its proof shows that a latent code that does not depend on `W` is determined by its output. No layer of this size
/// tells *all* latent codes apart: `n <= 3k - 2` (see [`unrelu_inverter::injective`]). A trial draws `W` and looks for
/// two that it does not.
///
/// # Source
/// Lemma 1, appendix B.2.
#[derive(Clone, Copy, Debug)]
pub struct Lemma1Global {
    rounds: u64,
    draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>,
}

impl Lemma1Global {
    /// The claim about Gaussian matrices.
    pub fn new(effort: Effort) -> Self {
        Self { rounds: effort.pick(1, 10, 100), draw: |rng, shape| gaussian_matrix(rng, shape, Variance::One) }
    }

    /// The same claim about other matrices of a shape `n x k`.
    #[must_use]
    pub fn with_matrices(self, draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>) -> Self {
        Self { draw, ..self }
    }
}

fn judge(weights: &ExactMatrix) -> Outcome {
    if let Some(found) = find(weights) {
        return Outcome::failed(&witness(&found));
    }
    match decide(weights, PROGRAMS) {
        Injectivity::Injective => Outcome::Held,
        Injectivity::Collision(found) => Outcome::failed(&witness(&found)),
        Injectivity::Undecided => Outcome::Undecided("no collision was found, which says nothing".to_owned()),
    }
}

impl Claim for Lemma1Global {
    fn wording(&self) -> Wording {
        Wording {
            name: "lemma-1-global",
            statement: "For Gaussian W with n = floor(2.1 k) rows, z -> relu(W z) is injective with high probability: relu(W x) = relu(W y) \
                        only where x = y.",
            source: "Lemma 1, appendix B.2",
            expectation: Expectation::Refuted,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let sizes = (LARGEST - SMALLEST + 1) as u64;
        vec![Case::sampled(format!("k={SMALLEST}..{LARGEST} in turn"), self.rounds * sizes)]
    }

    fn trial(&self, _case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let sizes = LARGEST - SMALLEST + 1;
        let k = SMALLEST + usize::try_from(number % sizes as u64).unwrap_or(0);
        match ExactMatrix::of_floats(&(self.draw)(rng, (21 * k / 10, k))) {
            Ok(weights) => judge(&weights).into(),
            Err(error) => Outcome::Undecided(error.to_string()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::first_collision;
    use crate::claims::tests::judge;
    use crate::verdict::{Ending, Verdict};

    #[test]
    fn the_lemma_is_refuted_by_collisions_that_can_be_checked() {
        let report = judge(Lemma1Global::new(Effort::Quick), 48);
        assert_eq!((report.verdict, report.ending()), (Verdict::Refuted, Ending::Expected));
        assert_eq!((report.trials, report.failures), (48, 48));
        let collision = first_collision(&report).unwrap().check().unwrap();
        assert_eq!((collision.weights().rows().len(), collision.weights().columns()), (6, 3));
    }

    #[test]
    fn it_is_not_refuted_where_matrices_are_injective() {
        let paired = |rng: &mut ChaCha8Rng, (n, k): (usize, usize)| {
            let half = gaussian_matrix(rng, (n - n / 2, k), Variance::One);
            Array2::from_shape_fn((n, k), |(row, column)| {
                half[[row / 2, column]] * if row % 2 == 0 { 2.0 } else { -1.0 }
            })
        };
        let report = judge(Lemma1Global::new(Effort::Quick).with_matrices(paired), 8);
        assert_eq!((report.verdict, report.ending()), (Verdict::Consistent, Ending::Unexpected));
    }
}
