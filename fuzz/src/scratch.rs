//! A folder for files that are written and read again.

use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a place for scratch files"));

/// A file of this process that is not there.
pub fn new(name: &str) -> PathBuf {
    let path = FOLDER.path().join(name);
    if path.exists() {
        std::fs::remove_file(&path).expect("it is ours");
    }
    path
}

/// An empty folder of this process.
pub fn folder(name: &str) -> PathBuf {
    let path = FOLDER.path().join(name);
    if path.exists() {
        std::fs::remove_dir_all(&path).expect("it is ours");
    }
    std::fs::create_dir(&path).expect("room for a folder");
    path
}
