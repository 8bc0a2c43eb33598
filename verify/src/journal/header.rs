//! The first line of a journal: what is run.

use serde::{Deserialize, Serialize};

use super::SCHEMA;
use crate::claims::{catalogue, select};
use crate::plan::{ClaimOutline, Plan, Settings};
use crate::shard::Shard;

/// What was run: the first line of a journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Version of the layout.
    pub schema: u32,
    /// Version of the crate that ran the trials.
    pub version: String,
    /// A command that gives the same trials and the same report, on one machine.
    pub command_line: String,
    /// Seed, effort and the like.
    pub settings: Settings,
    /// Claims, cases and numbers of trials.
    pub claims: Vec<ClaimOutline>,
    /// The part of the run that is in this file; all of it where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// A header that this version cannot make a plan of.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no run of this version: {0}")]
pub struct ForeignHeader(String);

impl Header {
    /// The header of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command_line: command_line(plan),
            settings: *plan.settings(),
            claims: plan.outline(),
            shard: None,
        }
    }

    /// The header of a part of the same run, or of the whole.
    #[must_use]
    pub fn with_shard(self, shard: Option<Shard>) -> Self {
        Self { shard, ..self }
    }

    /// Plans the run again.
    ///
    /// # Errors
    /// [`ForeignHeader`] where this version has no such claims or cuts them differently.
    pub fn plan(&self) -> Result<Plan, ForeignHeader> {
        let names: Vec<String> = self.claims.iter().map(|claim| claim.name.clone()).collect();
        let claims = select(self.settings.effort, &names).map_err(|error| ForeignHeader(error.to_string()))?;
        let plan = Plan::new(claims, self.settings).map_err(|error| ForeignHeader(error.to_string()))?;
        let difference = self.difference(&Self::new(&plan).with_shard(self.shard));
        difference.map_or(Ok(plan), |difference| Err(ForeignHeader(difference)))
    }

    /// Says what keeps `self` from being resumed as `wanted`, if anything does.
    pub fn difference(&self, wanted: &Self) -> Option<String> {
        if self.version != wanted.version {
            return Some(format!("it was written by version {}, not {}", self.version, wanted.version));
        }
        let shard =
            |header: &Self| header.shard.map_or_else(|| "the whole run".to_owned(), |shard| format!("shard {shard}"));
        let settings = settings_difference(&self.settings, &wanted.settings);
        settings
            .or_else(|| claims_difference(&self.claims, &wanted.claims))
            .or_else(|| (self.shard != wanted.shard).then(|| format!("it is {}, not {}", shard(self), shard(wanted))))
    }
}

/// What a user types for this plan. It names neither shards nor threads nor folders: they change no number.
fn command_line(plan: &Plan) -> String {
    let settings = plan.settings();
    let mut words = vec!["unrelu verify".to_owned()];
    let (outline, effort) = (plan.outline(), settings.effort);
    if outline.len() < catalogue(effort).len() {
        words.extend(outline.into_iter().map(|claim| claim.name));
    }
    words.extend(effort.pick(Some("--quick"), None, Some("--full")).map(str::to_owned));
    words.extend(settings.trials.map(|trials| format!("--trials {trials}")));
    words.push(format!("--seed {}", settings.seed.0));
    let usual = Settings::default();
    words.extend(
        (settings.confidence != usual.confidence).then(|| format!("--confidence {}", settings.confidence.get())),
    );
    words.extend(settings.until_width.map(|width| format!("--until-width {width}")));
    words.join(" ")
}

fn settings_difference(found: &Settings, wanted: &Settings) -> Option<String> {
    let width = |settings: &Settings| settings.until_width.map_or_else(|| "none".to_owned(), |width| width.to_string());
    let pairs = [
        ("seed", found.seed.0.to_string(), wanted.seed.0.to_string()),
        ("effort", found.effort.to_string(), wanted.effort.to_string()),
        ("confidence", found.confidence.get().to_string(), wanted.confidence.get().to_string()),
        ("width to stop at", width(found), width(wanted)),
    ];
    let different = pairs.into_iter().find(|(_, found, wanted)| found != wanted);
    different.map(|(what, found, wanted)| format!("its {what} is {found}, not {wanted}"))
}

fn claims_difference(found: &[ClaimOutline], wanted: &[ClaimOutline]) -> Option<String> {
    let names = |claims: &[ClaimOutline]| claims.iter().map(|claim| claim.name.as_str()).collect::<Vec<_>>().join(" ");
    if names(found) != names(wanted) {
        return Some(format!("its claims are {}, not {}", names(found), names(wanted)));
    }
    found.iter().zip(wanted).find_map(|(found, wanted)| cases_difference(found, wanted))
}

fn cases_difference(found: &ClaimOutline, wanted: &ClaimOutline) -> Option<String> {
    let cases = |claim: &ClaimOutline| {
        let cases = claim.cases.iter().map(|case| format!("{} ({} trials)", case.name, case.trials));
        cases.collect::<Vec<_>>().join(", ")
    };
    (found != wanted).then(|| format!("its cases of {} are {}, not {}", found.name, cases(found), cases(wanted)))
}
