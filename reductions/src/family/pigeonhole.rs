//! The pigeonhole principle.
//!
//! Variable `p h + j` says that pigeon `p` sits in hole `j`. Every pigeon sits somewhere, no two share a hole. With more pigeons than
//! holes there is no model, and every resolution proof of that is exponentially long in the holes.
//!
//! Sources: S. Cook, R. Reckhow, The relative efficiency of propositional proof systems, 1979, doi:10.2307/2273702; A. Haken, The
//! intractability of resolution, 1985, doi:10.1016/0304-3975(85)90144-6.

use super::{FamilyError, Sample, Status};
use crate::cnf::random::{TooLarge, draw::variable};
use crate::cnf::{Assignment, Cnf};

/// `pigeons` pigeons in `holes` holes: `pigeons * holes` variables, `pigeons + holes * pigeons * (pigeons - 1) / 2` clauses.
///
/// # Errors
/// [`FamilyError::None`] without pigeons or holes, [`FamilyError::TooLarge`].
pub fn pigeonhole(pigeons: u32, holes: u32) -> Result<Sample, FamilyError> {
    if pigeons == 0 || holes == 0 {
        return Err(FamilyError::None(if holes == 0 { "hole" } else { "pigeon" }));
    }
    let (many, wide) = (u128::from(pigeons), u128::from(holes));
    TooLarge::check(many.saturating_mul(many).saturating_mul(wide))?;
    let sits = |pigeon: u32, hole: u32| variable(pigeon * holes + hole);
    let mut formula = Cnf::new(pigeons * holes);
    for pigeon in 0..pigeons {
        formula.push_clause((0..holes).map(|hole| sits(pigeon, hole).positive()));
    }
    for hole in 0..holes {
        for second in 0..pigeons {
            for first in 0..second {
                formula.push_clause([sits(first, hole).negative(), sits(second, hole).negative()]);
            }
        }
    }
    if pigeons > holes {
        return Ok(Sample { formula, status: Status::Unsatisfiable });
    }
    let mut model = Assignment::all_false(formula.variables());
    (0..pigeons).for_each(|pigeon| model.satisfy(sits(pigeon, pigeon).positive()));
    Ok((formula, model).into())
}
