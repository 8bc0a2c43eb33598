//! DIMACS files as they are found in the wild: `tests/data/quirks/manifest.csv` says what each must give.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use unrelu_reductions::cnf::dimacs::{Dimacs, DimacsError, Strictness, read_file};
use unrelu_reductions::solve::{Limits, SolverKind, Verdict, solve};
use unrelu_reductions::{Instance, ReductionKind};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/quirks")
}

/// One line of the manifest: file, outcome, part of the message, reason.
type Case = [String; 4];

fn cases() -> Vec<Case> {
    let manifest = fs::read_to_string(folder().join("manifest.csv")).unwrap();
    let lines = manifest.lines().skip(1);
    lines.map(|line| line.splitn(4, ';').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap()).collect()
}

fn read(case: &Case, strictness: Strictness) -> Result<Dimacs, DimacsError> {
    read_file(&folder().join(&case[0]), strictness)
}

/// Status, variables and clauses, as the manifest writes them.
fn describe(Dimacs { formula, .. }: Dimacs) -> String {
    let (variables, clauses) = (formula.variables(), formula.clause_count());
    let instance = Instance::reduce(formula, ReductionKind::Theorem2, 0).unwrap();
    let status = match solve(&instance, SolverKind::Brute, &Limits::none()).unwrap() {
        Verdict::Satisfiable(_) => "SAT",
        Verdict::Unsatisfiable(_) => "UNSAT",
        undecided => panic!("{undecided:?}"),
    };
    format!("{status} {variables} {clauses}")
}

#[test]
fn every_file_gives_what_the_manifest_says() {
    let cases = cases();
    assert_eq!(cases.len(), 52);
    for case in &cases {
        let [file, outcome, message, _] = case;
        match (read(case, Strictness::Lenient), outcome.strip_prefix("warning ")) {
            (Err(error), _) => {
                assert_eq!(outcome, "error", "{file}: {error}");
                assert!(error.to_string().contains(message.as_str()), "{file}: {error}");
            }
            (Ok(dimacs), Some(outcome)) => {
                let warnings: Vec<String> = dimacs.warnings.iter().map(ToString::to_string).collect();
                assert!(warnings.len() == 1 && warnings[0].contains(message.as_str()), "{file}: {warnings:?}");
                assert_eq!(describe(dimacs), outcome, "{file}");
            }
            (Ok(dimacs), None) => {
                assert_eq!(dimacs.warnings, [], "{file}");
                assert_eq!(describe(dimacs), *outcome, "{file}");
            }
        }
    }
}

#[test]
fn strictness_turns_warnings_into_errors_and_nothing_else() {
    for case in &cases() {
        let [file, outcome, message, _] = case;
        match (read(case, Strictness::Strict), outcome.starts_with("warning ")) {
            (Ok(dimacs), false) => assert_eq!(describe(dimacs), *outcome, "{file}"),
            (Err(DimacsError::Strict(warning)), true) => {
                assert!(warning.to_string().contains(message.as_str()), "{file}: {warning}");
            }
            (Err(error), false) => assert_eq!(outcome, "error", "{file}: {error}"),
            (result, true) => panic!("{file}: {result:?}"),
        }
    }
}
