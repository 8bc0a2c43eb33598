//! Two layers decide MAX-SAT on real latent codes: the reductions of this project, against brute force.
//!
//! With one output, `f = t` has a real solution exactly where some assignment leaves at most `t` clauses false; with an output for
//! every variable, `(1, ..., 1, t)` has one exactly where some assignment leaves exactly `t` false. The proofs are in the modules
//! `two_layer` and `two_layer_vector` of the reductions. For every formula of two variables the preimages are computed exactly;
//! for larger ones, what the proofs rest on is tried: `f` counts false clauses at sign vectors, and is no larger at the signs of
//! a point than at the point.

use ndarray::Array1;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::formula::{Draw, Subject, VARIABLES};
use super::small_formulas::{COUNT, Small};
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Real latent codes that are tried for each formula.
const POINTS: usize = 64;
/// Coordinates are multiples of 1/4 up to this many of them.
const REACH: i32 = 10;

/// Inversion of two-layer networks decides MAX-SAT.
///
/// # Source
/// Ours.
#[derive(Clone, Copy, Debug)]
pub struct TwoLayerReduction {
    effort: Effort,
    scalar: Subject,
    vector: Subject,
}

impl TwoLayerReduction {
    /// The claim about this project's reductions.
    pub fn new(effort: Effort) -> Self {
        Self { effort, scalar: Subject::TWO_LAYER, vector: Subject::TWO_LAYER_VECTOR }
    }

    /// The same claim about another reduction to one output.
    #[must_use]
    pub fn with_scalar(self, scalar: Subject) -> Self {
        Self { scalar, ..self }
    }

    /// The same claim about another reduction to an output for every variable.
    #[must_use]
    pub fn with_vector(self, vector: Subject) -> Self {
        Self { vector, ..self }
    }

    /// Whether every number of false clauses has a preimage exactly where it should.
    fn check_small(subject: &Subject, number: u64, solvable: fn(&[usize; 4], usize) -> bool) -> Result<(), Outcome> {
        let small = Small::new(subject, number)?;
        let unsatisfied = small.unsatisfied();
        (0..=small.formula.clause_count()).try_for_each(|target| {
            let observation = (subject.observation)(2, u32::try_from(target).unwrap_or(u32::MAX));
            let points = small.points(&observation, 0.0)?;
            if points.is_empty() == solvable(&unsatisfied, target) {
                return Err(small.contradicts("there is a preimage where none should be, or none", &observation, 0.0));
            }
            let decodes = |point: &Vec<f64>| small.unsatisfied_by(point) <= target;
            let all = points.iter().all(decodes);
            let complaint = "the signs of a preimage leave too many clauses false";
            if all { Ok(()) } else { Err(small.contradicts(complaint, &observation, 0.0)) }
        })
    }

    /// What the proof for one output rests on, at sign vectors and at random points.
    fn check_large(&self, draw: &Draw, rng: &mut ChaCha8Rng) -> Result<(), Outcome> {
        for (assignment, latent) in draw.sign_vectors() {
            let unsatisfied = u32::try_from(draw.formula.unsatisfied(&assignment)).unwrap_or(u32::MAX);
            let expected = (self.scalar.observation)(draw.k(), unsatisfied);
            draw.compare("the output is not the number of false clauses", &latent, &expected)?;
        }
        (0..POINTS).try_for_each(|_| {
            let latent = Array1::from_shape_simple_fn(draw.k(), || f64::from(rng.random_range(-REACH..=REACH)) / 4.0);
            let signs = latent.mapv(|entry| if entry > 0.0 { 1.0 } else { -1.0 });
            let (output, rounded) = (draw.network.forward(&latent), draw.network.forward(&signs));
            let complaint = "the output is larger at the signs of a latent code";
            if rounded[0] <= output[0] {
                Ok(())
            } else {
                Err(draw.contradicts(complaint, (&latent, &output), &rounded))
            }
        })
    }
}

impl Claim for TwoLayerReduction {
    fn wording(&self) -> Wording {
        Wording {
            name: "two-layer-reduction",
            statement: "The two-layer network of a formula with one output has t in its range exactly where some assignment leaves at most t \
                        clauses false; the one with an output for every variable gives (1, ..., 1, t) exactly where some assignment leaves t \
                        false; and the signs of any preimage leave at most t false.",
            source: "ours; beyond Theorem 2, section 3.2",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(200, 2_000, 50_000);
        let small = ["one output, every formula of 2 variables", "vector, every formula of 2 variables"];
        let small = small.map(|name| Case::exhaustive(name, COUNT));
        small.into_iter().chain(VARIABLES.iter().map(|k| Case::sampled(format!("one output, k={k}"), trials))).collect()
    }

    fn trial(&self, case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let checked = match case {
            0 => Self::check_small(&self.scalar, number, |counts, target| counts.iter().any(|&count| count <= target)),
            1 => Self::check_small(&self.vector, number, |counts, target| counts.contains(&target)),
            _ => self.scalar.draw(VARIABLES[case - 2], rng).and_then(|draw| self.check_large(&draw, rng)),
        };
        checked.err().unwrap_or(Outcome::Held).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::formula::with_last_weight;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_reductions_hold() {
        let report = judge(TwoLayerReduction::new(Effort::Quick), 20);
        assert_eq!((report.verdict, report.failures), (Verdict::Consistent, 0), "{:#?}", report.evidence);
        assert_eq!(report.evidence.cases[0].verdict, Verdict::Proven);
        assert_eq!(report.evidence.cases[1].verdict, Verdict::Proven);
    }

    /// The least output is then no longer the fewest false clauses.
    #[test]
    fn a_weaker_penalty_is_refuted() {
        let wrong = Subject {
            network: |formula| {
                let honest = (Subject::TWO_LAYER.network)(formula)?;
                let clauses = formula.formula().clause_count();
                Ok(with_last_weight(
                    &honest,
                    |_, column, weight| if column < clauses { weight } else { weight.signum() * 0.5 },
                ))
            },
            ..Subject::TWO_LAYER
        };
        let report = judge(TwoLayerReduction::new(Effort::Quick).with_scalar(wrong), 10);
        let verdicts: Vec<Verdict> = report.evidence.cases.iter().map(|case| case.verdict).collect();
        assert_eq!(verdicts[..2], [Verdict::Refuted, Verdict::Proven]);
        assert_eq!(verdicts[4], Verdict::Refuted);
    }

    /// Without the negative parts, the first outputs are `relu(z)`, and any negative entry is as good as another.
    #[test]
    fn a_vector_network_without_negative_parts_is_refuted() {
        let wrong = Subject {
            network: |formula| {
                let honest = (Subject::TWO_LAYER_VECTOR.network)(formula)?;
                Ok(with_last_weight(&honest, |_, column, weight| if (2..4).contains(&column) { 0.0 } else { weight }))
            },
            ..Subject::TWO_LAYER_VECTOR
        };
        let report = judge(TwoLayerReduction::new(Effort::Quick).with_vector(wrong), 1);
        assert_eq!(report.evidence.cases[1].verdict, Verdict::Refuted);
    }
}
