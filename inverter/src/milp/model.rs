//! A network and bounds on its outputs as a mixed-integer program.
//!
//! A unit `h = max(a, c a)` of slope `c` whose sum `a` may have both signs is, with a binary `d` and proven bounds `l <= a <= u`,
//!
//! ```text
//! h >= a,   h >= c a,   h <= a - (1 - c) l (1 - d),   h <= c a + (1 - c) u d
//! ```
//!
//! For ReLU (`c = 0`) the second says `h >= 0`; for LeakyReLU `a` has a column of its own, so that no product of weights is
//! rounded. A unit that is never active is `c a` (nothing, for ReLU), one that always is is `a`. The last layer has no columns:
//! its activation never falls, so that a bound of an output is one of its sum.
//!
//! # Source
//! Tjeng, Xiao and Tedrake (2019), *Evaluating robustness of neural networks with mixed integer programming*.

use super::MilpError;
use super::bounds::Bounds;
use super::interval::Interval;
use super::rounding::{product_up, quotient_down, quotient_up, sum_down, sum_up};
use crate::certificate::{Domain, Problem};
use crate::limits::Run;
use crate::lp::general::{Relation, Row};
use crate::network::{Activation, Layer, Network};

/// Rows over columns; nothing is to be minimised. The first columns are the latent code.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// The variables.
    pub columns: Vec<Column>,
    /// What they keep.
    pub rows: Vec<Row>,
}

/// One variable.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its least value, which may be infinite.
    pub low: f64,
    /// Its greatest value, which may be infinite.
    pub high: f64,
    /// Which values between them it takes.
    pub kind: Kind,
}

/// Which values a variable takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// All.
    Real,
    /// 0 and 1.
    Binary,
}

/// A bound of one output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OutputBound {
    /// Which, from 0.
    pub output: usize,
    /// Which side.
    pub side: Side,
    /// The bound.
    pub limit: f64,
}

/// A side of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
}

/// Bounds that are farther out on their side of 0 are weakened to this: solvers take them for infinite, and refuse them.
const FAR: f64 = 1e15;

/// What a layer reads: a column, or nothing where the unit is always 0.
type Units = Vec<Option<usize>>;

/// `W z + b` of one unit.
struct Affine {
    terms: Vec<(usize, f64)>,
    constant: f64,
    range: Interval,
}

impl Model {
    /// Feasible where the problem has a solution, with bounds that the domain and the observation prove.
    ///
    /// # Errors
    /// [`MilpError`].
    pub fn new(problem: &Problem, run: &Run) -> Result<Self, MilpError> {
        let Ok(bounds) = Bounds::proven(problem, run)? else { return Ok(Self::contradiction()) };
        let eps = problem.tolerance();
        let outputs = problem.observation().iter().enumerate().flat_map(|(output, &value)| {
            let ends = [(Side::AtMost, sum_up(value, eps)), (Side::AtLeast, sum_down(value, -eps))];
            ends.map(|(side, limit)| OutputBound { output, side, limit })
        });
        Self::build(problem.network(), problem.domain(), &bounds, outputs)
    }

    /// Feasible where some latent code of the domain keeps bounds of the outputs; all others follow from the domain by interval
    /// arithmetic, which is exact for whole numbers.
    ///
    /// # Errors
    /// [`MilpError::Unbounded`].
    pub fn of_domain(network: &Network, domain: &Domain, outputs: &[OutputBound]) -> Result<Self, MilpError> {
        Self::build(network, domain, &Bounds::forward(network, domain), outputs.iter().copied())
    }

    fn build(
        network: &Network,
        domain: &Domain,
        bounds: &Bounds<'_>,
        outputs: impl Iterator<Item = OutputBound>,
    ) -> Result<Self, MilpError> {
        let mut model = Self::default();
        let mut units = model.add_inputs(domain, &bounds.inputs);
        let (last, hidden) = network.layers().split_last().expect("a network has a layer");
        for (index, (layer, sums)) in hidden.iter().zip(&bounds.sums).enumerate() {
            let add = |unit| {
                let added = model.add_unit(layer.activation(), &affine(layer, unit, &units, sums[unit]));
                added.map_err(|Open| MilpError::Unbounded { layer: index + 1, unit: unit + 1 })
            };
            units = (0..layer.outputs()).map(add).collect::<Result<_, _>>()?;
        }
        for bound in outputs {
            model.add_bound(last, &units, bound);
        }
        if model.columns.is_empty() {
            // Not every format has a word for a program without columns.
            model.column(Interval::point(0.0), Kind::Real);
        }
        Ok(model)
    }

    /// A program without solutions.
    fn contradiction() -> Self {
        let mut model = Self::default();
        model.column(Interval::point(0.0), Kind::Real);
        model.row(Vec::new(), Relation::AtMost, -1.0);
        model
    }

    fn add_inputs(&mut self, domain: &Domain, inputs: &[Interval]) -> Units {
        let inputs: Units = inputs.iter().map(|&input| Some(self.column(input, Kind::Real))).collect();
        if *domain == Domain::Signs {
            for &input in inputs.iter().flatten() {
                let sign = self.column(Interval { low: 0.0, high: 1.0 }, Kind::Binary);
                self.row(vec![(input, 1.0), (sign, -2.0)], Relation::Equal, -1.0);
            }
        }
        inputs
    }

    /// The column of a unit; `None` where it is always 0.
    fn add_unit(&mut self, activation: Activation, sum: &Affine) -> Result<Option<usize>, Open> {
        let Interval { low, high } = sum.range;
        let relu = activation == Activation::Relu;
        if relu && high <= 0.0 {
            return Ok(None);
        }
        if low >= 0.0 || activation == Activation::Identity {
            return Ok(Some(self.add_linear(sum)));
        }
        if high > 0.0 && !sum.range.is_finite() {
            return Err(Open);
        }
        Ok(Some(if relu { self.add_relu(sum) } else { self.add_leaky(activation, sum) }))
    }

    /// `h = a`.
    fn add_linear(&mut self, sum: &Affine) -> usize {
        let unit = self.column(sum.range, Kind::Real);
        self.row(sum.below(unit), Relation::Equal, sum.constant);
        unit
    }

    fn add_relu(&mut self, sum: &Affine) -> usize {
        let Interval { low, high } = sum.range;
        let unit = self.column(Interval { low: 0.0, high }, Kind::Real);
        let active = self.column(Interval { low: 0.0, high: 1.0 }, Kind::Binary);
        let terms = sum.below(unit);
        let below = terms.iter().copied().chain([(active, -low)]).collect();
        self.row(terms, Relation::AtLeast, sum.constant);
        self.row(below, Relation::AtMost, sum_up(sum.constant, -low));
        self.row(vec![(unit, 1.0), (active, -high)], Relation::AtMost, 0.0);
        unit
    }

    fn add_leaky(&mut self, activation: Activation, sum: &Affine) -> usize {
        let (range, slope) = (sum.range, activation.slope());
        let input = self.add_linear(sum);
        let unit = self.column(range.activated(activation), Kind::Real);
        let above = |factor: f64| vec![(unit, 1.0), (input, -factor)];
        if range.high <= 0.0 {
            self.row(above(slope), Relation::Equal, 0.0);
            return unit;
        }
        let active = self.column(Interval { low: 0.0, high: 1.0 }, Kind::Binary);
        let bend = |end: f64| product_up(sum_up(1.0, -slope), end);
        let (low, high) = (bend(-range.low), bend(range.high));
        self.row(above(1.0), Relation::AtLeast, 0.0);
        self.row(above(slope), Relation::AtLeast, 0.0);
        self.row([above(1.0), vec![(active, low)]].concat(), Relation::AtMost, low);
        self.row([above(slope), vec![(active, -high)]].concat(), Relation::AtMost, 0.0);
        unit
    }

    fn add_bound(&mut self, layer: &Layer, inputs: &Units, bound: OutputBound) {
        let sum = affine(layer, bound.output, inputs, Interval::ALL);
        let (slope, limit) = (layer.activation().slope(), bound.limit);
        let leaky = limit < 0.0 && slope > 0.0;
        match bound.side {
            // No output of a ReLU is negative.
            Side::AtMost if limit < 0.0 && slope == 0.0 => self.row(Vec::new(), Relation::AtMost, limit),
            Side::AtLeast if limit <= 0.0 && slope == 0.0 => {}
            Side::AtMost => {
                let limit = if leaky { quotient_up(limit, slope) } else { limit };
                self.row(sum.terms, Relation::AtMost, sum_up(limit, -sum.constant));
            }
            Side::AtLeast => {
                let limit = if leaky { quotient_down(limit, slope) } else { limit };
                self.row(sum.terms, Relation::AtLeast, sum_down(limit, -sum.constant));
            }
        }
    }

    fn column(&mut self, range: Interval, kind: Kind) -> usize {
        self.columns.push(Column { low: range.low.min(FAR), high: range.high.max(-FAR), kind });
        self.columns.len() - 1
    }

    fn row(&mut self, terms: Vec<(usize, f64)>, relation: Relation, right: f64) {
        self.rows.push(Row { terms, relation, right });
    }
}

/// A unit whose sum may have both signs and has no bound on some side.
struct Open;

impl Affine {
    /// `h - a`, without the constant of `a`.
    fn below(&self, unit: usize) -> Vec<(usize, f64)> {
        self.terms.iter().map(|&(column, factor)| (column, -factor)).chain([(unit, 1.0)]).collect()
    }
}

fn affine(layer: &Layer, row: usize, inputs: &Units, range: Interval) -> Affine {
    let mut terms = Vec::new();
    layer.weights().for_each_in_row(row, |input, weight| terms.extend(inputs[input].map(|column| (column, weight))));
    Affine { terms, constant: layer.bias()[row], range }
}
