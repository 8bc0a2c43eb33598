//! What all charts share: fonts, colours, and a plane with its axes.

use super::{axis::Axis, described};
use plotters::{chart::ChartContext, coord::Shift, prelude::*};

pub(super) type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Axis, Axis>>;
pub(super) type Area<'b> = DrawingArea<SVGBackend<'b>, Shift>;
pub(super) type Drawn = Result<(), Box<dyn std::error::Error>>;

pub(super) const PANEL: (u32, u32) = (430, 360);
const FONT: (&str, u32) = ("sans-serif", 15);
const TITLE: (&str, u32) = ("sans-serif", 17);

/// Told apart by the eye-safe palette of Okabe and Ito.
pub(super) const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(120, 94, 0),
    RGBColor(86, 180, 233),
];

/// How the `number`th of several things is marked: filled and hollow in turns.
pub(super) fn style(number: usize) -> ShapeStyle {
    let colour = COLOURS[number % COLOURS.len()];
    if number.is_multiple_of(2) { colour.filled() } else { colour.stroke_width(2) }
}

/// A picture of `size` pixels, drawn by `draw`, which says what made it.
pub(super) fn picture(
    size: (u32, u32),
    made_by: &str,
    draw: impl FnOnce(&Area<'_>) -> Drawn,
) -> anyhow::Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let drawn = area.fill(&WHITE).map_err(Into::into).and_then(|()| draw(&area)).and_then(|()| Ok(area.present()?));
        drawn.map_err(|error| anyhow::anyhow!("the figure cannot be drawn: {error}"))?;
    }
    Ok(described(svg, made_by))
}

/// One chart: its title, axes, what `draw` puts into it, and a legend in a corner.
pub(super) fn chart(
    area: &Area<'_>,
    title: &str,
    (x, y): (Axis, Axis),
    corner: SeriesLabelPosition,
    draw: impl FnOnce(&mut Plane<'_, '_>) -> Drawn,
) -> Drawn {
    let mut builder = ChartBuilder::on(area);
    builder.margin(10).caption(title, TITLE).x_label_area_size(42).y_label_area_size(64);
    let mut plane = builder.build_cartesian_2d(x.clone(), y.clone())?;
    let mut mesh = plane.configure_mesh();
    mesh.x_desc(x.name).y_desc(y.name).label_style(FONT).axis_desc_style(FONT);
    mesh.bold_line_style(BLACK.mix(0.1)).light_line_style(TRANSPARENT).draw()?;
    draw(&mut plane)?;
    let mut labels = plane.configure_series_labels();
    labels.position(corner).label_font(FONT).background_style(WHITE.mix(0.8)).border_style(BLACK.mix(0.2)).draw()?;
    Ok(())
}
