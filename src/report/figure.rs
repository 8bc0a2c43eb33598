//! Figures as SVG.

use plotters::{
    chart::ChartContext,
    coord::{Shift, types::RangedCoordf64},
    prelude::*,
};
use unrelu_verify::experiments::SuccessCurve;

type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

const SIZE: (u32, u32) = (760, 420);
const FONT: (&str, u32) = ("sans-serif", 15);
const LAW: RGBColor = RGBColor(70, 110, 180);
const SEEN: RGBColor = RGBColor(200, 80, 30);

/// Figure 2: how often networks of widths `k-250-600` are inverted, against `k`, with the exact law.
pub(super) fn success_curve(curve: &SuccessCurve) -> anyhow::Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        draw(&area, curve).map_err(|error| anyhow::anyhow!("the figure cannot be drawn: {error}"))?;
        area.present().map_err(|error| anyhow::anyhow!("the figure cannot be drawn: {error}"))?;
    }
    Ok(svg)
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw<'b>(area: &DrawingArea<SVGBackend<'b>, Shift>, curve: &'b SuccessCurve) -> Drawn {
    let mut builder = ChartBuilder::on(area);
    builder.margin(12).x_label_area_size(44).y_label_area_size(56);
    let mut chart = builder.build_cartesian_2d(0.0..165.0, 0.0..1.03)?;
    let mut mesh = chart.configure_mesh();
    mesh.x_desc("latent dimension k").y_desc("success rate").label_style(FONT).axis_desc_style(FONT);
    mesh.light_line_style(WHITE).draw()?;
    law(&mut chart, curve)?;
    points(&mut chart, curve)?;
    let mut labels = chart.configure_series_labels();
    labels.position(SeriesLabelPosition::LowerLeft).label_font(FONT).border_style(BLACK.mix(0.3)).draw()?;
    Ok(())
}

fn law(chart: &mut Plane<'_, '_>, curve: &SuccessCurve) -> Drawn {
    let line = curve.prediction.iter().map(|law| (law.k as f64, law.probability));
    chart
        .draw_series(LineSeries::new(line, LAW.stroke_width(2)))?
        .label("exact law")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], LAW.stroke_width(2)));
    Ok(())
}

/// A point for the rate that was seen, and a bar for its confidence interval.
fn points(chart: &mut Plane<'_, '_>, curve: &SuccessCurve) -> Drawn {
    let bars = curve.points.iter().map(|point| {
        let k = point.k as f64;
        PathElement::new([(k, point.lower), (k, point.upper)], SEEN.stroke_width(1))
    });
    chart.draw_series(bars)?;
    let dots = curve.points.iter().map(|point| {
        let rate = point.successes as f64 / point.trials as f64;
        Circle::new((point.k as f64, rate), 4, SEEN.filled())
    });
    chart.draw_series(dots)?.label("observed").legend(|(x, y)| Circle::new((x + 9, y), 4, SEEN.filled()));
    Ok(())
}
