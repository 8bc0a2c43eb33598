//! A network and a specification as a mixed-integer program.
//!
//! A ReLU `h = max(0, a)` whose sum `a` may have both signs is, with a binary `d` and proven bounds `l <= a <= u`,
//!
//! ```text
//! h >= a,   h <= a - l (1 - d),   h <= u d,   0 <= h <= u
//! ```
//!
//! The bounds come from interval arithmetic, from the box on; whole numbers keep it exact. What is never active disappears,
//! what always is becomes an equation. The last layer has no columns: its outputs are never negative, so that a bound of an
//! output is one of its sum.
//!
//! # Source
//! Tjeng, Xiao and Tedrake (2019), *Evaluating robustness of neural networks with mixed integer programming*.

use super::spec::{OutputBound, Side, bounds};
use super::{ExportError, Spec, exact};
use crate::Instance;
use crate::reduction::Domain;
use unrelu_inverter::network::Layer;

/// Rows over columns; nothing is to be minimised.
#[derive(Debug, Default)]
pub(super) struct Model {
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
}

/// One variable.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub low: f64,
    pub high: f64,
    pub kind: Kind,
}

/// Which values a variable takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Real,
    Binary,
}

/// `sum of factor * column  relation  right`.
#[derive(Debug)]
pub(super) struct Row {
    pub terms: Vec<(usize, f64)>,
    pub relation: Relation,
    pub right: f64,
}

/// How a row relates to its right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    AtMost,
    AtLeast,
    Equal,
}

/// What a layer reads: a column, or nothing where the unit is always 0.
type Units = Vec<Option<usize>>;

/// `W z + b` of one unit.
struct Affine {
    terms: Vec<(usize, f64)>,
    constant: f64,
    range: (f64, f64),
}

impl Model {
    /// Feasible exactly where the instance has a preimage.
    pub(super) fn new(instance: &Instance, spec: Spec) -> Result<Self, ExportError> {
        let mut model = Self::default();
        let mut units = model.add_inputs(instance);
        let (last, hidden) = instance.network().layers().split_last().expect("a network has a layer");
        for layer in hidden {
            units = model.add_layer(layer, &units);
        }
        for bound in bounds(instance, spec)? {
            model.add_bound(last, &units, bound);
        }
        if model.columns.is_empty() {
            // Not every format has a word for a program without columns.
            model.column((0.0, 0.0), Kind::Real);
        }
        model.check()?;
        Ok(model)
    }

    fn add_inputs(&mut self, instance: &Instance) -> Units {
        let inputs = instance.box_radii().into_iter().map(|radius| Some(self.column((-radius, radius), Kind::Real)));
        let inputs: Units = inputs.collect();
        if instance.domain() == Domain::Signs {
            for &input in inputs.iter().flatten() {
                let sign = self.column((0.0, 1.0), Kind::Binary);
                self.row(vec![(input, 1.0), (sign, -2.0)], Relation::Equal, -1.0);
            }
        }
        inputs
    }

    fn add_layer(&mut self, layer: &Layer, inputs: &Units) -> Units {
        (0..layer.outputs()).map(|row| self.add_relu(&self.affine(layer, row, inputs))).collect()
    }

    fn add_relu(&mut self, sum: &Affine) -> Option<usize> {
        let (low, high) = sum.range;
        if high <= 0.0 {
            return None;
        }
        let unit = self.column((low.max(0.0), high), Kind::Real);
        // `h - a`, without the constant of `a`.
        let mut terms: Vec<(usize, f64)> = sum.terms.iter().map(|&(column, factor)| (column, -factor)).collect();
        terms.push((unit, 1.0));
        if low >= 0.0 {
            self.row(terms, Relation::Equal, sum.constant);
            return Some(unit);
        }
        let active = self.column((0.0, 1.0), Kind::Binary);
        let below = terms.iter().copied().chain([(active, -low)]).collect();
        self.row(terms, Relation::AtLeast, sum.constant);
        self.row(below, Relation::AtMost, sum.constant - low);
        self.row(vec![(unit, 1.0), (active, -high)], Relation::AtMost, 0.0);
        Some(unit)
    }

    fn add_bound(&mut self, layer: &Layer, inputs: &Units, bound: OutputBound) {
        let sum = self.affine(layer, bound.output, inputs);
        let relation = match bound.side {
            Side::AtMost => Relation::AtMost,
            // No output is negative.
            Side::AtLeast if bound.limit <= 0.0 => return,
            Side::AtLeast => Relation::AtLeast,
        };
        self.row(sum.terms, relation, bound.limit - sum.constant);
    }

    fn affine(&self, layer: &Layer, row: usize, inputs: &Units) -> Affine {
        let constant = layer.bias()[row];
        let mut sum = Affine { terms: Vec::new(), constant, range: (constant, constant) };
        layer.weights().for_each_in_row(row, |input, weight| {
            let Some(column) = inputs[input] else { return };
            let ends = [weight * self.columns[column].low, weight * self.columns[column].high];
            sum.range.0 += ends[0].min(ends[1]);
            sum.range.1 += ends[0].max(ends[1]);
            sum.terms.push((column, weight));
        });
        sum
    }

    fn column(&mut self, (low, high): (f64, f64), kind: Kind) -> usize {
        self.columns.push(Column { low, high, kind });
        self.columns.len() - 1
    }

    fn row(&mut self, terms: Vec<(usize, f64)>, relation: Relation, right: f64) {
        self.rows.push(Row { terms, relation, right });
    }

    /// Whether every number is exact in 32 bits.
    fn check(&self) -> Result<(), ExportError> {
        let ends = self.columns.iter().flat_map(|column| [column.low, column.high]);
        let rows = self.rows.iter().flat_map(|row| row.terms.iter().map(|term| term.1).chain([row.right]));
        ends.chain(rows).try_for_each(|value| exact(value).map(drop))
    }
}
