//! The examples of README.md, run as printed.

use super::run::{Place, repository};
use std::{fs, path::Path, process::Command};

/// The commands of every `console` block, each with the exit code that a line `# exits N` below it states.
fn commands(text: &str) -> Vec<(String, i32)> {
    let mut commands: Vec<(String, i32)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => {
                if let Some(command) = line.strip_prefix("$ ") {
                    commands.push((command.to_owned(), 0));
                } else if let Some(code) = line.strip_prefix("# exits ") {
                    commands.last_mut().unwrap().1 = code.parse().unwrap();
                }
            }
        }
    }
    commands
}

#[test]
fn examples_run_as_printed() {
    let place = Place::new();
    let binaries = Path::new(env!("CARGO_BIN_EXE_unrelu")).parent().unwrap();
    let path = std::env::join_paths(
        [binaries.to_path_buf()].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    for folder in ["assets", "tests"] {
        #[cfg(unix)]
        std::os::unix::fs::symlink(repository(folder), place.path(folder)).unwrap();
    }
    let commands = commands(&fs::read_to_string(repository("README.md")).unwrap());
    let ours: Vec<_> = commands.into_iter().filter(|(command, _)| !command.starts_with("cargo")).collect();
    assert!(ours.len() > 5);
    for (command, code) in ours {
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).current_dir(place.path("")).env("PATH", path.as_ref().unwrap());
        let output = shell.output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
    }
}
