//! The figures and tables of the paper, made again: SVG, CSV, JSON, and one page.

mod curves;
mod page;
mod sheet;
mod table;

use super::put;
use std::path::Path;
use unrelu_verify::reproduce::{Report, figure::Kind, pictures::Sheet, report::FigureReport};

/// Writes `report.json`, `report.html`, and of every figure a `.csv`, a `.json` and its `.svg` pictures.
///
/// # Errors
/// What the operating system reports, with the file's name.
pub(crate) fn write(folder: &Path, report: &Report, sheets: &[Sheet], made_by: &str) -> anyhow::Result<()> {
    let mut figures = Vec::new();
    for figure in &report.figures {
        let figure = Drawn::new(figure, sheets, made_by)?;
        figure.write(folder)?;
        figures.push(figure);
    }
    put(&folder.join("report.json"), &serde_json::to_string_pretty(report)?)?;
    put(&folder.join("report.html"), &page::page(report, &figures)?)
}

/// A figure with its pictures and numbers.
struct Drawn<'r> {
    report: &'r FigureReport,
    sheets: Vec<&'r Sheet>,
    pictures: Vec<Picture>,
    csv: String,
}

/// A picture, and what it shows in words.
struct Picture {
    svg: String,
    title: String,
}

impl<'r> Drawn<'r> {
    fn new(report: &'r FigureReport, sheets: &'r [Sheet], made_by: &str) -> anyhow::Result<Self> {
        let sheets: Vec<&Sheet> = sheets.iter().filter(|sheet| sheet.figure == report.figure).collect();
        let pictures: anyhow::Result<Vec<Picture>> = match report.kind {
            Kind::Pictures => sheets.iter().map(|sheet| sheet::picture(sheet, made_by)).collect(),
            _ => report.panels.iter().filter_map(|panel| curves::picture(report.kind, panel, made_by)).collect(),
        };
        let csv = table::csv(report, &sheets, made_by)?;
        Ok(Self { report, sheets, pictures: pictures?, csv })
    }

    fn write(&self, folder: &Path) -> anyhow::Result<()> {
        let name = self.report.figure.name();
        put(&folder.join(format!("{name}.csv")), &self.csv)?;
        let json = serde_json::json!({ "figure": self.report, "sheets": self.sheets });
        put(&folder.join(format!("{name}.json")), &serde_json::to_string_pretty(&json)?)?;
        for (number, picture) in (1..).zip(&self.pictures) {
            let end = if self.pictures.len() > 1 { format!("-{number}") } else { String::new() };
            put(&folder.join(format!("{name}{end}.svg")), &picture.svg)?;
        }
        Ok(())
    }
}
