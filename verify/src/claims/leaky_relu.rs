//! Equation (5): a `LeakyReLU` network with at least as many rows as columns in every layer is inverted exactly,
//! always.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::invert::{Inversion, Outcome as Found, ShortRank};
use unrelu_inverter::network::{Activation, Slope};

use super::gaussian::{Draw, EXACT, Inverter, condition, dashed};
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Relative error allowed for a unit of condition and of inverse slope: a few thousand roundings.
const RELATIVE: f64 = 1e-12;
/// Whatever the condition, nothing above this counts as recovered.
const LARGEST_ERROR: f64 = 1e-3;
/// Widths at which each slope is tried; square layers, thin ones, and deep ones.
const SHAPES: [&[usize]; 5] = [&[1, 1], &[20, 20], &[20, 100, 500], &[30, 40, 60, 90], &[100, 210]];
/// The paper's slope (section 5.1).
const PAPER_SLOPE: f64 = 0.1;
/// Drawn slopes lie between this and 1.
const LEAST_SLOPE: f64 = 0.01;

/// Inversion of Gaussian `LeakyReLU` networks by eq. (5) and least squares.
///
/// # Source
/// Eq. (5), section 3.3.
#[derive(Clone, Copy, Debug)]
pub struct LeakyRelu {
    effort: Effort,
    inverter: Inverter,
}

impl LeakyRelu {
    /// The claim about this project's inverter.
    pub fn new(effort: Effort) -> Self {
        Self { effort, inverter: EXACT }
    }

    /// The same claim about another inverter.
    #[must_use]
    pub fn with_inverter(self, inverter: Inverter) -> Self {
        Self { inverter, ..self }
    }
}

/// Cases come in pairs, a pair a shape: the paper's slope, then a random one.
fn slope(case: usize, rng: &mut ChaCha8Rng) -> Slope {
    let slope = if case.is_multiple_of(2) { PAPER_SLOPE } else { rng.random_range(LEAST_SLOPE..1.0) };
    Slope::new(slope).expect("both lie between 0 and 1")
}

fn judge(draw: &Draw, inversion: &Inversion, slope: Slope) -> Trial {
    if let Found::Undecided(reason) = &inversion.outcome {
        return Outcome::Undecided(reason.to_string()).into();
    }
    let depth = i32::try_from(draw.network.layers().len()).unwrap_or(i32::MAX);
    let allowed = RELATIVE * condition(inversion) / slope.get().powi(depth);
    let error = draw.relative_error(inversion);
    let outcome = match error {
        Some(error) if error > allowed.min(LARGEST_ERROR) => {
            draw.contradicts("the wrong latent code was found", inversion)
        }
        Some(_) if inversion.is_unique() => Outcome::Held,
        _ => draw.contradicts("not called unique", inversion),
    };
    Trial { measure: error.filter(|_| outcome == Outcome::Held), outcome }
}

impl Claim for LeakyRelu {
    fn wording(&self) -> Wording {
        Wording {
            name: "leaky-relu",
            statement: "A LeakyReLU network whose weight matrices have full column rank has at most one preimage, and the inverse of \
                        LeakyReLU with least squares finds it, in every trial.",
            source: "eq. (5), section 3.3",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(500, 5_000, 100_000);
        let names = SHAPES.iter().map(|widths| dashed(widths));
        let pair = |name: String| [format!("{name} c=0.1"), format!("{name} random c")];
        names.flat_map(pair).map(|name| Case::sampled(name, trials)).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let slope = slope(case, rng);
        let draw = Draw::new(rng, SHAPES[case / 2], Activation::LeakyRelu(slope));
        match draw.invert(self.inverter, ShortRank::Complete) {
            Ok(inversion) => judge(&draw, &inversion, slope),
            Err(undecided) => undecided.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;
    use unrelu_inverter::invert::exact;

    #[test]
    fn the_exact_inverter_is_consistent() {
        let report = judge(LeakyRelu::new(Effort::Quick), 20);
        assert_eq!((report.verdict, report.failures), (Verdict::Consistent, 0), "{:#?}", report.evidence);
    }

    #[test]
    fn an_inverter_with_another_slope_is_refuted() {
        let wrong = LeakyRelu::new(Effort::Quick).with_inverter(|network, observation, options| {
            let slope = Slope::new(0.999).unwrap();
            let activations = vec![Activation::LeakyRelu(slope); network.layers().len()];
            exact(&network.clone().with_activations(&activations), observation, options)
        });
        assert_eq!(judge(wrong, 3).verdict, Verdict::Refuted);
    }

    /// Equations for the positive outputs only, as for ReLU.
    #[test]
    fn an_inverter_that_ignores_negative_outputs_is_refuted() {
        let wrong = LeakyRelu::new(Effort::Quick).with_inverter(|network, observation, options| {
            let activations = vec![Activation::Relu; network.layers().len()];
            exact(&network.clone().with_activations(&activations), &observation.mapv(|x| x.max(0.0)), options)
        });
        assert_eq!(judge(wrong, 3).verdict, Verdict::Refuted);
    }
}
