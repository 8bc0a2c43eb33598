//! Many instances in the layout of the neural-network verification competition (VNN-COMP).
//!
//! | file | what |
//! |---|---|
//! | `onnx/NAME.onnx`, `vnnlib/NAME.vnnlib` | network and question of each instance |
//! | `instances.csv` | a line an instance: `onnx/NAME.onnx,vnnlib/NAME.vnnlib,TIMEOUT`, in seconds, without a header |
//! | `expected.csv` | in the same order: `onnx/NAME.onnx,vnnlib/NAME.vnnlib,VERDICT,CERTIFICATE`; `sat`, `unsat` or `unknown` |
//! | `bundles/NAME/` | the instance as a [`directory`](super::directory), with its certificate |
//! | `SHA256SUMS` | for `sha256sum -c`: the files above; those of a bundle are listed in its `instance.json` |
//!
//! # Source
//! The repositories of the competition, as `VNN-COMP/vnncomp2025_benchmarks`.

use super::bundle::{self, BundleError, Line, check_hash};
use super::directory::{Extras, MANIFEST, fill, read_manifest};
use super::new_directory::NewDirectory;
use super::{Answer, Instance, LoadError, Manifest, Provenance, SaveError, digest::sha256};
use crate::export::{Export, Format};
use crate::limits::Limits;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use unrelu_inverter::file::write_new;

/// Name of the list of instances.
pub const INSTANCES: &str = "instances.csv";
const EXPECTED: &str = "expected.csv";
const SUMS: &str = "SHA256SUMS";

/// A benchmark that is being written; without [`Benchmark::finish`] it vanishes.
#[derive(Debug)]
pub struct Benchmark {
    directory: NewDirectory,
    timeout: u32,
    entries: Vec<Entry>,
}

/// An instance of a benchmark.
#[derive(Debug)]
struct Entry {
    name: String,
    verdict: Answer,
    certificate: Option<String>,
}

impl Benchmark {
    /// Seconds that a solver has for an instance unless told otherwise: what the competition gave to its `sat_relu`, which
    /// is formulas as networks too.
    pub const TIMEOUT: u32 = 100;

    /// Begins the new directory `path`; `timeout` is in seconds.
    ///
    /// # Errors
    /// [`SaveError::Exists`] where anything has that name already, or what the operating system reports.
    pub fn create(path: &Path, timeout: u32) -> Result<Self, SaveError> {
        let directory = NewDirectory::create(path)?;
        for part in ["onnx", "vnnlib", "bundles"] {
            let part = directory.path().join(part);
            fs::create_dir(&part).map_err(SaveError::at(&part))?;
        }
        Ok(Self { directory, timeout, entries: Vec::new() })
    }

    /// Adds an instance, of whose exports one must be ONNX and one VNN-LIB.
    ///
    /// # Errors
    /// [`SaveError`]: among them [`SaveError::Name`] for a name that is taken or not of letters, digits, `.`, `-` and `_`.
    pub fn add(
        &mut self,
        name: &str,
        instance: &Instance,
        extras: &Extras,
        made_by: Provenance,
    ) -> Result<(), SaveError> {
        if !is_name(name) || self.entries.iter().any(|entry| entry.name == name) {
            return Err(SaveError::Name(name.to_owned()));
        }
        let copies = verifier_files(&extras.exports, name).ok_or(SaveError::NoQuestion)?;
        let bundle = self.directory.path().join("bundles").join(name);
        fs::create_dir(&bundle).map_err(SaveError::at(&bundle))?;
        let manifest = fill(&bundle, instance, extras, made_by)?;
        for (part, file) in copies {
            let mut source = File::open(bundle.join(file)).map_err(SaveError::at(&bundle))?;
            write_new(&self.directory.path().join(part), |copy| Ok(io::copy(&mut source, copy).map(drop)?))?;
        }
        self.entries.push(Entry::new(name, &manifest));
        Ok(())
    }

    /// Writes the lists, and moves the directory to its place.
    ///
    /// # Errors
    /// [`SaveError::Exists`] where anything has that name by now, or what the operating system reports.
    pub fn finish(self) -> Result<(), SaveError> {
        let path = self.directory.path();
        let write = |name: &str, text: String| write_new(&path.join(name), |file| Ok(file.write_all(text.as_bytes())?));
        let timeout = self.timeout.to_string();
        write(INSTANCES, self.entries.iter().map(|entry| row(&entry.name, &timeout)).collect())?;
        write(EXPECTED, self.entries.iter().map(Entry::expected).collect())?;
        let sum = |name: String| -> Result<String, SaveError> {
            let file = path.join(&name);
            Ok(format!("{}  {name}\n", sha256(&file).map_err(SaveError::at(&file))?))
        };
        let names: Vec<&str> = self.entries.iter().map(|entry| entry.name.as_str()).collect();
        write(SUMS, listed(&names).into_iter().map(sum).collect::<Result<_, _>>()?)?;
        self.directory.finish()
    }
}

/// Checks the benchmark in the directory `path`: its lists, every bundle, and that each network and each question is the one
/// of its bundle. Where hashes or lists are wrong, the rest is not looked at.
///
/// # Errors
/// [`BundleError`]: a list or a manifest cannot be read, or there is no room for the files that are written anew.
pub fn check(path: &Path, limits: &Limits) -> Result<Vec<Line>, BundleError> {
    let read = |name: &str| {
        let file = path.join(name);
        fs::read_to_string(&file).map_err(LoadError::at(&file))
    };
    let (instances, expected, sums) = (read(INSTANCES)?, read(EXPECTED)?, read(SUMS)?);
    let Some(names) = names(&instances) else {
        return Ok(vec![Line::wrong(INSTANCES, "is no list of onnx/NAME.onnx,vnnlib/NAME.vnnlib,TIMEOUT")]);
    };
    let mut lines = check_sums(path, &sums, &names);
    if lines.iter().any(Line::is_wrong) {
        return Ok(lines);
    }
    let mut rows = String::new();
    for name in names {
        let bundle = path.join("bundles").join(name);
        let within = bundle::check(&bundle, limits)?.into_iter();
        lines.extend(within.map(|line| Line { file: format!("bundles/{name}/{}", line.file), ..line }));
        let (manifest, _) = read_manifest(&bundle.join(MANIFEST))?;
        lines.extend(check_copies(path, &manifest, name));
        rows += &Entry::new(name, &manifest).expected();
    }
    lines.push(if rows == expected {
        Line::right(EXPECTED, "says what the bundles show")
    } else {
        Line::wrong(EXPECTED, "does not say what the bundles show")
    });
    Ok(lines)
}

fn check_sums(path: &Path, text: &str, names: &[&str]) -> Vec<Line> {
    let sums: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once("  ")).collect();
    let written: String = sums.iter().flat_map(|&(sum, name)| [sum, "  ", name, "\n"]).collect();
    if written != text || !sums.iter().map(|&(_, name)| name).eq(listed(names)) {
        return vec![Line::wrong(SUMS, format!("does not list just the files of {INSTANCES}"))];
    }
    sums.into_iter().map(|(sum, name)| check_hash(path, name, sum)).collect()
}

/// Whether what verifiers read is what the bundle has.
fn check_copies(path: &Path, manifest: &Manifest, name: &str) -> Vec<Line> {
    let Some(files) = verifier_files(&manifest.exports, name) else {
        let file = format!("bundles/{name}/{MANIFEST}");
        return vec![Line::wrong(&file, "names no network or no question for a verifier")];
    };
    let check = |(copy, file): (String, &str)| {
        let same = sha256(&path.join(&copy)).is_ok_and(|sum| manifest.sha256.get(file) == Some(&sum));
        if same { Line::right(&copy, "is that of the bundle") } else { Line::wrong(&copy, "is not that of the bundle") }
    };
    files.into_iter().map(check).collect()
}

/// Where network and question stand in the benchmark, and their names within the bundle.
fn verifier_files(exports: &[Export], name: &str) -> Option<[(String, &'static str); 2]> {
    let find = |formats: &[Format]| {
        let export = exports.iter().find(|export| formats.contains(&export.format));
        export.map(|export| export.file_name())
    };
    let [onnx, vnnlib] = paths(name);
    Some([(onnx, find(&[Format::Onnx])?), (vnnlib, find(&[Format::Vnnlib1, Format::Vnnlib2])?)])
}

fn paths(name: &str) -> [String; 2] {
    [format!("onnx/{name}.onnx"), format!("vnnlib/{name}.vnnlib")]
}

/// Files that `SHA256SUMS` lists.
fn listed(names: &[&str]) -> Vec<String> {
    let lists = [INSTANCES, EXPECTED].map(str::to_owned);
    let of_each = names.iter().flat_map(|name| {
        let [onnx, vnnlib] = paths(name);
        [onnx, vnnlib, format!("bundles/{name}/{MANIFEST}")]
    });
    lists.into_iter().chain(of_each).collect()
}

/// The names in `instances.csv`.
fn names(instances: &str) -> Option<Vec<&str>> {
    instances.split_inclusive('\n').map(name_in).collect()
}

fn name_in(line: &str) -> Option<&str> {
    let name = line.strip_prefix("onnx/")?.split_once(".onnx,")?.0;
    let timeout = line.strip_suffix('\n')?.rsplit_once(',')?.1;
    let right = is_name(name) && timeout.parse::<u32>().is_ok() && row(name, timeout) == line;
    right.then_some(name)
}

fn row(name: &str, rest: &str) -> String {
    let [onnx, vnnlib] = paths(name);
    format!("{onnx},{vnnlib},{rest}\n")
}

/// Commas and blanks break the readers of such lists, and `/` leads elsewhere.
fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
}

impl Entry {
    fn new(name: &str, manifest: &Manifest) -> Self {
        let certificate = manifest.files.certificate.as_ref();
        let certificate = certificate.map(|certificate| format!("bundles/{name}/{certificate}"));
        Self { name: name.to_owned(), verdict: manifest.verdict, certificate }
    }

    /// Its row in `expected.csv`.
    fn expected(&self) -> String {
        row(&self.name, &format!("{},{}", self.verdict, self.certificate.as_deref().unwrap_or_default()))
    }
}
