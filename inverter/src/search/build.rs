//! From a network to its [`System`].

use super::basis::{Basis, scaled};
use super::model::Model;
use super::pwl::Piecewise;
use super::system::{Coordinate, Function, Rounding, Sum, Switch, System, Term};
use crate::certificate::{Form, Rational, rational};
use crate::exact::to_f64;
use dashu_base::Inverse;
use std::collections::{BTreeMap, HashMap};

const FREE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// The system of a network.
pub(super) fn build(model: &Model<'_>, rounding: Rounding) -> System {
    let mut builder = Builder {
        model,
        system: System { rounding, switches: vec![None; model.switches()], ..System::default() },
        outputs: Vec::new(),
        shared: HashMap::new(),
        functions: HashMap::new(),
        ranges: Vec::new(),
    };
    let basis = builder.latent();
    for unit in 0..model.units().len() {
        builder.unit(unit, &basis);
    }
    builder.finish()
}

/// The output of a unit, as a function.
struct Output {
    coordinate: usize,
    values: Piecewise,
    /// Where the output is the input wherever the coordinate can be, and that is a sum: a factor of the coordinate, a constant.
    line: Option<(Rational, Rational)>,
    /// Whether it is zero wherever the coordinate can be.
    zero: bool,
}

struct Builder<'m, 'p> {
    model: &'m Model<'p>,
    system: System,
    outputs: Vec<Output>,
    /// Coordinates that are sums, by their forms.
    shared: HashMap<Form, usize>,
    functions: HashMap<(usize, Form), usize>,
    /// Where each coordinate can be.
    ranges: Vec<(f64, f64)>,
}

/// What a unit reads, gathered by coordinate.
#[derive(Default)]
struct Gathered {
    groups: BTreeMap<usize, (Piecewise, Form)>,
    opened: Vec<usize>,
    offset: Rational,
}

impl Gathered {
    fn add(&mut self, coordinate: usize, values: &Piecewise, form: &Form, factor: &Rational) {
        let group = self.groups.entry(coordinate).or_insert_with(|| (Piecewise::line(0.0, 0.0), Form::zero()));
        group.0.add(values, to_f64(factor));
        group.1.add(form, factor);
    }
}

impl Builder<'_, '_> {
    fn latent(&mut self) -> Basis {
        let inputs = self.model.inputs();
        let free = (0..inputs).all(|entry| self.model.bounds(entry) == FREE);
        let first = self.model.units().iter().take_while(|unit| free && unit.layer == 0);
        let directions: Vec<Form> = first.enumerate().map(|(unit, _)| self.model.input(unit).linear()).collect();
        let basis = Basis::of(inputs, &directions);
        let entry = |entry: usize| {
            let along = basis.express(&Form::column(entry, &Rational::ONE));
            along.terms().iter().map(|(&index, factor)| (index, to_f64(factor))).collect()
        };
        self.system.entries = (0..inputs).map(entry).collect();
        for (entry, form) in basis.forms().iter().enumerate() {
            let range = if free { FREE } else { self.model.bounds(entry) };
            self.coordinate(form.clone(), None, range);
            if self.model.has_signs() {
                let switch = self.model.units().len() + entry;
                let input = Piecewise::line(1.0, 0.0);
                self.system.switches[switch] = Some(Switch { coordinate: entry, input, on: 1.0, off: -1.0 });
                self.system.coordinates[entry].switches.push(switch);
            }
        }
        basis
    }

    fn coordinate(&mut self, form: Form, sum: Option<Sum>, range: (f64, f64)) -> usize {
        let coordinate = self.system.coordinates.len();
        let itself = self.system.functions.len();
        self.functions.insert((coordinate, form.clone()), itself);
        self.system.functions.push(Function { coordinate, values: Piecewise::line(1.0, 0.0), form: form.clone() });
        let (functions, switches) = (Vec::new(), Vec::new());
        self.system.coordinates.push(Coordinate { form, sum, itself, functions, switches });
        self.ranges.push(range);
        coordinate
    }

    fn unit(&mut self, unit: usize, basis: &Basis) {
        let (gathered, input) = (self.gather(unit, basis), self.model.input(unit));
        let bias = to_f64(input.constant());
        let (coordinate, values, line) = match gathered.groups.first_key_value() {
            Some((&coordinate, (values, _))) if gathered.groups.len() == 1 && gathered.opened.is_empty() => {
                (coordinate, values.clone().plus(bias), None)
            }
            _ => {
                let zero = |column: usize| self.model.unit_of(column).is_some_and(|unit| self.outputs[unit].zero);
                let (form, size) = scaled(&input.columns(|column| !zero(column)));
                let known = self.shared.get(&form).copied();
                let coordinate = known.unwrap_or_else(|| self.sum(form, &size, gathered));
                let values = Piecewise::line(to_f64(&size), bias);
                (coordinate, values, Some((size, input.constant().clone())))
            }
        };
        let always_on = values.range(self.ranges[coordinate]).0 >= 0.0;
        let activated = values.activated(self.model.slope(unit));
        let line = line.filter(|_| always_on || !self.model.switches_over(unit));
        // Only what is snapped to is zero exactly.
        let never_positive = values.range(self.ranges[coordinate]).1 <= 0.0;
        let zero = never_positive && self.model.slope(unit) == 0.0 && self.system.rounding == Rounding::Snapped;
        if zero {
            let form = Form::column(self.model.column(unit), &Rational::ONE);
            let function = self.function(coordinate, activated.clone(), form);
            self.system.zeros.push((unit, function));
        }
        self.outputs.push(Output { coordinate, values: activated, line, zero });
        if self.model.switches_over(unit) {
            self.system.switches[unit] = Some(Switch { coordinate, input: values, on: 0.0, off: 0.0 });
        }
        self.system.coordinates[coordinate].switches.push(unit);
    }

    fn gather(&self, unit: usize, basis: &Basis) -> Gathered {
        let mut gathered = Gathered::default();
        let place = self.model.units()[unit];
        if place.layer == 0 {
            for (&entry, factor) in basis.express(self.model.input(unit)).terms() {
                gathered.add(entry, &Piecewise::line(1.0, 0.0), &basis.forms()[entry], factor);
            }
            return gathered;
        }
        let first = self.model.source(place.layer);
        self.model.layer(unit).weights().for_each_in_row(place.row, |column, entry| {
            if entry != 0.0 {
                self.read(first + column - self.model.inputs(), &rational(entry), &mut gathered);
            }
        });
        gathered.groups.retain(|_, (_, form)| !form.is_number());
        gathered
    }

    /// Adds the output of a unit, unless it is always zero; of one that is always on, what its input is made of.
    fn read(&self, unit: usize, factor: &Rational, gathered: &mut Gathered) {
        let output = &self.outputs[unit];
        if output.zero {
            return;
        }
        let sum = self.system.coordinates[output.coordinate].sum.as_ref();
        let (Some((scale, constant)), Some(sum)) = (&output.line, sum) else {
            let form = Form::column(self.model.column(unit), &Rational::ONE);
            gathered.add(output.coordinate, &output.values, &form, factor);
            return;
        };
        let scale = factor * scale;
        for term in &sum.terms {
            let function = &self.system.functions[term.function];
            gathered.add(function.coordinate, &function.values, &function.form, &(&scale * &term.exact));
        }
        gathered.offset += factor * constant + scale * rational(sum.offset);
        gathered.opened.push(unit);
        gathered.opened.extend(&sum.opened);
    }

    /// A new coordinate: what was gathered, divided by `size`.
    fn sum(&mut self, form: Form, size: &Rational, gathered: Gathered) -> usize {
        let offset = to_f64(&(gathered.offset / size));
        let (mut terms, mut range) = (Vec::new(), (offset, offset));
        for (coordinate, (values, form)) in gathered.groups {
            let (form, scale) = scaled(&form);
            let values = values.times(to_f64(&(&scale).inv()));
            let (least, most) = values.range(self.ranges[coordinate]);
            let function = self.function(coordinate, values, form);
            let exact = scale / size;
            let factor = to_f64(&exact);
            let (least, most) = if factor > 0.0 { (least, most) } else { (most, least) };
            range = (range.0 + factor * least, range.1 + factor * most);
            terms.push(Term { function, factor, exact });
        }
        let mut opened = gathered.opened;
        opened.sort_unstable();
        opened.dedup();
        let coordinate = self.coordinate(form.clone(), Some(Sum { terms, offset, opened }), range);
        self.shared.insert(form, coordinate);
        coordinate
    }

    fn function(&mut self, coordinate: usize, values: Piecewise, form: Form) -> usize {
        let key = (coordinate, form.clone());
        if let Some(&known) = self.functions.get(&key) {
            return known;
        }
        let function = self.system.functions.len();
        self.functions.insert(key, function);
        self.system.functions.push(Function { coordinate, values, form });
        self.system.coordinates[coordinate].functions.push(function);
        function
    }

    fn finish(mut self) -> System {
        for index in 0..self.model.problem.network().outputs() {
            let unit = self.model.output(index);
            let output = &self.outputs[unit];
            let (coordinate, values) = (output.coordinate, output.values.clone());
            let form = Form::column(self.model.column(unit), &Rational::ONE);
            let function = self.function(coordinate, values, form);
            self.system.outputs.push(function);
        }
        self.system.sums = vec![Vec::new(); self.system.functions.len()];
        for (coordinate, content) in self.system.coordinates.iter().enumerate() {
            let Some(sum) = &content.sum else { continue };
            for function in sum.terms.iter().map(|term| term.function).chain([content.itself]) {
                self.system.sums[function].push(coordinate);
            }
            for &unit in &sum.opened {
                self.system.opened_in.entry(unit).or_default().push(coordinate);
            }
        }
        self.system
    }
}
