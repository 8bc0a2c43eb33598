//! Known formulas through every reduction: `tests/data/cnf/manifest.csv` has their status and source.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use unrelu_reductions::check::check_proof;
use unrelu_reductions::cnf::dimacs::{Strictness, read_file};
use unrelu_reductions::exact::Finding;
use unrelu_reductions::limits::Limits;
use unrelu_reductions::solve::{Refutation, SolverKind, Verdict, solve};
use unrelu_reductions::{Instance, ReductionKind};

/// The random formula at the threshold that may take longer than a test should.
const SLOW: &str = "unif-k3-r4.25-v360-c1530-S1293537826-039.cnf";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/cnf")
}

#[test]
fn every_formula_has_its_status_under_every_reduction() {
    let manifest = fs::read_to_string(folder().join("manifest.csv")).unwrap();
    let lines: Vec<Vec<&str>> = manifest.lines().skip(1).map(|line| line.split(',').collect()).collect();
    assert_eq!(lines.len(), 31);
    for (index, line) in lines.iter().filter(|line| line[0] != SLOW).enumerate() {
        let formula = read_file(&folder().join(line[0]), Strictness::Lenient).unwrap().formula;
        assert_eq!(formula.variables().to_string(), line[1], "{}", line[0]);
        assert_eq!(formula.clause_count().to_string(), line[2], "{}", line[0]);
        // The solver sees the formula only: one reduction in turn is enough for it.
        let kinds = ReductionKind::ALL.map(|kind| Instance::reduce(formula.clone(), kind, 0).unwrap());
        assert_eq!(status(&kinds, index % kinds.len()), line[3], "{}", line[0]);
    }
}

/// The status of an instance, whose evidence is checked as a stranger would, for every reduction.
fn status(instances: &[Instance], solved: usize) -> &'static str {
    let limits = Limits::time(Duration::from_secs(30));
    match solve(&instances[solved], SolverKind::Sat, &limits).unwrap() {
        Verdict::Satisfiable(witness) => {
            let latent = witness.latent().to_vec();
            for instance in instances {
                assert_eq!(instance.check(&latent).unwrap(), Finding::Preimage);
                let assignment = instance.pull(&latent).unwrap();
                assert!(instance.formula().is_satisfied_by(&assignment));
            }
            "SAT"
        }
        Verdict::Unsatisfiable(Refutation::Proof(proof)) => {
            // `solve` has checked it by the same checker; once more where that is quick.
            if proof.len() < 1 << 20 {
                check_proof(&instances[solved], proof.as_slice(), &limits).unwrap();
            }
            "UNSAT"
        }
        other => panic!("{other:?}"),
    }
}
