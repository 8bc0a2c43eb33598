//! The network as exact rows over columns: the latent code, then every unit's output.

use crate::certificate::{Domain, Form, Phase, Problem, Rational, Row, Source, rational};
use crate::network::{Activation, Layer};
use ndarray::Array1;
use num_traits::Signed;
use std::sync::OnceLock;

/// The units of a problem's network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Unit {
    /// Its layer, from 0.
    pub layer: usize,
    /// Its row in the layer.
    pub row: usize,
}

/// Columns, units and switches by their numbers.
///
/// A *switch* is what has two phases: a unit by its number, then, where latent codes are signs, an entry of the latent code.
pub(super) struct Model<'p> {
    pub problem: &'p Problem,
    units: Vec<Unit>,
    /// Number of the first unit of each layer.
    firsts: Vec<usize>,
    /// Inputs of units that were asked for.
    inputs: Vec<OnceLock<Form>>,
}

impl<'p> Model<'p> {
    pub fn new(problem: &'p Problem) -> Self {
        let (mut units, mut firsts) = (Vec::new(), Vec::new());
        for (layer, content) in problem.network().layers().iter().enumerate() {
            firsts.push(units.len());
            units.extend((0..content.outputs()).map(|row| Unit { layer, row }));
        }
        let inputs = vec![OnceLock::new(); units.len()];
        Self { problem, units, firsts, inputs }
    }

    pub fn inputs(&self) -> usize {
        self.problem.network().inputs()
    }

    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// Units, and signs of the latent code where these are switches.
    pub fn switches(&self) -> usize {
        self.units.len() + if self.has_signs() { self.inputs() } else { 0 }
    }

    pub fn has_signs(&self) -> bool {
        *self.problem.domain() == Domain::Signs
    }

    pub fn layer(&self, unit: usize) -> &Layer {
        &self.problem.network().layers()[self.units[unit].layer]
    }

    /// Slope below zero.
    pub fn slope(&self, unit: usize) -> f64 {
        self.layer(unit).activation().slope()
    }

    /// Whether the switch has two phases that differ.
    pub fn switches_over(&self, switch: usize) -> bool {
        switch >= self.units.len() || self.slope(switch) < 1.0
    }

    /// The column of a unit's output.
    pub fn column(&self, unit: usize) -> usize {
        self.inputs() + unit
    }

    /// The unit of a column, if it is not one of the latent code.
    pub fn unit_of(&self, column: usize) -> Option<usize> {
        column.checked_sub(self.inputs())
    }

    /// The unit that is output `index` of the network.
    pub fn output(&self, index: usize) -> usize {
        self.firsts[self.firsts.len() - 1] + index
    }

    /// The first column of what a layer reads.
    pub fn source(&self, layer: usize) -> usize {
        if layer == 0 { 0 } else { self.column(self.firsts[layer - 1]) }
    }

    /// The input of a unit's activation.
    pub fn input(&self, unit: usize) -> &Form {
        self.inputs[unit].get_or_init(|| self.read(unit))
    }

    fn read(&self, unit: usize) -> Form {
        let Unit { layer, row } = self.units[unit];
        let (content, first) = (self.layer(unit), self.source(layer));
        let mut form = Form::number(rational(content.bias()[row]));
        content.weights().for_each_in_row(row, |column, entry| {
            if entry != 0.0 {
                form.add_term(first + column, &rational(entry));
            }
        });
        form
    }

    /// The phases of all switches at a latent code, as floats see them.
    pub fn phases(&self, latent: &[f64]) -> Vec<Option<bool>> {
        let mut values = Array1::from(latent.to_vec());
        let signs = values.mapv(|entry| Some(entry >= 0.0));
        let mut phases = Vec::with_capacity(self.switches());
        for layer in self.problem.network().layers() {
            let (sums, activation) = (layer.preactivation(&values), layer.activation());
            let switches = activation != Activation::Identity;
            phases.extend(sums.iter().map(|&sum| switches.then_some(sum >= 0.0)));
            values = sums.mapv_into(|sum| activation.apply(sum));
        }
        if self.has_signs() {
            phases.extend(signs);
        }
        phases
    }

    /// The phase in which a switch is on, or off.
    pub fn phase((switch, on): (usize, bool)) -> Phase {
        let number = Phase::try_from(switch + 1).expect("the model has fewer switches");
        if on { number } else { -number }
    }

    /// The switch of a phase, and whether it is on.
    pub fn switch(phase: Phase) -> (usize, bool) {
        (phase.unsigned_abs() as usize - 1, phase > 0)
    }

    /// What holds of the input of a switch in a phase: this row, which is strict where a unit is off.
    pub fn condition(&self, (switch, on): (usize, bool)) -> Row {
        match (switch.checked_sub(self.units.len()), on) {
            (None, true) => Row::Active(switch),
            (None, false) => Row::Inactive(switch),
            (Some(entry), true) => Row::Plus(entry),
            (Some(entry), false) => Row::Minus(entry),
        }
    }

    /// `output - factor input`, times a sign.
    pub fn link(&self, unit: usize, factor: &Rational, sign: i8) -> Form {
        let mut form = Form::column(self.column(unit), &Rational::ONE);
        form.add(self.input(unit), &-factor.clone());
        form.times(&Rational::from(sign))
    }

    /// What a row says.
    pub fn row(&self, row: Row) -> Form {
        let (value, eps) = (|output: usize| rational(self.problem.observation()[output]), self.problem.tolerance());
        let output =
            |index: usize, sign: i8, constant: &Rational| shifted(self.column(self.output(index)), sign, constant);
        let slope = |unit: usize| rational(self.slope(unit));
        match row {
            Row::Above(unit) => self.link(unit, &Rational::ONE, 1),
            Row::Slope(unit) => self.link(unit, &slope(unit), 1),
            Row::On(unit) => self.link(unit, &Rational::ONE, -1),
            Row::Off(unit) => self.link(unit, &slope(unit), -1),
            Row::Active(unit) => self.input(unit).clone(),
            Row::Inactive(unit) => self.input(unit).times(&-Rational::ONE),
            Row::Least(index) => output(index, 1, &(rational(eps) - value(index))),
            Row::Most(index) => output(index, -1, &(rational(eps) + value(index))),
            Row::Low(entry) => shifted(entry, 1, &-rational(self.bounds(entry).0)),
            Row::High(entry) => shifted(entry, -1, &rational(self.bounds(entry).1)),
            Row::Plus(entry) => shifted(entry, 1, &-Rational::ONE),
            Row::Minus(entry) => shifted(entry, -1, &-Rational::ONE),
        }
    }

    /// The bounds of an entry of the latent code; infinite ones for none.
    pub fn bounds(&self, entry: usize) -> (f64, f64) {
        match self.problem.domain() {
            Domain::Reals => (f64::NEG_INFINITY, f64::INFINITY),
            Domain::Signs => (-1.0, 1.0),
            Domain::Box { lower, upper } => (lower[entry], upper[entry]),
        }
    }

    /// Replaces the outputs of units of known phase (identities are on) by their inputs, from the last unit to the first, and lists the rows, times
    /// their factors, that were added for it. What is added is zero in these phases.
    pub fn eliminate(
        &self,
        form: &mut Form,
        phase: impl Fn(usize) -> Option<bool>,
        parts: &mut Vec<(Source, Rational)>,
    ) {
        let mut below = usize::MAX;
        loop {
            let last = form.terms().range(self.inputs()..below).next_back();
            let Some((column, factor)) = last.map(|(&column, factor)| (column, factor.clone())) else { return };
            below = column;
            let unit = column - self.inputs();
            let Some(on) = phase(unit) else { continue };
            let slope = if on { Rational::ONE } else { rational(self.slope(unit)) };
            let row = match (on, factor.is_positive()) {
                (true, true) => Row::On(unit),
                (true, false) => Row::Above(unit),
                (false, true) => Row::Off(unit),
                (false, false) => Row::Slope(unit),
            };
            let sign = if factor.is_positive() { -1 } else { 1 };
            form.add(&self.link(unit, &slope, sign), &factor.abs());
            parts.push((Source::Row(row), factor.abs()));
        }
    }
}

/// `sign v + constant`.
fn shifted(column: usize, sign: i8, constant: &Rational) -> Form {
    let mut form = Form::column(column, &Rational::from(sign));
    form.add_number(constant);
    form
}

/// The sum of rows is as good as a contradiction where it is this.
pub(super) fn contradicts((sum, strict): (&Form, bool)) -> bool {
    sum.is_number() && (sum.constant().is_negative() || strict && sum.constant().is_zero())
}
