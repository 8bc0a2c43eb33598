//! Files of rows: those that the command line writes, numbers or pictures, and those that must hold one row.

use super::output::{ending, ensure_new, ensure_new_with, made_by, note};
use anyhow::{Context, bail};
use ndarray::Array2;
use std::{
    io::{self, Read},
    path::{Path, PathBuf},
};
use unrelu_inverter::file::{self, Matrix, PictureSize};

/// Where outputs of a network go, checked before any work is done.
pub(super) struct RowsFile<'a> {
    path: &'a Path,
    kind: Kind,
}

enum Kind {
    Matrix,
    Pictures(PictureSize),
}

impl<'a> RowsFile<'a> {
    /// For `rows` x `columns` numbers; a name that ends in `.png` asks for pictures of `shape`, or square ones.
    pub fn new(path: &'a Path, shape: Option<PictureSize>, (rows, columns): (usize, usize)) -> anyhow::Result<Self> {
        let kind = match (ending(path), shape) {
            ("png", shape) => Kind::Pictures(size(shape, columns).with_context(|| path.display().to_string())?),
            (_, Some(_)) => bail!("{}: --shape is for pictures: expected a name that ends in .png", path.display()),
            ("npy" | "csv", None) => Kind::Matrix,
            _ => bail!("{}: expected a name that ends in .npy, .csv or .png", path.display()),
        };
        let rows_file = Self { path, kind };
        (0..rows).try_for_each(|row| ensure_new(&rows_file.name(row, rows)))?;
        Ok(rows_file)
    }

    /// For numbers alone.
    pub fn numbers(path: &'a Path) -> anyhow::Result<Self> {
        ensure_new_with(path, &["npy", "csv"])?;
        Ok(Self { path, kind: Kind::Matrix })
    }

    /// Writes them. Rows of NaN make no picture, which is noted.
    pub fn write(&self, values: &Array2<f64>) -> anyhow::Result<()> {
        let Kind::Pictures(size) = self.kind else {
            return Ok(file::write_matrix(self.path, values, &made_by())?);
        };
        for (index, row) in values.rows().into_iter().enumerate() {
            let name = self.name(index, values.nrows());
            if row.iter().any(|value| value.is_nan()) {
                note(format_args!("note: {}: not written: there is no latent code", name.display()));
            } else {
                file::write_picture(&name, &row, size, &made_by())?;
            }
        }
        Ok(())
    }

    /// The file of a row: of several pictures, `name-1.png` is the first.
    fn name(&self, row: usize, rows: usize) -> PathBuf {
        match self.kind {
            Kind::Pictures(_) if rows > 1 => {
                let mut name = self.path.file_stem().unwrap_or_default().to_owned();
                name.push(format!("-{}.png", row + 1));
                self.path.with_file_name(name)
            }
            _ => self.path.to_owned(),
        }
    }
}

fn size(shape: Option<PictureSize>, columns: usize) -> anyhow::Result<PictureSize> {
    match shape.or_else(|| PictureSize::square(columns)) {
        Some(size) if size.pixels() == columns => Ok(size),
        Some(size) => bail!("--shape {size} has {} pixels, but the network has {columns} outputs", size.pixels()),
        None => bail!("the {columns} outputs of the network make no square picture: name its --shape HEIGHTxWIDTH"),
    }
}

/// Refuses rows that are not as long as the network has inputs or outputs, as `what` says.
pub(super) fn ensure_width(path: &Path, rows: &Array2<f64>, expected: usize, what: &str) -> anyhow::Result<()> {
    let (count, found) = rows.dim();
    let turned = if count == expected { format!("; is each a column? There are {count} rows") } else { String::new() };
    let name = path.display();
    anyhow::ensure!(
        found == expected,
        "{name}: rows have {found} entries, but the network has {expected} {what}{turned}"
    );
    Ok(())
}

/// What a file of rows holds, `-` being stdin.
pub(super) fn read(path: &Path) -> anyhow::Result<Matrix> {
    if path.as_os_str() != "-" {
        return Ok(file::read_matrix(path)?);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).context("stdin")?;
    Ok(file::parse_matrix(&bytes, Path::new("stdin"))?)
}

/// The one row of a file, which is to be a `what`.
pub(super) fn read_row(path: &Path, what: &str) -> anyhow::Result<Vec<f64>> {
    let rows = read(path)?.values;
    let found = rows.nrows();
    anyhow::ensure!(found == 1, "{}: expected one {what}, found {found} rows", path.display());
    Ok(rows.into_iter().collect())
}
