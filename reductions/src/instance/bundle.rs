//! Checks everything that stands in the directory of an instance, trusting no solver.
//!
//! The hashes of all files; that the network is the reduction of the formula; that formula, network and exports, written anew
//! by what the manifest says, are the same byte for byte; the witness in exact arithmetic, or the proof by our own checker.

use super::directory::{Loaded, MANIFEST, file_name, load, read_manifest};
use super::{Answer, LoadError, Manifest, SaveError, digest::sha256, files};
use crate::Instance;
use crate::check::{CheckError, check_proof};
use crate::exact::Finding;
use crate::limits::Limits;
use std::fmt;
use std::fs::File;
use std::path::Path;
use unrelu_inverter::file::read_matrix;

/// What was looked at, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Name of the file.
    pub file: String,
    /// Whether it is as it should be.
    pub outcome: Outcome,
    /// What was found.
    pub what: String,
}

/// How a check ended, the worst last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// As it should be.
    Right,
    /// Not finished: a limit was reached.
    Unknown,
    /// Not as it should be.
    Wrong,
}

/// Why a check could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// There is no manifest to go by.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The files cannot be written anew.
    #[error("while the files were written anew: {0}")]
    Save(#[from] SaveError),
}

/// Checks the directory `path`; it holds if no line is [`Outcome::Wrong`]. Where files are damaged or the network is another,
/// what follows from them is not looked at.
///
/// # Errors
/// [`BundleError`]: `instance.json` cannot be read, or there is no room for the files that are written anew.
pub fn check(path: &Path, limits: &Limits) -> Result<Vec<Line>, BundleError> {
    let (manifest, text) = read_manifest(&path.join(MANIFEST))?;
    let mut lines = vec![check_form(&manifest, &text)];
    lines.extend(check_hashes(path, &manifest)?);
    if lines.iter().any(Line::is_wrong) {
        return Ok(lines);
    }
    match load(path) {
        Ok(loaded) => {
            lines.push(Line::right(MANIFEST, "describes the reduction of the formula"));
            lines.extend(check_bytes(&loaded)?);
            lines.push(check_answer(path, &loaded, limits)?);
        }
        Err(error) => lines.push(Line::wrong(MANIFEST, error.to_string())),
    }
    Ok(lines)
}

/// Whether the manifest looks as it is written, and lists the files that it should.
fn check_form(manifest: &Manifest, text: &str) -> Line {
    let mut names: Vec<&str> = manifest.names().collect();
    names.sort_unstable();
    let certified = manifest.files.certificate.is_some();
    if manifest.to_text() != text {
        Line::wrong(MANIFEST, "is not in the form in which it is written")
    } else if !names.into_iter().eq(manifest.sha256.keys()) {
        Line::wrong(MANIFEST, "does not list the SHA-256 of just the files that it names")
    } else if certified != (manifest.verdict != Answer::Unknown) {
        Line::wrong(MANIFEST, "has a verdict without a certificate, or a certificate without a verdict")
    } else {
        Line::right(MANIFEST, format!("lists {} files", manifest.sha256.len()))
    }
}

fn check_hashes(path: &Path, manifest: &Manifest) -> Result<Vec<Line>, LoadError> {
    let check = |(name, listed): (&String, &String)| Ok(check_hash(path, file_name(name)?, listed));
    manifest.sha256.iter().map(check).collect()
}

/// Whether the file `name` in the directory `path` has the SHA-256 that is listed.
pub(super) fn check_hash(path: &Path, name: &str, listed: &str) -> Line {
    match sha256(&path.join(name)) {
        Ok(found) if found == listed => Line::right(name, "has the SHA-256 listed"),
        Ok(found) => Line::wrong(name, format!("has SHA-256 {found}, and {listed} is listed")),
        Err(error) => Line::wrong(name, format!("cannot be read: {error}")),
    }
}

/// The hashes are those of the files, so comparing hashes is comparing files.
fn check_bytes(loaded: &Loaded) -> Result<Vec<Line>, SaveError> {
    let Loaded { instance, manifest } = loaded;
    let scratch = tempfile::tempdir().map_err(SaveError::at(&std::env::temp_dir()))?;
    files::write(scratch.path(), instance, manifest)?;
    let digests = files::digests(scratch.path(), manifest.made().map(str::to_owned))?;
    let compare = |(name, again): (String, String)| {
        if manifest.sha256.get(&name) == Some(&again) {
            Line::right(&name, "written anew from the formula, is the same byte for byte")
        } else {
            Line::wrong(&name, format!("is not what {} writes for the formula", program()))
        }
    };
    Ok(digests.into_iter().map(compare).collect())
}

fn program() -> &'static str {
    concat!("unrelu ", env!("CARGO_PKG_VERSION"))
}

fn check_answer(path: &Path, loaded: &Loaded, limits: &Limits) -> Result<Line, LoadError> {
    let Loaded { instance, manifest } = loaded;
    let Some(name) = &manifest.files.certificate else {
        return Ok(Line::right(MANIFEST, "claims nothing: the verdict is unknown"));
    };
    let certificate = path.join(name);
    Ok(match manifest.verdict {
        Answer::Sat => check_witness(instance, name, &certificate),
        Answer::Unsat => {
            let proof = File::open(&certificate).map_err(LoadError::at(&certificate))?;
            match check_proof(instance, proof, limits) {
                Ok(()) => Line::right(name, "leads from the formula to the empty clause: there is no preimage"),
                Err(CheckError::Stopped(reason)) => {
                    Line { outcome: Outcome::Unknown, ..Line::wrong(name, reason.to_string()) }
                }
                Err(error) => Line::wrong(name, error.to_string()),
            }
        }
        Answer::Unknown => Line::wrong(name, "belongs to no verdict"),
    })
}

fn check_witness(instance: &Instance, name: &str, path: &Path) -> Line {
    let latent: Vec<f64> = match read_matrix(path) {
        Ok(rows) => rows.values.into_iter().collect(),
        Err(error) => return Line::wrong(name, error.to_string()),
    };
    match instance.check(&latent) {
        Ok(Finding::Preimage) => Line::right(name, "gives the observation, in exact arithmetic"),
        Ok(finding) => Line::wrong(name, finding.to_string()),
        Err(error) => Line::wrong(name, error.to_string()),
    }
}

impl Line {
    pub(super) fn right(file: &str, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), outcome: Outcome::Right, what: what.into() }
    }

    pub(super) fn wrong(file: &str, what: impl Into<String>) -> Self {
        Self { outcome: Outcome::Wrong, ..Self::right(file, what) }
    }

    /// Whether it is of a file that is not as it should be.
    pub fn is_wrong(&self) -> bool {
        self.outcome == Outcome::Wrong
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.outcome, self.file, self.what)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Unknown => "unknown",
        })
    }
}
