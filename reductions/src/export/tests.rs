#![expect(clippy::float_cmp, reason = "every number is whole or a binary fraction")]

use super::*;
use crate::cnf::{Assignment, Cnf};
use crate::disguise::{Disguise, Trick};
use crate::instance::{Clauses, Recipe};
use crate::reduction::{Domain, ReductionKind};
use quickcheck::quickcheck;
use unrelu_inverter::lp::general::{Relation, Row};
use unrelu_inverter::milp::{Kind, Model};

fn text(instance: &Instance, format: Format, spec: Spec) -> String {
    let mut text = Vec::new();
    Export { format, spec }.write(instance, "a test", &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn formula(numbers: &[(i8, i8, i8)]) -> Cnf {
    let clause =
        |&(a, b, c): &(i8, i8, i8)| [a, b, c].map(|n| i32::from(n % 4)).into_iter().filter(|&n| n != 0).collect();
    let clauses: Vec<Vec<i32>> = numbers.iter().take(9).map(clause).collect();
    let mut formula = Cnf::from_dimacs(&clauses).unwrap();
    formula.declare(3);
    formula
}

/// Whether the program holds where the inputs are these and every other column is what the network makes of them: the
/// columns of a unit come in the order in which the model adds them, so they are found by trying the rows in turn.
fn holds_at(model: &Model, inputs: &[f64]) -> bool {
    // Inputs first; then each column follows from the rows above it, by taking the least value that they allow.
    let mut values: Vec<f64> = inputs.to_vec();
    for (index, column) in model.columns.iter().enumerate().skip(inputs.len()) {
        let value =
            if column.kind == Kind::Binary { binary(model, index, &values) } else { unit(model, index, &values) };
        values.push(value);
    }
    let within = model.columns.iter().zip(&values).all(|(column, value)| (column.low..=column.high).contains(value));
    within
        && model.rows.iter().all(|row| {
            let sum: f64 = row.terms.iter().map(|&(column, factor)| factor * values[column]).sum();
            match row.relation {
                Relation::AtMost => sum <= row.right,
                Relation::AtLeast => sum >= row.right,
                Relation::Equal => sum == row.right,
            }
        })
}

/// `h = max(0, a)`, from the row `h - a = b` or `h - a >= b`.
fn unit(model: &Model, index: usize, values: &[f64]) -> f64 {
    let defining = |row: &&Row| row.relation != Relation::AtMost && row.terms.last() == Some(&(index, 1.0));
    let Some(row) = model.rows.iter().find(defining) else { return 0.0 };
    let rest: f64 = row.terms[..row.terms.len() - 1].iter().map(|&(column, factor)| factor * values[column]).sum();
    (row.right - rest).max(0.0)
}

/// The sign of an input, or whether the unit before it is active.
fn binary(model: &Model, index: usize, values: &[f64]) -> f64 {
    let sign =
        model.rows.iter().find(|row| row.relation == Relation::Equal && row.terms.get(1) == Some(&(index, -2.0)));
    match sign {
        Some(row) => f64::midpoint(values[row.terms[0].0], 1.0),
        None => f64::from(u8::from(values[index - 1] > 0.0)),
    }
}

quickcheck! {
    fn the_program_holds_exactly_at_solutions(numbers: Vec<(i8, i8, i8)>, chosen: u8, seed: u64) -> bool {
        let tricks = [Trick::Mix, Trick::Split, Trick::Pad, Trick::Scale, Trick::Permute];
        ReductionKind::ALL.into_iter().all(|kind| {
            let signs = kind.domain() == Domain::Signs;
            let some = tricks.iter().enumerate().filter(|(i, trick)| chosen >> i & 1 == 1 && !(signs && **trick == Trick::Mix));
            let disguise = Some(Disguise::new(some.map(|(_, &trick)| trick), seed));
            let recipe = Recipe { kind, unsatisfied: 0, clauses: Clauses::Whole, disguise };
            let instance = Instance::new(formula(&numbers), recipe).unwrap();
            [Spec::Exact, Spec::Gap].into_iter().all(|spec| {
                let model = program(&instance, spec).unwrap();
                (0..8).all(|number| {
                    let assignment = Assignment::from((0..3).map(|i| number >> i & 1 == 1).collect::<Vec<_>>());
                    holds_at(&model, &instance.push(&assignment).unwrap().to_vec()) == instance.is_solved_by(&assignment)
                })
            })
        })
    }

    fn fixed_columns_are_kept(numbers: Vec<(i8, i8, i8)>) -> bool {
        ReductionKind::ALL.into_iter().all(|kind| {
            let instance = Instance::reduce(formula(&numbers), kind, 0).unwrap();
            let text = text(&instance, Format::Mps, Spec::Gap);
            text.lines().filter(|line| line.starts_with("    ") && !line.contains("MARKER")).all(|line| {
                line.len() == 36 && &line[12..14] == "  " && &line[22..24] == "  " && line[24..].trim().parse::<f64>().is_ok()
            })
        })
    }
}

#[test]
fn specifications_are_those_of_the_gap() {
    let instance = |kind| Instance::reduce(Cnf::from_dimacs(&[[1, 2, 3]]).unwrap(), kind, 0).unwrap();
    let ends = |kind, spec| {
        let text = text(&instance(kind), Format::Vnnlib1, spec);
        text.lines()
            .filter(|line| line.contains("Y_") && line.contains("assert"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let four = ["(assert (<= Y_0 0.25))", "(assert (>= Y_1 2.75))"];
    assert_eq!(ends(ReductionKind::Theorem2, Spec::Gap), four);
    assert_eq!(ends(ReductionKind::Theorem2, Spec::Exact), ["(assert (<= Y_0 0.0))", "(assert (>= Y_1 3.0))"]);
    assert_eq!(ends(ReductionKind::TwoLayer, Spec::Gap), ["(assert (<= Y_0 0.25))"]);
    let vector = ends(ReductionKind::TwoLayerVector, Spec::Gap);
    assert_eq!((vector.len(), vector[6].as_str()), (7, "(assert (<= Y_3 0.125))"));
}

#[test]
fn sign_vectors_are_points() {
    let points = |k| {
        let mut formula = Cnf::new(k);
        formula.push_clause([]);
        let instance = Instance::reduce(formula, ReductionKind::Theorem1, 0).unwrap();
        Export { format: Format::Vnnlib2, spec: Spec::Exact }.write(&instance, "", &mut Vec::new())
    };
    points(12).unwrap();
    assert!(matches!(points(13), Err(ExportError::Points(13))));
    let instance = Instance::reduce(Cnf::from_dimacs(&[[1, -2]]).unwrap(), ReductionKind::Theorem1, 0).unwrap();
    assert_eq!(text(&instance, Format::Vnnlib1, Spec::Exact).matches("(and ").count(), 4);
}

#[test]
fn pseudo_boolean_constraints_count() {
    let exported = |kind, unsatisfied| {
        text(
            &Instance::reduce(Cnf::from_dimacs(&[[1, -2], [2, 3]]).unwrap(), kind, unsatisfied).unwrap(),
            Format::Opb,
            Spec::Exact,
        )
    };
    let head = "* #variable= 3 #constraint= 2\n* a test\n";
    assert_eq!(exported(ReductionKind::Theorem2, 0), format!("{head}+1 x1 -1 x2 >= 0 ;\n+1 x2 +1 x3 >= 1 ;\n"));
    let exactly = exported(ReductionKind::Theorem1, 1);
    assert!(exactly.ends_with("+1 x4 +1 x5 = 1 ;\n") && exactly.contains("-1 x1 +1 x2 -2 x4 >= -1 ;"), "{exactly}");
    assert!(exported(ReductionKind::TwoLayer, 1).ends_with("-1 x4 -1 x5 >= -1 ;\n"));
}

#[test]
fn what_is_not_exact_or_not_known_is_refused() {
    let counting = Instance::reduce(Cnf::from_dimacs(&[[1]]).unwrap(), ReductionKind::Theorem2, 1).unwrap();
    let refused = |spec| Export { format: Format::Mps, spec }.write(&counting, "", &mut Vec::new());
    assert!(matches!(refused(Spec::Gap), Err(ExportError::NoGap(1))));
    refused(Spec::Exact).unwrap();
    assert!(exact(16_777_216.0).is_err() && exact(0.1).is_err() && exact(-16_777_215.0).is_ok());
    let disguise = Some(Disguise::new([Trick::Permute], 1));
    let recipe = Recipe { kind: ReductionKind::Theorem1, unsatisfied: 0, clauses: Clauses::Whole, disguise };
    let hidden = Instance::new(Cnf::from_dimacs(&[[1]]).unwrap(), recipe).unwrap();
    let opb = Export { format: Format::Opb, spec: Spec::Exact }.write(&hidden, "", &mut Vec::new());
    assert!(matches!(opb, Err(ExportError::Disguised)));
}

/// 32-bit floats lose nothing: the network is read back as it was, in disguise too.
#[test]
fn the_network_in_onnx_is_the_network() {
    let folder = tempfile::tempdir().unwrap();
    let onnx = Export { format: Format::Onnx, spec: Spec::Exact };
    for (number, kind) in ReductionKind::ALL.into_iter().enumerate() {
        for disguised in [false, true] {
            let disguise = disguised.then(|| Disguise::new(vec![Trick::Permute, Trick::Pad], 7));
            let recipe = Recipe { disguise, ..Recipe::plain(kind, 0) };
            let instance = Instance::new(formula(&[(1, 2, 3), (-1, -2, 3), (2, -3, 0)]), recipe).unwrap();
            let path = folder.path().join(format!("{number}-{disguised}.onnx"));
            onnx.save(&instance, "a test", &path).unwrap();
            let read = unrelu_inverter::file::read_network(&path).unwrap();
            for corner in 0..8_u8 {
                let sign = |bit: usize| if corner >> bit & 1 == 1 { 1.0 } else { -1.0 };
                let z = (0..3).map(sign).collect::<unrelu_inverter::ndarray::Array1<f64>>();
                assert_eq!(read.forward(&z), instance.network().forward(&z), "{kind} {disguised}");
            }
        }
    }
}
