//! What a claim is: a statement, the cases it is tried on, and a trial that can refute it.

use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::tally::Tally;

/// One statement of the paper (or of this project), and how it is put to the test.
///
/// There are two kinds of evidence. A *universal* statement is refuted by one [`Outcome::Failed`]. A *rate* is refuted
/// where the confidence interval of its case excludes the case's exact prediction.
///
/// The thing under test (an inverter, a reduction, a formula for a probability) is a field of the claim, so that a
/// test can put a broken one in its place and see it refuted.
pub trait Claim: Sync {
    /// What it says.
    fn wording(&self) -> Wording;

    /// Its name on the command line, as in `theorem-3`.
    fn name(&self) -> &'static str {
        self.wording().name
    }

    /// What it is tried on, each with a name of its own. Always the same list for the same claim.
    fn cases(&self) -> Vec<Case>;

    /// Trial `number` of the case at `case` in [`Claim::cases`]; its draws come from `rng` alone.
    fn trial(&self, case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial;

    /// What else the trials show, for the report.
    fn remarks(&self, _cases: &[CaseResult]) -> Value {
        Value::Null
    }
}

/// What a claim says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// Its name on the command line.
    pub name: &'static str,
    /// What is claimed, in one sentence.
    pub statement: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What the verdict should be.
    pub expectation: Expectation,
}

/// What the verdict on a claim should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// Anything but refuted.
    #[default]
    Holds,
    /// Refuted: a statement that is known to be wrong.
    Refuted,
}

impl std::fmt::Display for Expectation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Holds => "holds",
            Self::Refuted => "refuted",
        })
    }
}

/// One set of parameters of a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// Names the parameters, as in `k=100`; part of the address of every draw.
    pub name: String,
    /// How many trials there are.
    pub budget: Budget,
    /// The exact probability of [`Outcome::Held`], where the theory gives one.
    pub prediction: Option<f64>,
}

impl Case {
    /// A case of every one of `instances` instances, in which chance plays no part.
    pub fn exhaustive(name: impl Into<String>, instances: u64) -> Self {
        Self { name: name.into(), budget: Budget::Exhaustive(instances), prediction: None }
    }

    /// A case of `trials` random trials.
    pub fn sampled(name: impl Into<String>, trials: u64) -> Self {
        Self { name: name.into(), budget: Budget::Sampled(trials), prediction: None }
    }

    /// The same case with a predicted probability of success.
    #[must_use]
    pub fn with_prediction(self, probability: f64) -> Self {
        Self { prediction: Some(probability), ..self }
    }
}

/// How many trials a case has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Budget {
    /// As many as there are instances: no more, no fewer. All of them held is a proof for that size.
    Exhaustive(u64),
    /// As many as one cares to draw.
    Sampled(u64),
}

/// What one trial saw.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// How it ended.
    pub outcome: Outcome,
    /// A number whose largest value is worth reporting, such as a relative error. Finite.
    pub measure: Option<f64>,
}

/// How a trial ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// What the statement says, happened.
    Held,
    /// It did not happen, and the statement allows that: a failure that the predicted rate accounts for.
    Missed,
    /// The statement says nothing here: what it supposes is not so.
    Inapplicable,
    /// The statement is wrong here. The value lets a reader check that.
    Failed(Value),
    /// Nothing can be said about this trial, for this reason.
    Undecided(String),
}

impl From<Outcome> for Trial {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, measure: None }
    }
}

impl Outcome {
    /// The statement is wrong here; `witness` shows it.
    ///
    /// # Panics
    /// Where `witness` has no JSON form, as a map whose keys are no strings.
    pub fn failed(witness: &impl Serialize) -> Self {
        Self::Failed(serde_json::to_value(witness).expect("witnesses are plain structs with named fields"))
    }
}

/// How much work to spend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effort {
    /// All claims together in well under a minute.
    Quick,
    /// A few minutes.
    #[default]
    Default,
    /// An hour or more.
    Full,
}

impl Effort {
    /// Picks one of three numbers.
    pub fn pick<T>(self, quick: T, default: T, full: T) -> T {
        match self {
            Self::Quick => quick,
            Self::Default => default,
            Self::Full => full,
        }
    }
}

impl std::fmt::Display for Effort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.pick("quick", "default", "full"))
    }
}

/// What the trials of one case add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseResult {
    /// The case.
    pub case: Case,
    /// How many trials were planned.
    pub planned: u64,
    /// How those that were run ended.
    pub tally: Tally,
    /// How often the rate was looked at.
    pub looks: Looks,
}

/// How often the rate of a case is looked at, to see whether more trials are needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// Looks taken so far, the last included.
    pub taken: usize,
    /// Looks at most: 1 where the number of trials was fixed.
    pub planned: usize,
}
