#![expect(clippy::float_cmp, reason = "every number is whole or a binary fraction")]

use super::*;
use crate::cnf::{Assignment, Cnf};
use crate::exact::{Dyadic, Finding, check, forward};
use quickcheck::{Arbitrary, Gen, TestResult, quickcheck};
use serde_json::Value;

/// A formula of at most six variables, any clause lengths, duplicates and tautologies included.
#[derive(Clone, Debug)]
struct SmallFormula(Cnf);

impl Arbitrary for SmallFormula {
    fn arbitrary(g: &mut Gen) -> Self {
        let numbers: Vec<i32> = (-6..=6).filter(|&number| number != 0).collect();
        let clauses: Vec<Vec<i32>> = (0..usize::arbitrary(g) % 12)
            .map(|_| (0..usize::arbitrary(g) % 6).map(|_| *g.choose(&numbers).unwrap()).collect())
            .collect();
        let mut formula = Cnf::from_dimacs(&clauses).unwrap();
        formula.declare(u32::arbitrary(g) % 7);
        Self(formula)
    }
}

fn assignments(k: usize) -> impl Iterator<Item = Assignment> {
    (0..1_u32 << k).map(move |number| Assignment::from((0..k).map(|i| number >> i & 1 == 1).collect::<Vec<_>>()))
}

fn reference(name: &str) -> Value {
    let path = format!("{}/../tests/data/reference/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn formula_of(case: &Value) -> NormalCnf {
    let clauses: Vec<Vec<i32>> = serde_json::from_value(case["clauses"].clone()).unwrap();
    let mut formula = Cnf::from_dimacs(&clauses).unwrap();
    formula.declare(serde_json::from_value(case["k"].clone()).unwrap());
    NormalCnf::new(formula)
}

fn exact_outputs(kind: ReductionKind, formula: &NormalCnf, latent: &[f64]) -> Vec<f64> {
    forward(&kind.network(formula).unwrap(), latent).unwrap().iter().map(Dyadic::to_f64).collect()
}

quickcheck! {
    fn outputs_count_the_unsatisfied_clauses_at_every_sign_vector(formula: SmallFormula) -> bool {
        let normal = NormalCnf::new(formula.0);
        let k = normal.formula().variables();
        ReductionKind::ALL.into_iter().all(|kind| {
            let network = kind.network(&normal).unwrap();
            assignments(k).all(|assignment| {
                let unsatisfied = u32::try_from(normal.formula().unsatisfied(&assignment)).unwrap();
                let latent = push(&assignment);
                let floats = network.forward(&latent);
                floats == kind.observation(k, unsatisfied) && exact_outputs(kind, &normal, &latent.to_vec()) == floats.to_vec()
            })
        })
    }

    fn sizes_follow_the_theorems(formula: SmallFormula) -> bool {
        let normal = NormalCnf::new(formula.0);
        let cnf = normal.formula();
        let (k, m, literals) = (cnf.variables(), cnf.clause_count(), cnf.literal_count());
        let stored = |kind: ReductionKind| {
            let network = kind.network(&normal).unwrap();
            assert_eq!(network.widths(), kind.widths(k, m));
            network.layers().iter().map(|layer| layer.weights().stored()).sum::<usize>()
        };
        stored(ReductionKind::Theorem1) == literals + m
            && stored(ReductionKind::Theorem2) == 2 * k + 4 * k + 2 * (literals + k) + m + 2
            && stored(ReductionKind::TwoLayer) == literals + 4 * k + 4 * k + m
            && stored(ReductionKind::TwoLayerVector) == literals + 2 * k + 2 * k + m
    }

    fn rounding_never_raises_the_two_layer_output(formula: SmallFormula, codes: Vec<(i8, u8)>) -> TestResult {
        let normal = NormalCnf::new(formula.0);
        let k = normal.formula().variables();
        if codes.len() < k {
            return TestResult::discard();
        }
        let latent: Vec<f64> = codes[..k].iter().map(|&(whole, eighths)| f64::from(whole % 4) + f64::from(eighths % 8) / 8.0).collect();
        let output = exact_outputs(ReductionKind::TwoLayer, &normal, &latent)[0];
        let unsatisfied = normal.formula().unsatisfied(&pull(&latent, k).unwrap()) as f64;
        let signs = latent.iter().all(|z| z.abs() == 1.0);
        TestResult::from_bool(unsatisfied <= output && (!signs || unsatisfied == output))
    }

    fn preimages_of_the_vector_network_are_sign_vectors(formula: SmallFormula, codes: Vec<(i8, u8)>) -> TestResult {
        let normal = NormalCnf::new(formula.0);
        let k = normal.formula().variables();
        if codes.len() < k {
            return TestResult::discard();
        }
        let latent: Vec<f64> = codes[..k].iter().map(|&(sign, half)| f64::from(sign.signum()) * f64::from(half % 4) / 2.0).collect();
        let outputs = exact_outputs(ReductionKind::TwoLayerVector, &normal, &latent);
        let unsatisfied = u32::try_from(normal.formula().unsatisfied(&pull(&latent, k).unwrap())).unwrap();
        let signs = latent.iter().all(|z| z.abs() == 1.0);
        TestResult::from_bool((outputs == ReductionKind::TwoLayerVector.observation(k, unsatisfied).to_vec()) == signs)
    }

    fn points_further_out_reach_larger_observations(formula: SmallFormula, extra: u8) -> bool {
        let normal = NormalCnf::new(formula.0);
        let k = normal.formula().variables();
        let network = ReductionKind::TwoLayer.network(&normal).unwrap();
        assignments(k).all(|assignment| {
            let target = u32::try_from(normal.formula().unsatisfied(&assignment)).unwrap() + 1 + u32::from(extra % 40);
            let found = outwards::candidates(normal.formula(), &assignment, target);
            // With a variable that no clause mentions, whose slope is 1, there always is one.
            let free = (0..k).any(|i| normal.formula().clauses().flatten().all(|lit| lit.var().index() != i));
            let reached = found.iter().any(|code| {
                check(&network, &[f64::from(target)], code, Domain::Reals).unwrap() == Finding::Preimage
                    && pull(code, k).unwrap() == assignment
            });
            reached || !free
        })
    }

    fn pulled_witness_satisfies_the_formula(formula: SmallFormula, codes: Vec<(i8, u8)>) -> TestResult {
        // Reals in quarters; three in four land beyond the clip, so many are preimages.
        let normal = NormalCnf::new(formula.0);
        let k = normal.formula().variables();
        if codes.len() < k {
            return TestResult::discard();
        }
        let entry = |&(sign, size): &(i8, u8)| f64::from(sign.signum()) * f64::from(size % 16) / 4.0;
        let latent: Vec<f64> = codes[..k].iter().map(entry).collect();
        let kind = ReductionKind::Theorem2;
        let network = kind.network(&normal).unwrap();
        let assignment = pull(&latent, k).unwrap();
        let unsatisfied = normal.formula().unsatisfied(&assignment);
        let all_clipped = latent.iter().all(|entry| entry.abs() >= 1.0);
        let admitted = (0..=u32::try_from(normal.formula().clause_count()).unwrap()).filter(|&t| {
            let observation = kind.observation(k, t).to_vec();
            check(&network, &observation, &latent, kind.domain()).unwrap() == Finding::Preimage
        });
        // It is a preimage of one observation exactly: the one that counts its unsatisfied clauses.
        let expected = if all_clipped { vec![u32::try_from(unsatisfied).unwrap()] } else { vec![] };
        TestResult::from_bool(admitted.collect::<Vec<_>>() == expected)
    }

    fn push_and_pull_are_inverse(values: Vec<bool>) -> bool {
        let assignment = Assignment::from(values);
        pull(&push(&assignment).to_vec(), assignment.len()).unwrap() == assignment
    }
}

#[test]
fn outputs_agree_with_the_reference_networks() {
    let cases = reference("reduction_nets.json");
    for case in cases.as_array().unwrap() {
        let formula = formula_of(case);
        let latents: Vec<Vec<f64>> = serde_json::from_value(case["assignments"].clone()).unwrap();
        let counts: Vec<f64> = serde_json::from_value(case["unsat_counts"].clone()).unwrap();
        let outputs: Vec<Vec<f64>> = serde_json::from_value(case["four_layer_outputs"].clone()).unwrap();
        for ((latent, &count), output) in latents.iter().zip(&counts).zip(&outputs) {
            assert_eq!(exact_outputs(ReductionKind::Theorem1, &formula, latent), [count]);
            assert_eq!(&exact_outputs(ReductionKind::Theorem2, &formula, latent), output);
        }
        for (kind, field) in [
            (ReductionKind::TwoLayer, "two_layer_scalar_outputs"),
            (ReductionKind::TwoLayerVector, "two_layer_vector_outputs"),
        ] {
            let outputs: Vec<Vec<f64>> = serde_json::from_value(case[field].clone()).unwrap();
            for (latent, output) in latents.iter().zip(&outputs) {
                assert_eq!(&exact_outputs(kind, &formula, latent), output);
            }
        }
    }
}

#[test]
fn least_counts_agree_with_the_reference() {
    let cases = reference("reduction_gaps.json");
    for case in cases["instances"].as_array().unwrap() {
        let formula = formula_of(case);
        let k = formula.formula().variables();
        if k > 10 {
            continue;
        }
        let network = ReductionKind::Theorem1.network(&formula).unwrap();
        let outputs = assignments(k).map(|assignment| network.forward(&push(&assignment))[0]);
        assert_eq!(Some(outputs.fold(f64::INFINITY, f64::min)), case["min_unsat"].as_f64(), "{}", case["name"]);
    }
}

#[test]
fn the_papers_bias_is_wrong_for_short_clauses_and_ours_is_not() {
    // x and not x: with bias -2 neither row would ever fire.
    let formula = NormalCnf::new(Cnf::from_dimacs(&[[1], [-1]]).unwrap());
    for entry in [-1.0, 1.0] {
        assert_eq!(exact_outputs(ReductionKind::Theorem1, &formula, &[entry]), [1.0]);
        assert_eq!(exact_outputs(ReductionKind::Theorem2, &formula, &[entry]), [1.0, 1.0]);
    }
}

#[test]
fn degenerate_formulas_have_networks() {
    for (formula, output) in [(Cnf::new(0), 0.0), (Cnf::from_dimacs(&[[0; 0], [0; 0]]).unwrap(), 2.0)] {
        let normal = NormalCnf::new(formula);
        assert_eq!(exact_outputs(ReductionKind::Theorem1, &normal, &[]), [output]);
        assert_eq!(exact_outputs(ReductionKind::Theorem2, &normal, &[]), [output, 0.0]);
    }
}

#[test]
fn names_round_trip() {
    for kind in ReductionKind::ALL {
        assert_eq!(kind.to_string().parse(), Ok(kind));
    }
    assert!("theorem-3".parse::<ReductionKind>().is_err());
}

#[test]
fn latent_codes_that_do_not_fit_are_refused() {
    assert_eq!(pull(&[1.0], 2), Err(LatentError::Length { expected: 2, found: 1 }));
    assert!(matches!(pull(&[1.0, f64::NAN], 2), Err(LatentError::NotFinite { entry: 2, .. })));
    assert_eq!(pull(&[0.0, -0.0, 1e-300], 3).unwrap().values(), [false, false, true]);
}
