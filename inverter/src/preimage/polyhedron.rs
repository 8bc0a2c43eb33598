//! A closed convex polyhedron by equations and inequalities, none of which can be left out.

use crate::exact::{AffineMap, IBig, Rational, Row, Tableau};
use num_traits::Signed;

/// `{z : equalities = 0, inequalities >= 0}`, not empty. No row is implied by the others, each is in lowest terms, the equations are in
/// reduced echelon form and their leading coordinates do not occur in the inequalities, so that equal sets have equal rows.
#[derive(Clone, Debug)]
pub struct Polyhedron {
    inputs: usize,
    equalities: Vec<Row>,
    inequalities: Vec<Row>,
    inside: Vec<Rational>,
}

impl PartialEq for Polyhedron {
    fn eq(&self, other: &Self) -> bool {
        self.inputs == other.inputs && self.equalities == other.equalities && self.inequalities == other.inequalities
    }
}

impl Polyhedron {
    /// `{z : rows(z) >= 0}` in `R^inputs`, or `None` where that is empty.
    pub fn new(inputs: usize, rows: &[Row]) -> Option<Self> {
        let mut tableau = Tableau::of(inputs, rows)?;
        let (loose, tight): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| tableau.exceeds_zero(row));
        let equalities = echelon(tight);
        let mut inequalities: Vec<Row> = loose.into_iter().map(|row| eliminate(row.clone(), &equalities)).collect();
        inequalities.retain(|row| !row.is_constant());
        inequalities.sort();
        inequalities.dedup();
        drop_implied(inputs, &mut inequalities);
        let inside = inside(inputs, &equalities, &inequalities);
        Some(Self { inputs, equalities, inequalities, inside })
    }

    /// `k`, the dimension of the space that it is in.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// Its own dimension.
    pub fn dimension(&self) -> usize {
        self.inputs - self.equalities.len()
    }

    /// Equations `row(z) = 0`.
    pub fn equalities(&self) -> &[Row] {
        &self.equalities
    }

    /// Inequalities `row(z) >= 0`: one a facet.
    pub fn inequalities(&self) -> &[Row] {
        &self.inequalities
    }

    /// A point in its relative interior.
    pub fn inside(&self) -> &[Rational] {
        &self.inside
    }

    /// All rows as `row(z) >= 0`.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        let both = self.equalities.iter().flat_map(|row| [row.clone(), -row.clone()]);
        both.chain(self.inequalities.iter().cloned())
    }

    /// Whether a point is in it.
    pub fn contains(&self, point: &[Rational]) -> bool {
        let point = AffineMap::vector(point);
        self.equalities.iter().all(|row| row.of(&point).constant().is_zero())
            && self.inequalities.iter().all(|row| !row.of(&point).constant().is_negative())
    }

    /// Whether all of `other` is in it.
    pub fn covers(&self, other: &Self) -> bool {
        if !self.contains(&other.inside) {
            return false;
        }
        let rows: Vec<Row> = other.rows().collect();
        Tableau::of(self.inputs, &rows).is_none_or(|mut inside| self.rows().all(|row| !inside.exceeds_zero(&-row)))
    }

    /// Whether the relative interiors have a point in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let rows: Vec<Row> = self.rows().chain(other.rows()).collect();
        let Some(mut both) = Tableau::of(self.inputs, &rows) else { return false };
        self.inequalities.iter().chain(&other.inequalities).all(|row| both.exceeds_zero(row))
    }

    /// The part with `rows >= 0`, or `None` where that is empty.
    #[must_use]
    pub fn cut(&self, rows: &[Row]) -> Option<Self> {
        let all: Vec<Row> = self.rows().chain(rows.iter().cloned()).collect();
        Self::new(self.inputs, &all)
    }
}

/// The coordinate that an equation of an echelon form gives.
pub(super) fn leading(row: &Row) -> usize {
    row.coefficients().iter().position(|entry| !entry.is_zero()).expect("equations that always hold are left out")
}

/// The reduced echelon form of equations that have a solution.
fn echelon(equations: Vec<&Row>) -> Vec<Row> {
    let mut reduced: Vec<Row> = Vec::new();
    for equation in equations {
        let row = eliminate(equation.clone(), &reduced);
        if row.is_constant() {
            continue;
        }
        let positive = row.coefficients()[leading(&row)].is_positive();
        let row = [if positive { row } else { -row }];
        reduced = reduced.into_iter().map(|other| eliminate(other, &row)).collect();
        reduced.extend(row);
    }
    reduced.sort_by_key(leading);
    reduced
}

/// The same function where the equations hold, times a positive factor, without their leading coordinates.
fn eliminate(row: Row, equations: &[Row]) -> Row {
    let one_by_one = equations.iter().fold(row, |row, equation| {
        let column = leading(equation);
        let factor = -row.coefficients()[column].clone();
        if factor.is_zero() {
            return row;
        }
        let mut row = row.times(&equation.coefficients()[column]);
        row.add(&factor, equation);
        row
    });
    one_by_one.primitive()
}

/// Leaves out inequalities that the others imply, one after the other.
fn drop_implied(inputs: usize, inequalities: &mut Vec<Row>) {
    let mut tableau = Tableau::of(inputs, &*inequalities).expect("they have a solution");
    let mut index = 0;
    inequalities.retain(|row| {
        let implied = tableau.drop_if_implied(index, row);
        index += 1;
        !implied
    });
}

/// The mean of points at which one inequality each is strict.
fn inside(inputs: usize, equalities: &[Row], inequalities: &[Row]) -> Vec<Rational> {
    let mut tableau = Tableau::of(inputs, inequalities).expect("they have a solution");
    let points = inequalities.iter().map(|row| tableau.above_zero(row).expect("no inequality is an equation"));
    let mut point = mean(points.collect()).unwrap_or_else(|| vec![Rational::ZERO; inputs]);
    for row in equalities {
        let column = leading(row);
        point[column] = Rational::ZERO;
        point[column] = -row.at(&point) / &row.coefficients()[column];
    }
    point
}

/// The mean of points, or `None` of no points.
pub(super) fn mean(points: Vec<Vec<Rational>>) -> Option<Vec<Rational>> {
    let share = Rational::from_parts(IBig::ONE, points.len().max(1).into());
    let sum = points.into_iter().reduce(|sum, point| sum.into_iter().zip(point).map(|(a, b)| a + b).collect())?;
    Some(sum.into_iter().map(|entry| entry * &share).collect())
}
