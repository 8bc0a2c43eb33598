//! What the trials say about a claim.
//!
//! A [`Report`] serialises to the object that `verify --json` prints:
//!
//! ```json
//! {"schema": 1, "version": "0.1.0", "seed": 0, "effort": "quick", "command_line": "unrelu verify --quick --seed 0",
//!  "comparisons": 0, "until_width": null,
//!  "claims": [{"name": "theorem-1", "verdict": "consistent", "expectation": "holds", "trials": 1000,
//!              "failures": 0, "failure_upper_bound": 0.0069, "confidence": 0.999, "prediction": null, "evidence": {}}]}
//! ```

mod judge;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::claim::{Effort, Expectation};
use crate::results::Results;
use crate::seed::Seed;
use crate::spread::Spread;
use crate::stats::{Confidence, Interval, Width};
use crate::tally::{Counterexample, Reason};

/// What the trials say. The order is that of strength: a claim is as strong as its weakest case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Contradicted: by a counterexample, or by a rate whose interval excludes the prediction.
    Refuted,
    /// Nothing is known: trials are missing, or some could not be decided.
    Inconclusive,
    /// Random trials found nothing against it. Sampling never proves.
    Consistent,
    /// Every instance of a finite set was checked exactly.
    Proven,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Refuted => "refuted",
            Self::Inconclusive => "inconclusive",
            Self::Consistent => "consistent",
            Self::Proven => "proven",
        })
    }
}

/// How a claim ended, as against what was expected of it. The order is that of importance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// As expected.
    Expected,
    /// Nothing is known.
    Open,
    /// Refuted where it should hold, or the other way round.
    Unexpected,
}

/// A whole run as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this layout; it changes when a field changes its meaning.
    pub schema: u32,
    /// Version of the crate that ran the trials.
    pub version: String,
    /// Seed of the run.
    pub seed: Seed,
    /// Effort of the run.
    pub effort: Effort,
    /// The command that made it.
    pub command_line: String,
    /// How many rates were compared with a prediction.
    pub comparisons: usize,
    /// Where the sampled cases ended when their intervals were this narrow: the intervals are sequential.
    pub until_width: Option<Width>,
    /// The claims, in the order of the plan.
    pub claims: Vec<ClaimReport>,
}

/// One claim and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimReport {
    /// Name of the claim.
    pub name: String,
    /// What the trials say.
    pub verdict: Verdict,
    /// What they should say.
    pub expectation: Expectation,
    /// Trials that were decided.
    pub trials: u64,
    /// Those of them in which the statement, or the event whose rate it predicts, did not happen.
    pub failures: u64,
    /// Clopper-Pearson upper bound on the failure rate of the sampled cases; 0 where every instance was checked.
    pub failure_upper_bound: f64,
    /// Level of that bound and of the intervals in the evidence.
    pub confidence: Confidence,
    /// The failure rate that the theory predicts for the trials of the sampled cases, where it predicts one.
    pub prediction: Option<f64>,
    /// What the verdict rests on.
    pub evidence: Evidence,
}

/// What a verdict rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The statement.
    pub statement: String,
    /// Where it comes from.
    pub source: String,
    /// Trials that contradict the statement; none of them is allowed.
    pub contradictions: u64,
    /// Trials about which nothing can be said. They are part of no other number.
    pub undecided: u64,
    /// The cases, in order.
    pub cases: Vec<CaseReport>,
    /// The first contradictions of each case.
    pub counterexamples: Vec<Counterexample>,
    /// The first reasons for undecided trials of each case.
    pub reasons: Vec<Reason>,
    /// What else the trials show; the form is the claim's own.
    pub remarks: Value,
}

/// One case and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseReport {
    /// Name of the case.
    pub name: String,
    /// What its trials say.
    pub verdict: Verdict,
    /// Trials that were planned.
    pub planned: u64,
    /// Trials that were decided.
    pub trials: u64,
    /// Trials in which the statement held.
    pub held: u64,
    /// Failures that the statement allows at a predicted rate.
    pub missed: u64,
    /// Trials that contradict the statement.
    pub failed: u64,
    /// Trials in which what the statement supposes is not so; part of no rate.
    pub inapplicable: u64,
    /// Trials about which nothing can be said.
    pub undecided: u64,
    /// Looks at the rate that were taken, the last included.
    pub looks: usize,
    /// Looks that the error level is spent over: 1 where the number of trials was fixed.
    pub planned_looks: usize,
    /// Clopper-Pearson interval for the success rate: all looks of the case together hold at the claim's `confidence`.
    pub success: Interval,
    /// The exact success rate that the theory predicts, where it predicts one.
    pub prediction: Option<f64>,
    /// Holm's p-value of the prediction: all comparisons of the run together refute a true one with probability at most
    /// 1 less `confidence`, by refuting those whose value is no larger than that.
    pub adjusted_p_value: Option<f64>,
    /// The largest measure taken, as in the worst relative error.
    pub largest_measure: Option<f64>,
    /// How the measures are spread.
    pub measures: Spread,
}

impl Report {
    /// Version of the layout.
    pub const SCHEMA: u32 = 1;

    /// Judges every claim of the plan by what has been run so far.
    pub fn new(results: &Results<'_>, command_line: impl Into<String>) -> Self {
        let settings = results.plan().settings();
        Self {
            schema: Self::SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: settings.seed,
            effort: settings.effort,
            command_line: command_line.into(),
            comparisons: results.plan().comparisons(),
            until_width: settings.until_width,
            claims: judge::claims(results),
        }
    }

    /// The report of one claim.
    pub fn claim(&self, name: &str) -> Option<&ClaimReport> {
        self.claims.iter().find(|claim| claim.name == name)
    }

    /// The most important ending of all; without claims, nothing is known.
    pub fn ending(&self) -> Ending {
        self.claims.iter().map(ClaimReport::ending).max().unwrap_or(Ending::Open)
    }
}

impl ClaimReport {
    /// How the claim ended.
    pub fn ending(&self) -> Ending {
        match (self.verdict, self.expectation) {
            (Verdict::Inconclusive, _) => Ending::Open,
            (verdict, expectation) if (verdict == Verdict::Refuted) == (expectation == Expectation::Refuted) => {
                Ending::Expected
            }
            _ => Ending::Unexpected,
        }
    }
}
