//! How often layers are injective, against rows a column, with what the literature says of large layers.

use crate::report::{
    axis::Axis,
    chart::{self, COLOURS, Drawn, Plane, chart, style},
};
use plotters::prelude::*;
use std::collections::BTreeMap;
use unrelu_verify::{
    claims::injectivity_threshold::{LITERATURE, size_of},
    verdict::ClaimReport,
};

const SIZE: (u32, u32) = (640, 380);
const KNOWN: RGBColor = RGBColor(90, 90, 90);

/// Rows a column, share that is injective, and its interval.
type Point = (f64, f64, (f64, f64));

pub(super) fn picture(claim: &ClaimReport, made_by: &str) -> anyhow::Result<String> {
    let mut curves: BTreeMap<usize, Vec<Point>> = BTreeMap::new();
    for case in claim.evidence.cases.iter().filter(|case| case.trials > 0) {
        // Where there are few rows, what holds is that the layer is not injective.
        let Some((k, n)) = size_of(&case.name).filter(|&(k, n)| n > 3 * k - 2) else { continue };
        let share = case.held as f64 / case.trials as f64;
        curves.entry(k).or_default().push((n as f64 / k as f64, share, (case.success.lower, case.success.upper)));
    }
    let ratios = curves.values().flatten().map(|point| point.0).chain([2.5]);
    let axes = (Axis::linear("rows a column, n/k", ratios), Axis::share("injective"));
    chart::picture(SIZE, made_by, |area| {
        chart(area, "Gaussian layers that are injective", axes, SeriesLabelPosition::LowerRight, |plane| {
            LITERATURE.iter().try_for_each(|&ratio| {
                plane.draw_series(DashedLineSeries::new([(ratio, 0.0), (ratio, 1.0)], 5, 4, KNOWN.stroke_width(1)))?;
                Ok::<(), Box<dyn std::error::Error>>(())
            })?;
            curves.iter().enumerate().try_for_each(|(number, (k, points))| draw(plane, number, *k, points))
        })
    })
}

fn draw(plane: &mut Plane<'_, '_>, number: usize, k: usize, points: &[Point]) -> Drawn {
    let colour = COLOURS[number % COLOURS.len()];
    plane.draw_series(
        points.iter().map(|&(x, _, (low, high))| PathElement::new([(x, low), (x, high)], colour.mix(0.5))),
    )?;
    plane.draw_series(LineSeries::new(points.iter().map(|&(x, y, _)| (x, y)), colour.stroke_width(1)))?;
    plane
        .draw_series(points.iter().map(|&(x, y, _)| Circle::new((x, y), 4, style(number))))?
        .label(format!("k = {k}"))
        .legend(move |(x, y)| Circle::new((x + 10, y), 4, style(number)));
    Ok(())
}
