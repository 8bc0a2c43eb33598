//! Theorem 1: over sign vectors, a two-layer network counts the false clauses of a formula.

use rand_chacha::ChaCha8Rng;

use super::formula::{Draw, Subject, VARIABLES};
use crate::claim::{Case, Claim, Effort, Outcome, Trial};

/// `G(z)` is the number of false clauses at every sign vector, so 0 has a preimage exactly where the formula is
/// satisfiable.
///
/// # Source
/// Theorem 1, with the bias `1 - L` for a clause of `L` literals.
#[derive(Clone, Copy, Debug)]
pub struct Theorem1 {
    effort: Effort,
    subject: Subject,
}

impl Theorem1 {
    /// The claim about this project's reduction.
    pub fn new(effort: Effort) -> Self {
        Self { effort, subject: Subject::THEOREM_1 }
    }

    /// The same claim about another reduction.
    #[must_use]
    pub fn with_subject(self, subject: Subject) -> Self {
        Self { subject, ..self }
    }

    fn check(&self, draw: &Draw) -> Result<(), Outcome> {
        draw.sign_vectors().try_for_each(|(assignment, latent)| {
            let unsatisfied = u32::try_from(draw.formula.unsatisfied(&assignment)).unwrap_or(u32::MAX);
            let expected = (self.subject.observation)(draw.k(), unsatisfied);
            draw.compare("the output is not the number of false clauses", &latent, &expected)
        })
    }
}

impl Claim for Theorem1 {
    fn name(&self) -> &'static str {
        "theorem-1"
    }

    fn statement(&self) -> &'static str {
        "For clauses of any length, the two-layer network of a formula gives the number of false clauses at every vector of {-1, 1}^k; \
         so 0 has a preimage there exactly where the formula is satisfiable."
    }

    fn source(&self) -> &'static str {
        "Theorem 1, section 3.2, with bias 1 - L for a clause of L literals"
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(1_000, 10_000, 200_000);
        VARIABLES.iter().map(|k| Case::sampled(format!("k={k}"), trials)).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let drawn = self.subject.draw(VARIABLES[case], rng);
        drawn.and_then(|draw| self.check(&draw)).err().unwrap_or(Outcome::Held).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;
    use ndarray::Array1;
    use unrelu_inverter::network::{Layer, Network};

    #[test]
    fn the_reduction_is_consistent() {
        let report = judge(Theorem1::new(Effort::Quick), 30);
        assert_eq!((report.verdict, report.failures), (Verdict::Consistent, 0), "{:#?}", report.evidence);
    }

    #[test]
    fn the_papers_bias_is_refuted() {
        let wrong = Theorem1::new(Effort::Quick).with_subject(Subject {
            network: |formula| {
                let honest = (Subject::THEOREM_1.network)(formula)?;
                let [first, last] = honest.layers() else { panic!("two layers") };
                let bias = Array1::from_elem(first.outputs(), -2.0);
                let first = Layer::new(first.weights().clone(), bias, first.activation()).unwrap();
                Ok(Network::new(vec![first, last.clone()]).unwrap())
            },
            ..Subject::THEOREM_1
        });
        let report = judge(wrong, 10);
        assert_eq!(report.verdict, Verdict::Refuted);
        let witness = &report.evidence.counterexamples[0].witness;
        assert!(witness["clauses"].is_array() && witness["output"] != witness["expected"]);
    }
}
