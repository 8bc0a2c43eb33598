//! Errors, success rates and times as curves.

use super::Picture;
use crate::report::{
    axis::Axis,
    chart::{self, COLOURS, Drawn, PANEL, Plane, chart},
};
use plotters::prelude::*;
use unrelu_verify::reproduce::{
    Contestant,
    figure::Kind,
    panel::{CurveReport, PanelReport, PointReport, Prediction},
};

const LAW: RGBColor = RGBColor(90, 90, 90);

/// The chart of a panel of several points; none of a single one.
pub(super) fn picture(kind: Kind, panel: &PanelReport, made_by: &str) -> Option<anyhow::Result<Picture>> {
    if panel.curves.iter().all(|curve| curve.points.len() < 2) {
        return None;
    }
    let corner = match kind {
        Kind::Success => SeriesLabelPosition::LowerLeft,
        _ => SeriesLabelPosition::UpperLeft,
    };
    let svg = chart::picture(PANEL, made_by, |area| {
        chart(area, &panel.title, axes(kind, panel), corner, |plane| {
            law(plane, &panel.prediction)?;
            panel.curves.iter().try_for_each(|curve| draw(plane, kind, curve))
        })
    });
    Some(svg.map(|svg| Picture { svg, title: panel.title.clone() }))
}

fn axes(kind: Kind, panel: &PanelReport) -> (Axis, Axis) {
    let points = || panel.curves.iter().flat_map(|curve| &curve.points);
    match kind {
        Kind::Noise => {
            let errors = points().flat_map(|point| [point.error.lower_quartile, point.error.percentile_95]);
            let positive = errors.flatten().filter(|error| *error > 0.0);
            (
                Axis::logarithmic("size a of the noise", points().map(|point| point.x.log10())),
                Axis::logarithmic_with_room("relative error", positive.map(f64::log10), 0.45),
            )
        }
        Kind::Success => (Axis::linear("latent dimension k", points().map(|point| point.x)), Axis::share("recovered")),
        Kind::Time | Kind::Pictures => {
            let seconds = points().map(|point| point.mean_seconds.max(1e-9).log10());
            (
                Axis::linear("latent dimension k", points().map(|point| point.x)),
                Axis::logarithmic_with_room("CPU seconds", seconds, 0.45),
            )
        }
    }
}

fn law(plane: &mut Plane<'_, '_>, prediction: &[Prediction]) -> Drawn {
    if prediction.is_empty() {
        return Ok(());
    }
    let line = prediction.iter().map(|law| (law.k as f64, law.probability));
    plane
        .draw_series(LineSeries::new(line, LAW.stroke_width(2)))?
        .label("exact law of Theorem 3")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], LAW.stroke_width(2)));
    Ok(())
}

/// A method has the same colour and mark in every figure; kin have the same colour, one filled and one hollow.
fn style(method: Contestant) -> (RGBColor, ShapeStyle) {
    let (number, filled) = match method {
        Contestant::Linf => (0, true),
        Contestant::LinfPaper => (0, false),
        Contestant::L1 => (1, true),
        Contestant::Relaxed => (1, false),
        Contestant::Auto => (2, true),
        Contestant::Exact => (5, false),
        Contestant::Gd => (3, true),
        Contestant::GdLong => (3, false),
        Contestant::GdStrong => (4, false),
    };
    let colour = COLOURS[number];
    (colour, if filled { colour.filled() } else { colour.stroke_width(2) })
}

fn draw(plane: &mut Plane<'_, '_>, kind: Kind, curve: &CurveReport) -> Drawn {
    let (colour, mark) = style(curve.method);
    let places: Vec<Marked> = curve.points.iter().filter_map(|point| Marked::new(kind, point)).collect();
    plane.draw_series(places.iter().filter_map(|place| {
        let (low, high) = place.bar?;
        Some(PathElement::new([(place.x, low), (place.x, high)], colour.mix(0.5)))
    }))?;
    plane.draw_series(LineSeries::new(places.iter().map(|place| (place.x, place.y)), colour.stroke_width(1)))?;
    let law = curve.small_noise_slope.map_or_else(String::new, |fit| format!(", slope {:.2}", fit.parameter));
    plane
        .draw_series(places.iter().map(|place| Circle::new((place.x, place.y), 4, mark)))?
        .label(format!("{}{law}", curve.method))
        .legend(move |(x, y)| Circle::new((x + 10, y), 4, mark));
    Ok(())
}

/// Where a point stands, and its bar.
struct Marked {
    x: f64,
    y: f64,
    bar: Option<(f64, f64)>,
}

impl Marked {
    /// The median with quartiles, the share with its interval, or the mean time.
    fn new(kind: Kind, point: &PointReport) -> Option<Self> {
        let log = |value: Option<f64>| value.filter(|value| *value > 0.0).map(f64::log10);
        Some(match kind {
            Kind::Noise => Self {
                x: point.x.log10(),
                y: log(point.error.median)?,
                bar: log(point.error.lower_quartile).zip(log(point.error.upper_quartile)),
            },
            Kind::Success => Self {
                x: point.x,
                y: point.recovered_share(),
                bar: Some((point.recovered_interval.lower, point.recovered_interval.upper)),
            },
            Kind::Time | Kind::Pictures => Self { x: point.x, y: point.mean_seconds.max(1e-9).log10(), bar: None },
        })
    }
}
