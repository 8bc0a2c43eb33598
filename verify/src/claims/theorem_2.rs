//! Theorem 2: over all real vectors, a four-layer network is inverted at `(0, k)` exactly where the formula is
//! satisfiable.

use ndarray::Array1;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use unrelu_reductions::exact::{Finding, check};
use unrelu_reductions::reduction::{Domain, pull};

use super::formula::{Draw, Subject, VARIABLES};
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Real latent codes that are tried for each formula.
const POINTS: usize = 32;
/// Coordinates are multiples of one of these: exact in binary, and so is all that the network makes of them.
const STEPS: [f64; 3] = [0.5, 0.125, 0.0625];
/// Coordinates go up to here in size.
const REACH: f64 = 1.5;

/// What holds at sign vectors, and what makes every real preimage one of them in disguise.
///
/// # Source
/// Theorem 2; the observation there should read `(0, k)`.
#[derive(Clone, Copy, Debug)]
pub struct Theorem2 {
    effort: Effort,
    subject: Subject,
}

impl Theorem2 {
    /// The claim about this project's reduction.
    pub fn new(effort: Effort) -> Self {
        Self { effort, subject: Subject::THEOREM_2 }
    }

    /// The same claim about another reduction.
    #[must_use]
    pub fn with_subject(self, subject: Subject) -> Self {
        Self { subject, ..self }
    }

    fn check(&self, draw: &Draw, rng: &mut ChaCha8Rng) -> Result<(), Outcome> {
        let model = self.check_sign_vectors(draw)?;
        for _ in 0..POINTS {
            self.check_point(draw, &random_point(draw.k(), None, rng))?;
            // Random points are hardly ever preimages; stretched models always are.
            self.check_point(draw, &random_point(draw.k(), model.as_ref(), rng))?;
        }
        Ok(())
    }

    /// `G(z) = (false clauses, k)` at every sign vector. Gives the first that is a model, after checking it exactly.
    fn check_sign_vectors(&self, draw: &Draw) -> Result<Option<Array1<f64>>, Outcome> {
        let mut model = None;
        for (assignment, latent) in draw.sign_vectors() {
            let unsatisfied = u32::try_from(draw.formula.unsatisfied(&assignment)).unwrap_or(u32::MAX);
            let expected = (self.subject.observation)(draw.k(), unsatisfied);
            draw.compare("the output is not (false clauses, k)", &latent, &expected)?;
            if unsatisfied == 0 && model.is_none() {
                self.check_exactly(draw, &latent)?;
                model = Some(latent);
            }
        }
        Ok(model)
    }

    /// Integer arithmetic agrees that `latent` is a preimage of `(0, k)`.
    fn check_exactly(&self, draw: &Draw, latent: &Array1<f64>) -> Result<(), Outcome> {
        let observation = (self.subject.observation)(draw.k(), 0);
        match check(&draw.network, &observation.to_vec(), &latent.to_vec(), Domain::Reals) {
            Ok(Finding::Preimage) => Ok(()),
            Ok(_) => {
                let output = draw.network.forward(latent);
                Err(draw.contradicts(
                    "a pushed model is no preimage in exact arithmetic",
                    (latent, &output),
                    &observation,
                ))
            }
            Err(error) => Err(Outcome::Undecided(error.to_string())),
        }
    }

    /// `G(z) = G(clip z)`; its second entry is `sum |clip z_i|`; and if it is `(0, k)`, then `sign z` satisfies the
    /// formula.
    fn check_point(&self, draw: &Draw, latent: &Array1<f64>) -> Result<(), Outcome> {
        let clipped = latent.mapv(|entry| entry.clamp(-1.0, 1.0));
        let output = draw.network.forward(latent);
        draw.compare("clipping to [-1, 1] changes the output", &clipped, &output)?;
        let expected = Array1::from_vec(vec![output[0], clipped.iter().map(|entry| entry.abs()).sum()]);
        draw.compare("the second output is not sum |clip z|", latent, &expected)?;
        if output == (self.subject.observation)(draw.k(), 0) && !is_model(draw, latent) {
            return Err(draw.contradicts("a preimage decodes to no model", (latent, &output), &output));
        }
        Ok(())
    }
}

/// Whether every `|z_i| >= 1` and the signs satisfy the formula.
fn is_model(draw: &Draw, latent: &Array1<f64>) -> bool {
    let assignment = pull(&latent.to_vec(), draw.k());
    latent.iter().all(|entry| entry.abs() >= 1.0)
        && assignment.is_ok_and(|assignment| draw.formula.is_satisfied_by(&assignment))
}

/// Multiples of 1/2, 1/8 or 1/16 in `[-1.5, 1.5]`, vertices of the cube among them; around a model, its signs and
/// `|z_i| >= 1`.
fn random_point(k: usize, model: Option<&Array1<f64>>, rng: &mut ChaCha8Rng) -> Array1<f64> {
    let step = STEPS[rng.random_range(0..STEPS.len())];
    let mut size = |least: f64| (rng.random_range(least..=REACH) / step).round() * step;
    match model {
        Some(model) => model.mapv(|sign| sign * size(1.0)),
        None => Array1::from_shape_simple_fn(k, || size(-REACH)),
    }
}

impl Claim for Theorem2 {
    fn wording(&self) -> Wording {
        Wording {
            name: "theorem-2",
            statement: "The four-layer network of a formula gives (false clauses, k) at every vector of {-1, 1}^k, the same at z as at z clipped to \
                        [-1, 1], and sum |clip z| as second output; so (0, k) has a real preimage exactly where the formula is satisfiable, \
                        and the signs of any preimage satisfy it.",
            source: "Theorem 2, section 3.2, with observation (0, k)",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(500, 5_000, 100_000);
        VARIABLES.iter().map(|k| Case::sampled(format!("k={k}"), trials)).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let drawn = self.subject.draw(VARIABLES[case], rng);
        drawn.and_then(|draw| self.check(&draw, rng)).err().unwrap_or(Outcome::Held).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::formula::with_last_weight;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_reduction_is_consistent() {
        let report = judge(Theorem2::new(Effort::Quick), 30);
        assert_eq!((report.verdict, report.failures), (Verdict::Consistent, 0), "{:#?}", report.evidence);
    }

    /// The paper's `(0, n)`, `n` being the number of outputs.
    #[test]
    fn the_papers_observation_is_refuted() {
        let observation = |_, unsatisfied: u32| Array1::from_vec(vec![f64::from(unsatisfied), 2.0]);
        let wrong = Theorem2::new(Effort::Quick).with_subject(Subject { observation, ..Subject::THEOREM_2 });
        assert_eq!(judge(wrong, 3).verdict, Verdict::Refuted);
    }

    /// Without the part of `|v|` that counts negative entries, the second output is `sum max(v, 0)`.
    #[test]
    fn a_network_without_absolute_values_is_refuted() {
        let wrong = Theorem2::new(Effort::Quick).with_subject(Subject {
            network: |formula| {
                let honest = (Subject::THEOREM_2.network)(formula)?;
                let negative = honest.last().inputs() - 1;
                Ok(with_last_weight(&honest, |_, column, weight| if column == negative { 0.0 } else { weight }))
            },
            ..Subject::THEOREM_2
        });
        assert_eq!(judge(wrong, 3).verdict, Verdict::Refuted);
    }

    #[test]
    fn stretched_models_are_drawn_and_are_preimages() {
        let mut rng = <ChaCha8Rng as rand_chacha::rand_core::SeedableRng>::seed_from_u64(1);
        let model = Array1::from_vec(vec![1.0, -1.0]);
        let points: Vec<_> = (0..50).map(|_| random_point(2, Some(&model), &mut rng)).collect();
        assert!(points.iter().all(|point| point[0] >= 1.0 && point[1] <= -1.0));
        assert!(points.iter().any(|point| point[0] > 1.0));
        let free: Vec<_> = (0..50).map(|_| random_point(2, None, &mut rng)).collect();
        assert!(free.iter().any(|point| point[0].abs() < 1.0));
    }
}
