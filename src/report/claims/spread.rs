//! How the measures of each case are spread: the share of trials below each value.

use crate::report::{
    axis::Axis,
    chart::{self, COLOURS, Drawn, Plane, chart},
};
use plotters::prelude::*;
use unrelu_verify::verdict::{CaseReport, ClaimReport};

const SIZE: (u32, u32) = (640, 380);
/// Numbers below this are drawn at it: logarithms have no place for 0.
const LEAST: f64 = 1e-18;

pub(super) fn picture(claim: &ClaimReport, axis: &'static str, made_by: &str) -> anyhow::Result<String> {
    let cases: Vec<&CaseReport> = claim.evidence.cases.iter().filter(|case| !case.measures.is_empty()).collect();
    let curves: Vec<Vec<(f64, f64)>> = cases.iter().map(|case| distribution(case)).collect();
    let places = curves.iter().flatten().map(|point| point.0).chain([0.0]);
    let axes = (Axis::logarithmic(axis, places), Axis::share("share of the trials below"));
    chart::picture(SIZE, made_by, |area| {
        chart(area, &claim.name, axes, SeriesLabelPosition::UpperLeft, |plane| {
            let bound = [(0.0, 0.0), (0.0, 1.0)];
            plane.draw_series(DashedLineSeries::new(bound, 5, 4, BLACK.mix(0.6).stroke_width(1)))?;
            cases
                .iter()
                .zip(curves)
                .enumerate()
                .try_for_each(|(number, (case, curve))| draw(plane, number, case, curve))
        })
    })
}

/// The share of measures below every bound of a bin, with the logarithm of the bound.
fn distribution(case: &CaseReport) -> Vec<(f64, f64)> {
    let place = |number: f64| number.max(LEAST).log10();
    let total: u64 = case.measures.bins().map(|bin| bin.count).sum();
    let mut points = Vec::new();
    let mut below = 0;
    for bin in case.measures.bins() {
        points.push((place(bin.from), below as f64 / total as f64));
        below += bin.count;
        points.push((place(bin.to), below as f64 / total as f64));
    }
    points
}

fn draw(plane: &mut Plane<'_, '_>, number: usize, case: &CaseReport, curve: Vec<(f64, f64)>) -> Drawn {
    let style = COLOURS[number % COLOURS.len()].stroke_width(2);
    plane
        .draw_series(LineSeries::new(curve, style))?
        .label(case.name.clone())
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
    Ok(())
}
