//! An instance as a directory.
//!
//! | file | what |
//! |---|---|
//! | `instance.json` | a [`Manifest`], with the SHA-256 of every other file |
//! | `formula.cnf` | the formula in normal form, DIMACS; comments name version and command |
//! | `network.npz` | the network; sparse weights as `scipy.sparse` lays them out |
//! | `network.mps`, ... | on request: an [`Export`] each |
//! | `witness.npy`, `proof.drat` | on request: a [`Certificate`] |
//!
//! A directory appears complete or not at all: it is written beside its place and moved there. What exists is never
//! overwritten. Loading believes nothing but the formula: it reduces it again and compares everything else.

use super::new_directory::NewDirectory;
use super::{Certificate, Instance, LoadError, Manifest, Provenance, SaveError, files};
use crate::cnf::NormalCnf;
use crate::cnf::dimacs::{self, Strictness};
use crate::export::Export;
use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::Path;
use unrelu_inverter::file::{read_network, write_new};

/// Name of the manifest.
pub const MANIFEST: &str = "instance.json";

/// What stands beside formula and network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extras {
    /// Files for other solvers.
    pub exports: Vec<Export>,
    /// What shows the answer, where it is known.
    pub certificate: Option<Certificate>,
}

/// An instance as it was loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The instance, reduced anew.
    pub instance: Instance,
    /// What `instance.json` says.
    pub manifest: Manifest,
}

/// Writes `instance` as the new directory `path`, with `extras` beside it.
///
/// # Errors
/// [`SaveError::Exists`] where anything has that name already, and [`SaveError`] for what cannot be written: then nothing is
/// left behind.
pub fn save(path: &Path, instance: &Instance, extras: &Extras, made_by: Provenance) -> Result<(), SaveError> {
    let directory = NewDirectory::create(path)?;
    fill(directory.path(), instance, extras, made_by)?;
    directory.finish()
}

/// Writes all files into the empty directory `path`.
pub(super) fn fill(
    path: &Path,
    instance: &Instance,
    extras: &Extras,
    made_by: Provenance,
) -> Result<Manifest, SaveError> {
    let mut manifest = Manifest::new(instance, extras, made_by);
    files::write(path, instance, &manifest)?;
    if let (Some(name), Some(certificate)) = (&manifest.files.certificate, &extras.certificate) {
        certificate.write(&path.join(name))?;
    }
    let names: Vec<String> = manifest.names().map(str::to_owned).collect();
    manifest.sha256 = files::digests(path, names)?;
    write_new(&path.join(MANIFEST), |file| Ok(file.write_all(manifest.to_text().as_bytes())?))?;
    Ok(manifest)
}

/// Reads the directory that [`save`] wrote, and checks that it is the reduction of its formula.
///
/// The hashes are not looked at: that is for [`bundle::check`](super::bundle::check).
///
/// # Errors
/// [`LoadError`].
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    let (manifest, _) = read_manifest(&path.join(MANIFEST))?;
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

/// The manifest, and its text.
pub(super) fn read_manifest(path: &Path) -> Result<(Manifest, String), LoadError> {
    /// Read first, so that another version is called that.
    #[derive(serde::Deserialize)]
    struct Versioned {
        schema: u32,
    }
    let malformed = |source| LoadError::Manifest { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(LoadError::at(path))?;
    let Versioned { schema } = serde_json::from_str(&text).map_err(malformed)?;
    if schema != Manifest::SCHEMA {
        return Err(LoadError::Schema { path: path.to_owned(), found: schema });
    }
    Ok((serde_json::from_str(&text).map_err(malformed)?, text))
}

/// Refuses separators and `..`: a manifest names files beside it only.
pub(super) fn file_name(name: &str) -> Result<&str, LoadError> {
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
