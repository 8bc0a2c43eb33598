//! Results on stdout, and the line that says what made a file.

use serde::Serialize;
use std::io::{self, ErrorKind, Write};

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

/// Version and command line of this process, for every file that it writes.
pub(super) fn made_by() -> String {
    let arguments: Vec<String> = std::env::args().skip(1).map(|argument| quoted(&argument)).collect();
    format!("unrelu {}: unrelu {}", env!("CARGO_PKG_VERSION"), arguments.join(" "))
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
    use super::quoted;

    #[test]
    fn arguments_are_quoted_as_a_shell_needs_it() {
        assert_eq!(quoted("--seed=1"), "--seed=1");
        assert_eq!(quoted("it's here"), r"'it'\''s here'");
        assert_eq!(quoted(""), "''");
    }
}
