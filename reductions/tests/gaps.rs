//! The robust gaps, measured by linear programs on the networks themselves, against values computed elsewhere.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::Value;
use unrelu_inverter::lp::general::{GeneralSolver, LinearProgram, LpOutcome, Microlp, Relation};
use unrelu_inverter::network::Network;
use unrelu_reductions::{Cnf, NormalCnf, ReductionKind};

/// What floats leave of the sums.
const TOLERANCE: f64 = 1e-9;

#[derive(Clone, Copy)]
enum Norm {
    L1,
    Linf,
}

/// `constant + sum of factor * variable`, and its least and largest value.
#[derive(Clone)]
struct Sum {
    terms: Vec<f64>,
    constant: f64,
    range: (f64, f64),
}

/// The outputs of a network over one orthant of a box, as sums of the coordinates and of units that may or may not be active.
/// Those are convex, so that a program that presses them down is exact.
struct Cell {
    program: LinearProgram,
}

impl Cell {
    fn new(signs: &[f64], reach: f64) -> (Self, Vec<Sum>) {
        let mut cell = Self { program: LinearProgram::default() };
        let ends = signs.iter().map(|&sign| if sign > 0.0 { (0.0, reach) } else { (-reach, 0.0) });
        let inputs = ends.map(|range| cell.variable(range)).collect();
        (cell, inputs)
    }

    fn variable(&mut self, range: (f64, f64)) -> Sum {
        let index = self.program.add_variable(0.0, range);
        let mut terms = vec![0.0; index + 1];
        terms[index] = 1.0;
        Sum { terms, constant: 0.0, range }
    }

    fn at_most(&mut self, sum: &Sum, variable: usize) {
        let mut terms: Vec<(usize, f64)> = sum.terms.iter().copied().enumerate().filter(|(_, t)| *t != 0.0).collect();
        terms.push((variable, -1.0));
        self.program.add_row(terms, Relation::AtMost, -sum.constant);
    }

    fn relu(&mut self, sum: Sum) -> Sum {
        match sum.range {
            (low, _) if low >= 0.0 => sum,
            (_, high) if high <= 0.0 => Sum { terms: vec![], constant: 0.0, range: (0.0, 0.0) },
            (_, high) => {
                let unit = self.variable((0.0, high));
                self.at_most(&sum, unit.terms.len() - 1);
                unit
            }
        }
    }

    fn forward(&mut self, network: &Network, mut values: Vec<Sum>) -> Vec<Sum> {
        for layer in network.layers() {
            let sums: Vec<Sum> = (0..layer.outputs())
                .map(|row| {
                    let bias = layer.bias()[row];
                    let mut sum = Sum { terms: vec![], constant: bias, range: (bias, bias) };
                    layer.weights().for_each_in_row(row, |column, weight| add(&mut sum, &values[column], weight));
                    sum
                })
                .collect();
            let last = std::ptr::eq(layer, network.last());
            values = sums.into_iter().map(|sum| if last { sum } else { self.relu(sum) }).collect();
        }
        values
    }
}

fn add(sum: &mut Sum, value: &Sum, weight: f64) {
    sum.terms.resize(sum.terms.len().max(value.terms.len()), 0.0);
    sum.terms.iter_mut().zip(&value.terms).for_each(|(term, other)| *term += weight * other);
    sum.constant += weight * value.constant;
    let ends = [weight * value.range.0, weight * value.range.1];
    sum.range = (sum.range.0 + ends[0].min(ends[1]), sum.range.1 + ends[0].max(ends[1]));
}

/// `min ||G(z) - x||` over the orthant of `signs`.
fn least_in_orthant(network: &Network, observation: &[f64], (signs, reach): (&[f64], f64), norm: Norm) -> f64 {
    let (mut cell, inputs) = Cell::new(signs, reach);
    let outputs = cell.forward(network, inputs);
    let mut error = cell.program.add_variable(1.0, (0.0, f64::INFINITY));
    for (index, (mut output, &expected)) in outputs.into_iter().zip(observation).enumerate() {
        if index > 0 && matches!(norm, Norm::L1) {
            error = cell.program.add_variable(1.0, (0.0, f64::INFINITY));
        }
        output.constant -= expected;
        cell.at_most(&output, error);
        // An output that counts is never below the observation 0, and only pressed down; the others are linear here.
        if expected > 0.0 {
            output.terms.iter_mut().for_each(|term| *term = -*term);
            output.constant = -output.constant;
            cell.at_most(&output, error);
        }
    }
    let LpOutcome::Optimal(point) = Microlp.solve(&cell.program) else { panic!("every orthant has a least error") };
    cell.program.variables.iter().zip(point).map(|(variable, value)| variable.cost * value).sum()
}

fn least(kind: ReductionKind, formula: &NormalCnf, norm: Norm) -> f64 {
    let k = formula.formula().variables();
    let (network, observation) = (kind.network(formula).unwrap(), kind.observation(k, 0).to_vec());
    // The four-layer network clips to 1; the vector network's error grows beyond some distance.
    let reach = if kind == ReductionKind::Theorem2 { 1.0 } else { 4.0 };
    let orthant = |number: u32| (0..k).map(move |i| if number >> i & 1 == 1 { 1.0 } else { -1.0 }).collect::<Vec<_>>();
    let all = (0..1 << k).map(|number| least_in_orthant(&network, &observation, (&orthant(number), reach), norm));
    all.fold(f64::INFINITY, f64::min)
}

#[test]
fn measured_gaps_are_those_computed_elsewhere() {
    let path = format!("{}/../tests/data/reference/reduction_gaps.json", env!("CARGO_MANIFEST_DIR"));
    let cases: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for case in cases["instances"].as_array().unwrap() {
        let clauses: Vec<Vec<i32>> = serde_json::from_value(case["clauses"].clone()).unwrap();
        let mut formula = Cnf::from_dimacs(&clauses).unwrap();
        formula.declare(serde_json::from_value(case["k"].clone()).unwrap());
        let formula = NormalCnf::new(formula);
        let unsatisfied = u32::try_from(case["min_unsat"].as_u64().unwrap()).unwrap();
        for (kind, norm, field) in [
            (ReductionKind::Theorem2, Norm::Linf, "gap4_linf"),
            (ReductionKind::Theorem2, Norm::L1, "gap4_l1"),
            (ReductionKind::TwoLayer, Norm::L1, "min_f_lambdaD"),
            (ReductionKind::TwoLayerVector, Norm::L1, "min_f_lambda1"),
        ] {
            let (found, expected) = (least(kind, &formula, norm), case[field].as_f64().unwrap());
            assert!((found - expected).abs() < TOLERANCE, "{}: {kind} {field}: {found}, not {expected}", case["name"]);
        }
        for kind in [ReductionKind::Theorem2, ReductionKind::TwoLayer, ReductionKind::TwoLayerVector] {
            if unsatisfied > 0 {
                let gap = kind.gap_of(formula.formula(), unsatisfied, 0);
                let (l1, linf) = (least(kind, &formula, Norm::L1), least(kind, &formula, Norm::Linf));
                assert!(l1 > gap.l1 - TOLERANCE && linf > gap.linf - TOLERANCE, "{}: {kind} {l1} {linf}", case["name"]);
            }
        }
    }
}
