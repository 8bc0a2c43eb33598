//! How far outputs stay from the observation where a formula cannot be satisfied, and that nothing nearer means anything else.
//!
//! The bounds and their proofs are in the module `gap` of the reductions: with `mu` the fewest false clauses and `L` the length of the
//! longest clause, the largest error is at least `mu / (mu + 1)` for four layers, `mu` for two layers with one output and
//! `mu / (1 + mu L)` for two with an output for every variable. So a specification that tolerates less than the gap for `mu = 1` is
//! equivalent to satisfiability, and signs decode. For every formula of two variables, all latent codes within a tolerance are
//! computed exactly.

use rand_chacha::ChaCha8Rng;
use unrelu_reductions::{Cnf, ReductionKind};

use super::formula::Subject;
use super::small_formulas::{COUNT, Small};
use crate::claim::{Case, Claim, Expectation, Outcome, Trial, Wording};

/// Part of a gap within which there must be nothing: next to 1, as preimages at the gap itself are allowed.
const WITHIN: f64 = 1023.0 / 1024.0;

/// The reductions with real latent codes.
const KINDS: [(ReductionKind, Subject); 3] = [
    (ReductionKind::Theorem2, Subject::THEOREM_2),
    (ReductionKind::TwoLayer, Subject::TWO_LAYER),
    (ReductionKind::TwoLayerVector, Subject::TWO_LAYER_VECTOR),
];

/// The gap of a reduction, of a formula of which every assignment leaves at least a number of clauses false.
pub type GapBound = fn(ReductionKind, &Cnf, u32) -> f64;

/// Unsatisfiable formulas keep their distance, in the largest error.
///
/// # Source
/// Ours.
#[derive(Clone, Copy, Debug)]
pub struct RobustGap {
    bound: GapBound,
}

/// The claim about the bounds of this project.
impl Default for RobustGap {
    fn default() -> Self {
        Self::of(|kind, formula, least| kind.gap_of(formula, least, 0).linf)
    }
}

impl RobustGap {
    /// The same claim about other bounds.
    pub fn of(bound: GapBound) -> Self {
        Self { bound }
    }

    fn check(self, (kind, subject): &(ReductionKind, Subject), number: u64) -> Result<(), Outcome> {
        let small = Small::new(subject, number)?;
        let least = u32::try_from(small.least()).unwrap_or(u32::MAX);
        let tolerance = WITHIN * (self.bound)(*kind, &small.formula, least.max(1));
        let observation = (subject.observation)(2, 0);
        let points = small.points(&observation, tolerance)?;
        let complaint = match (least, points.is_empty()) {
            (0, true) => "a formula that can be satisfied has no preimage",
            (0, false) if points.iter().any(|point| small.unsatisfied_by(point) > 0) => {
                "the signs within the gap are no model"
            }
            (0, false) | (_, true) => return Ok(()),
            (_, false) => "a formula that cannot be satisfied has an output within the gap",
        };
        Err(small.contradicts(complaint, &observation, tolerance))
    }
}

impl Claim for RobustGap {
    fn wording(&self) -> Wording {
        Wording {
            name: "robust-gap",
            statement: "If every assignment leaves mu >= 1 clauses false, no output is nearer to the observation, in its largest error, than \
                        mu / (mu + 1) (four layers), mu (two layers, one output), mu / (1 + mu L) (two layers, vector; L the longest clause); and if \
                        one satisfies all, the signs of every latent code within less than the gap for mu = 1 do.",
            source: "ours; beyond Theorem 2, section 3.2",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        KINDS.iter().map(|(kind, _)| Case::exhaustive(format!("{kind}, every formula of 2 variables"), COUNT)).collect()
    }

    fn trial(&self, case: usize, number: u64, _rng: &mut ChaCha8Rng) -> Trial {
        self.check(&KINDS[case], number).err().unwrap_or(Outcome::Held).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_gaps_are_proven_for_two_variables() {
        let report = judge(RobustGap::default(), 1);
        assert_eq!((report.verdict, report.failures), (Verdict::Proven, 0), "{:#?}", report.evidence.counterexamples);
    }

    /// For one false clause at least, the bound for four layers is tight; those for several and for two layers are not all.
    #[test]
    fn larger_gaps_are_refuted() {
        let report = judge(RobustGap::of(|kind, formula, least| 1.01 * kind.gap_of(formula, least, 0).linf), 1);
        let verdicts: Vec<Verdict> = report.evidence.cases.iter().map(|case| case.verdict).collect();
        assert_eq!(verdicts, [Verdict::Refuted; 3]);
    }
}
