//! Parity on a graph, after Tseitin.
//!
//! Every edge has a variable, every vertex a charge, 0 or 1: the sum of the variables at a vertex, modulo 2, is its charge. An
//! edge counts at two vertices, so that charges with an odd sum have no solution. On expanding graphs, as random regular ones
//! are, every resolution proof of that is exponentially long; Gaussian elimination sees it at once.
//!
//! Sources: G. Tseitin, On the complexity of derivation in propositional calculus, 1968, doi:10.1007/978-3-642-81955-1_28;
//! A. Urquhart, Hard examples for resolution, 1987, doi:10.1145/7531.8928.

use super::{FamilyError, Sample, Status, graph};
use crate::cnf::random::{TooLarge, draw};
use crate::cnf::{Cnf, Var};
use rand::Rng;

/// Whether the charges have an even sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charge {
    /// Even: satisfiable.
    Even,
    /// Odd: unsatisfiable.
    Odd,
}

/// Parity on a random graph of `vertices` vertices, all of degree `degree`: `vertices * degree / 2` variables and
/// `vertices * 2^(degree - 1)` clauses of `degree` literals.
///
/// The charges are those of a uniform assignment; where their sum is to be odd, that of the first vertex is changed.
///
/// # Errors
/// [`FamilyError::None`] without vertices or degree, [`FamilyError::Regular`] where there is no such graph,
/// [`FamilyError::TooLarge`].
pub fn parity(rng: &mut impl Rng, vertices: u32, degree: u32, charge: Charge) -> Result<Sample, FamilyError> {
    if vertices == 0 || degree == 0 {
        return Err(FamilyError::None(if vertices == 0 { "vertex" } else { "edge at a vertex" }));
    }
    if degree >= vertices || vertices % 2 == 1 && degree % 2 == 1 {
        return Err(FamilyError::Regular { vertices, degree });
    }
    let clauses = 1_u128.checked_shl(degree - 1).unwrap_or(u128::MAX);
    TooLarge::check(clauses.saturating_mul(u128::from(vertices) * u128::from(degree)))?;
    let mut incident = vec![Vec::new(); vertices as usize];
    for (index, (low, high)) in (0..).zip(graph::regular(rng, vertices, degree)) {
        incident[low as usize].push(draw::variable(index));
        incident[high as usize].push(draw::variable(index));
    }
    let variables = (vertices * degree) / 2;
    let model = draw::assignment(rng, variables);
    let mut formula = Cnf::new(variables);
    for (vertex, edges) in incident.iter().enumerate() {
        let sum: u32 = edges.iter().map(|&edge| u32::from(model.value(edge))).sum();
        let changed = u32::from(charge == Charge::Odd && vertex == 0);
        push_parity(&mut formula, edges, (sum + changed) % 2);
    }
    Ok(match charge {
        Charge::Even => (formula, model).into(),
        Charge::Odd => Sample { formula, status: Status::Unsatisfiable },
    })
}

/// One clause for every assignment of `edges` whose sum, modulo 2, is not `charge`.
fn push_parity(formula: &mut Cnf, edges: &[Var], charge: u32) {
    for values in (0..1_u32 << edges.len()).filter(|values| values.count_ones() % 2 != charge) {
        formula.push_clause(
            edges.iter().enumerate().map(
                |(bit, edge)| {
                    if values >> bit & 1 == 1 { edge.negative() } else { edge.positive() }
                },
            ),
        );
    }
}
