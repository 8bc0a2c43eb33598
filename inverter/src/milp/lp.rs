//! The LP format of CPLEX, as HiGHS, SCIP, CBC and GLPK read it.

use super::{Kind, Model};
use crate::lp::general::Relation;
use std::io::{self, Write};

/// Terms on a line: no reader's lines are shorter than that.
const TERMS: usize = 8;

pub(super) fn write(model: &Model, made_by: &str, target: &mut impl Write) -> io::Result<()> {
    writeln!(target, "\\ {made_by}\nMinimize\n obj: 0 C1\nSubject To")?;
    for (index, row) in model.rows.iter().enumerate() {
        write!(target, " R{}:", index + 1)?;
        write_terms(target, &row.terms)?;
        let relation = match row.relation {
            Relation::AtMost => "<=",
            Relation::AtLeast => ">=",
            Relation::Equal => "=",
        };
        writeln!(target, " {relation} {}", row.right)?;
    }
    writeln!(target, "Bounds")?;
    for (index, column) in model.columns.iter().enumerate() {
        let high = if column.high.is_finite() { column.high.to_string() } else { "+inf".to_owned() };
        writeln!(target, " {} <= C{} <= {high}", column.low, index + 1)?;
    }
    let binaries = model.columns.iter().enumerate().filter(|(_, column)| column.kind == Kind::Binary);
    let binaries: Vec<usize> = binaries.map(|(index, _)| index + 1).collect();
    if !binaries.is_empty() {
        writeln!(target, "General")?;
        binaries.iter().try_for_each(|binary| writeln!(target, " C{binary}"))?;
    }
    writeln!(target, "End")
}

fn write_terms(target: &mut impl Write, terms: &[(usize, f64)]) -> io::Result<()> {
    if terms.is_empty() {
        return write!(target, " 0 C1");
    }
    for (index, &(column, factor)) in terms.iter().enumerate() {
        if index > 0 && index.is_multiple_of(TERMS) {
            write!(target, "\n  ")?;
        }
        let sign = if factor < 0.0 { '-' } else { '+' };
        write!(target, " {sign} {} C{}", factor.abs(), column + 1)?;
    }
    Ok(())
}
