//! Files appear whole or not at all, and never in place of another but for a newer state of the same.

use super::{FileError, Problem};
use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};
use tempfile::{Builder, NamedTempFile, PersistError};

/// How the name of a file begins that is not complete; a killed process leaves it behind.
const PREFIX: &str = ".unrelu-";

/// Creates `path` with what `fill` writes. The file is written beside its place, brought to the disk, and moved when it is
/// complete, unless another has come there meanwhile.
///
/// # Errors
/// [`Problem::Exists`] where there is such a file already; whatever `fill` reports, and then nothing is left behind.
pub fn write_new<F>(path: &Path, fill: F) -> Result<(), FileError>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    // Before the work of filling it, and once more when it is moved.
    if path.symlink_metadata().is_ok() {
        return Err(Problem::Exists.at(path));
    }
    move_into_place(path, fill, |file| file.persist_noclobber(path))
}

/// As [`write_new`], but for a file of one's own of which there may be an older state: readers see the old one or the new one.
///
/// # Errors
/// Whatever `fill` reports; the old state is then still there.
pub fn replace<F>(path: &Path, fill: F) -> Result<(), FileError>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    move_into_place(path, fill, |file| file.persist(path))
}

/// A file beside its place, which vanishes where it is not moved.
type Partial = NamedTempFile<BufWriter<File>>;

fn move_into_place<F, T>(
    path: &Path,
    fill: F,
    put: impl FnOnce(Partial) -> Result<T, PersistError<BufWriter<File>>>,
) -> Result<(), FileError>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    let written = filled(path, fill).and_then(|file| match put(file) {
        Ok(_) => Ok(()),
        Err(PersistError { error, .. }) if error.kind() == io::ErrorKind::AlreadyExists => Err(Problem::Exists),
        Err(PersistError { error, .. }) => Err(error.into()),
    });
    written.map_err(|problem| problem.at(path))
}

/// Complete and on the disk.
fn filled<F>(path: &Path, fill: F) -> Result<Partial, Problem>
where
    F: FnOnce(&mut BufWriter<File>) -> Result<(), Problem>,
{
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    // Not a private file, as the crate would make it, but one with the permissions of any other.
    let new = |name: &Path| File::create_new(name).map(BufWriter::new);
    let mut file = Builder::new().prefix(PREFIX).make_in(folder, new)?;
    fill(file.as_file_mut())?;
    file.as_file_mut().flush()?;
    file.as_file().get_ref().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

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

    #[test]
    fn a_file_that_came_meanwhile_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let late = write_new(&path, |file| {
            fs::write(&path, b"theirs")?;
            Ok(file.write_all(b"ours")?)
        });
        assert!(matches!(late.unwrap_err().problem(), Problem::Exists));
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn files_have_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, other) = (folder.path().join("ours"), folder.path().join("other"));
        write_new(&ours, |file| Ok(file.write_all(b"")?)).unwrap();
        fs::write(&other, b"").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&other));
    }
}
