//! Points and rays of polyhedra of at most two dimensions, in any space.

use super::polyhedron::{Polyhedron, leading};
use crate::exact::{AffineMap, IBig, Rational, Row};
use num_traits::Signed;
use std::cmp::Ordering;

/// A polyhedron as the sum of the convex hull of `points` and the cone of `rays`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generators {
    /// The vertices, of a polygon counterclockwise in the plane of the coordinates that no equation gives, so that unbounded
    /// ends meet between the last and the first. Where there is no vertex (a line, a strip, a half-plane, a plane), points on
    /// the border, or any point.
    pub points: Vec<Vec<Rational>>,
    /// Directions of the unbounded edges, in whole numbers; a line has two, a plane four.
    pub rays: Vec<Vec<Rational>>,
}

impl Generators {
    /// Those of a polyhedron, or `None` where it has more than two dimensions.
    pub fn of(polyhedron: &Polyhedron) -> Option<Self> {
        let leaders: Vec<usize> = polyhedron.equalities().iter().map(leading).collect();
        let free: Vec<usize> = (0..polyhedron.inputs()).filter(|column| !leaders.contains(column)).collect();
        let rows = polyhedron.inequalities();
        let flat = match free.as_slice() {
            [] => Self { points: vec![vec![]], rays: vec![] },
            [only] => interval(rows, *only),
            [first, second] => planar(rows, [*first, *second]),
            _ => return None,
        };
        let lift =
            |points: Vec<Vec<Rational>>, kind| points.iter().map(|p| lift(polyhedron, (&free, p), kind)).collect();
        Some(Self { points: lift(flat.points, Kind::Point), rays: lift(flat.rays, Kind::Ray) })
    }

    /// What it is called.
    pub fn name(&self, dimension: usize) -> &'static str {
        match (dimension, self.points.len(), self.rays.len()) {
            (0, ..) => "point",
            (1, 2, _) => "segment",
            (1, _, 1) => "ray",
            (1, ..) => "line",
            (_, _, 0) => "polygon",
            (_, _, 4) => "plane",
            _ => "unbounded polygon",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point,
    Ray,
}

/// The point or direction in the whole space of which the free coordinates are given.
fn lift(polyhedron: &Polyhedron, (free, values): (&[usize], &[Rational]), kind: Kind) -> Vec<Rational> {
    let mut whole = vec![Rational::ZERO; polyhedron.inputs()];
    for (&column, value) in free.iter().zip(values) {
        whole[column].clone_from(value);
    }
    for row in polyhedron.equalities() {
        let constant = if kind == Kind::Ray { row.constant().clone() } else { IBig::ZERO };
        let column = leading(row);
        whole[column] = (Rational::from(constant) - row.at(&whole)) / &row.coefficients()[column];
    }
    match kind {
        Kind::Point => whole,
        Kind::Ray => in_whole_numbers(&whole),
    }
}

/// The same direction.
fn in_whole_numbers(direction: &[Rational]) -> Vec<Rational> {
    let whole = AffineMap::vector(direction).rows().iter().map(|row| row.constant().clone()).collect();
    let row = Row::new(whole, IBig::ZERO).primitive();
    row.coefficients().iter().cloned().map(Rational::from).collect()
}

fn interval(rows: &[Row], column: usize) -> Generators {
    let slope = |row: &Row| row.coefficients()[column].clone();
    let mut points: Vec<Vec<Rational>> =
        rows.iter().map(|row| vec![-Rational::from_parts_signed(row.constant().clone(), slope(row))]).collect();
    let bounded = |sign: fn(&IBig) -> bool| rows.iter().any(|row| sign(&slope(row)));
    let rays = [(bounded(Signed::is_positive), -1), (bounded(Signed::is_negative), 1)];
    let rays = rays.into_iter().filter(|(bounded, _)| !bounded).map(|(_, end)| vec![whole(end)]).collect();
    points.sort();
    if points.is_empty() {
        points.push(vec![Rational::ZERO]);
    }
    Generators { points, rays }
}

fn whole(value: i32) -> Rational {
    Rational::from(IBig::from(value))
}

/// `a x + b y + d >= 0`.
struct Edge {
    normal: [IBig; 2],
    constant: IBig,
}

impl Edge {
    /// Along the edge, the polygon on the left.
    fn direction(&self) -> [IBig; 2] {
        [self.normal[1].clone(), -self.normal[0].clone()]
    }

    /// The point of its line that is nearest to 0.
    fn foot(&self) -> Vec<Rational> {
        let square: IBig = self.normal.iter().map(|entry| entry * entry).sum();
        let scale = -Rational::from_parts_signed(self.constant.clone(), square);
        self.normal.iter().map(|entry| &scale * entry).collect()
    }

    /// Where its line meets that of `other`, of which the normal is `turn` to the left.
    fn meet(&self, other: &Self, turn: &IBig) -> Vec<Rational> {
        let ([a, b], [p, q]) = (&self.normal, &other.normal);
        let x = b * &other.constant - q * &self.constant;
        let y = p * &self.constant - a * &other.constant;
        [x, y].map(|entry| Rational::from_parts_signed(entry, turn.clone())).to_vec()
    }
}

fn cross([a, b]: &[IBig; 2], [p, q]: &[IBig; 2]) -> IBig {
    a * q - b * p
}

/// By the angle of the normal, from -pi (excluded) to pi.
fn by_angle(a: &Edge, b: &Edge) -> Ordering {
    let upper =
        |edge: &Edge| edge.normal[1].is_positive() || (edge.normal[1].is_zero() && edge.normal[0].is_negative());
    upper(a).cmp(&upper(b)).then_with(|| IBig::ZERO.cmp(&cross(&a.normal, &b.normal)))
}

/// Two free coordinates, every row an edge.
fn planar(rows: &[Row], columns: [usize; 2]) -> Generators {
    let edge = |row: &Row| Edge {
        normal: columns.map(|column| row.coefficients()[column].clone()),
        constant: row.constant().clone(),
    };
    let mut edges: Vec<Edge> = rows.iter().map(edge).collect();
    edges.sort_by(by_angle);
    let (mut points, mut rays) = (Vec::new(), Vec::new());
    let mut first = 0;
    for (index, edge) in edges.iter().enumerate() {
        let next = &edges[(index + 1) % edges.len()];
        let turn = cross(&edge.normal, &next.normal);
        if turn.is_positive() {
            points.push(edge.meet(next, &turn));
        } else {
            // Both edges go to infinity; what follows comes first.
            first = points.len();
            let back = next.direction().map(|entry| -entry);
            rays.extend([edge.direction(), back].map(|ray| ray.map(Rational::from).to_vec()));
        }
    }
    points.rotate_left(first);
    rays.sort();
    rays.dedup();
    complete(&edges, points, rays)
}

/// What has no vertices needs points all the same, and a half-plane and the plane a direction inwards.
fn complete(edges: &[Edge], mut points: Vec<Vec<Rational>>, mut rays: Vec<Vec<Rational>>) -> Generators {
    if edges.is_empty() {
        points.push(vec![whole(0); 2]);
        rays.extend([[-1, 0], [0, -1], [0, 1], [1, 0]].map(|ray| ray.map(whole).to_vec()));
    } else if points.is_empty() {
        points.extend(edges.iter().map(Edge::foot));
    }
    if let [edge] = edges {
        rays.push(edge.normal.clone().map(Rational::from).to_vec());
    }
    Generators { points, rays }
}
