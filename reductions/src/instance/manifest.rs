//! `instance.json`.

use super::directory::Extras;
use super::{Answer, Certificate, Clauses, Instance, Recipe};
use crate::disguise::Disguise;
use crate::export::Export;
use crate::reduction::ReductionKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use unrelu_inverter::name::UnknownName;

/// Who made an instance, from what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Program and version, as in `unrelu 0.1.0`.
    pub version: String,
    /// The command line.
    pub command: String,
    /// The seed, where the formula is random.
    pub seed: Option<u64>,
    /// Name of the formula's file or family.
    pub source: Option<String>,
}

/// The content of `instance.json`, schema 1. Loading checks the fields that follow from the formula;
/// [`bundle::check`](super::bundle::check) checks all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this format: 1.
    pub schema: u32,
    /// Name of the reduction, as in `theorem-2`.
    pub reduction: String,
    /// `k`.
    pub variables: usize,
    /// `m`, after tautologies were dropped.
    pub clauses: usize,
    /// How many clauses of the source were tautologies, and dropped.
    pub tautologies_dropped: usize,
    /// How many literals of the source were duplicates in their clause, and merged.
    pub literals_merged: usize,
    /// Variables before long clauses were split; they come first.
    pub original_variables: usize,
    /// How many clauses of more than three literals were split; 0 without `--three-sat`.
    pub clauses_split: usize,
    /// What the network was disguised by, and the seed.
    pub disguise: Option<Disguise>,
    /// `k, n_1, ..., n_d`.
    pub widths: Vec<usize>,
    /// How many clauses a solution leaves false: exactly so many, under `two-layer` at most.
    pub unsatisfied: u32,
    /// What the network is to give.
    pub observation: Vec<f64>,
    /// `signs`: latent codes in `{-1, +1}^k`; `reals`: in `R^k`.
    pub domain: String,
    /// Names of the other files, within the directory.
    pub files: Files,
    /// Files for other solvers, and how closely each asks for the observation.
    pub exports: Vec<Export>,
    /// The answer, where a certificate shows it.
    pub verdict: Answer,
    /// SHA-256 of every file but this one, in hexadecimal digits, by its name.
    pub sha256: BTreeMap<String, String>,
    /// Who made it, from what.
    pub made_by: Provenance,
}

/// Names of the files beside `instance.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Files {
    /// The formula in normal form, DIMACS.
    pub formula: String,
    /// The network, npz.
    pub network: String,
    /// What shows the verdict: a latent code, npy, or a proof, DRAT.
    pub certificate: Option<String>,
}

impl Manifest {
    /// The schema that this version writes and reads.
    pub const SCHEMA: u32 = 1;

    /// Describes `instance` with what stands beside it. The hashes are not known yet.
    pub fn new(instance: &Instance, extras: &Extras, made_by: Provenance) -> Self {
        Self {
            schema: Self::SCHEMA,
            reduction: instance.kind().to_string(),
            variables: instance.formula().variables(),
            clauses: instance.formula().clause_count(),
            tautologies_dropped: instance.normal().tautologies(),
            literals_merged: instance.normal().merged(),
            original_variables: instance.original_variables(),
            clauses_split: instance.split(),
            disguise: instance.recipe().disguise.clone(),
            widths: instance.network().widths(),
            unsatisfied: instance.unsatisfied(),
            observation: instance.observation().to_vec(),
            domain: instance.domain().to_string(),
            files: Files {
                formula: "formula.cnf".to_owned(),
                network: "network.npz".to_owned(),
                certificate: extras.certificate.as_ref().map(|certificate| certificate.file_name().to_owned()),
            },
            exports: extras.exports.clone(),
            verdict: extras.certificate.as_ref().map_or(Answer::Unknown, Certificate::answer),
            sha256: BTreeMap::new(),
            made_by,
        }
    }

    /// Names of the files beside this one.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.made().chain(self.files.certificate.as_deref())
    }

    /// Those of them that follow from the formula.
    pub(super) fn made(&self) -> impl Iterator<Item = &str> {
        let exports = self.exports.iter().map(|export| export.file_name());
        [self.files.formula.as_str(), &self.files.network].into_iter().chain(exports)
    }

    /// What stands in `instance.json`.
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers, strings and lists of them") + "\n"
    }

    /// How the instance was made of its formula, whose long clauses are split already.
    pub(super) fn recipe(&self) -> Result<Recipe, UnknownName> {
        let kind: ReductionKind = self.reduction.parse()?;
        let clauses = if self.clauses_split > 0 { Clauses::Split } else { Clauses::Whole };
        Ok(Recipe { kind, unsatisfied: self.unsatisfied, clauses, disguise: self.disguise.clone() })
    }

    /// The first field that does not describe `instance`.
    pub(super) fn mismatch(&self, instance: &Instance) -> Option<&'static str> {
        let right = Self::new(instance, &Extras::default(), self.made_by.clone());
        let whole = self.clauses_split == 0;
        let fields = [
            ("variables", self.variables == right.variables),
            ("clauses", self.clauses == right.clauses),
            ("original_variables", self.original_variables <= self.variables),
            ("original_variables", !whole || self.original_variables == self.variables),
            ("widths", self.widths == right.widths),
            ("observation", self.observation == right.observation),
            ("domain", self.domain == right.domain),
        ];
        fields.into_iter().find(|(_, same)| !same).map(|(name, _)| name)
    }
}
