//! The checker of proofs, in exact arithmetic. It shares no code with the search.

use super::rows::Rows;
use super::{Certificate, Form, Lemma, Phase, Problem, Rational, Source, Step, Tree};
use crate::limits::{Limits, Run, StopReason, Stopped};
use crate::rup::{Code, Rup};
use num_traits::Signed;
use std::collections::BTreeSet;

/// Why a proof is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// A step is wrong.
    #[error("step {step} does not hold: {problem}")]
    Refused {
        /// Its number, from 1.
        step: usize,
        /// What is wrong.
        problem: &'static str,
    },
    /// Every step is right, but the empty clause is not among them.
    #[error("the proof ends without a contradiction")]
    NoContradiction,
    /// A limit was reached: nothing is known about the proof.
    #[error("the check was stopped: {0}")]
    Stopped(StopReason),
}

impl From<Stopped> for CheckError {
    fn from(Stopped(reason): Stopped) -> Self {
        Self::Stopped(reason)
    }
}

/// Accepts a proof that no latent code of the domain gives the observation within the tolerance.
///
/// # Errors
/// [`CheckError`], and nothing is shown.
pub fn check(problem: &Problem, certificate: &Certificate, limits: &Limits) -> Result<(), CheckError> {
    check_within(problem, certificate, &limits.start())
}

pub(crate) fn check_within(problem: &Problem, certificate: &Certificate, run: &Run) -> Result<(), CheckError> {
    let rows = Rows::new(problem);
    let mut rup = Rup::default();
    rup.declare(rows.columns());
    for (index, step) in certificate.steps.iter().enumerate() {
        run.check()?;
        let refused = |problem| CheckError::Refused { step: index + 1, problem };
        let clause: Vec<Phase> = match step {
            Step::Lemma(lemma) => {
                Checker { rows: &rows, before: &certificate.steps[..index] }.lemma(lemma).map_err(refused)?;
                if lemma.claim.is_some() {
                    continue;
                }
                lemma.when.iter().map(|phase| -phase).collect()
            }
            Step::Clause(clause) => {
                if !clause.iter().all(|&phase| rows.has_phase(phase)) {
                    return Err(refused("a phase that no unit has"));
                }
                if !follows(&mut rup, clause, run)? {
                    return Err(refused("unit propagation does not derive the clause"));
                }
                clause.clone()
            }
        };
        if rup.add(clause.iter().map(|&phase| code(phase)).collect(), run)?.is_some() {
            return Ok(());
        }
    }
    Err(CheckError::NoContradiction)
}

fn code(phase: Phase) -> Code {
    (phase.unsigned_abs() - 1) << 1 | u32::from(phase < 0)
}

fn follows(rup: &mut Rup, clause: &[Phase], run: &Run) -> Result<bool, Stopped> {
    let codes: Vec<Code> = clause.iter().map(|&phase| code(phase)).collect();
    let start = rup.mark();
    let follows = rup.denied(&codes, run)?;
    rup.undo(start);
    Ok(follows)
}

/// A lemma is checked in view of the steps before it.
struct Checker<'c> {
    rows: &'c Rows<'c>,
    before: &'c [Step],
}

impl Checker<'_> {
    fn lemma(&self, lemma: &Lemma) -> Result<(), &'static str> {
        if !lemma.when.iter().all(|&phase| self.rows.has_phase(phase)) {
            return Err("a phase that no unit has");
        }
        if lemma.claim.iter().flat_map(|claim| claim.terms().keys()).any(|&column| column >= self.rows.columns()) {
            return Err("a column that the network does not have");
        }
        let mut phases: BTreeSet<Phase> = lemma.when.iter().copied().collect();
        self.tree(&lemma.proof, lemma.claim.as_ref(), &mut phases)
    }

    fn tree(&self, tree: &Tree, claim: Option<&Form>, phases: &mut BTreeSet<Phase>) -> Result<(), &'static str> {
        match tree {
            Tree::Leaf(parts) => self.leaf(parts, claim, phases),
            Tree::Split(phase, on, off) => {
                if *phase < 0 || !self.rows.has_phase(*phase) {
                    return Err("cases that are no phases of a unit");
                }
                for (case, branch) in [(*phase, on), (-phase, off)] {
                    let new = phases.insert(case);
                    self.tree(branch, claim, phases)?;
                    if new {
                        phases.remove(&case);
                    }
                }
                Ok(())
            }
        }
    }

    fn leaf(
        &self,
        parts: &[(Source, Rational)],
        claim: Option<&Form>,
        phases: &BTreeSet<Phase>,
    ) -> Result<(), &'static str> {
        let (mut sum, mut strict) = (Form::zero(), false);
        for (source, factor) in parts {
            if !factor.is_positive() {
                return Err("a factor that is not positive");
            }
            strict |= self.add(*source, factor, phases, &mut sum)?;
        }
        if sum.is_number() && (sum.constant().is_negative() || strict && sum.constant().is_zero()) {
            return Ok(());
        }
        let Some(claim) = claim else { return Err("the sum is no contradiction") };
        sum.add(claim, &-Rational::ONE);
        let proven = sum.is_number() && !sum.constant().is_positive();
        if proven { Ok(()) } else { Err("the sum is not the claim") }
    }

    /// Adds a row or a lemma, and says whether it is strict.
    fn add(
        &self,
        source: Source,
        factor: &Rational,
        phases: &BTreeSet<Phase>,
        sum: &mut Form,
    ) -> Result<bool, &'static str> {
        match source {
            Source::Row(row) => {
                let content = self.rows.content(row).ok_or("a row that the network does not have")?;
                if content.when.is_some_and(|when| !phases.contains(&when)) {
                    return Err("a row of another phase");
                }
                sum.add(&content.form, factor);
                Ok(content.strict)
            }
            Source::Lemma(place) => {
                let Some(Step::Lemma(lemma)) = self.before.get(place) else { return Err("no lemma before it") };
                let Some(claim) = &lemma.claim else { return Err("a lemma that claims nothing") };
                if !lemma.when.iter().all(|phase| phases.contains(phase)) {
                    return Err("a lemma for other phases");
                }
                sum.add(claim, factor);
                Ok(false)
            }
        }
    }
}
