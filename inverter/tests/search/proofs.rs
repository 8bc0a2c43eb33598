//! Proofs survive a file, and nothing that is changed in them is believed.

use super::random::{Numbers, problem};
use unrelu_inverter::certificate::{Certificate, CheckError, Lemma, Problem, Rational, Source, Step, Tree, check};
use unrelu_inverter::limits::Limits;
use unrelu_inverter::search::{Answer, search};

/// Proofs of small problems.
fn proofs() -> impl Iterator<Item = (Problem, Certificate)> {
    let problems = (1..60).step_by(2).flat_map(|seed| [problem(seed, Numbers::Whole), problem(seed, Numbers::Real)]);
    problems.filter_map(|problem| match search(&problem, &Limits::none()).0 {
        Answer::None(proof) => Some((problem, proof)),
        _ => None,
    })
}

fn written(proof: &Certificate) -> Vec<u8> {
    let mut text = Vec::new();
    proof.write(&mut text, &["a\nb".to_owned()]).unwrap();
    text
}

#[test]
fn files_say_the_same() {
    let mut count = 0;
    for (_, proof) in proofs() {
        assert_eq!(Certificate::read(written(&proof).as_slice()).unwrap(), proof);
        count += 1;
    }
    assert!(count > 20, "enough of the problems have no solution");
}

#[test]
fn what_is_no_proof_is_refused_with_its_line() {
    let read = |text: &str| Certificate::read(text.as_bytes()).map_err(|error| error.to_string());
    assert!(read("unrelu-certificate 1\nc anything\n\nl 1 -2 0 false sum 1 above 1 3/2\nr 0\n").is_ok());
    for (line, expected) in [
        ("x", "`l`, `r` or `c`"),
        ("l 1", "a phase or 0"),
        ("l 0 maybe", "`false` or a number of terms"),
        ("l 0 false sum 1 above 0 1", "a number from 1"),
        ("l 0 false sum 1 above 1 1/0", "a fraction"),
        ("l 0 false sum 1 step 1 1", "an earlier step"),
        ("l 0 false cases 1 sum 0", "`sum` or `cases`"),
        ("l 0 2 0 1 1 1 1 sum 0", "each column once, with a factor that is not 0"),
        ("r 1 0 2", "the end of the line"),
        ("r -2147483648 0", "a phase or 0"),
    ] {
        let message = read(&format!("unrelu-certificate 1\n{line}\n")).unwrap_err();
        assert_eq!(message, format!("line 2: expected {expected}"), "{line}");
    }
    assert!(read("p cnf 1 1").unwrap_err().starts_with("line 1"));
}

/// Calls `change` with every leaf of a lemma.
fn leaves(tree: &mut Tree, change: &mut impl FnMut(&mut Vec<(Source, Rational)>)) {
    match tree {
        Tree::Leaf(parts) => change(parts),
        Tree::Split(_, on, off) => {
            leaves(on, change);
            leaves(off, change);
        }
    }
}

/// Whether some change of leaf number `target` of a step is still believed.
fn believed(
    problem: &Problem,
    proof: &Certificate,
    step: usize,
    target: usize,
    alter: impl Fn(&mut Vec<(Source, Rational)>) -> bool,
) -> bool {
    let mut changed = proof.clone();
    let Step::Lemma(lemma) = &mut changed.steps[step] else { return false };
    let (mut index, mut done) = (0, false);
    leaves(&mut lemma.proof, &mut |parts| {
        if index == target {
            done = alter(parts);
        }
        index += 1;
    });
    done && check(problem, &changed, &Limits::none()).is_ok()
}

#[test]
fn a_changed_number_is_noticed() {
    // Weights that are zero make rows without columns, whose factors matter little.
    for (problem, proof) in proofs().filter(|(problem, _)| problem.tolerance() > 0.0) {
        check(&problem, &proof, &Limits::none()).unwrap();
        let last = proof.steps.len() - 1;
        for step in (0..last).step_by(1 + last / 40) {
            for leaf in 0..2 {
                let more = |parts: &mut Vec<(Source, Rational)>| {
                    parts.len() > 1
                        && parts.first_mut().is_some_and(|part| {
                            part.1 += Rational::ONE / Rational::from(7);
                            true
                        })
                };
                let none = |parts: &mut Vec<(Source, Rational)>| {
                    parts.clear();
                    true
                };
                let negative = |parts: &mut Vec<(Source, Rational)>| {
                    parts.first_mut().is_some_and(|part| {
                        part.1 = -part.1.clone();
                        true
                    })
                };
                assert!(!believed(&problem, &proof, step, leaf, more), "step {step}: {:?}", proof.steps[step]);
                assert!(!believed(&problem, &proof, step, leaf, none));
                assert!(!believed(&problem, &proof, step, leaf, negative));
            }
        }
    }
}

#[test]
fn a_proof_needs_its_conditions_and_its_end() {
    for (problem, proof) in proofs() {
        let refused = |steps: Vec<Step>| check(&problem, &Certificate { steps }, &Limits::none()).is_err();
        assert!(refused(Vec::new()));
        assert!(refused(vec![Step::Clause(Vec::new())]), "the empty clause has to follow");
        let absurd = Lemma { when: Vec::new(), claim: None, proof: Tree::Leaf(Vec::new()) };
        assert!(refused(vec![Step::Lemma(absurd)]));
        for (index, step) in proof.steps.iter().enumerate() {
            if let Step::Lemma(Lemma { when, .. }) = step
                && !when.is_empty()
            {
                let mut steps = proof.steps.clone();
                let Step::Lemma(lemma) = &mut steps[index] else { unreachable!() };
                lemma.when.clear();
                let answer = check(&problem, &Certificate { steps }, &Limits::none());
                // Unless the phases were never needed, nothing is shown.
                assert!(matches!(answer, Ok(()) | Err(CheckError::Refused { .. })));
                break;
            }
        }
        let before_last = proof.steps.len() - 1;
        let cut = check(&problem, &Certificate { steps: proof.steps[..before_last].to_vec() }, &Limits::none());
        assert!(matches!(cut, Ok(()) | Err(CheckError::NoContradiction)));
    }
}
