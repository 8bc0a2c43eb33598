//! Hidden layers are not negative, and a layer whose input is known not to be needs fewer active outputs.
//!
//! Let `h >= 0` have `N` entries, `s >= 1` of them positive, and let a Gaussian layer, drawn independently, give `M < N` positive outputs. The
//! inputs `h + u >= 0` with the same output are those with `u` in the kernel of the active rows (of dimension `N - M`, in general position and
//! of a symmetric law) and `u_i >= 0` where `h_i = 0`; the other outputs, strictly negative, stay so. So `h` is unique exactly where
//! no such `u` but 0 exists: where a random subspace of dimension `N - M`, projected to the `N - s` entries that are 0, misses the
//! orthant. By Wendel's theorem in its dual form that has probability `P(Bin(N - s - 1, 1/2) <= M - s - 1)`: 0 for `M <= s`, 1 for
//! `M >= N`.
//!
//! Equations alone need `M >= N`. For a hidden layer of a network, `s` follows `Bin(N, 1/2)` and `M` follows `Bin(n, 1/2)`, so the width
//! that is needed falls from about `2 N` to about `1.5 N`.
//!
//! # Source
//! Ours. J. G. Wendel, "A problem in geometric probability", Mathematica Scandinavica 11 (1962).

use ndarray::Array1;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use unrelu_inverter::invert::{Inversion, Outcome as Found, ShortRank};
use unrelu_inverter::network::Activation;

use super::gaussian::{Draw, EXACT, Inverter};
use crate::claim::{Case, CaseResult, Claim, Effort, Expectation, Outcome, Trial, Wording};
use crate::reproduce::trial::relative;
use crate::stats::{FairBinomial, nonnegative_probability};

/// Inputs of the networks: few, so that the first layer is never what fails.
const INPUTS: usize = 2;
/// Hidden and output widths that are tried, from 1.25 to 1.75 times as many.
const SHAPES: [(usize, usize); 4] = [(20, 30), (40, 50), (40, 60), (40, 70)];
/// A hidden layer counts as recovered up to this relative error.
const RECOVERED: f64 = 1e-6;
/// Hidden width of the remark.
const LARGE: usize = 1_000_000;

/// How often a hidden layer is fixed by its output and by not being negative.
#[derive(Clone, Copy, Debug)]
pub struct NonnegLaw {
    effort: Effort,
    inverter: Inverter,
    predictor: fn(usize, usize) -> f64,
}

impl NonnegLaw {
    /// The claim about this project's inverter and the exact law.
    pub fn new(effort: Effort) -> Self {
        Self { effort, inverter: EXACT, predictor: nonnegative_probability }
    }

    /// The same claim about another inverter.
    #[must_use]
    pub fn with_inverter(self, inverter: Inverter) -> Self {
        Self { inverter, ..self }
    }

    /// The same claim about another function of hidden and output width as the probability that the hidden layer is unique.
    #[must_use]
    pub fn with_predictor(self, predictor: fn(usize, usize) -> f64) -> Self {
        Self { predictor, ..self }
    }
}

/// `||h - h*|| / ||h*||` for the hidden layer of the latent code found.
fn hidden_error(draw: &Draw, inversion: &Inversion) -> Option<f64> {
    let hidden = |latent: &Array1<f64>| draw.network.trace(latent).swap_remove(0);
    Some(relative(&hidden(inversion.preimage()?.latent()), &hidden(&draw.latent)))
}

fn judge(draw: &Draw, inversion: &Inversion) -> Outcome {
    // The last layer comes first; what is made of one of many hidden vectors is of no interest.
    let free = inversion.layers.first().map_or(0, |layer| layer.free_dimensions);
    match &inversion.outcome {
        _ if free > 0 => Outcome::Missed,
        Found::Undecided(reason) => Outcome::Undecided(reason.to_string()),
        // Of the latent code nothing is claimed: the hidden layer may have too few positive units to fix that.
        _ => match hidden_error(draw, inversion) {
            Some(error) if error <= RECOVERED => Outcome::Held,
            Some(_) => draw.contradicts("the wrong hidden layer was found", inversion),
            None => draw.contradicts("a realizable observation was rejected", inversion),
        },
    }
}

impl Claim for NonnegLaw {
    fn wording(&self) -> Wording {
        Wording {
            name: "nonneg-law",
            statement: "A hidden ReLU layer of N units, s of them positive, is the only non-negative vector with its output, M < N entries of which are \
                        positive, with probability P(Bin(N - s - 1, 1/2) <= M - s - 1), for Gaussian weights; and the inverter then finds it.",
            source: "ours; beyond Theorem 3",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(150, 2_000, 50_000);
        let case = |&(hidden, outputs): &(usize, usize)| {
            Case::sampled(format!("{INPUTS}-{hidden}-{outputs}"), trials)
                .with_prediction((self.predictor)(hidden, outputs))
        };
        SHAPES.iter().map(case).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let (hidden, outputs) = SHAPES[case];
        let draw = Draw::new(rng, &[INPUTS, hidden, outputs], Activation::Relu);
        match draw.invert(self.inverter, ShortRank::Complete) {
            Ok(inversion) => judge(&draw, &inversion).into(),
            Err(undecided) => undecided.into(),
        }
    }

    /// Half of a million hidden units are positive, and so is half of the outputs.
    fn remarks(&self, _cases: &[CaseResult]) -> Value {
        let law = FairBinomial::new(LARGE / 2 - 1);
        let failure =
            |outputs: usize| law.ln_at_least((outputs / 2 - LARGE / 2).min(LARGE / 2)) / std::f64::consts::LN_10;
        json!({
            "hidden_units": LARGE,
            "log10_of_failure_at_expansion_1.6": failure(LARGE / 10 * 16),
            "log10_of_failure_at_expansion_1.9": failure(LARGE / 10 * 19),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;
    use unrelu_inverter::invert::{ExactOptions, exact};

    #[test]
    fn the_inverter_follows_the_law() {
        let report = judge(NonnegLaw::new(Effort::Quick), 40);
        assert_eq!(report.verdict, Verdict::Consistent, "{:#?}", report.evidence);
        assert!(report.failures > 0, "some hidden layers are not unique");
    }

    /// Equations alone nearly never suffice here.
    #[test]
    fn an_inverter_that_ignores_signs_is_refuted() {
        let wrong = NonnegLaw::new(Effort::Quick).with_inverter(|network, x, options| {
            exact(network, x, &ExactOptions { short_rank: ShortRank::Stop, ..*options })
        });
        let report = judge(wrong, 40);
        assert_eq!((report.verdict, report.evidence.contradictions), (Verdict::Refuted, 0));
    }

    #[test]
    fn the_law_of_equations_is_refuted_by_the_rate() {
        let wrong =
            NonnegLaw::new(Effort::Quick).with_predictor(|hidden, outputs| FairBinomial::new(outputs).at_least(hidden));
        assert_eq!(judge(wrong, 40).verdict, Verdict::Refuted);
    }
}
