//! Pairs of formulas, one satisfiable and one not, that differ in the sign of one literal.
//!
//! Random clauses are added until there is no model. Every model of the formula without its last clause makes all literals of
//! that clause false, so that changing the sign of any one of them gives a satisfiable formula. No statistic tells the two apart.
//!
//! Source: D. Selsam, M. Lamm, B. Bünz, P. Liang, L. de Moura, D. Dill, Learning a SAT Solver from Single-Bit Supervision, 2019,
//! arXiv:1802.03685: their distribution SR(n).

use super::oracle::{Oracle, is_satisfiable};
use super::{FamilyError, Sample, Status};
use crate::cnf::random::{Shape, TooLarge, draw};
use crate::cnf::{Assignment, Cnf, Lit};
use rand::Rng;

/// How long clauses are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClauseLengths {
    /// All the same.
    Fixed(u32),
    /// `1 + B + G`, `B` being 1 with probability 7/10, `G = 1, 2, ...` geometric with 4/10; never longer than there are variables.
    Mixed,
}

/// Two formulas that differ in the sign of one literal of the last clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The one with a model.
    pub satisfiable: Sample,
    /// The one without.
    pub unsatisfiable: Sample,
}

/// Literals a variable, about, at which no model is left.
const LITERALS: u128 = 20;

/// A pair over `variables` variables.
///
/// # Errors
/// [`FamilyError::None`] without variables, [`FamilyError::TooLarge`], [`FamilyError::Shape`] for clauses that are longer than there are variables, and
/// those of the solver.
pub fn pair(rng: &mut impl Rng, variables: u32, lengths: ClauseLengths) -> Result<Pair, FamilyError> {
    if variables == 0 {
        return Err(FamilyError::None("variable"));
    }
    TooLarge::check(LITERALS * u128::from(variables))?;
    if let ClauseLengths::Fixed(length) = lengths {
        Shape::new(variables, 1, length)?;
    }
    let mut formula = Cnf::new(variables);
    let mut oracle = Oracle::new(&formula);
    let mut model = Assignment::all_false(formula.variables());
    let last = loop {
        let length = lengths.draw(rng, variables);
        let clause = draw::clause(rng, variables, length);
        oracle.add(&clause);
        if !clause.iter().any(|&lit| model.satisfies(lit)) {
            match oracle.model(&[])? {
                Some(other) => model = other,
                None => break clause,
            }
        }
        formula.push_clause(clause);
    };
    let satisfiable = completed(&formula, &turned(rng, &last));
    let unsatisfiable = completed(&formula, &last);
    if !satisfiable.is_satisfied_by(&model) || is_satisfiable(unsatisfiable.clone())? {
        return Err(FamilyError::Contradiction);
    }
    Ok(Pair {
        // The solver's model would make the bytes depend on the solver.
        satisfiable: Sample { formula: satisfiable, status: Status::Satisfiable(None) },
        unsatisfiable: Sample { formula: unsatisfiable, status: Status::Unsatisfiable },
    })
}

/// `clause` with the sign of one literal changed.
fn turned(rng: &mut impl Rng, clause: &[Lit]) -> Vec<Lit> {
    let mut turned = clause.to_vec();
    let length = u32::try_from(clause.len()).expect("clauses are no longer than there are variables");
    let place = draw::below(rng, length) as usize;
    turned[place] = !turned[place];
    turned
}

fn completed(formula: &Cnf, last: &[Lit]) -> Cnf {
    let mut formula = formula.clone();
    formula.push_clause(last.iter().copied());
    formula
}

impl ClauseLengths {
    pub(super) fn draw(self, rng: &mut impl Rng, variables: u32) -> u32 {
        match self {
            Self::Fixed(length) => length,
            Self::Mixed => {
                let mut length = if draw::below(rng, 10) < 7 { 3 } else { 2 };
                while length < variables && draw::below(rng, 10) >= 4 {
                    length += 1;
                }
                length.min(variables)
            }
        }
    }
}
