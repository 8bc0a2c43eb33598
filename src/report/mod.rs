//! The report of a run: `report.json`, one self-contained `report.html`, and collisions that refute a claim; pictures.

mod axis;
mod chart;
mod claims;
mod figure;
mod markup;
mod page;
mod preimage;
mod reproduce;
mod scale;

pub(crate) use claims::levels;
pub(crate) use markup::short;
pub(crate) use preimage::picture as preimage;
pub(crate) use reproduce::write as write_reproduction;

use markup::Text;
use std::{io::Write, path::Path};
use unrelu_inverter::{file, injective::CollisionFile};
use unrelu_verify::{claims::first_collision, scale::Report as ScaleReport, verdict::Report};

/// Writes the files into `folder`, in place of those of the same run before it was complete.
///
/// # Errors
/// What the operating system reports, with the file's name.
pub(crate) fn write(folder: &Path, report: &Report, made_by: &str) -> anyhow::Result<()> {
    put(&folder.join("report.json"), &serde_json::to_string_pretty(report)?)?;
    put(&folder.join("report.html"), &claims::page(report)?)?;
    for claim in &report.claims {
        if let Some(collision) = first_collision(claim) {
            let file = CollisionFile { made_by: made_by.to_owned(), ..collision };
            put(&folder.join(format!("{}-collision.json", claim.name)), &file.to_text())?;
        }
    }
    Ok(())
}

/// Writes the figures and their numbers into `folder`, in place of those of the same run before it was complete.
///
/// # Errors
/// What the operating system reports, with the file's name.
pub(crate) fn write_scale(folder: &Path, report: &ScaleReport, made_by: &str) -> anyhow::Result<()> {
    put(&folder.join("scale.json"), &serde_json::to_string_pretty(report)?)?;
    put(&folder.join("scale.svg"), &scale::figure(report, made_by)?)
}

/// Says in a picture what made it.
fn described(mut svg: String, made_by: &str) -> String {
    let start = svg.find("<svg").and_then(|tag| Some(tag + svg[tag..].find('>')? + 1));
    svg.insert_str(start.unwrap_or(0), &format!("\n<desc>{}</desc>", Text(made_by)));
    svg
}

fn put(path: &Path, content: &str) -> anyhow::Result<()> {
    Ok(file::replace(path, |file| Ok(file.write_all(content.as_bytes())?))?)
}
