//! Theorem 3: layer-wise linear equations recover the latent code of a Gaussian network, and how often.
//!
//! For `z*` independent of the network, the input of layer `i` is independent of `W_i`, so its active rows number
//! `Bin(n_i, 1/2)`. At least `n_{i-1}` Gaussian rows determine the input with probability 1, fewer never do. So the
//! success probability is exactly `prod_i P(Bin(n_i, 1/2) >= n_{i-1})`, where the paper says `1 - exp(-Omega(k))`.

use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use unrelu_inverter::invert::{Inversion, Outcome as Found, ShortRank};
use unrelu_inverter::network::Activation;

use super::gaussian::{Draw, EXACT, Inverter, dashed};
use crate::claim::{Case, CaseResult, Claim, Effort, Expectation, Outcome, Trial, Wording};
use crate::stats::inversion_probability;

/// Hidden width and output width of Figure 2.
pub const FIGURE_2: [usize; 2] = [250, 600];
/// Inputs of the networks of Figure 2 that are tried.
const INPUTS: [usize; 14] = [10, 40, 70, 90, 100, 109, 110, 115, 120, 125, 130, 140, 150, 160];
/// The network of Figure 1.
const FIGURE_1: [usize; 3] = [20, 100, 500];
/// A latent code counts as recovered up to this relative error, as in section 5.1.
pub(crate) const RECOVERED: f64 = 1e-3;

/// Layer-wise exact inversion by equations alone, and its success probability.
///
/// # Source
/// Theorem 3; Figure 2. The exact probability is this project's own.
#[derive(Clone, Copy, Debug)]
pub struct Theorem3 {
    effort: Effort,
    inverter: Inverter,
    predictor: fn(&[usize]) -> f64,
}

impl Theorem3 {
    /// The claim about this project's inverter and the exact law.
    pub fn new(effort: Effort) -> Self {
        Self { effort, inverter: EXACT, predictor: inversion_probability }
    }

    /// The same claim about another inverter.
    #[must_use]
    pub fn with_inverter(self, inverter: Inverter) -> Self {
        Self { inverter, ..self }
    }

    /// The same claim about another function from `k, n_1, ..., n_d` to the success probability.
    #[must_use]
    pub fn with_predictor(self, predictor: fn(&[usize]) -> f64) -> Self {
        Self { predictor, ..self }
    }

    fn shapes() -> Vec<Vec<usize>> {
        let figure_2 = INPUTS.iter().map(|&k| [&[k], FIGURE_2.as_slice()].concat());
        std::iter::once(FIGURE_1.to_vec()).chain(figure_2).collect()
    }
}

/// Compares the answer with the truth.
fn judge(draw: &Draw, inversion: &Inversion) -> Trial {
    let error = draw.relative_error(inversion);
    let recovered = error.is_some_and(|error| error <= RECOVERED);
    let outcome = match (draw.has_enough_active_rows(), &inversion.outcome) {
        (true, Found::Found { .. }) if recovered => Outcome::Held,
        (true, Found::Undecided(reason)) => Outcome::Undecided(reason.to_string()),
        (true, _) => draw.contradicts("enough rows are active, but the latent code was not recovered", inversion),
        (false, _) if recovered => draw.contradicts("recovered with too few active rows", inversion),
        (false, Found::NotRealizable(_)) => draw.contradicts("a realizable observation was rejected", inversion),
        (false, _) if inversion.is_unique() => draw.contradicts("a wrong latent code was called unique", inversion),
        (false, _) => Outcome::Missed,
    };
    Trial { measure: error.filter(|_| outcome == Outcome::Held), outcome }
}

impl Claim for Theorem3 {
    fn wording(&self) -> Wording {
        Wording {
            name: "theorem-3",
            statement: "Layer-wise linear equations recover the latent code of a Gaussian ReLU network exactly where every layer has as many \
                        active rows as inputs, which happens with probability prod_i P(Bin(n_i, 1/2) >= n_(i-1)).",
            source: "Theorem 3, Figure 2",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(200, 2_000, 50_000);
        let case =
            |widths: &Vec<usize>| Case::sampled(dashed(widths), trials).with_prediction((self.predictor)(widths));
        Self::shapes().iter().map(case).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let draw = Draw::new(rng, &Self::shapes()[case], Activation::Relu);
        match draw.invert(self.inverter, ShortRank::Stop) {
            Ok(inversion) => judge(&draw, &inversion),
            Err(undecided) => undecided.into(),
        }
    }

    fn remarks(&self, cases: &[CaseResult]) -> Value {
        let worst = cases.iter().filter_map(|case| case.tally.largest).fold(0.0, f64::max);
        json!({ "worst_relative_error_of_a_recovered_latent": worst })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;
    use unrelu_inverter::invert::{Preimage, Uniqueness, exact};

    const CLAIM: Theorem3 = Theorem3 { effort: Effort::Quick, inverter: EXACT, predictor: inversion_probability };

    #[test]
    fn the_exact_inverter_is_consistent() {
        let report = judge(CLAIM, 6);
        assert_eq!(report.verdict, Verdict::Consistent, "{:#?}", report.evidence);
        let worst = &report.evidence.remarks["worst_relative_error_of_a_recovered_latent"];
        assert!(worst.as_f64().unwrap() < 1e-10, "{worst}");
    }

    #[test]
    fn an_inverter_that_is_one_percent_off_is_refuted() {
        let report = judge(
            CLAIM.with_inverter(|network, observation, options| {
                let mut inversion = exact(network, observation, options)?;
                if let Some(found) = inversion.preimage() {
                    let preimage = Preimage::measure(network, observation, found.latent() * 1.01).unwrap();
                    inversion.outcome = Found::Found { preimage, uniqueness: Uniqueness::Unique };
                }
                Ok(inversion)
            }),
            2,
        );
        assert_eq!(report.verdict, Verdict::Refuted);
        assert!(report.evidence.contradictions > 0);
    }

    #[test]
    fn a_wrong_law_is_refuted_by_its_rate() {
        // The first layer only, and one row too many.
        let report = judge(CLAIM.with_predictor(|widths| inversion_probability(&[widths[0] + 9, widths[1]])), 40);
        assert_eq!((report.verdict, report.evidence.contradictions), (Verdict::Refuted, 0));
    }
}
