//! Directories appear complete or not at all, and never in place of another.

use super::SaveError;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A directory that is filled beside its place; without [`NewDirectory::finish`] it vanishes.
#[derive(Debug)]
pub(super) struct NewDirectory {
    place: PathBuf,
    filling: PathBuf,
    scratch: TempDir,
}

impl NewDirectory {
    /// # Errors
    /// [`SaveError::Exists`] where anything has that name already.
    pub(super) fn create(place: &Path) -> Result<Self, SaveError> {
        ensure_free(place)?;
        let parent = place.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
        let scratch = tempfile::Builder::new().prefix(".unrelu-").tempdir_in(parent).map_err(SaveError::at(place))?;
        // A directory within, since the outer one is private to its owner.
        let filling = scratch.path().join("complete");
        fs::create_dir(&filling).map_err(SaveError::at(&filling))?;
        Ok(Self { place: place.to_owned(), filling, scratch })
    }

    /// Where it is filled.
    pub(super) fn path(&self) -> &Path {
        &self.filling
    }

    /// Moves it to its place.
    pub(super) fn finish(self) -> Result<(), SaveError> {
        ensure_free(&self.place)?;
        fs::rename(&self.filling, &self.place).map_err(SaveError::at(&self.place))?;
        self.scratch.close().map_err(SaveError::at(&self.place))
    }
}

fn ensure_free(place: &Path) -> Result<(), SaveError> {
    if place.symlink_metadata().is_ok() { Err(SaveError::Exists(place.to_owned())) } else { Ok(()) }
}
