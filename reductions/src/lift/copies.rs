//! How often each clause stands in a formula, told by its weight.

use super::form::Form;
use super::reading::{Reading, Weighted};
use super::unit::common;
use crate::cnf::Cnf;
use crate::exact::Parts;
use unrelu_inverter::network::Layer;

/// A mixed row may have fewer entries than its clause has literals, but not by this factor.
const MIXED: usize = 16;

/// How large a formula may become: in keeping with the layer that has its clauses.
#[derive(Clone, Copy)]
pub(super) struct Most {
    clauses: usize,
    literals: usize,
}

impl Most {
    pub(super) fn of(layer: &Layer) -> Self {
        let stored = layer.weights().stored();
        Self { clauses: layer.outputs().max(1), literals: stored.saturating_mul(MIXED).saturating_add(1 << 20) }
    }

    fn admits(self, formula: &Cnf, copies: usize, length: usize) -> bool {
        let literals = copies.saturating_mul(length).saturating_add(formula.literal_count());
        formula.clause_count().saturating_add(copies) <= self.clauses && literals <= self.literals
    }
}

impl Reading {
    /// The formulas that the weights may stand for, each with the factor of the clauses' output: weights as they are if there
    /// are units enough for so many copies, and over their common factor.
    pub(super) fn formulas(&self, form: Form, variables: usize, most: Most) -> Vec<(Parts, Cnf)> {
        let weights = self.clauses.iter().map(|weighted| weighted.weight);
        let shared = common(weights.chain([self.empty]).chain(self.measures.iter().copied()));
        let fits =
            |weighted: &Weighted| copies(weighted.weight, Parts::ONE).is_some_and(|copies| copies <= weighted.units);
        let mut factors = vec![shared];
        if shared != Parts::ONE && self.clauses.iter().all(fits) {
            factors.insert(0, Parts::ONE);
        }
        let formula = |factor| Some((factor, self.formula(form, variables, (factor, most))?));
        factors.into_iter().filter_map(formula).collect()
    }

    fn formula(&self, form: Form, variables: usize, (factor, most): (Parts, Most)) -> Option<Cnf> {
        let mut formula = Cnf::new(u32::try_from(variables).ok()?);
        for Weighted { clause, weight, .. } in &self.clauses {
            let copies = copies(*weight, factor).filter(|&copies| most.admits(&formula, copies, clause.len()))?;
            (0..copies).for_each(|_| formula.push_clause(clause.iter().copied()));
        }
        // The output of `sat-relu` is 1 less the sum of the clauses.
        let empty = if form == Form::SatRelu { self.empty.plus(factor)? } else { self.empty };
        let copies = copies(empty, factor).filter(|&copies| most.admits(&formula, copies, 0))?;
        (0..copies).for_each(|_| formula.push_clause([]));
        Some(formula)
    }

    /// Which output of the plain network each is, and its factor.
    pub(super) fn outputs(&self, factor: Parts) -> Vec<(usize, Parts)> {
        self.outputs.iter().map(|&(plain, own)| (plain, own.unwrap_or(factor))).collect()
    }
}

fn copies(weight: Parts, factor: Parts) -> Option<usize> {
    usize::try_from(weight.quotient(factor)?).ok()
}
