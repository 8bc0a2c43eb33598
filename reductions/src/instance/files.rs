//! The files beside a manifest. Instance and manifest determine formula, network and exports to the last byte.

use super::{Instance, Manifest, SaveError, digest::sha256};
use crate::cnf::write;
use crate::export::Export;
use std::collections::BTreeMap;
use std::path::Path;
use unrelu_inverter::file::{write_network, write_new};

/// Writes formula, network and exports into the directory `path`, as `manifest` describes them.
pub(super) fn write(path: &Path, instance: &Instance, manifest: &Manifest) -> Result<(), SaveError> {
    let formula = path.join(&manifest.files.formula);
    write_new(&formula, |file| Ok(write::write(file, instance.formula(), &comments(manifest))?))?;
    let made_by = format!("{}: {}", manifest.made_by.version, manifest.made_by.command);
    let network = path.join(&manifest.files.network);
    write_network(&network, instance.network(), &made_by)?;
    manifest.exports.iter().try_for_each(|export| write_export(path, instance, *export, &made_by))
}

fn write_export(path: &Path, instance: &Instance, export: Export, made_by: &str) -> Result<(), SaveError> {
    let name = export.file_name();
    let written = export.save(instance, made_by, &path.join(name));
    written.map_err(|source| SaveError::Export { name: name.to_owned(), source })
}

fn comments(manifest: &Manifest) -> Vec<String> {
    let Manifest { made_by, literals_merged: merged, tautologies_dropped: dropped, .. } = manifest;
    let mut comments = vec![made_by.version.clone(), format!("command: {}", made_by.command)];
    comments.extend(made_by.source.as_ref().map(|source| format!("source: {source}")));
    comments.extend(made_by.seed.map(|seed| format!("seed: {seed}")));
    comments.push(format!("normal form: {merged} duplicate literals merged, {dropped} tautologies dropped"));
    if manifest.clauses_split > 0 {
        let (split, original) = (manifest.clauses_split, manifest.original_variables);
        comments.push(format!("{split} long clauses split; the variables of the source are 1 to {original}"));
    }
    comments
}

/// SHA-256 of files in the directory `path`, by their names.
pub(super) fn digests(
    path: &Path,
    names: impl IntoIterator<Item = String>,
) -> Result<BTreeMap<String, String>, SaveError> {
    let digest = |name: String| {
        let file = path.join(&name);
        Ok((name, sha256(&file).map_err(SaveError::at(&file))?))
    };
    names.into_iter().map(digest).collect()
}
