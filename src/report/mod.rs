//! The report of a run: `report.json` and one self-contained `report.html`; pictures.

mod figure;
mod html;
mod preimage;

pub(crate) use html::levels;
pub(crate) use preimage::picture as preimage;

use std::{io::Write, path::Path};
use unrelu_inverter::file;
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
    Ok(file::replace(path, |file| Ok(file.write_all(content.as_bytes())?))?)
}
