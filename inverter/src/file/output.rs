//! Files appear whole or not at all, and never in place of another but for a newer state of the same.

use super::{FileError, Problem};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

/// Creates `path` with what `fill` writes. The file is written beside its place and moved there when complete.
///
/// # Errors
/// [`Problem::Exists`] where there is such a file already; whatever `fill` reports, and then nothing is left behind.
pub fn write_new<F>(path: &Path, fill: F) -> Result<(), FileError>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    if path.symlink_metadata().is_ok() {
        return Err(Problem::Exists.at(path));
    }
    move_into_place(path, File::create_new, fill)
}

/// As [`write_new`], but for a file of one's own of which there may be an older state: readers see the old one or the new one.
///
/// # Errors
/// Whatever `fill` reports; the old state is then still there.
pub fn replace<F>(path: &Path, fill: F) -> Result<(), FileError>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    // In containers a killed process may have had the same number, and have left its partial file.
    move_into_place(path, File::create, fill)
}

fn move_into_place<F>(path: &Path, create: fn(PathBuf) -> io::Result<File>, fill: F) -> Result<(), FileError>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".partial-{}", std::process::id()));
    let partial = path.with_file_name(name);
    let file = create(partial.clone()).map_err(Problem::from);
    let written = file.and_then(|file| write_whole(file, fill)).and_then(|()| Ok(fs::rename(&partial, path)?));
    if written.is_err() {
        // The error that matters is the one already in hand.
        let _ = fs::remove_file(&partial);
    }
    written.map_err(|problem| problem.at(path))
}

fn write_whole<F>(file: File, fill: F) -> Result<(), Problem>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    let mut file = BufWriter::new(file);
    fill(&mut file)?;
    file.flush()?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten_and_nothing_half_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        write_new(&path, |file| Ok(file.write_all(b"first")?)).unwrap();
        let again = write_new(&path, |file| Ok(file.write_all(b"second")?)).unwrap_err();
        assert!(matches!(again.problem(), Problem::Exists));
        let failed = write_new(&folder.path().join("other"), |file| {
            file.write_all(b"half")?;
            Err(Problem::Empty)
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        replace(&path, |file| Ok(file.write_all(b"third")?)).unwrap();
        assert!(replace(&path, |_| Err(Problem::Empty)).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"third");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
