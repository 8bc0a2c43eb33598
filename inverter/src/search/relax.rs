//! The linear program of a node: units of known phase are affine, the others lie above both lines of their activation.

use super::echelon::Echelon;
use super::farkas::multipliers;
use super::model::{Model, contradicts};
use super::point::{simplest, solution, solves};
use crate::certificate::{Form, Phase, Rational, Row, Source};
use crate::lp::engine::{self, Bound, Objective, Outcome, Program};
use ndarray::Array2;

/// How close to zero, relative to its terms, a row nearly is.
const ROUNDING: f64 = 1e-9;

/// What the program says of a node.
pub(super) enum Relaxed {
    /// A point of the program, whose first entries are a latent code.
    Point(Vec<f64>),
    /// There is none: these rows contradict each other in these phases.
    Contradiction(Vec<(Source, Rational)>, Vec<Phase>),
    /// Nothing is known.
    Unknown,
}

/// A row `terms . v + constant >= 0` over the program's columns; of an output, `>= -delta`, and without the tolerance.
struct Line {
    row: Row,
    terms: Vec<f64>,
    constant: f64,
}

impl Line {
    fn is_observed(&self) -> bool {
        matches!(self.row, Row::Least(_) | Row::Most(_))
    }
}

/// The phases of a node, and its columns.
pub(super) struct Relaxation<'r, 'p> {
    model: &'r Model<'p>,
    phases: &'r [Option<bool>],
    /// The program's column of each open unit.
    open: Vec<Option<usize>>,
    columns: usize,
}

impl<'r, 'p> Relaxation<'r, 'p> {
    pub fn new(model: &'r Model<'p>, phases: &'r [Option<bool>]) -> Self {
        let mut columns = model.inputs();
        let open = (0..model.units().len()).map(|unit| {
            (model.switches_over(unit) && phases[unit].is_none()).then(|| {
                columns += 1;
                columns - 1
            })
        });
        let open = open.collect();
        Self { model, phases, open, columns }
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    /// The point that comes closest to the observation, largest error first.
    pub fn solve(&self) -> Relaxed {
        let lines = self.lines();
        let (lines, numbers): (Vec<Line>, Vec<Line>) =
            lines.into_iter().partition(|line| line.terms.iter().any(|&term| term != 0.0));
        let eps = self.model.problem.tolerance();
        let least = |line: &Line| if line.is_observed() { -eps } else { 0.0 };
        if let Some(never) = numbers.iter().find(|line| line.constant < least(line)) {
            return self.contradiction(&[(never.row, 1.0)]).unwrap_or(Relaxed::Unknown);
        }
        let weigh = |duals: &[f64]| -> Vec<(Row, f64)> {
            lines.iter().map(|line| line.row).zip(duals.iter().copied()).collect()
        };
        match self.closest(&lines) {
            Some(Outcome::Infeasible(farkas)) => self.contradiction(&weigh(farkas.duals())).unwrap_or(Relaxed::Unknown),
            Some(Outcome::Optimal(optimum)) => {
                let far = optimum.objective() > eps;
                let contradiction = if far { self.contradiction(&weigh(optimum.duals())) } else { None };
                contradiction.unwrap_or_else(|| Relaxed::Point(optimum.latent().to_vec()))
            }
            _ => Relaxed::Unknown,
        }
    }

    fn closest(&self, lines: &[Line]) -> Option<Outcome> {
        let entries = lines.iter().flat_map(|line| line.terms.iter().copied()).collect();
        let matrix = Array2::from_shape_vec((lines.len(), self.columns), entries).expect("a line has all columns");
        let bound = |(index, line): (usize, &Line)| {
            Bound::lower(index, -line.constant).with_give(f64::from(u8::from(line.is_observed())))
        };
        let bounds = lines.iter().enumerate().map(bound).collect();
        let program = Program::new(matrix.view(), bounds, Objective::Largest { cap: f64::INFINITY }).ok()?;
        Some(engine::solve(&program))
    }

    /// A solution in exact numbers close to a point of the program, if one is found: for the phases that the point shows, where some
    /// are open.
    pub fn solution(&self, point: &[f64]) -> Option<Vec<Rational>> {
        let problem = self.model.problem;
        let found = solution(problem, &point[..self.model.inputs()]);
        if found.is_some() {
            return found;
        }
        if self.columns == self.model.inputs() {
            return self.exact_points(point).find(|latent| solves(problem, latent));
        }
        let phases = self.shown(point);
        let complete = Relaxation::new(self.model, &phases);
        match complete.solve() {
            Relaxed::Point(point) => complete.solution(&point),
            _ => None,
        }
    }

    /// The phases of a point: open units are on where their outputs are not zero.
    fn shown(&self, point: &[f64]) -> Vec<Option<bool>> {
        let mut phases = self.phases.to_vec();
        for (unit, column) in self.open.iter().enumerate() {
            if let Some(column) = *column {
                phases[unit] = Some(point[column] > ROUNDING);
            }
        }
        if self.model.has_signs() {
            for (entry, phase) in phases[self.model.units().len()..].iter_mut().enumerate() {
                *phase = phase.or(Some(point[entry] >= 0.0));
            }
        }
        phases
    }

    /// Points in exact numbers close to one, if all units have their phases: equations hold exactly, and so does what nearly holds
    /// with equality, if it can.
    fn exact_points(&self, point: &[f64]) -> impl Iterator<Item = Vec<Rational>> {
        let lines = self.lines();
        let near = lines.iter().filter(|line| {
            let value: f64 = line.terms.iter().zip(point).map(|(term, v)| term * v).sum();
            let size: f64 = line.terms.iter().zip(point).map(|(term, v)| (term * v).abs()).sum();
            (value + line.constant).abs() <= ROUNDING * (1.0 + size + line.constant.abs())
        });
        let exact = self.model.problem.tolerance() == 0.0;
        let (equations, others): (Vec<Row>, Vec<Row>) =
            near.map(|line| line.row).partition(|row| exact && matches!(row, Row::Least(_)));
        let others: Vec<Row> = others.into_iter().filter(|row| !matches!(row, Row::Least(_) | Row::Most(_))).collect();
        let solve = |rows: &[Row]| {
            let mut echelon = Echelon::default();
            for (number, row) in rows.iter().enumerate() {
                // A row that depends on others holds as well as these do.
                let _ = echelon.admit(&self.reduced(self.model.row(*row), &mut Vec::new()), number);
            }
            let values = echelon.solve(|column| simplest(point[column]));
            let entry = |entry: usize| values.get(&entry).cloned().unwrap_or_else(|| simplest(point[entry]));
            (0..self.model.inputs()).map(entry).collect::<Vec<Rational>>()
        };
        let all: Vec<Row> = equations.iter().chain(&others).copied().collect();
        [solve(&all), solve(&equations)].into_iter()
    }

    /// Every row that holds at the node, over the program's columns.
    fn lines(&self) -> Vec<Line> {
        let model = self.model;
        let mut values: Vec<Affine> = (0..model.inputs()).map(|entry| Affine::column(entry, self.columns)).collect();
        let mut lines = Vec::new();
        for unit in 0..model.units().len() {
            let place = model.units()[unit];
            let first = model.source(place.layer);
            let mut input = Affine::number(model.layer(unit).bias()[place.row], self.columns);
            model.layer(unit).weights().for_each_in_row(place.row, |column, entry| {
                input.add(&values[first + column], entry);
            });
            let slope = model.slope(unit);
            let output = match (self.open[unit], self.phases[unit]) {
                (Some(column), _) => {
                    for (row, slope) in [(Row::Above(unit), 1.0), (Row::Slope(unit), slope)] {
                        let mut line = Affine::column(column, self.columns);
                        line.add(&input, -slope);
                        lines.push(line.line(row));
                    }
                    Affine::column(column, self.columns)
                }
                (None, Some(false)) => {
                    lines.push(input.clone().times(-1.0).line(Row::Inactive(unit)));
                    input.times(slope)
                }
                (None, Some(true)) => {
                    lines.push(input.clone().line(Row::Active(unit)));
                    input
                }
                (None, None) => input,
            };
            values.push(output);
        }
        self.observed(&values, &mut lines);
        self.domain(&mut lines);
        lines
    }

    fn observed(&self, values: &[Affine], lines: &mut Vec<Line>) {
        let (problem, model) = (self.model.problem, self.model);
        for (index, &value) in problem.observation().iter().enumerate() {
            let output = &values[model.column(model.output(index))];
            let mut least = output.clone();
            least.constant -= value;
            lines.push(least.line(Row::Least(index)));
            let mut most = output.clone().times(-1.0);
            most.constant += value;
            lines.push(most.line(Row::Most(index)));
        }
    }

    fn domain(&self, lines: &mut Vec<Line>) {
        let entry = |index: usize, factor: f64, constant: f64| {
            let mut form = Affine::column(index, self.columns).times(factor);
            form.constant = constant;
            form
        };
        for index in 0..self.model.inputs() {
            let (lower, upper) = self.model.bounds(index);
            if lower.is_finite() {
                lines.push(entry(index, 1.0, -lower).line(Row::Low(index)));
            }
            if upper.is_finite() {
                lines.push(entry(index, -1.0, upper).line(Row::High(index)));
            }
            if self.model.has_signs() {
                match self.phases[self.model.units().len() + index] {
                    Some(true) => lines.push(entry(index, 1.0, -1.0).line(Row::Plus(index))),
                    Some(false) => lines.push(entry(index, -1.0, -1.0).line(Row::Minus(index))),
                    None => {}
                }
            }
        }
    }

    /// Exact multipliers near the ones given, if there are some that prove a contradiction.
    fn contradiction(&self, weighed: &[(Row, f64)]) -> Option<Relaxed> {
        let most = weighed.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        let mut chosen: Vec<(Row, f64)> = weighed.iter().copied().filter(|(_, weight)| *weight > 1e-9 * most).collect();
        chosen.sort_by(|a, b| b.1.total_cmp(&a.1));
        let rows: Vec<Form> = chosen.iter().map(|(row, _)| self.model.row(*row)).collect();
        let reduced: Vec<Form> = rows.iter().map(|row| self.reduced(row.clone(), &mut Vec::new())).collect();
        let weights: Vec<f64> = chosen.iter().map(|(_, weight)| *weight).collect();
        let exact = multipliers(&reduced, &weights)?;
        let (mut sum, mut parts, mut strict) = (Form::zero(), Vec::new(), false);
        for (((row, _), form), factor) in chosen.iter().zip(&rows).zip(exact) {
            if let Some(factor) = factor {
                sum.add(form, &factor);
                parts.push((Source::Row(*row), factor));
                strict |= matches!(row, Row::Inactive(_));
            }
        }
        let sum = self.reduced(sum, &mut parts);
        let phases = parts.iter().filter_map(|(source, _)| self.phase(*source)).collect();
        contradicts((&sum, strict)).then_some(Relaxed::Contradiction(parts, phases))
    }

    fn reduced(&self, mut form: Form, parts: &mut Vec<(Source, Rational)>) -> Form {
        let phase = |unit: usize| if self.model.switches_over(unit) { self.phases[unit] } else { Some(true) };
        self.model.eliminate(&mut form, phase, parts);
        form
    }

    /// The phase that a row belongs to.
    fn phase(&self, source: Source) -> Option<Phase> {
        let Source::Row(row) = source else { return None };
        match row {
            Row::On(unit) | Row::Active(unit) => self.model.switches_over(unit).then(|| Model::phase((unit, true))),
            Row::Off(unit) | Row::Inactive(unit) => Some(Model::phase((unit, false))),
            Row::Plus(entry) => Some(Model::phase((self.model.units().len() + entry, true))),
            Row::Minus(entry) => Some(Model::phase((self.model.units().len() + entry, false))),
            _ => None,
        }
    }
}

/// `terms . v + constant`
#[derive(Clone)]
struct Affine {
    terms: Vec<f64>,
    constant: f64,
}

impl Affine {
    fn number(constant: f64, columns: usize) -> Self {
        Self { terms: vec![0.0; columns], constant }
    }

    fn column(column: usize, columns: usize) -> Self {
        let mut affine = Self::number(0.0, columns);
        affine.terms[column] = 1.0;
        affine
    }

    fn add(&mut self, other: &Self, factor: f64) {
        self.terms.iter_mut().zip(&other.terms).for_each(|(term, more)| *term += factor * more);
        self.constant += factor * other.constant;
    }

    fn times(mut self, factor: f64) -> Self {
        self.terms.iter_mut().for_each(|term| *term *= factor);
        self.constant *= factor;
        self
    }

    fn line(self, row: Row) -> Line {
        Line { row, terms: self.terms, constant: self.constant }
    }
}
