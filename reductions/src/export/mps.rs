//! MPS in fixed columns: names from column 5 and 15, numbers from 25, every bound explicit.

use super::ExportError;
use super::milp::{Kind, Model, Relation};
use std::io::Write;

/// Names are a letter and seven digits.
const MOST_NAMES: usize = 9_999_999;
/// Name of the right side and of the bounds.
const RIGHT: &str = "RHS";
const BOUND: &str = "BND";

pub(super) fn write(model: &Model, made_by: &str, target: &mut impl Write) -> Result<(), ExportError> {
    let most = model.rows.len().max(model.columns.len());
    if most > MOST_NAMES {
        return Err(ExportError::Names(most));
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
            writeln!(target, " {kind} {BOUND:<8}  {:<8}  {:>12}", column_name(index), number(bound)?)?;
        }
    }
    Ok(writeln!(target, "ENDATA")?)
}

fn write_columns(model: &Model, target: &mut impl Write) -> Result<(), ExportError> {
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

fn marker(target: &mut impl Write, count: &mut usize, kind: Kind) -> Result<(), ExportError> {
    *count += 1;
    let mark = if kind == Kind::Binary { "'INTORG'" } else { "'INTEND'" };
    Ok(writeln!(target, "    M{count:07}  'MARKER'                 {mark}")?)
}

fn entry(target: &mut impl Write, first: &str, second: &str, value: f64) -> Result<(), ExportError> {
    Ok(writeln!(target, "    {first:<8}  {second:<8}  {:>12}", number(value)?)?)
}

fn number(value: f64) -> Result<String, ExportError> {
    let text = value.to_string();
    if text.len() <= 12 { Ok(text) } else { Err(ExportError::Field(value)) }
}

fn row_name(index: usize) -> String {
    format!("R{:07}", index + 1)
}

fn column_name(index: usize) -> String {
    format!("C{:07}", index + 1)
}
