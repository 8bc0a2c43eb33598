//! What the runs say, figure by figure.

use super::figure::{Figure, Kind, Panel};
use super::finding::{self, Finding};
use super::panel::PanelReport;
use super::peers::PeerTime;
use super::pictures::Sheet;
use super::runs::Runs;
use crate::seed::Seed;
use serde::Serialize;

/// A whole reproduction as data.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Version of this layout.
    pub schema: u32,
    /// Version of the crate that ran it.
    pub version: &'static str,
    /// Seed of the run.
    pub seed: Seed,
    /// The command that made it.
    pub command_line: String,
    /// Runs of every setup.
    pub runs: u32,
    /// The figures, in order.
    pub figures: Vec<FigureReport>,
}

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct FigureReport {
    /// Which.
    pub figure: Figure,
    /// What is shown.
    pub title: &'static str,
    /// What it is made of.
    #[serde(skip)]
    pub kind: Kind,
    /// Its panels; none of pictures.
    pub panels: Vec<PanelReport>,
    /// What the paper says of it, and what was found.
    pub findings: Vec<Finding>,
}

impl Report {
    /// The report on what is finished, and on the pictures that were made.
    pub fn new(runs: &Runs<'_>, sheets: &[Sheet], command_line: impl Into<String>) -> Self {
        let plan = runs.plan();
        let figure = |(figure, panels): &(Figure, Vec<Panel>)| {
            let panels: Vec<PanelReport> = panels.iter().map(|panel| PanelReport::new(runs, *figure, panel)).collect();
            let mut findings = finding::findings(*figure, &panels);
            findings.extend(finding::picture_findings(*figure, sheets));
            FigureReport { figure: *figure, title: figure.title(), kind: figure.kind(), panels, findings }
        };
        Self {
            schema: 1,
            version: env!("CARGO_PKG_VERSION"),
            seed: plan.outline().seed,
            command_line: command_line.into(),
            runs: plan.outline().runs,
            figures: plan.figures().iter().map(figure).collect(),
        }
    }

    /// The same with times of other programs on random networks beside those of Table 1.
    #[must_use]
    pub fn with_peers(mut self, peers: &[PeerTime]) -> Self {
        let timed = self.figures.iter_mut().filter(|figure| figure.kind == Kind::Time);
        for panel in timed.flat_map(|figure| &mut figure.panels).filter(|panel| !panel.trained) {
            panel.peers = peers.to_vec();
        }
        self
    }
}
