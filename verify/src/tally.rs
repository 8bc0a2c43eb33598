//! How trials ended, added up.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::seed::Seed;
use crate::spread::Spread;

/// At most this many counterexamples and this many reasons are kept a case: the ones with the lowest trial numbers.
const KEPT: usize = 3;

/// A trial that contradicts its claim, with all that is needed to run it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counterexample {
    /// Seed of the run.
    pub seed: Seed,
    /// Name of the claim.
    pub claim: String,
    /// Name of the case.
    pub case: String,
    /// Number of the trial, from 0.
    pub trial: u64,
    /// The instance itself; its form is the claim's own.
    pub witness: Value,
}

/// Why nothing can be said about a trial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Number of the trial, from 0.
    pub trial: u64,
    /// What stood in the way.
    pub reason: String,
}

/// How a number of trials ended.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Trials in which the statement held.
    pub held: u64,
    /// Failures that the statement allows at a predicted rate.
    pub missed: u64,
    /// Failures that contradict the statement.
    pub failed: u64,
    /// Trials that the statement says nothing about; part of no rate.
    #[serde(default)]
    pub inapplicable: u64,
    /// Trials about which nothing can be said; part of no rate.
    pub undecided: u64,
    /// The largest measure, if any trial took one.
    pub largest: Option<f64>,
    /// How the measures are spread.
    #[serde(default, skip_serializing_if = "Spread::is_empty")]
    pub measures: Spread,
    /// The first contradictions.
    pub counterexamples: Vec<Counterexample>,
    /// The first reasons for undecided trials.
    pub reasons: Vec<Reason>,
}

impl Tally {
    /// Trials that ended one way or the other.
    pub fn decided(&self) -> u64 {
        self.held + self.missed + self.failed
    }

    /// Trials in which the statement did not hold.
    pub fn failures(&self) -> u64 {
        self.missed + self.failed
    }

    /// All trials.
    pub fn trials(&self) -> u64 {
        self.decided() + self.undecided + self.inapplicable
    }

    /// Adds what other trials saw. The order does not matter.
    pub fn merge(&mut self, other: Self) {
        self.held += other.held;
        self.missed += other.missed;
        self.failed += other.failed;
        self.inapplicable += other.inapplicable;
        self.undecided += other.undecided;
        self.largest = larger(self.largest, other.largest);
        self.measures.merge(other.measures);
        self.counterexamples.extend(other.counterexamples);
        self.reasons.extend(other.reasons);
        self.keep_first();
    }

    /// Takes note of a measure.
    pub(crate) fn measure(&mut self, measure: f64) {
        self.largest = larger(self.largest, Some(measure));
        self.measures.add(measure);
    }

    /// Drops all but the first counterexamples and reasons.
    pub(crate) fn keep_first(&mut self) {
        self.counterexamples.sort_by_key(|found| found.trial);
        self.counterexamples.truncate(KEPT);
        self.reasons.sort_by_key(|reason| reason.trial);
        self.reasons.truncate(KEPT);
    }
}

fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    [a, b].into_iter().flatten().reduce(f64::max)
}
