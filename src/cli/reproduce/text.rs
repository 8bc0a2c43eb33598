//! What `reproduce` prints for people.

use crate::{cli::output::say, report};
use unrelu_verify::reproduce::{
    Contestant,
    figure::Kind,
    panel::{CurveReport, PanelReport, PointReport},
    peers::PeerTime,
    pictures::Sheet,
    report::FigureReport,
};

pub(super) fn print(figure: &FigureReport, sheets: &[Sheet]) -> anyhow::Result<()> {
    say(format_args!("{}: {}", figure.figure, figure.title))?;
    figure.panels.iter().try_for_each(|panel| print_panel(figure.kind, panel))?;
    for sheet in sheets.iter().filter(|sheet| sheet.figure == figure.figure) {
        say(format_args!("  {}", sheet.title))?;
        for row in &sheet.rows {
            if let Some(error) = row.mean_error() {
                say(format_args!("    {:<26} mean relative error {error:.2e}", row.label))?;
            }
        }
    }
    for finding in &figure.findings {
        say(format_args!("  {}: {}", finding.reproduces, finding.paper))?;
    }
    Ok(say("")?)
}

/// Numbers, and beside them a strip on which every method has its place.
fn print_panel(kind: Kind, panel: &PanelReport) -> anyhow::Result<()> {
    let value = |point: &PointReport| match kind {
        Kind::Success => Some(point.recovered_share()),
        Kind::Time | Kind::Pictures => Some(point.mean_seconds),
        Kind::Noise => point.error.median,
    };
    let strip = Strip::over(kind, panel.curves.iter().flat_map(|curve| &curve.points).filter_map(value));
    say(format_args!("  {}", panel.title))?;
    let names: Vec<String> = panel.curves.iter().map(|curve| format!("{:>10}", curve.method.name())).collect();
    say(format_args!("  {:>8}{}  {}", if kind == Kind::Success { "k" } else { "" }, names.concat(), strip.ends()))?;
    for place in panel.curves.first().map_or(&[][..], |curve| &curve.points) {
        let at =
            |curve: &CurveReport| curve.points.iter().find(|point| point.x.total_cmp(&place.x).is_eq()).and_then(value);
        let values: Vec<Option<f64>> = panel.curves.iter().map(at).collect();
        let cell = |value: &Option<f64>| match (value, kind) {
            (None, _) => format!("{:>10}", "-"),
            (Some(share), Kind::Success) => format!("{share:>10.3}"),
            (Some(value), _) => format!("{value:>10.2e}"),
        };
        let cells: String = values.iter().map(cell).collect();
        let marks = panel.curves.iter().zip(&values).filter_map(|(curve, value)| Some((mark(curve.method), (*value)?)));
        say(format_args!("  {:>8}{cells}  {}", report::short(place.x), strip.draw(marks)))?;
    }
    for PeerTime { solver, k, seconds, .. } in &panel.peers {
        say(format_args!("  {k:>8}{seconds:>10.2e}  {solver}"))?;
    }
    Ok(())
}

/// A letter for a method.
fn mark(method: Contestant) -> char {
    match method {
        Contestant::Linf => 'i',
        Contestant::LinfPaper => 'p',
        Contestant::L1 => '1',
        Contestant::Relaxed => 'r',
        Contestant::Exact => 'e',
        Contestant::Gd => 'g',
        Contestant::GdLong => 'l',
        Contestant::GdStrong => 's',
        Contestant::Auto => 'a',
    }
}

/// A small plot of one line: where values lie between the least and the greatest of all.
struct Strip {
    logarithmic: bool,
    least: f64,
    most: f64,
}

impl Strip {
    const WIDTH: usize = 28;

    fn over(kind: Kind, values: impl Iterator<Item = f64>) -> Self {
        let logarithmic = kind != Kind::Success;
        let values = values.filter(|value| !logarithmic || *value > 0.0);
        let (least, most) = values.fold((f64::INFINITY, 0.0_f64), |(a, b), value| (a.min(value), b.max(value)));
        if logarithmic { Self { logarithmic, least, most } } else { Self { logarithmic, least: 0.0, most: 1.0 } }
    }

    fn ends(&self) -> String {
        if self.least > self.most {
            return String::new();
        }
        let (left, right) = (format!("{:.0e}", self.least), format!("{:.0e}", self.most));
        if self.logarithmic { format!("{left:<14}{right:>14}") } else { format!("{:<14}{:>14}", 0, 1) }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the width")]
    fn draw(&self, marks: impl Iterator<Item = (char, f64)>) -> String {
        let mut strip = vec!['.'; Self::WIDTH];
        for (mark, value) in marks {
            let place = |value: f64| if self.logarithmic { value.ln() } else { value };
            let extent = (place(self.most) - place(self.least)).max(f64::MIN_POSITIVE);
            let share = ((place(value) - place(self.least)) / extent).clamp(0.0, 1.0);
            strip[(share * (Self::WIDTH - 1) as f64).round() as usize] = mark;
        }
        strip.into_iter().collect()
    }
}
