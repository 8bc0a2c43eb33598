//! Formulas.

use unrelu_reductions::cnf::dimacs::{Dimacs, Strictness, lint, read};
use unrelu_reductions::cnf::write::write;
use unrelu_reductions::{Cnf, NormalCnf};

/// Reader, strict reader and lint agree; what is written is read again, and is clean.
pub fn dimacs(bytes: &[u8]) {
    let (lenient, strict) = (read(bytes, Strictness::Lenient), read(bytes, Strictness::Strict));
    let linted = lint(bytes);
    let Ok(Dimacs { formula, warnings }) = lenient else {
        assert!(strict.is_err() && linted.is_err());
        return;
    };
    assert_eq!(strict.map(|strict| strict.formula).ok(), warnings.is_empty().then(|| formula.clone()));
    assert_eq!(written(&formula), formula);
    let linted = linted.expect("the reader has read it");
    assert_eq!(linted.formula, formula);
    assert_eq!(linted.clean().clause_count(), NormalCnf::new(formula).formula().clause_count());
}

fn written(formula: &Cnf) -> Cnf {
    let mut text = Vec::new();
    write(&mut text, formula, &["written again"]).expect("memory is no disk");
    assert_eq!(lint(text.as_slice()).expect("it was just written").counts.get("clause-count"), None);
    read(text.as_slice(), Strictness::Strict).expect("it was just written").formula
}
