//! The report of a run: `report.json` and one self-contained `report.html`; pictures.

mod figure;
mod html;
mod preimage;

pub(crate) use preimage::picture as preimage;

use std::{fs, path::Path};
use unrelu_verify::verdict::Report;

/// Writes both files into `folder`, in place of those of the same run before it was complete.
///
/// # Errors
/// What the operating system reports, with the file's name.
pub(crate) fn write(folder: &Path, report: &Report) -> anyhow::Result<()> {
    put(&folder.join("report.json"), &serde_json::to_string_pretty(report)?)?;
    put(&folder.join("report.html"), &html::page(report)?)
}

fn put(path: &Path, content: &str) -> anyhow::Result<()> {
    let partial = path.with_extension("partial");
    let written = fs::write(&partial, content).and_then(|()| fs::rename(&partial, path));
    written.map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}
