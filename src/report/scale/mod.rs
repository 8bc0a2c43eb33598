//! The curves of hardness, as SVG: a row of time against size and a row against the ratio of clauses to variables.

mod curve;

use super::{
    axis::Axis,
    chart::{Area, COLOURS, Drawn, PANEL, Plane, chart, picture},
};
use curve::Across;
use plotters::{coord::ranged1d::Ranged, prelude::*};
use unrelu_reductions::solve::SolverKind;
use unrelu_verify::scale::{
    Report,
    report::{SeriesReport, ShareReport},
    subject::{Curve, SOLVERS, Subject},
};

const LIMIT: RGBColor = RGBColor(150, 150, 150);

/// One panel for each thing that was timed and each curve of it.
pub(super) fn figure(report: &Report, made_by: &str) -> anyhow::Result<String> {
    let rows = [sizes_row(report), ratios_row(report)];
    let rows: Vec<Vec<Panel<'_>>> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let size = (PANEL.0 * u32::try_from(columns)?, PANEL.1 * u32::try_from(rows.len().max(1))?);
    picture(size, made_by, |area| draw(area, &rows, columns))
}

fn draw(area: &Area<'_>, rows: &[Vec<Panel<'_>>], columns: usize) -> Drawn {
    let cells = area.split_evenly((rows.len().max(1), columns));
    for (row, cells) in rows.iter().zip(cells.chunks(columns)) {
        row.iter().zip(cells).try_for_each(|(panel, cell)| panel.draw(cell))?;
    }
    Ok(())
}

/// One chart.
struct Panel<'r> {
    title: String,
    content: Content<'r>,
    time_limit: f64,
}

enum Content<'r> {
    /// Seconds against something.
    Times(Across, Vec<&'r SeriesReport>),
    /// Shares of satisfiable formulas against the ratio.
    Shares(Vec<(SolverKind, Vec<&'r ShareReport>)>),
}

fn times(report: &Report, title: String, across: Across, is_in: impl Fn(Subject) -> bool) -> Option<Panel<'_>> {
    let series: Vec<&SeriesReport> =
        report.series.iter().filter(|series| is_in(series.subject) && !series.points.is_empty()).collect();
    let content = Content::Times(across, series);
    let empty = matches!(&content, Content::Times(_, series) if series.is_empty());
    (!empty).then_some(Panel { title, content, time_limit: report.time_limit })
}

fn solver_panels(report: &Report, across: Across, wanted: Curve) -> impl Iterator<Item = Panel<'_>> {
    SOLVERS.into_iter().filter_map(move |by| {
        let is_in =
            |subject| matches!(subject, Subject::Formulas { curve, solver, .. } if (curve, solver) == (wanted, by));
        let k = report.satisfiable.iter().find(|share| share.solver == by).map(|share| share.k);
        let title = match (wanted, k) {
            (Curve::Ratio, Some(k)) => format!("{by}, k = {k}"),
            _ => format!("{by}, 4.26 clauses a variable"),
        };
        times(report, title, across, is_in)
    })
}

fn sizes_row(report: &Report) -> Vec<Panel<'_>> {
    let title = "exact inversion, k-3k-9k".to_owned();
    let inversion = times(report, title, Across::LogSize, |subject| subject == Subject::Inversion);
    inversion.into_iter().chain(solver_panels(report, Across::Size, Curve::Growth)).collect()
}

fn ratios_row(report: &Report) -> Vec<Panel<'_>> {
    let of = |solver| report.satisfiable.iter().filter(|share| share.solver == solver).collect::<Vec<_>>();
    let shares: Vec<_> = SOLVERS.map(|solver| (solver, of(solver))).into_iter().filter(|of| !of.1.is_empty()).collect();
    let title = "satisfiable formulas".to_owned();
    let panel = (!shares.is_empty()).then_some(Panel { title, content: Content::Shares(shares), time_limit: 0.0 });
    panel.into_iter().chain(solver_panels(report, Across::Ratio, Curve::Ratio)).collect()
}

impl Panel<'_> {
    fn draw(&self, cell: &Area<'_>) -> Drawn {
        let (x, y) = self.axes();
        let corner = match self.content {
            Content::Times(..) => SeriesLabelPosition::UpperLeft,
            Content::Shares(_) => SeriesLabelPosition::LowerLeft,
        };
        chart(cell, &self.title, (x.clone(), y.clone()), corner, |plane| match &self.content {
            Content::Times(across, series) => {
                self.time_limit(plane, &x, &y)?;
                series.iter().try_for_each(|series| curve::times(plane, *across, series))
            }
            Content::Shares(shares) => {
                shares.iter().zip(COLOURS).try_for_each(|(share, colour)| curve::shares(plane, share, colour))
            }
        })
    }

    fn axes(&self) -> (Axis, Axis) {
        match &self.content {
            Content::Times(across, series) => {
                let points = || series.iter().flat_map(|series| &series.points);
                let x = across.axis(points());
                let times = points().flat_map(|point| [point.lower_quartile, point.median, point.upper_quartile]);
                let unknown = points().any(|point| point.unknown > 0).then_some(self.time_limit);
                (x, Axis::logarithmic_with_room("CPU seconds", times.flatten().chain(unknown).map(f64::log10), 0.55))
            }
            Content::Shares(shares) => {
                let ratios = shares.iter().flat_map(|(_, shares)| shares.iter().map(|share| share.ratio));
                (Axis::linear(Across::Ratio.name(), ratios), Axis::share("share"))
            }
        }
    }

    /// A line where runs were given up, if that is in sight.
    fn time_limit(&self, plane: &mut Plane<'_, '_>, x: &Axis, y: &Axis) -> Drawn {
        let height = self.time_limit.log10();
        if y.range().contains(&height) {
            let ends = [(x.range().start, height), (x.range().end, height)];
            plane.draw_series(DashedLineSeries::new(ends, 5, 4, LIMIT.stroke_width(1)))?;
        }
        Ok(())
    }
}
