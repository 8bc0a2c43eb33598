//! A collision as a small JSON file.

use super::{Collision, NoCollision};
use crate::exact::{ExactMatrix, MatrixError, Rational, fraction};
use crate::file::{FileError, write_new};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;

/// What stands in the file, schema 1: every number is a fraction such as `-3/2`, as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollisionFile {
    /// Version of this format: 1.
    pub schema: u32,
    /// `collision`.
    pub kind: String,
    /// Program, version and command.
    pub made_by: String,
    /// `W` by rows, `n x k`.
    pub weights: Vec<Vec<String>>,
    /// `z` and `z'`, `k` entries each.
    pub latents: [Vec<String>; 2],
}

/// Why a file holds no collision.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollisionFileError {
    /// Not JSON, or of another form.
    #[error("no collision file: {0}")]
    Form(#[from] serde_json::Error),
    /// Another kind of file, or a later version.
    #[error("expected schema 1 and kind `collision`, found schema {schema} and kind `{kind}`")]
    Kind {
        /// What stands there.
        schema: u32,
        /// What stands there.
        kind: String,
    },
    /// Text that is no fraction.
    #[error("{place}: expected a fraction such as `-3/2`, found `{found}`")]
    Number {
        /// Where.
        place: String,
        /// What stands there.
        found: String,
    },
    /// Rows of several lengths.
    #[error("weights: {0}")]
    Matrix(#[from] MatrixError),
    /// The numbers are there, and are no collision.
    #[error(transparent)]
    Claim(#[from] NoCollision),
}

impl CollisionFile {
    /// The version that is written and read.
    pub const SCHEMA: u32 = 1;
    /// What tells this from other JSON files.
    pub const KIND: &'static str = "collision";

    /// Describes a collision; `made_by` names program and command.
    pub fn new(collision: &Collision, made_by: &str) -> Self {
        let weights = collision.weights();
        let text = |row: usize| weights.row(row).map(|entry| entry.to_string()).collect();
        Self {
            schema: Self::SCHEMA,
            kind: Self::KIND.to_owned(),
            made_by: made_by.to_owned(),
            weights: (0..weights.rows().len()).map(text).collect(),
            latents: collision.latents().each_ref().map(|latent| latent.iter().map(ToString::to_string).collect()),
        }
    }

    /// Reads the file, without checking what it claims.
    ///
    /// # Errors
    /// [`CollisionFileError::Form`] and [`CollisionFileError::Kind`].
    pub fn read(bytes: &[u8]) -> Result<Self, CollisionFileError> {
        let file: Self = serde_json::from_slice(bytes)?;
        if file.schema == Self::SCHEMA && file.kind == Self::KIND {
            return Ok(file);
        }
        Err(CollisionFileError::Kind { schema: file.schema, kind: file.kind })
    }

    /// The collision, checked in exact arithmetic.
    ///
    /// # Errors
    /// [`CollisionFileError`]; what is wrong with the claim itself is [`CollisionFileError::Claim`].
    pub fn check(&self) -> Result<Collision, CollisionFileError> {
        let row = |(row, entries): (usize, &Vec<String>)| parse(entries, &format!("weights, row {}", row + 1));
        let weights = self.weights.iter().enumerate().map(row).collect::<Result<Vec<_>, _>>()?;
        let [first, second] = &self.latents;
        let latents = [parse(first, "first latent code")?, parse(second, "second latent code")?];
        Ok(Collision::new(ExactMatrix::new(&weights)?, latents)?)
    }

    /// What stands in the file.
    ///
    /// # Panics
    /// Never: the fields are text and lists of it.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("text and lists of it") + "\n"
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Where it exists, and what the operating system reports.
    pub fn write(&self, path: &Path) -> Result<(), FileError> {
        write_new(path, |file| Ok(file.write_all(self.to_text().as_bytes())?))
    }
}

fn parse(entries: &[String], place: &str) -> Result<Vec<Rational>, CollisionFileError> {
    let number = |(index, entry): (usize, &String)| {
        let place = || format!("{place}, entry {}", index + 1);
        fraction(entry).ok_or_else(|| CollisionFileError::Number { place: place(), found: entry.clone() })
    };
    entries.iter().enumerate().map(number).collect()
}
