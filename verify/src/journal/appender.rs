//! Files that grow by whole lines.

use super::JournalError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use unrelu_inverter::file::write_new;

/// A file to whose end lines are added. No two processes have one open.
#[derive(Debug)]
pub(crate) struct Appender {
    path: PathBuf,
    file: File,
    /// That of its complete lines.
    length: u64,
}

impl Appender {
    /// Begins a new file, which appears with its first lines or not at all; an existing one is left alone.
    ///
    /// # Errors
    /// [`JournalError::Create`], and those of [`Appender::open`].
    pub fn create(path: &Path, first: &[u8]) -> Result<Self, JournalError> {
        write_new(path, |file| Ok(file.write_all(first)?)).map_err(JournalError::Create)?;
        let mut file = Self::open(path)?;
        file.length = first.len() as u64;
        Ok(file)
    }

    /// Opens a file that there is, of which nothing counts before [`Appender::keep`].
    ///
    /// # Errors
    /// [`JournalError::File`], [`JournalError::Busy`].
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let file = OpenOptions::new().append(true).open(path).map_err(JournalError::file("open", path))?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Err(JournalError::Busy { path: path.to_owned() }),
            // File systems without locks are trusted.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self { path: path.to_owned(), file, length: 0 }),
        }
    }

    /// Drops what stands behind the first `length` bytes: a line of which only a part was written.
    ///
    /// # Errors
    /// [`JournalError::File`].
    pub fn keep(&mut self, length: u64) -> Result<(), JournalError> {
        self.length = length;
        self.file.set_len(length).map_err(JournalError::file("shorten", &self.path))
    }

    /// Adds complete lines. Where that fails, as on a full disk, it takes back what it wrote of them.
    ///
    /// # Errors
    /// What the operating system reports, with the file's name.
    pub fn add(&mut self, lines: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(lines) {
            // A line that stays torn is dropped when the file is read.
            let _ = self.file.set_len(self.length);
            return Err(io::Error::new(error.kind(), format!("{}: {error}", self.path.display())));
        }
        self.length += lines.len() as u64;
        Ok(())
    }
}
