//! Results on stdout, and the line that says what made a file.

use serde::Serialize;
use std::{
    io::{self, ErrorKind, Write},
    path::Path,
};
use unrelu_inverter::{
    file::{self, Fidelity},
    network::Network,
};

/// How results are printed.
#[derive(Clone, Copy, clap::Args)]
pub(super) struct Printing {
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

impl Printing {
    /// The object itself, or what `text` prints.
    pub fn print(self, value: &impl Serialize, text: impl FnOnce() -> io::Result<()>) -> anyhow::Result<()> {
        if self.json { say_json(value) } else { Ok(text()?) }
    }
}

/// Writes one line to stdout.
pub(super) fn say(line: impl std::fmt::Display) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Writes one JSON object, and nothing else, to stdout.
pub(super) fn say_json(value: &impl Serialize) -> anyhow::Result<()> {
    Ok(say(serde_json::to_string_pretty(value)?)?)
}

/// Whether whoever reads our output has gone, as `head` does: no reason to complain.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    io.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

/// Writes a note to stderr. That nobody can read it is no error.
pub(super) fn note(line: impl std::fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Writes a network, and notes where the format rounds it.
pub(super) fn write_network(path: &Path, network: &Network) -> anyhow::Result<()> {
    if file::write_network(path, network, &made_by())? == Fidelity::Rounded {
        note(format_args!("note: {}: numbers were rounded to float32", path.display()));
    }
    Ok(())
}

/// Refuses a place that is taken or has no folder, before the work that would fill it.
pub(super) fn ensure_new(path: &Path) -> anyhow::Result<()> {
    ensure_free(path)?;
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() || folder.is_dir() => Ok(()),
        Some(folder) => anyhow::bail!("{}: there is no folder {}", path.display(), folder.display()),
        None => anyhow::bail!("`{}` is no name of a file", path.display()),
    }
}

/// Refuses a place that is taken.
pub(super) fn ensure_free(path: &Path) -> anyhow::Result<()> {
    let is_free = path.symlink_metadata().is_err();
    anyhow::ensure!(is_free, "{}: already exists; remove it or name another file", path.display());
    Ok(())
}

/// What a name says of its file: the letters behind the last dot, none where there are none.
pub(super) fn ending(path: &Path) -> &str {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or_default()
}

/// As [`ensure_new`], of a file whose name is to end as its content says.
pub(super) fn ensure_new_with(path: &Path, endings: &[&str]) -> anyhow::Result<()> {
    let expected = || endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(" or ");
    anyhow::ensure!(endings.contains(&ending(path)), "{}: expected a name that ends in {}", path.display(), expected());
    ensure_new(path)
}

/// As [`ensure_new`], of a file that is not compressed, whatever its name says.
pub(super) fn ensure_new_plain(path: &Path) -> anyhow::Result<()> {
    let ending = ending(path);
    let is_archive = ["gz", "bz2", "xz", "zst", "zip"].contains(&ending);
    anyhow::ensure!(!is_archive, "{}: is written as plain text; name it without .{ending}", path.display());
    ensure_new(path)
}

/// An error and its causes. Of those that say their cause themselves it is not said again.
pub(super) fn explained(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        before if before.ends_with(&cause) => said,
        before => format!("{before}: {cause}"),
    })
}

/// Version and command line of this process, for every file that it writes.
pub(super) fn made_by() -> String {
    format!("{}: {}", program(), command_line())
}

/// Name and version of the program.
pub(super) fn program() -> String {
    format!("unrelu {}", env!("CARGO_PKG_VERSION"))
}

/// The command line of this process, as a shell takes it.
pub(super) fn command_line() -> String {
    let arguments = std::env::args_os().skip(1).map(|argument| quoted(&argument.to_string_lossy()));
    std::iter::once("unrelu".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ")
}

fn quoted(argument: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./,:+@%".contains(c);
    if !argument.is_empty() && argument.chars().all(plain) {
        return argument.to_owned();
    }
    format!("'{}'", argument.replace('\'', r"'\''").replace(['\n', '\r'], " "))
}

#[cfg(test)]
mod tests {
    use super::{explained, quoted};
    use anyhow::Context;

    #[test]
    fn a_cause_is_said_once() {
        let deepest = || std::io::Error::other("the disk is gone");
        let error = Err::<(), _>(deepest()).context("cannot write a: the disk is gone").context("a").unwrap_err();
        assert_eq!(explained(&error), "a: cannot write a: the disk is gone");
        let error = Err::<(), _>(deepest()).context("cannot write a").unwrap_err();
        assert_eq!(explained(&error), "cannot write a: the disk is gone");
    }

    #[test]
    fn arguments_are_quoted_as_a_shell_needs_it() {
        assert_eq!(quoted("--seed=1"), "--seed=1");
        assert_eq!(quoted("it's here"), r"'it'\''s here'");
        assert_eq!(quoted(""), "''");
    }
}
