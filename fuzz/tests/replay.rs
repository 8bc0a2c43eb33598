//! Every file of the corpora, and those of `tests/data` of the same kind, through the targets, on any Rust: in a process for each target,
//! since running out of memory or of stack cannot be caught.

use std::path::{Path, PathBuf};
use std::process::Command;
use unrelu_fuzz::TARGETS;

/// Where files of tests of the program are that a target can read, below `tests/data`.
const SHARED: [(&str, &str); 6] = [
    ("dimacs", "cnf"),
    ("dimacs", "quirks"),
    ("matrix", "models"),
    ("npz", "models"),
    ("onnx", "models"),
    ("safetensors", "models"),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn no_file_is_too_much_for_its_reader() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for target in TARGETS {
        let mut files = files(&root.join("corpus").join(target.name));
        assert!(!files.is_empty(), "{} has a corpus", target.name);
        for (_, folder) in SHARED.iter().filter(|(name, _)| *name == target.name) {
            files.extend(self::files(&root.join("../tests/data").join(folder)));
        }
        let output = Command::new(env!("CARGO_BIN_EXE_replay")).arg(target.name).args(&files).output().unwrap();
        let (names, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let last = names.lines().last().unwrap_or_default();
        assert!(output.status.success(), "{}, {last}: {}\n{errors}", target.name, output.status);
        assert_eq!(names.lines().count(), files.len());
    }
}
