//! The formula as pseudo-Boolean constraints: `x_i` for variable `i`, and where a number of clauses is to be false, a variable
//! for each clause that says so. A solution's `x` are the signs of a preimage.
//!
//! # Source
//! The format of the pseudo-Boolean competitions (Roussel and Manquinho), without negated literals and products.

use super::ExportError;
use crate::Instance;
use crate::cnf::Lit;
use crate::reduction::Count;
use std::io::{self, Write};

pub(super) fn write(instance: &Instance, made_by: &str, target: &mut impl Write) -> Result<(), ExportError> {
    if instance.recipe().disguise.is_some() {
        return Err(ExportError::Disguised);
    }
    let (formula, counts) = (instance.formula(), instance.unsatisfied() > 0);
    let (k, m, exactly) = (formula.variables(), formula.clause_count(), instance.count() == Count::Exactly);
    let (variables, constraints) = match (counts, exactly) {
        (false, _) => (k, m),
        (true, false) => (k + m, m + 1),
        (true, true) => (k + m, 2 * m + 1),
    };
    writeln!(target, "* #variable= {variables} #constraint= {constraints}\n* {made_by}")?;
    for (index, clause) in formula.clauses().enumerate() {
        let fails = k + index + 1;
        let negative = clause.iter().filter(|lit| !lit.is_positive()).count();
        terms(target, clause, 1)?;
        if counts {
            write!(target, "+1 x{fails} ")?;
        }
        writeln!(target, ">= {} ;", 1 - whole(negative))?;
        if counts && exactly {
            terms(target, clause, -1)?;
            writeln!(target, "-{} x{fails} >= {} ;", clause.len(), whole(negative) - whole(clause.len()))?;
        }
    }
    if counts {
        let (sign, relation) = if exactly { ('+', "=") } else { ('-', ">=") };
        (1..=m).try_for_each(|index| write!(target, "{sign}1 x{} ", k + index))?;
        let total = i64::from(instance.unsatisfied());
        writeln!(target, "{relation} {} ;", if exactly { total } else { -total })?;
    }
    Ok(())
}

/// `factor` times the sum of the literals, without its constant.
fn terms(target: &mut impl Write, clause: &[Lit], factor: i64) -> io::Result<()> {
    clause.iter().try_for_each(|lit| {
        let signed = if lit.is_positive() { factor } else { -factor };
        write!(target, "{signed:+} x{} ", lit.var())
    })
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).expect("a clause has fewer than 2^63 literals")
}
