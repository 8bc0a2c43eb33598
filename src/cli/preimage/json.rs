//! `preimage --json`.

use super::{Counts, Found, shortened};
use serde::Serialize;
use unrelu_inverter::{
    exact::{Rational, Row, to_f64},
    preimage::{Convexity, Gap, Generators, Polyhedron, Preimage},
};

/// `--json`. Fields that do not apply are null.
#[derive(Serialize)]
pub(super) struct Report {
    schema: u32,
    version: &'static str,
    linear_regions: Option<Vec<u64>>,
    results: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    outcome: &'static str,
    dimension: Option<usize>,
    convex: Option<bool>,
    gap: Option<GapEntry>,
    explanation: Option<String>,
    regions: Option<Regions>,
    pieces: Vec<Piece>,
}

#[derive(Serialize)]
struct GapEntry {
    points: [Point; 2],
    midpoint: Point,
}

#[derive(Serialize)]
struct Regions {
    searched: u64,
    met: u64,
    pruned: u64,
}

#[derive(Serialize)]
struct Piece {
    dimension: usize,
    shape: &'static str,
    points: Option<Vec<Point>>,
    rays: Option<Vec<Point>>,
    inside: Point,
    equations: Vec<Function>,
    inequalities: Vec<Function>,
}

/// Exactly, and as the nearest floats; a direction is exact in whole numbers, and in floats with 1 as its largest entry.
#[derive(Serialize)]
struct Point {
    exact: Vec<String>,
    float: Vec<f64>,
}

/// `coefficients . z + constant`.
#[derive(Serialize)]
struct Function {
    coefficients: Vec<String>,
    constant: String,
}

impl Report {
    pub fn new(found: &[Found], counts: Option<&Counts>) -> Self {
        let linear_regions = counts.and_then(|counts| counts.as_ref().ok().cloned());
        let results = found.iter().map(Entry::new).collect();
        Self { schema: 1, version: env!("CARGO_PKG_VERSION"), linear_regions, results }
    }
}

impl Entry {
    fn new(found: &Found) -> Self {
        match found {
            Ok(preimage) => Self::known(preimage),
            Err(reason) => Self {
                outcome: "undecided",
                dimension: None,
                convex: None,
                gap: None,
                explanation: Some(reason.to_string()),
                regions: None,
                pieces: Vec::new(),
            },
        }
    }

    fn known(preimage: &Preimage) -> Self {
        let Preimage { pieces, convexity, searched, met, pruned } = preimage;
        let (convex, gap, explanation) = match convexity {
            Convexity::Convex => (Some(true), None, None),
            Convexity::NotConvex(gap) => (Some(false), Some(GapEntry::new(gap)), None),
            Convexity::Unknown(reason) => (None, None, Some(format!("convex or not: {reason}"))),
        };
        Self {
            outcome: if pieces.is_empty() { "empty" } else { "found" },
            dimension: pieces.iter().map(Polyhedron::dimension).max(),
            convex,
            gap,
            explanation,
            regions: Some(Regions { searched: *searched, met: *met, pruned: *pruned }),
            pieces: pieces.iter().map(Piece::new).collect(),
        }
    }
}

impl GapEntry {
    fn new(Gap { points, midpoint }: &Gap) -> Self {
        let [first, second] = points;
        Self { points: [Point::new(first), Point::new(second)], midpoint: Point::new(midpoint) }
    }
}

impl Piece {
    fn new(polyhedron: &Polyhedron) -> Self {
        let generators = Generators::of(polyhedron);
        let points = |generators: &Generators| generators.points.iter().map(|point| Point::new(point)).collect();
        let rays = |generators: &Generators| generators.rays.iter().map(|ray| Point::direction(ray)).collect();
        Self {
            dimension: polyhedron.dimension(),
            shape: generators.as_ref().map_or("polyhedron", |generators| generators.name(polyhedron.dimension())),
            points: generators.as_ref().map(points),
            rays: generators.as_ref().map(rays),
            inside: Point::new(polyhedron.inside()),
            equations: polyhedron.equalities().iter().map(Function::new).collect(),
            inequalities: polyhedron.inequalities().iter().map(Function::new).collect(),
        }
    }
}

impl Point {
    fn new(point: &[Rational]) -> Self {
        Self { exact: point.iter().map(ToString::to_string).collect(), float: point.iter().map(to_f64).collect() }
    }

    fn direction(ray: &[Rational]) -> Self {
        Self { float: Self::new(&shortened(ray)).float, ..Self::new(ray) }
    }
}

impl Function {
    fn new(row: &Row) -> Self {
        let coefficients = row.coefficients().iter().map(ToString::to_string).collect();
        Self { coefficients, constant: row.constant().to_string() }
    }
}
