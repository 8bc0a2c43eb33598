//! Runs varisat's checker and watches what it accepts.

use super::{CheckError, format, varisat_literals};
use crate::cnf::Cnf;
use crate::solve::{Run, Stopped};
use std::io::{self, Read};
use varisat_checker::{CheckedProofStep, Checker, CheckerData, CheckerError, ProofProcessor};

/// Accepts `bytes` as a proof that `formula` is unsatisfiable.
pub(crate) fn check(formula: &Cnf, bytes: &[u8], run: &Run) -> Result<(), CheckError> {
    format::check(bytes, formula.variables())?;
    let mut watch = Watch::default();
    let mut checker = Checker::new();
    checker.add_processor(&mut watch);
    for (index, clause) in formula.clauses().enumerate() {
        if index % 1024 == 0 {
            run.check()?;
        }
        checker.add_clause(&varisat_literals(clause)).map_err(|error| refusal(&error))?;
    }
    checker.check_proof(Watched { bytes, run }).map_err(|error| refusal(&error))?;
    drop(checker);
    if watch.empty_clause { Ok(()) } else { Err(CheckError::NoEmptyClause) }
}

/// Notes whether the empty clause was given or derived.
#[derive(Debug, Default)]
struct Watch {
    empty_clause: bool,
}

impl ProofProcessor for Watch {
    fn process_step(&mut self, step: &CheckedProofStep<'_>, _: CheckerData<'_, '_>) -> Result<(), anyhow::Error> {
        if let CheckedProofStep::AddClause { clause, .. } | CheckedProofStep::AtClause { clause, .. } = step {
            self.empty_clause |= clause.is_empty();
        }
        Ok(())
    }
}

/// A proof whose reading stops at the limits.
struct Watched<'a> {
    bytes: &'a [u8],
    run: &'a Run,
}

impl Read for Watched<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.run.check()?;
        self.bytes.read(buffer)
    }
}

fn refusal(error: &CheckerError) -> CheckError {
    if let CheckerError::IoError { cause, .. } = error {
        let stopped = cause.get_ref().and_then(|inner| inner.downcast_ref::<Stopped>());
        if let Some(stopped) = stopped {
            return (*stopped).into();
        }
    }
    CheckError::Refused(error.to_string())
}
