//! The curves of hardness, as SVG: a row of time against size and a row against the ratio of clauses to variables.

mod axis;
mod curve;

use super::described;
use axis::{Across, Axis};
use plotters::{
    chart::ChartContext,
    coord::{Shift, ranged1d::Ranged},
    prelude::*,
};
use unrelu_reductions::solve::SolverKind;
use unrelu_verify::scale::{
    Report,
    report::{SeriesReport, ShareReport},
    subject::{Curve, SOLVERS, Subject},
};

type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;
type Area<'b> = DrawingArea<SVGBackend<'b>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

const PANEL: (u32, u32) = (430, 360);
const FONT: (&str, u32) = ("sans-serif", 15);
const TITLE: (&str, u32) = ("sans-serif", 17);
const LIMIT: RGBColor = RGBColor(150, 150, 150);
/// Told apart by the eye-safe palette of Okabe and Ito, and by their markers.
const COLOURS: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];

/// One panel for each thing that was timed and each curve of it.
pub(super) fn figure(report: &Report, made_by: &str) -> anyhow::Result<String> {
    let rows = [sizes_row(report), ratios_row(report)];
    let rows: Vec<Vec<Panel<'_>>> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let size = (PANEL.0 * u32::try_from(columns)?, PANEL.1 * u32::try_from(rows.len().max(1))?);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let drawn = draw(&area, &rows, columns).and_then(|()| Ok(area.present()?));
        drawn.map_err(|error| anyhow::anyhow!("the figure cannot be drawn: {error}"))?;
    }
    Ok(described(svg, made_by))
}

fn draw(area: &Area<'_>, rows: &[Vec<Panel<'_>>], columns: usize) -> Drawn {
    area.fill(&WHITE)?;
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
        let mut builder = ChartBuilder::on(cell);
        builder.margin(10).caption(&self.title, TITLE).x_label_area_size(42).y_label_area_size(64);
        let mut plane = builder.build_cartesian_2d(x.clone(), y.clone())?;
        let mut mesh = plane.configure_mesh();
        mesh.x_desc(x.name).y_desc(y.name).label_style(FONT).axis_desc_style(FONT);
        mesh.bold_line_style(BLACK.mix(0.1)).light_line_style(TRANSPARENT).draw()?;
        match &self.content {
            Content::Times(across, series) => {
                self.time_limit(&mut plane, &x, &y)?;
                series.iter().try_for_each(|series| curve::times(&mut plane, *across, series))?;
            }
            Content::Shares(shares) => {
                shares.iter().zip(COLOURS).try_for_each(|(share, colour)| curve::shares(&mut plane, share, colour))?;
            }
        }
        let corner = match self.content {
            Content::Times(..) => SeriesLabelPosition::UpperLeft,
            Content::Shares(_) => SeriesLabelPosition::LowerLeft,
        };
        let mut labels = plane.configure_series_labels();
        labels
            .position(corner)
            .label_font(FONT)
            .background_style(WHITE.mix(0.8))
            .border_style(BLACK.mix(0.2))
            .draw()?;
        Ok(())
    }

    fn axes(&self) -> (Axis, Axis) {
        match &self.content {
            Content::Times(across, series) => {
                let points = || series.iter().flat_map(|series| &series.points);
                let x = Axis::across(*across, points().map(|point| across.place(point)));
                let times = points().flat_map(|point| [point.lower_quartile, point.median, point.upper_quartile]);
                let unknown = points().any(|point| point.unknown > 0).then_some(self.time_limit);
                (x, Axis::seconds(times.flatten().chain(unknown)))
            }
            Content::Shares(shares) => {
                let ratios = shares.iter().flat_map(|(_, shares)| shares.iter().map(|share| share.ratio));
                (Axis::across(Across::Ratio, ratios), Axis::share())
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
