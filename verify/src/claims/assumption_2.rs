//! Assumption 2 for Gaussian layers: what is proven of it, for rows chosen in three ways.
//!
//! The paper's proof (Corollary 1) is about a submatrix that does not depend on `W`, but the rows that are active do.
//! That the assumption holds for all sets of rows at once takes a union bound, which is this project's own:
//! [`failure_bound`].

use ndarray::{Array1, Array2};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde_json::{Value, json};
use statrs::function::gamma::ln_gamma;
use unrelu_inverter::constants::{Bracket, ConstantError, RowSet, c_inf, worst};
use unrelu_inverter::network::random::{Variance, gaussian_latent, gaussian_matrix};

use super::by_case::by_case;
use crate::claim::{Case, CaseResult, Claim, Effort, Expectation, Outcome, Trial, Wording};

/// The constant that is claimed.
const CONSTANT: f64 = 0.005;
/// Rows of the matrix and of a set, in multiples of `k`: those of Corollary 1.
const ROWS: usize = 5;
const CHOSEN: usize = 2;

/// How rows are chosen.
#[derive(Clone, Copy, Debug)]
enum Choice {
    Random,
    Active,
    Worst,
}

const CASES: [(Choice, usize); 5] =
    [(Choice::Random, 10), (Choice::Random, 20), (Choice::Active, 10), (Choice::Active, 20), (Choice::Worst, 10)];

/// Every `2k` of `5k` Gaussian rows have `c_inf >= 0.005`, for `k >= 10`.
///
/// # Source
/// Assumption 2, Corollary 1; the constant and its proof are this project's own.
#[derive(Clone, Copy, Debug)]
pub struct Assumption2 {
    effort: Effort,
    draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>,
}

/// A set of rows whose constant is less. Seed, case and trial draw the matrix again.
#[derive(Serialize)]
struct Witness {
    k: usize,
    rows: Vec<usize>,
    /// `||W_I x||_inf / ||x||_inf`.
    ratio: f64,
    x: Vec<f64>,
}

/// A bound on the probability that some `2k` of `5k` Gaussian rows have a constant below `c`.
///
/// # Proof
/// A constant below `c` gives an `x` with `||x||_inf = x_j = 1` and `||W_I x||_2 < c sqrt(m)`, so that column `j` of
/// `W_I` is nearer than that to the span of the others. The square of this distance is chi-squared with `m - k + 1`
/// degrees of freedom, and `P(chi2_v < t) <= (t/2)^(v/2) / Gamma(v/2 + 1)`. There are `k` columns and `binomial(5k, m)`
/// sets; larger sets have larger constants.
fn failure_bound(k: usize, c: f64) -> f64 {
    let (k, n, m) = (k as f64, (ROWS * k) as f64, (CHOSEN * k) as f64);
    let sets = ln_gamma(n + 1.0) - ln_gamma(m + 1.0) - ln_gamma(n - m + 1.0);
    let half = f64::midpoint(m - k, 1.0);
    (sets + k.ln() + half * (m * c * c / 2.0).ln() - ln_gamma(half + 1.0)).exp().min(1.0)
}

impl Assumption2 {
    /// The claim about Gaussian matrices.
    pub fn new(effort: Effort) -> Self {
        Self { effort, draw: |rng, shape| gaussian_matrix(rng, shape, Variance::One) }
    }

    /// The same claim about other matrices of a shape `n x k`.
    #[must_use]
    pub fn with_matrices(self, draw: fn(&mut ChaCha8Rng, (usize, usize)) -> Array2<f64>) -> Self {
        Self { draw, ..self }
    }

    fn compare(&self, (choice, k): (Choice, usize), rng: &mut ChaCha8Rng) -> Trial {
        let matrix = (self.draw)(rng, (ROWS * k, k));
        let rows = match choice {
            Choice::Random => RowSet::random(rng, ROWS * k, CHOSEN * k),
            Choice::Active => RowSet::active(&matrix, &gaussian_latent(rng, k), 0.0),
            Choice::Worst => match worst::c_inf_descent(&matrix, CHOSEN * k) {
                Ok(found) => RowSet::worst_at(&matrix, &Array1::from(found.at), CHOSEN * k),
                Err(error) => return undecided(&error),
            },
        };
        if rows.rows().len() < CHOSEN * k {
            return Outcome::Inapplicable.into();
        }
        match c_inf(&rows.of(&matrix)) {
            Ok(found) => judge(k, &rows, found),
            Err(error) => undecided(&error),
        }
    }
}

fn undecided(error: &ConstantError) -> Trial {
    Outcome::Undecided(error.to_string()).into()
}

fn judge(k: usize, rows: &RowSet, found: Bracket) -> Trial {
    let outcome = if found.upper < CONSTANT {
        Outcome::failed(&Witness { k, rows: rows.rows().to_vec(), ratio: found.upper, x: found.at })
    } else if found.lower < CONSTANT {
        Outcome::Undecided(format!("the constant is between {:e} and {:e}", found.lower, found.upper))
    } else {
        Outcome::Held
    };
    Trial { measure: (found.lower > 0.0).then(|| found.lower.recip()), outcome }
}

fn name((choice, k): (Choice, usize)) -> String {
    let rows = match choice {
        Choice::Random => "random rows",
        Choice::Active => "active rows",
        Choice::Worst => "worst rows found",
    };
    format!("{rows} k={k}")
}

impl Claim for Assumption2 {
    fn wording(&self) -> Wording {
        Wording {
            name: "assumption-2",
            statement: "For Gaussian W with n = 5k rows, k >= 10, every set I of at least 2k rows has ||W_I x||_inf >= 0.005 ||x||_inf \
                        for all x, with a probability that tends to 1 exponentially.",
            source: "Assumption 2, Corollary 1; constant and proof are ours",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let trials = self.effort.pick(100, 1_000, 10_000);
        CASES.into_iter().map(|case| Case::sampled(name(case), trials)).collect()
    }

    fn trial(&self, case: usize, _number: u64, rng: &mut ChaCha8Rng) -> Trial {
        self.compare(CASES[case], rng)
    }

    fn remarks(&self, cases: &[CaseResult]) -> Value {
        json!({
            "least_constant_seen": by_case(cases, f64::recip),
            "probability_that_some_set_has_less_at_most": { "k=10": failure_bound(10, CONSTANT), "k=20": failure_bound(20, CONSTANT) },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_assumption_is_consistent() {
        let report = judge(Assumption2::new(Effort::Quick), 4);
        assert_eq!(report.verdict, Verdict::Consistent, "{:#?}", report.evidence);
        let least = &report.evidence.remarks["least_constant_seen"];
        assert!(least["worst rows found k=10"].as_f64() < least["random rows k=10"].as_f64(), "{least}");
    }

    #[test]
    fn the_bound_falls_exponentially() {
        assert!(failure_bound(10, CONSTANT) < 1e-7 && failure_bound(100, CONSTANT) < 1e-40);
        assert!((11..200).all(|k| failure_bound(k, CONSTANT) < failure_bound(k - 1, CONSTANT)));
        assert!(failure_bound(10, 1.0) >= 1.0);
    }

    #[test]
    fn a_small_column_is_refuted() {
        let small = |rng: &mut ChaCha8Rng, shape| {
            let mut matrix = gaussian_matrix(rng, shape, Variance::One);
            matrix.column_mut(0).mapv_inplace(|entry| entry / 1e4);
            matrix
        };
        let report = judge(Assumption2::new(Effort::Quick).with_matrices(small), 2);
        assert_eq!(report.verdict, Verdict::Refuted);
        assert_eq!(report.evidence.cases.iter().filter(|case| case.verdict == Verdict::Refuted).count(), CASES.len());
    }
}
