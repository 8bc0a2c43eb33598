//! The rates of all cases of a claim, one below the other.

use askama::Template;
use unrelu_verify::verdict::{CaseReport, ClaimReport};

/// Left and right end of the scale from 0 to 1, in pixels.
const SCALE: (f64, f64) = (260.0, 620.0);
const ROW: usize = 20;
const TOP: usize = 28;

#[derive(Template)]
#[template(path = "rates.svg", escape = "html")]
struct Drawing<'r> {
    height: usize,
    bottom: usize,
    ticks: Vec<(String, String)>,
    rows: Vec<Row<'r>>,
}

struct Row<'r> {
    name: &'r str,
    y: usize,
    share: String,
    lower: String,
    upper: String,
    predicted: Option<String>,
}

/// None where no case has trials of its own, as where all are exhaustive.
pub(super) fn picture(claim: &ClaimReport) -> anyhow::Result<Option<String>> {
    let cases: Vec<&CaseReport> = claim.evidence.cases.iter().filter(|case| case.trials > 0).collect();
    if cases.len() < 2 {
        return Ok(None);
    }
    let rows: Vec<Row<'_>> = cases.iter().enumerate().map(|(place, case)| Row::new(case, TOP + place * ROW)).collect();
    let bottom = TOP + rows.len() * ROW;
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share: f64| (place(share), share.to_string())).to_vec();
    Ok(Some(Drawing { height: bottom + 8, bottom, ticks, rows }.render()?))
}

impl<'r> Row<'r> {
    fn new(case: &'r CaseReport, y: usize) -> Self {
        Self {
            name: &case.name,
            y: y + ROW / 2,
            share: place(case.held as f64 / case.trials as f64),
            lower: place(case.success.lower),
            upper: place(case.success.upper),
            predicted: case.prediction.map(place),
        }
    }
}

fn place(share: f64) -> String {
    format!("{:.1}", SCALE.0 + share * (SCALE.1 - SCALE.0))
}
