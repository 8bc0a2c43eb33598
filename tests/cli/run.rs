//! Runs the program in a directory of its own.

use ndarray::array;
use serde_json::Value;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;
use unrelu::inverter::{
    file,
    network::{Layer, Network},
};

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A directory that ends with the test, in which the program runs.
pub struct Place(TempDir);

/// How a run ended.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// One with `network.npz`, a ReLU network of two inputs and three outputs: both, and their sum.
    pub fn with_network() -> Self {
        let place = Self::new();
        let layer = Layer::relu(array![[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]).unwrap();
        file::write_network(&place.path("network.npz"), &Network::new(vec![layer]).unwrap(), "a test").unwrap();
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    /// A command of the program in this directory.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unrelu"));
        command.args(arguments.split_whitespace()).current_dir(self.0.path()).stdin(Stdio::null());
        command
    }

    /// Runs the program; arguments are separated by blanks.
    pub fn unrelu(&self, arguments: &str) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs the program, which must exit with `code`.
    pub fn expect(&self, code: i32, arguments: &str) -> Run {
        let run = self.unrelu(arguments);
        assert_eq!(run.code, code, "unrelu {arguments}\n{}{}", run.stdout, run.stderr);
        run
    }

    /// Runs the program with something to read.
    pub fn with_stdin(&self, arguments: &str, input: &[u8]) -> Run {
        let pipes = |command: &mut Command| {
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let mut child = pipes(&mut self.command(arguments));
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap().into()
    }

    /// Runs the program, which must refuse its input in an error that has all of `parts`, and print no result.
    pub fn refuses(&self, arguments: &str, parts: &[&str]) {
        let run = self.expect(2, arguments);
        assert!(run.stdout.is_empty(), "unrelu {arguments} printed {}", run.stdout);
        assert!(!run.stderr.contains("panicked"), "unrelu {arguments}\n{}", run.stderr);
        for part in parts {
            assert!(run.stderr.contains(part), "unrelu {arguments}\nexpected `{part}` in: {}", run.stderr);
        }
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("no signal ended it"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// The one JSON object that was printed.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}
