//! A preimage in the plane, as SVG.

use super::described;
use plotters::{
    chart::ChartContext,
    coord::{Shift, types::RangedCoordf64},
    prelude::*,
};
use unrelu_inverter::{
    exact::{AffineMap, Rational, Row, rational, to_f64},
    preimage::{Convexity, Generators, Polyhedron, Preimage},
};

type Plane<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

const SIZE: (u32, u32) = (640, 640);
const FONT: (&str, u32) = ("sans-serif", 15);
const BORDER: RGBColor = RGBColor(190, 190, 190);
const PIECE: RGBColor = RGBColor(70, 110, 180);
const GAP: RGBColor = RGBColor(200, 80, 30);

/// The pieces, with the regions of the network behind them and, where the set is not convex, the segment that shows it.
pub(crate) fn picture(preimage: &Preimage, regions: &[Polyhedron], made_by: &str) -> anyhow::Result<String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        let drawn = draw(&area, preimage, regions).and_then(|()| Ok(area.present()?));
        drawn.map_err(|error| anyhow::anyhow!("the picture cannot be drawn: {error}"))?;
    }
    Ok(described(svg, made_by))
}

fn draw(area: &DrawingArea<SVGBackend<'_>, Shift>, preimage: &Preimage, regions: &[Polyhedron]) -> Drawn {
    area.fill(&WHITE)?;
    let window = Window::around(preimage);
    let mut builder = ChartBuilder::on(area);
    builder.margin(12).x_label_area_size(40).y_label_area_size(56);
    let [x, y] = window.ends.map(|[lower, upper]| lower..upper);
    let mut plane = builder.build_cartesian_2d(x, y)?;
    let mut mesh = plane.configure_mesh();
    mesh.disable_mesh().x_desc("z1").y_desc("z2").label_style(FONT).axis_desc_style(FONT).draw()?;
    for region in regions {
        shape(&mut plane, &window.see(region), WHITE.mix(0.0), BORDER.stroke_width(1))?;
    }
    for piece in &preimage.pieces {
        shape(&mut plane, &window.see(piece), PIECE.mix(0.3), PIECE.stroke_width(3))?;
    }
    if let Convexity::NotConvex(gap) = &preimage.convexity {
        let [first, second, middle] = [&gap.points[0], &gap.points[1], &gap.midpoint].map(|point| float(point));
        plane.draw_series([PathElement::new([first, second], GAP.stroke_width(1))])?;
        plane.draw_series([first, second].map(|end| Circle::new(end, 3, GAP.filled())))?;
        plane.draw_series([Cross::new(middle, 6, GAP.stroke_width(2))])?;
    }
    Ok(())
}

/// A point, a segment or a polygon, by its vertices.
fn shape(plane: &mut Plane<'_, '_>, points: &[(f64, f64)], fill: RGBAColor, line: ShapeStyle) -> Drawn {
    match points {
        [] => {}
        [point] => {
            plane.draw_series([Circle::new(*point, 4, line.filled())])?;
        }
        [first, ..] => {
            if points.len() > 2 {
                plane.draw_series([Polygon::new(points, fill)])?;
            }
            let outline: Vec<(f64, f64)> = points.iter().chain([first]).copied().collect();
            plane.draw_series([PathElement::new(outline, line)])?;
        }
    }
    Ok(())
}

/// What is seen of the plane: a square, so that both axes have one scale.
struct Window {
    ends: [[f64; 2]; 2],
}

impl Window {
    /// One that shows all vertices and what shows that the set is not convex, with room for rays.
    fn around(preimage: &Preimage) -> Self {
        let vertices = preimage.pieces.iter().filter_map(Generators::of).flat_map(|generators| generators.points);
        let gap = match &preimage.convexity {
            Convexity::NotConvex(gap) => gap.points.to_vec(),
            _ => Vec::new(),
        };
        let points: Vec<(f64, f64)> = vertices.chain(gap).map(|point| float(&point)).collect();
        let [x, y] =
            [points.iter().map(|p| p.0).collect::<Vec<_>>(), points.iter().map(|p| p.1).collect()].map(|values| {
                let least = values.iter().copied().fold(f64::INFINITY, f64::min);
                let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                if values.is_empty() { [0.0, 0.0] } else { [least, most] }
            });
        let extent = (x[1] - x[0]).max(y[1] - y[0]);
        let reach = if extent > 0.0 { extent } else { x[0].abs().max(y[0].abs()).max(1.0) };
        Self { ends: [x, y].map(|[lower, upper]| [lower.midpoint(upper) - reach, lower.midpoint(upper) + reach]) }
    }

    /// The vertices of what is seen of a piece, in order.
    fn see(&self, piece: &Polyhedron) -> Vec<(f64, f64)> {
        let latent = AffineMap::identity(2);
        let side = |(index, ends): (usize, &[f64; 2])| {
            let [lower, upper] = ends.map(|end| rational(end).unwrap_or_default());
            [latent.at_least(index, &lower), -latent.at_least(index, &upper)]
        };
        let sides: Vec<Row> = self.ends.iter().enumerate().flat_map(side).collect();
        let seen = piece.cut(&sides).as_ref().and_then(Generators::of);
        seen.map_or_else(Vec::new, |generators| generators.points.iter().map(|point| float(point)).collect())
    }
}

fn float(point: &[Rational]) -> (f64, f64) {
    (to_f64(&point[0]), to_f64(&point[1]))
}
