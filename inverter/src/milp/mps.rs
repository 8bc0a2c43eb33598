//! MPS: names from column 5 and 15, numbers from 25, every bound explicit. A number of more than 12 characters goes on beyond
//! the fixed columns; such a file is in free format.

use super::{Kind, Model};
use crate::lp::general::Relation;
use std::io::{self, Write};

/// Names are a letter and seven digits.
const MOST_NAMES: usize = 9_999_999;
/// Name of the right side and of the bounds.
const RIGHT: &str = "RHS";
const BOUND: &str = "BND";

pub(super) fn write(model: &Model, made_by: &str, target: &mut impl Write) -> io::Result<()> {
    let most = model.rows.len().max(model.columns.len());
    if most > MOST_NAMES {
        return Err(io::Error::other(format!("{most} rows or columns are too many for names of 8 characters")));
    }
    writeln!(target, "* {made_by}\nNAME          UNRELU\nROWS\n N  OBJ")?;
    for (index, row) in model.rows.iter().enumerate() {
        let kind = match row.relation {
            Relation::AtMost => 'L',
            Relation::AtLeast => 'G',
            Relation::Equal => 'E',
        };
        writeln!(target, " {kind}  {}", row_name(index))?;
    }
    write_columns(model, target)?;
    writeln!(target, "RHS")?;
    for (index, row) in model.rows.iter().enumerate().filter(|(_, row)| row.right != 0.0) {
        entry(target, RIGHT, &row_name(index), row.right)?;
    }
    writeln!(target, "BOUNDS")?;
    for (index, column) in model.columns.iter().enumerate() {
        for (kind, bound) in [("LO", column.low), ("UP", column.high)] {
            let name = column_name(index);
            match bound {
                f64::NEG_INFINITY => writeln!(target, " MI {BOUND:<8}  {name}")?,
                f64::INFINITY => writeln!(target, " PL {BOUND:<8}  {name}")?,
                _ => writeln!(target, " {kind} {BOUND:<8}  {name:<8}  {bound:>12}")?,
            }
        }
    }
    writeln!(target, "ENDATA")
}

fn write_columns(model: &Model, target: &mut impl Write) -> io::Result<()> {
    let mut entries: Vec<Vec<(usize, f64)>> = vec![Vec::new(); model.columns.len()];
    for (index, row) in model.rows.iter().enumerate() {
        row.terms.iter().for_each(|&(column, factor)| entries[column].push((index, factor)));
    }
    writeln!(target, "COLUMNS")?;
    let (mut kind, mut markers) = (Kind::Real, 0);
    for (index, column) in model.columns.iter().enumerate() {
        if column.kind != kind {
            marker(target, &mut markers, column.kind)?;
            kind = column.kind;
        }
        entry(target, &column_name(index), "OBJ", 0.0)?;
        for &(row, factor) in &entries[index] {
            entry(target, &column_name(index), &row_name(row), factor)?;
        }
    }
    if kind == Kind::Binary {
        marker(target, &mut markers, Kind::Real)?;
    }
    Ok(())
}

fn marker(target: &mut impl Write, count: &mut usize, kind: Kind) -> io::Result<()> {
    *count += 1;
    let mark = if kind == Kind::Binary { "'INTORG'" } else { "'INTEND'" };
    writeln!(target, "    M{count:07}  'MARKER'                 {mark}")
}

fn entry(target: &mut impl Write, first: &str, second: &str, value: f64) -> io::Result<()> {
    writeln!(target, "    {first:<8}  {second:<8}  {value:>12}")
}

fn row_name(index: usize) -> String {
    format!("R{:07}", index + 1)
}

fn column_name(index: usize) -> String {
    format!("C{:07}", index + 1)
}
