//! Theorem 1: over sign vectors, a two-layer network counts the false clauses of a formula, put right and as printed.
//!
//! With the paper's bias -2, a clause of `l < 3` literals that is false gives `relu(l - 2)` = 0 and counts as true.

use ndarray::Array1;
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::network::{Layer, Network};
use unrelu_reductions::NormalCnf;
use unrelu_reductions::reduction::ReductionError;

use super::formula::{Draw, Subject, VARIABLES};
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// `G(z)` is the number of false clauses at every sign vector, so 0 has a preimage exactly where the formula is
/// satisfiable.
///
/// # Source
/// Theorem 1, with the bias `1 - L` for a clause of `L` literals.
#[derive(Clone, Copy, Debug)]
pub struct Theorem1 {
    wording: Wording,
    effort: Effort,
    subject: Subject,
}

const RIGHT: Wording = Wording {
    name: "theorem-1",
    statement: "For clauses of any length, the two-layer network of a formula gives the number of false clauses at every vector of {-1, 1}^k; \
                so 0 has a preimage there exactly where the formula is satisfiable.",
    source: "Theorem 1, section 3.2, with bias 1 - L for a clause of L literals",
    expectation: Expectation::Holds,
};

const PRINTED: Wording = Wording {
    name: "theorem-1-printed",
    statement: "For clauses of at most three literals, the two-layer network of a formula, with -2 as the bias of every clause, gives the number of \
                false clauses at every vector of {-1, 1}^k.",
    source: "Theorem 1, proof in appendix B.1, with its bias -2",
    expectation: Expectation::Refuted,
};

impl Theorem1 {
    /// The claim about this project's reduction.
    pub fn new(effort: Effort) -> Self {
        Self { wording: RIGHT, effort, subject: Subject::THEOREM_1 }
    }

    /// The claim about the biases that the paper has, for clauses of at most three literals.
    pub fn printed(effort: Effort) -> Self {
        let subject = Subject { network: with_printed_bias, longest: 3, ..Subject::THEOREM_1 };
        Self { wording: PRINTED, effort, subject }
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

/// The network of Theorem 1 with -2 as every bias of its first layer.
fn with_printed_bias(formula: &NormalCnf) -> Result<Network, ReductionError> {
    let honest = (Subject::THEOREM_1.network)(formula)?;
    let (first, others) = honest.layers().split_first().expect("the reduction has two layers");
    let bias = Array1::from_elem(first.outputs(), -2.0);
    let first = Layer::new(first.weights().clone(), bias, first.activation()).expect("a bias a row");
    let layers = std::iter::once(first).chain(others.iter().cloned()).collect();
    Ok(Network::new(layers).expect("the widths are as they were"))
}

impl Claim for Theorem1 {
    fn wording(&self) -> Wording {
        self.wording
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
    use crate::verdict::{Ending, Verdict};

    #[test]
    fn the_reduction_is_consistent() {
        let report = judge(Theorem1::new(Effort::Quick), 30);
        assert_eq!((report.verdict, report.failures), (Verdict::Consistent, 0), "{:#?}", report.evidence);
    }

    #[test]
    fn the_papers_bias_is_refuted_as_expected() {
        let report = judge(Theorem1::printed(Effort::Quick), 10);
        assert_eq!((report.verdict, report.ending()), (Verdict::Refuted, Ending::Expected));
        let witness = &report.evidence.counterexamples[0].witness;
        assert!(witness["clauses"].is_array() && witness["output"] != witness["expected"]);
    }

    #[test]
    fn each_form_follows_its_network() {
        let wrong = Theorem1::new(Effort::Quick).with_subject(Theorem1::printed(Effort::Quick).subject);
        assert_eq!(judge(wrong, 10).ending(), Ending::Unexpected);
        let right = Theorem1::printed(Effort::Quick).with_subject(Subject::THEOREM_1);
        assert_eq!(judge(right, 10).ending(), Ending::Unexpected);
    }
}
