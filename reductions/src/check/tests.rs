use super::*;
use crate::cnf::Cnf;
use crate::cnf::dimacs::{Strictness, read_file};
use crate::exact::{ExactError, Finding};
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
fn a_proof_without_its_end_is_refused() {
    let (instance, proof) = &*REFUTED;
    for length in 0..proof.len() / 2 {
        assert!(accepts(instance, &proof[..length]).is_err(), "{length} of {} bytes", proof.len());
    }
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
    // The formula is its own conflict: the empty clause, or no step at all.
    let conflict =
        |clauses: &[&[i32]]| Instance::reduce(Cnf::from_dimacs(clauses).unwrap(), ReductionKind::Theorem1, 0).unwrap();
    let trivial = conflict(&[&[]]);
    let Ok(Verdict::Unsatisfiable(Refutation::Proof(proof))) = solve(&trivial, SolverKind::Sat, &Limits::none()) else {
        panic!()
    };
    accepts(&trivial, &proof).unwrap();
    accepts(&trivial, b"").unwrap();
    assert!(matches!(accepts(&conflict(&[&[1, 2]]), b""), Err(CheckError::NoEmptyClause)));
    assert!(matches!(accepts(&conflict(&[&[1, 2]]), b"0\n"), Err(CheckError::Refused { step: 1 })));
}

/// `proof` in the binary form.
fn binary(proof: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in std::str::from_utf8(proof).unwrap().lines() {
        bytes.push(if line.starts_with('d') { b'd' } else { b'a' });
        for token in line.split_whitespace().filter(|token| *token != "d") {
            let number: i64 = token.parse().unwrap();
            let mut rest = 2 * number.unsigned_abs() + u64::from(number < 0);
            while rest >= 0x80 {
                bytes.push(u8::try_from(rest & 0x7f).unwrap() | 0x80);
                rest >>= 7;
            }
            bytes.push(u8::try_from(rest).unwrap());
        }
    }
    bytes
}

#[test]
fn both_forms_are_read() {
    let (instance, proof) = refuted("uuf50-01.cnf");
    accepts(&instance, &proof).unwrap();
    accepts(&instance, &binary(&proof)).unwrap();
    accepts(&instance, &[b"c a comment\n", proof.as_slice(), b"c another"].concat()).unwrap();
}

#[test]
fn resolution_asymmetric_tautologies_are_taken_and_others_are_not() {
    // The textbook example: no unit propagates, and the first step is RAT on -1 but not RUP.
    let clauses = [[1, 2, -3], [-1, -2, 3], [2, 3, -4], [-2, -3, 4], [-1, -3, -4], [1, 3, 4], [-1, 2, 4], [1, -2, -4]];
    let instance = Instance::reduce(Cnf::from_dimacs(&clauses).unwrap(), ReductionKind::Theorem2, 0).unwrap();
    accepts(&instance, b"-1 0\nd -1 2 4 0\n2 0\n0\n").unwrap();
    // A definition of a new variable, in any order of its own clauses, changes nothing.
    accepts(&instance, b"9 -1 -2 0\n-9 1 0\n-9 2 0\n-1 0\n2 0\n0\n").unwrap();
    let open = Instance::reduce(Cnf::from_dimacs(&[[1, 2], [-1, 2]]).unwrap(), ReductionKind::Theorem2, 0).unwrap();
    assert!(matches!(accepts(&open, b"2 0\n-2 0\n0\n"), Err(CheckError::Refused { step: 2 })));
}

#[test]
fn deleting_what_holds_a_unit_in_place_changes_nothing() {
    let instance = Instance::reduce(
        Cnf::from_dimacs(&[vec![1], vec![-1, 2], vec![-2, 3, 4], vec![-2, 3, -4], vec![-3, 4], vec![-3, -4]]).unwrap(),
        ReductionKind::Theorem2,
        0,
    )
    .unwrap();
    accepts(&instance, b"d 1 0\nd -1 2 0\nd 7 8 0\n3 0\n0\n").unwrap();
    assert!(matches!(accepts(&instance, b"d -2 3 4 0\n3 0\n0\n"), Err(CheckError::Refused { step: 2 })));
}

#[test]
fn large_numbers_cost_no_memory_and_what_is_no_literal_is_refused() {
    let (instance, _) = &*REFUTED;
    assert!(matches!(accepts(instance, b"2147483647 0\n"), Err(CheckError::NoEmptyClause)));
    for wrong in [
        &b"1 x 0\n"[..],
        b"-2147483648 0\n",
        b"99999999999 0\n",
        b"1 2\n",
        b"d",
        b"a\x02",
        b"b\x02\x00",
        b"a\x01\x00",
        b"a\xff\xff\xff\xff\xff\x01\x00",
    ] {
        assert!(matches!(accepts(instance, wrong), Err(CheckError::Format { .. })), "{wrong:?}");
    }
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
    assert_eq!(instance.check(&[-7.5, 1.0]).unwrap(), Finding::Preimage);
    let just_below = 1.0 - f64::EPSILON / 2.0;
    // At (1/2, -1) the second clause is half false, and so is the count of signs.
    for (latent, wrong) in
        [([1.0, -1.0], vec![0]), ([1.0, just_below], vec![1]), ([0.5, -1.0], vec![0, 1]), ([0.0, 1.0], vec![1])]
    {
        let Ok(Finding::Differs(differences)) = instance.check(&latent) else { panic!("{latent:?}") };
        assert_eq!(differences.iter().map(|difference| difference.index).collect::<Vec<_>>(), wrong, "{latent:?}");
    }
    assert!(matches!(instance.check(&[1.0]), Err(ExactError::Latent(_))));
}

#[test]
fn proofs_show_nothing_about_other_counts() {
    let (instance, proof) = &*REFUTED;
    let counting = Instance::reduce(instance.formula().clone(), ReductionKind::Theorem2, 1).unwrap();
    assert!(accepts(&counting, proof).is_err());
}
