//! From how many rows on Gaussian layers are injective.

use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::exact::ExactMatrix;
use unrelu_inverter::injective::{Injectivity, decide};
use unrelu_inverter::network::random::{Variance, gaussian_matrix};

use super::injectivity::{Decision, probability};
use crate::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// Programs after which a decision gives up.
const PROGRAMS: u64 = 100_000;

/// Rows a column, beside the last number of rows with which no layer is injective.
const RATIOS: [f64; 9] = [3.4, 4.0, 5.0, 6.0, 6.7, 7.5, 8.5, 10.5, 12.0];

/// What is known of large `k`, as rows a column: no layer is injective below the first, nearly all are above the last, and the
/// second is where the change is conjectured to be.
///
/// # Source
/// Puthawala, Kothari, Lassas, Dokmanic, de Hoop, "Globally injective ReLU networks", JMLR 23 (2022), for the first and last;
/// Maillard, Bandeira, Belius, Dokmanic, Nakajima, "Injectivity of ReLU networks: perspectives from statistical physics" (2023) for
/// the second.
pub const LITERATURE: [f64; 3] = [3.4, 6.7, 10.5];

/// How often Gaussian `n x k` layers are injective, by exact decisions: never up to `3k - 2` rows, by the exact law for `k = 2`, and
/// otherwise as it is found.
///
/// # Source
/// This project's own for finite `k`; [`LITERATURE`] for large `k`.
#[derive(Clone, Copy, Debug)]
pub struct InjectivityThreshold {
    effort: Effort,
    decision: Decision,
}

/// A Gaussian matrix with few rows that is said to be injective. Seed, case and trial draw it again.
#[derive(Serialize)]
struct Witness {
    complaint: &'static str,
    n: usize,
    k: usize,
}

impl InjectivityThreshold {
    /// The claim about this project's decision.
    pub fn new(effort: Effort) -> Self {
        Self { effort, decision: decide }
    }

    /// The same claim about another decision.
    #[must_use]
    pub fn with_decision(self, decision: Decision) -> Self {
        Self { decision, ..self }
    }

    /// `(k, n)` of every case.
    fn sizes(self) -> Vec<(usize, usize)> {
        let largest = self.effort.pick(4, 6, 8);
        (2..=largest).flat_map(sizes_of).collect()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few dozen rows")]
fn sizes_of(k: usize) -> impl Iterator<Item = (usize, usize)> {
    let rows = RATIOS.map(|ratio| (ratio * k as f64).round() as usize);
    let mut all: Vec<usize> = [3 * k - 2].into_iter().chain(rows).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(move |n| (k, n))
}

/// `k` and `n` of `k=3 n=12`, as this claim names its cases.
pub fn size_of(case: &str) -> Option<(usize, usize)> {
    let (k, n) = case.strip_prefix("k=")?.split_once(" n=")?;
    Some((k.parse().ok()?, n.parse().ok()?))
}

impl Claim for InjectivityThreshold {
    fn wording(&self) -> Wording {
        Wording {
            name: "injectivity-threshold",
            statement: "A Gaussian n x k layer z -> relu(W z) is injective never up to n = 3k - 2, and nearly always from some multiple of k on: for \
                        large k, not below 3.4 k and surely above 10.5 k, with the change conjectured near 6.7 k.",
            source: "ours for finite k; Puthawala et al. 2022, Maillard et al. 2023 for large k",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(20, 60, 400);
        let case = |(k, n): (usize, usize)| {
            let case = Case::sampled(format!("k={k} n={n}"), trials);
            if k == 2 && n >= 5 { case.with_prediction(probability(n)) } else { case }
        };
        self.sizes().into_iter().map(case).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let (k, n) = self.sizes()[case];
        let matrix = gaussian_matrix(rng, (n, k), Variance::One);
        let outcome = match ExactMatrix::of_floats(&matrix).map(|weights| (self.decision)(&weights, PROGRAMS)) {
            Err(error) => Outcome::Undecided(error.to_string()),
            Ok(Injectivity::Undecided) => Outcome::Undecided(format!("not decided by {PROGRAMS} programs")),
            Ok(Injectivity::Collision(_)) if n <= 3 * k - 2 => Outcome::Held,
            Ok(Injectivity::Injective) if n <= 3 * k - 2 => {
                Outcome::failed(&Witness { complaint: "injective with at most 3k - 2 rows", n, k })
            }
            Ok(Injectivity::Collision(_)) => Outcome::Missed,
            Ok(Injectivity::Injective) => Outcome::Held,
        };
        outcome.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn layers_become_injective_as_rows_are_added() {
        let report = judge(InjectivityThreshold::new(Effort::Quick), 12);
        assert_eq!(report.verdict, Verdict::Consistent, "{:#?}", report.evidence);
        let held = |name: &str| report.evidence.cases.iter().find(|case| case.name == name).unwrap().held;
        // Of few rows, what holds is that none is injective.
        assert_eq!(held("k=3 n=7"), 12);
        assert!(held("k=3 n=10") <= held("k=3 n=18") && held("k=3 n=18") <= held("k=3 n=36") + 2);
        assert!(held("k=3 n=36") >= 10, "{:#?}", report.evidence);
    }

    #[test]
    fn a_decision_that_always_says_injective_is_refuted() {
        let broken = InjectivityThreshold::new(Effort::Quick).with_decision(|_, _| Injectivity::Injective);
        assert_eq!(judge(broken, 3).verdict, Verdict::Refuted);
    }

    #[test]
    fn cases_are_read_back() {
        for ((k, n), case) in InjectivityThreshold::new(Effort::Full)
            .sizes()
            .into_iter()
            .zip(InjectivityThreshold::new(Effort::Full).cases())
        {
            assert_eq!(size_of(&case.name), Some((k, n)));
        }
        assert_eq!(size_of("20-100-500"), None);
    }
}
