//! One page for all figures.

use super::Drawn;
use crate::report::{
    page::{self, Download, Made},
    short,
};
use askama::Template;
use unrelu_verify::reproduce::{
    Report,
    figure::Kind,
    finding::{Finding, paper_seconds},
    panel::{CurveReport, PanelReport, PointReport},
};

#[derive(Template)]
#[template(path = "reproduce.html")]
struct Page<'r> {
    title: &'static str,
    made: Made<'r>,
    runs: u32,
    figures: Vec<Section<'r>>,
}

struct Section<'r> {
    name: &'static str,
    title: &'static str,
    findings: &'r [Finding],
    pictures: Vec<Shown<'r>>,
    tables: Vec<Table<'r>>,
    download: Download,
}

struct Shown<'r> {
    svg: String,
    title: &'r str,
}

/// A table: its names of columns, and rows of cells.
struct Table<'r> {
    title: &'r str,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

pub(super) fn page(report: &Report, figures: &[Drawn<'_>]) -> anyhow::Result<String> {
    let made = Made::here(&report.command_line, report.seed.0, report.version);
    let figures = figures.iter().map(Section::new).collect();
    Ok(Page { title: "Figures and tables, made again", made, runs: report.runs, figures }.render()?)
}

impl<'r> Section<'r> {
    fn new(figure: &'r Drawn<'r>) -> Self {
        let report = figure.report;
        let name = report.figure.name();
        let shown = |picture: &'r super::Picture| Shown {
            svg: page::inline(&picture.svg, &picture.title),
            title: &picture.title,
        };
        Self {
            name,
            title: report.title,
            findings: &report.findings,
            pictures: figure.pictures.iter().map(shown).collect(),
            tables: report.panels.iter().map(|panel| table(report.kind, panel)).collect(),
            download: Download::new(&format!("{name}.csv"), &figure.csv),
        }
    }
}

fn table(kind: Kind, panel: &PanelReport) -> Table<'_> {
    let places = panel.curves.first().map_or(&[][..], |curve| &curve.points);
    let abscissa = match kind {
        Kind::Noise => "a",
        Kind::Time if panel.trained => "noise",
        _ => "k",
    };
    let mut columns = vec![abscissa.to_owned()];
    for curve in &panel.curves {
        columns.push(curve.method.to_string());
        if kind == Kind::Time && paper_seconds(curve.method, None).is_some() {
            columns.push("paper".to_owned());
        }
    }
    let peers = panel.peer_solvers();
    columns.extend(peers.iter().map(ToString::to_string));
    if !panel.prediction.is_empty() {
        columns.push("predicted".to_owned());
    }
    let row = |point: &PointReport| {
        let mut cells = vec![short(point.x)];
        for curve in &panel.curves {
            cells.push(cell(kind, curve, point.x));
            if kind == Kind::Time && paper_seconds(curve.method, None).is_some() {
                let paper = paper_seconds(curve.method, (!panel.trained).then_some(point.x));
                cells.push(paper.map_or_else(|| "-".to_owned(), |seconds| format!("{seconds}")));
            }
        }
        let seconds = |solver: &&str| panel.peer(solver, point.x).map(|time| format!("{:.4}", time.seconds));
        cells.extend(peers.iter().map(|solver| seconds(solver).unwrap_or_else(|| "-".to_owned())));
        if !panel.prediction.is_empty() {
            let law = panel.prediction.iter().find(|law| (law.k as f64).total_cmp(&point.x).is_eq());
            cells.push(law.map_or_else(|| "-".to_owned(), |law| format!("{:.4}", law.probability)));
        }
        cells
    };
    Table { title: &panel.title, columns, rows: places.iter().map(row).collect() }
}

fn cell(kind: Kind, curve: &CurveReport, x: f64) -> String {
    let Some(point) = curve.points.iter().find(|point| point.x.total_cmp(&x).is_eq()) else { return "-".to_owned() };
    match kind {
        Kind::Noise => point.error.median.map_or_else(|| "failed".to_owned(), |median| format!("{median:.2e}")),
        Kind::Success => format!("{} of {}", point.recovered, point.runs),
        Kind::Time | Kind::Pictures => format!("{:.4}", point.mean_seconds),
    }
}
