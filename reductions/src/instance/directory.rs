//! An instance as a directory.
//!
//! | file | what |
//! |---|---|
//! | `instance.json` | a [`Manifest`] |
//! | `formula.cnf` | the formula in normal form, DIMACS; comments name version and command |
//! | `network.npz` | the network; sparse weights as `scipy.sparse` lays them out |
//! | `network.mps`, ... | on request: an [`Export`] each |
//!
//! A directory appears complete or not at all: it is written beside its place and moved there. What exists is never
//! overwritten. Loading believes nothing but the formula: it reduces it again and compares everything else.

use super::{Instance, InstanceError, Manifest, Provenance};
use crate::cnf::dimacs::{self, DimacsError, Strictness};
use crate::cnf::{NormalCnf, write};
use crate::export::{Export, ExportError};
use crate::reduction::UnknownReduction;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::{ffi::OsStr, io};
use unrelu_inverter::file::{FileError, read_network, write_network};

/// Name of the manifest.
pub const MANIFEST: &str = "instance.json";

/// Why an instance is not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SaveError {
    /// Something with that name exists; it is left alone.
    #[error("{} exists and is not overwritten", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("cannot write {}: {source}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The network cannot be written.
    #[error("cannot write the network: {0}")]
    Network(#[source] FileError),
    /// An export cannot be made.
    #[error("no {name}: {source}")]
    Export {
        /// Name of its file.
        name: String,
        /// Why.
        source: ExportError,
    },
}

/// Why a directory is no instance.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// `instance.json` is not a manifest.
    #[error("{}: {source}", .path.display())]
    Manifest {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// Another version of the format.
    #[error("{}: schema {found} is not supported, only {}", .path.display(), Manifest::SCHEMA)]
    Schema {
        /// Which file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// No reduction of that name.
    #[error(transparent)]
    Kind(#[from] UnknownReduction),
    /// A file name that leads out of the directory.
    #[error("`{0}` is not the name of a file within the instance")]
    FileName(String),
    /// The formula cannot be read.
    #[error("{}: {source}", .path.display())]
    Formula {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        source: DimacsError,
    },
    /// The formula has tautologies, duplicate literals or unsorted clauses.
    #[error("{}: the formula is not in the normal form that `reduce` writes", .0.display())]
    NotNormal(PathBuf),
    /// The formula has no network.
    #[error(transparent)]
    Instance(#[from] InstanceError),
    /// The manifest does not describe the formula's reduction.
    #[error("`{field}` in {} does not describe the reduction of the formula", .path.display())]
    Mismatch {
        /// Which file.
        path: PathBuf,
        /// Its field.
        field: &'static str,
    },
    /// The network cannot be read.
    #[error("cannot read the network: {0}")]
    Network(#[source] FileError),
    /// The network is not the formula's reduction.
    #[error("the network in {} is not the reduction of the formula", .0.display())]
    OtherNetwork(PathBuf),
}

/// An instance as it was loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The instance, reduced anew.
    pub instance: Instance,
    /// What `instance.json` says.
    pub manifest: Manifest,
}

/// Writes `instance` as the new directory `path`, with `exports` beside it.
///
/// # Errors
/// [`SaveError::Exists`] where anything has that name already, and [`SaveError`] for what cannot be written: then nothing is
/// left behind.
pub fn save(path: &Path, instance: &Instance, exports: &[Export], made_by: Provenance) -> Result<(), SaveError> {
    let exists = || SaveError::Exists(path.to_owned());
    if path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    let parent = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
    let at = |place: &Path| {
        let path = place.to_owned();
        move |source| SaveError::Io { path, source }
    };
    let scratch = tempfile::Builder::new().prefix(".unrelu-").tempdir_in(parent).map_err(at(path))?;
    // A directory within, since the outer one is private to its owner.
    let complete = scratch.path().join("instance");
    fs::create_dir(&complete).map_err(at(&complete))?;
    write_files(&complete, instance, exports, made_by)?;
    if path.symlink_metadata().is_ok() {
        return Err(exists());
    }
    fs::rename(&complete, path).map_err(at(path))
}

fn write_files(path: &Path, instance: &Instance, exports: &[Export], made_by: Provenance) -> Result<(), SaveError> {
    let manifest = Manifest { exports: exports.to_vec(), ..Manifest::new(instance, made_by) };
    let formula = path.join(&manifest.files.formula);
    let comments = comments(instance, &manifest.made_by);
    let written = File::create_new(&formula).and_then(|file| write::write(file, instance.formula(), &comments));
    written.map_err(|source| SaveError::Io { path: formula, source })?;
    let network = path.join(&manifest.files.network);
    let made_by = format!("{}: {}", manifest.made_by.version, manifest.made_by.command);
    write_network(&network, instance.network(), &made_by).map_err(SaveError::Network)?;
    for export in exports {
        write_export(path, instance, *export, &made_by)?;
    }
    let text = serde_json::to_string_pretty(&manifest).expect("numbers, strings and lists of them") + "\n";
    let path = path.join(MANIFEST);
    fs::write(&path, text).map_err(|source| SaveError::Io { path, source })
}

fn write_export(path: &Path, instance: &Instance, export: Export, made_by: &str) -> Result<(), SaveError> {
    let name = export.file_name();
    let written = export.save(instance, made_by, &path.join(name));
    written.map_err(|source| SaveError::Export { name: name.to_owned(), source })
}

fn comments(instance: &Instance, made_by: &Provenance) -> Vec<String> {
    let normal = instance.normal();
    let (merged, dropped) = (normal.merged(), normal.tautologies());
    let mut comments = vec![made_by.version.clone(), format!("command: {}", made_by.command)];
    comments.extend(made_by.source.as_ref().map(|source| format!("source: {source}")));
    comments.extend(made_by.seed.map(|seed| format!("seed: {seed}")));
    comments.push(format!("normal form: {merged} duplicate literals merged, {dropped} tautologies dropped"));
    if instance.split() > 0 {
        let (split, original) = (instance.split(), instance.original_variables());
        comments.push(format!("{split} long clauses split; the variables of the source are 1 to {original}"));
    }
    comments
}

/// Reads the directory that [`save`] wrote, and checks that it is the reduction of its formula.
///
/// # Errors
/// [`LoadError`].
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    let manifest = load_manifest(&path.join(MANIFEST))?;
    let formula = path.join(file_name(&manifest.files.formula)?);
    let network = path.join(file_name(&manifest.files.network)?);
    let instance = reduce_again(&formula, &manifest)?;
    if let Some(field) = manifest.mismatch(&instance) {
        return Err(LoadError::Mismatch { path: path.join(MANIFEST), field });
    }
    if &read_network(&network).map_err(LoadError::Network)? != instance.network() {
        return Err(LoadError::OtherNetwork(network));
    }
    Ok(Loaded { instance, manifest })
}

fn load_manifest(path: &Path) -> Result<Manifest, LoadError> {
    /// Read first, so that another version is called that.
    #[derive(serde::Deserialize)]
    struct Versioned {
        schema: u32,
    }
    let malformed = |source| LoadError::Manifest { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
    let Versioned { schema } = serde_json::from_str(&text).map_err(malformed)?;
    if schema != Manifest::SCHEMA {
        return Err(LoadError::Schema { path: path.to_owned(), found: schema });
    }
    serde_json::from_str(&text).map_err(malformed)
}

/// Refuses separators and `..`: a manifest names files beside it only.
fn file_name(name: &str) -> Result<&str, LoadError> {
    let plain = Path::new(name).file_name() == Some(OsStr::new(name));
    if plain { Ok(name) } else { Err(LoadError::FileName(name.to_owned())) }
}

fn reduce_again(path: &Path, manifest: &Manifest) -> Result<Instance, LoadError> {
    let recipe = manifest.recipe()?;
    let formula = dimacs::read_file(path, Strictness::Strict);
    let formula = formula.map_err(|source| LoadError::Formula { path: path.to_owned(), source })?.formula;
    let normal = NormalCnf::new(formula.clone());
    if normal.formula() != &formula {
        return Err(LoadError::NotNormal(path.to_owned()));
    }
    Ok(Instance::assemble(normal, recipe, (manifest.original_variables, manifest.clauses_split))?)
}
