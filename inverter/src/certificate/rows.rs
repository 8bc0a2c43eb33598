//! The rows of a network, exactly, as the checker sees them.

use super::{Domain, Form, Phase, Problem, Rational, Row, rational};
use std::cell::OnceCell;

/// What a row says: this form is `>= 0`, or `> 0` where it is strict, in this phase.
pub(super) struct Content {
    pub form: Form,
    pub strict: bool,
    pub when: Option<Phase>,
}

/// Where the units of a problem's network are.
pub(super) struct Rows<'p> {
    problem: &'p Problem,
    /// The first column of the latent code and of each layer's outputs, and the end.
    starts: Vec<usize>,
    /// What is known of units that were looked at.
    units: Vec<OnceCell<Unit>>,
}

impl<'p> Rows<'p> {
    pub fn new(problem: &'p Problem) -> Self {
        let mut starts = vec![0];
        for width in problem.network().widths() {
            starts.push(starts[starts.len() - 1] + width);
        }
        let units = starts[starts.len() - 1] - starts[1];
        Self { problem, starts, units: vec![OnceCell::new(); units] }
    }

    /// Columns of the latent code and of all units.
    pub fn columns(&self) -> usize {
        self.starts[self.starts.len() - 1]
    }

    fn inputs(&self) -> usize {
        self.problem.network().inputs()
    }

    fn units(&self) -> usize {
        self.units.len()
    }

    /// Whether this is one of a pair of phases of which one must hold.
    pub fn has_phase(&self, phase: Phase) -> bool {
        let Some(number) = (phase.unsigned_abs() as usize).checked_sub(1) else { return false };
        match number.checked_sub(self.units()) {
            Some(latent) => *self.problem.domain() == Domain::Signs && latent < self.inputs(),
            None => self.layer(number).is_some_and(|layer| self.slope(layer) < 1.0),
        }
    }

    /// The layer of a unit.
    fn layer(&self, number: usize) -> Option<usize> {
        self.starts.iter().skip(2).position(|&end| self.inputs() + number < end)
    }

    /// The slope below zero of a layer's units.
    fn slope(&self, layer: usize) -> f64 {
        self.problem.network().layers()[layer].activation().slope()
    }

    fn unit(&self, number: usize) -> Option<&Unit> {
        let cell = self.units.get(number)?;
        if cell.get().is_none() {
            let _ = cell.set(self.read(number)?);
        }
        cell.get()
    }

    /// The input and the slope of a unit.
    fn read(&self, number: usize) -> Option<Unit> {
        let (column, layer) = (self.inputs() + number, self.layer(number)?);
        let (content, row) = (&self.problem.network().layers()[layer], column - self.starts[layer + 1]);
        let mut input = Form::number(rational(content.bias()[row]));
        content
            .weights()
            .for_each_in_row(row, |from, weight| input.add_term(self.starts[layer] + from, &rational(weight)));
        Some(Unit { input, column, slope: rational(self.slope(layer)) })
    }

    fn output(&self, index: usize) -> Option<(Form, Rational)> {
        let value = rational(*self.problem.observation().get(index)?);
        let first = self.starts[self.starts.len() - 2];
        Some((Form::column(first + index, &Rational::ONE), value))
    }

    /// The least and the greatest value of an entry of the latent code, where there are such.
    fn bounds(&self, index: usize) -> (Option<Rational>, Option<Rational>) {
        let (lower, upper) = match self.problem.domain() {
            Domain::Signs if index < self.inputs() => (-1.0, 1.0),
            Domain::Box { lower, upper } if index < self.inputs() => (lower[index], upper[index]),
            _ => (f64::NEG_INFINITY, f64::INFINITY),
        };
        let finite = |bound: f64| bound.is_finite().then(|| rational(bound));
        (finite(lower), finite(upper))
    }

    fn sign(&self, index: usize) -> Option<Phase> {
        (*self.problem.domain() == Domain::Signs && index < self.inputs())
            .then(|| Phase::try_from(self.units() + index + 1).ok())
            .flatten()
    }

    /// `None` where there is no such row.
    pub fn content(&self, row: Row) -> Option<Content> {
        let (one, eps) = (Rational::ONE, rational(self.problem.tolerance()));
        let (form, strict, when) = match row {
            Row::Above(u) => (self.unit(u)?.above(&one), false, None),
            Row::Slope(u) => {
                let unit = self.unit(u)?;
                (unit.above(&unit.slope), false, None)
            }
            Row::On(u) => {
                let unit = self.unit(u)?;
                let when = if unit.slope.is_one() { None } else { Some(phase(u)?) };
                (unit.above(&one).times(&-one), false, when)
            }
            Row::Active(u) => (self.unit(u)?.input.clone(), false, Some(phase(u)?)),
            Row::Off(u) => {
                let unit = self.unit(u)?;
                (unit.above(&unit.slope).times(&-one), false, Some(-phase(u)?))
            }
            Row::Inactive(u) => (self.unit(u)?.input.times(&-one), true, Some(-phase(u)?)),
            Row::Least(j) => {
                let (mut form, value) = self.output(j)?;
                form.add_number(&(eps - value));
                (form, false, None)
            }
            Row::Most(j) => {
                let (form, value) = self.output(j)?;
                let mut form = form.times(&-one);
                form.add_number(&(eps + value));
                (form, false, None)
            }
            Row::Low(i) => (shifted(i, &one, &-self.bounds(i).0?), false, None),
            Row::High(i) => (shifted(i, &-one, &self.bounds(i).1?), false, None),
            Row::Plus(i) => (shifted(i, &one, &-one.clone()), false, Some(self.sign(i)?)),
            Row::Minus(i) => (shifted(i, &-one.clone(), &-one), false, Some(-self.sign(i)?)),
        };
        // The phases of an identity say nothing.
        when.is_none_or(|when| self.has_phase(when)).then_some(Content { form, strict, when })
    }
}

/// A unit as the rows need it.
#[derive(Clone)]
struct Unit {
    input: Form,
    column: usize,
    slope: Rational,
}

impl Unit {
    /// `y - factor a`.
    fn above(&self, factor: &Rational) -> Form {
        let mut form = Form::column(self.column, &Rational::ONE);
        form.add(&self.input, &(-factor.clone()));
        form
    }
}

fn shifted(column: usize, factor: &Rational, constant: &Rational) -> Form {
    let mut form = Form::column(column, factor);
    form.add_number(constant);
    form
}

fn phase(unit: usize) -> Option<Phase> {
    Phase::try_from(unit + 1).ok()
}
