//! Clausal proofs of small formulas.

use crate::parts;
use unrelu_reductions::check::check_proof;
use unrelu_reductions::cnf::dimacs::{Strictness, read};
use unrelu_reductions::limits::Limits;
use unrelu_reductions::{Assignment, Instance, ReductionKind};

/// A formula, `%%`, a proof: none is accepted of a formula that some assignment satisfies.
pub fn drat(bytes: &[u8]) {
    let [formula, proof] = parts(bytes);
    let Ok(read) = read(formula, Strictness::Lenient) else { return };
    let formula = read.formula;
    if formula.variables() > 10 || formula.clause_count() > 100 {
        return;
    }
    let instance = Instance::reduce(formula, ReductionKind::Theorem1, 0).expect("a small formula has a network");
    if check_proof(&instance, proof, &Limits::none()).is_ok() {
        assert!(!is_satisfiable(&instance), "a proof was accepted");
    }
}

/// Tries every assignment.
pub fn is_satisfiable(instance: &Instance) -> bool {
    let variables = instance.formula().variables();
    (0..1_u32 << variables).any(|bits| {
        let values: Vec<bool> = (0..variables).map(|variable| bits >> variable & 1 == 1).collect();
        instance.is_solved_by(&Assignment::from(values))
    })
}
