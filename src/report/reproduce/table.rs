//! A figure's numbers as CSV.

use anyhow::Context;
use unrelu_verify::reproduce::{
    figure::Kind,
    finding::paper_seconds,
    panel::{PanelReport, PointReport},
    peers::PeerTime,
    pictures::Sheet,
    report::FigureReport,
};

const COLUMNS: [&str; 17] = [
    "panel",
    "method",
    "x",
    "runs",
    "failed",
    "relative_noise",
    "error_lower_quartile",
    "error_median",
    "error_upper_quartile",
    "error_percentile_95",
    "output_error_median",
    "recovered",
    "recovered_lower",
    "recovered_upper",
    "predicted",
    "mean_seconds",
    "paper_seconds",
];

pub(super) fn csv(figure: &FigureReport, sheets: &[&Sheet], made_by: &str) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(format!("# {}\n", made_by.replace(['\n', '\r'], " ")).into_bytes());
    if figure.kind == Kind::Pictures {
        writer.write_record(["sheet", "row", "digit", "output_error"])?;
        for (sheet, row) in sheets.iter().flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row))) {
            for (digit, error) in (1..).zip(&row.output_errors) {
                writer.write_record([&sheet.title, &row.label, &i32::to_string(&digit), &number(*error)])?;
            }
        }
    } else {
        writer.write_record(COLUMNS)?;
        for panel in &figure.panels {
            for (curve, point) in
                panel.curves.iter().flat_map(|curve| curve.points.iter().map(move |point| (curve, point)))
            {
                let k = (!panel.trained).then_some(point.x);
                let paper = (figure.kind == Kind::Time).then(|| paper_seconds(curve.method, k)).flatten();
                writer.write_record(record(panel, curve.method.name(), point, paper))?;
            }
            for time in &panel.peers {
                writer.write_record(peer_record(panel, time))?;
            }
        }
    }
    String::from_utf8(writer.into_inner().map_err(csv::IntoInnerError::into_error)?).context("text is UTF-8")
}

fn record(panel: &PanelReport, method: &str, point: &PointReport, paper: Option<f64>) -> [String; 17] {
    let PointReport { x, runs, failed, relative_noise, error, output_error, recovered, .. } = point;
    let predicted = panel.prediction.iter().find(|law| (law.k as f64).total_cmp(x).is_eq());
    [
        panel.title.clone(),
        method.to_owned(),
        x.to_string(),
        runs.to_string(),
        failed.to_string(),
        relative_noise.to_string(),
        number(error.lower_quartile),
        number(error.median),
        number(error.upper_quartile),
        number(error.percentile_95),
        number(output_error.median),
        recovered.to_string(),
        point.recovered_interval.lower.to_string(),
        point.recovered_interval.upper.to_string(),
        number(predicted.map(|law| law.probability)),
        point.mean_seconds.to_string(),
        number(paper),
    ]
}

/// Another program's time; nothing else is known of it.
fn peer_record(panel: &PanelReport, time: &PeerTime) -> [String; 17] {
    COLUMNS.map(|column| match column {
        "panel" => panel.title.clone(),
        "method" => time.solver.clone(),
        "x" => time.k.to_string(),
        "runs" => time.runs.to_string(),
        "mean_seconds" => time.seconds.to_string(),
        _ => String::new(),
    })
}

/// Nothing where nothing is known.
fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
