use super::*;
use crate::cnf::Cnf;
use crate::cnf::dimacs::{Strictness, read_file};
use crate::reduction::ReductionKind;
use crate::solve::{Refutation, SolverKind, Verdict, solve};
use quickcheck::quickcheck;
use std::path::Path;
use std::sync::LazyLock;

/// The pigeonhole formula of three holes, and a right proof that it is unsatisfiable.
static REFUTED: LazyLock<(Instance, Vec<u8>)> = LazyLock::new(|| refuted("ph3.cnf"));

fn refuted(file: &str) -> (Instance, Vec<u8>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/cnf").join(file);
    let formula = read_file(&path, Strictness::Lenient).unwrap().formula;
    let instance = Instance::reduce(formula, ReductionKind::Theorem2, 0).unwrap();
    match solve(&instance, SolverKind::Sat, &Limits::none()).unwrap() {
        Verdict::Unsatisfiable(Refutation::Proof(proof)) => (instance, proof),
        other => panic!("{other:?}"),
    }
}

fn accepts(instance: &Instance, proof: &[u8]) -> Result<(), CheckError> {
    check_proof(instance, proof, &Limits::none())
}

/// The same formula without its last clause, which makes it satisfiable.
fn weakened(instance: &Instance) -> Instance {
    let mut formula = Cnf::new(u32::try_from(instance.formula().variables()).unwrap());
    let kept = instance.formula().clause_count() - 1;
    instance.formula().clauses().take(kept).for_each(|clause| formula.push_clause(clause.iter().copied()));
    Instance::reduce(formula, ReductionKind::Theorem2, 0).unwrap()
}

#[test]
fn a_right_proof_is_accepted() {
    accepts(&REFUTED.0, &REFUTED.1).unwrap();
}

#[test]
fn every_truncated_proof_is_refused() {
    let (instance, proof) = &*REFUTED;
    for length in 0..proof.len() {
        assert!(accepts(instance, &proof[..length]).is_err(), "{length} of {} bytes", proof.len());
    }
    let long = [proof.as_slice(), b"\x80"].concat();
    assert!(matches!(accepts(instance, &long), Err(CheckError::Format { .. })));
}

#[test]
fn the_proof_of_another_formula_is_refused() {
    let (instance, proof) = &*REFUTED;
    assert!(accepts(&weakened(instance), proof).is_err());
    assert!(accepts(instance, &refuted("full4.cnf").1).is_err());
    assert!(accepts(&refuted("full4.cnf").0, proof).is_err());
}

#[test]
fn a_proof_of_nothing_is_refused() {
    // What the solver writes for an unsatisfiable formula whose conflict needs no step: no step, and the end.
    let conflict =
        |clauses: &[&[i32]]| Instance::reduce(Cnf::from_dimacs(clauses).unwrap(), ReductionKind::Theorem1, 0).unwrap();
    let trivial = conflict(&[&[]]);
    let Ok(Verdict::Unsatisfiable(Refutation::Proof(proof))) = solve(&trivial, SolverKind::Sat, &Limits::none()) else {
        panic!()
    };
    accepts(&trivial, &proof).unwrap();
    assert!(matches!(accepts(&conflict(&[&[1, 2]]), &proof), Err(CheckError::NoEmptyClause)));
}

/// A number as the format has it, for values below 2^14.
fn number(value: u64) -> Vec<u8> {
    if value < 1 << 7 {
        return vec![u8::try_from(value << 1 | 1).unwrap()];
    }
    u16::try_from(value << 2 | 2).unwrap().to_le_bytes().to_vec()
}

#[test]
fn steps_that_only_incremental_proofs_have_are_refused() {
    let (instance, proof) = &*REFUTED;
    let satisfiable = weakened(instance);
    // Code 15 adds a clause of the proof's own: here the empty one.
    for (code, rest) in [(15, vec![0]), (16, vec![0]), (17, vec![0, 0]), (14, vec![0]), (4, vec![1]), (6, vec![1])] {
        let step: Vec<u8> = std::iter::once(code).chain(rest).flat_map(number).collect();
        let forged = [&step, &proof[..]].concat();
        assert!(matches!(accepts(&satisfiable, &forged), Err(CheckError::Format { offset: 0, .. })), "{code}");
    }
}

#[test]
fn numbers_beyond_the_formula_or_the_file_are_refused_before_they_cost_memory() {
    let (instance, _) = &*REFUTED;
    let huge = [0x00, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03];
    for code in [7, 8, 9, 10, 11, 12, 0, 1, 2, 13] {
        let forged = [number(code).as_slice(), &huge, &huge].concat();
        assert!(matches!(accepts(instance, &forged), Err(CheckError::Format { .. })), "{code}");
    }
    let beyond: Vec<u8> = [8, 1, 2 * 12, 0].into_iter().flat_map(number).collect();
    let problem = accepts(instance, &beyond).unwrap_err().to_string();
    assert!(problem.contains("not one of the formula"), "{problem}");
}

quickcheck! {
    fn no_damage_makes_a_satisfiable_formula_refuted(at: usize, byte: u8, again: usize, other: u8) -> bool {
        let (instance, proof) = &*REFUTED;
        let mut damaged = proof.clone();
        damaged[at % proof.len()] = byte;
        damaged[again % proof.len()] ^= other;
        let _ = accepts(instance, &damaged);
        accepts(&weakened(instance), &damaged).is_err()
    }
}

#[test]
fn a_wrong_latent_code_is_found_out() {
    let instance = Instance::reduce(Cnf::from_dimacs(&[[1, 2], [-1, 2]]).unwrap(), ReductionKind::Theorem2, 0).unwrap();
    assert_eq!(check_latent(&instance, &[-7.5, 1.0]).unwrap(), Finding::Preimage);
    let just_below = 1.0 - f64::EPSILON / 2.0;
    // At (1/2, -1) the second clause is half false, and so is the count of signs.
    for (latent, wrong) in
        [([1.0, -1.0], vec![0]), ([1.0, just_below], vec![1]), ([0.5, -1.0], vec![0, 1]), ([0.0, 1.0], vec![1])]
    {
        let Ok(Finding::Differs(differences)) = check_latent(&instance, &latent) else { panic!("{latent:?}") };
        assert_eq!(differences.iter().map(|difference| difference.index).collect::<Vec<_>>(), wrong, "{latent:?}");
    }
    assert!(matches!(check_latent(&instance, &[1.0]), Err(ExactError::Latent(_))));
}

#[test]
fn proofs_show_nothing_about_other_counts() {
    let (instance, proof) = &*REFUTED;
    let counting = Instance::reduce(instance.formula().clone(), ReductionKind::Theorem2, 1).unwrap();
    assert!(accepts(&counting, proof).is_err());
}
