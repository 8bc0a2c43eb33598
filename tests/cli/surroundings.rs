//! Where the program runs: no environment, no terminal, odd names, a reader that leaves.

use super::run::{Place, Run, repository};
use std::{
    ffi::{OsStr, OsString},
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// One run of every command, in an order in which each finds what it needs; `{}` stands for a name.
const COMMANDS: [(&str, i32); 20] = [
    ("generate network --widths 2,4,6 --out {}n.npz", 0),
    ("generate latents --dimension 2 --count 2 --out {}z.npy", 0),
    ("generate cnf random --vars 6 --ratio 3 --out {}f.cnf", 0),
    ("forward {}n.npz {}z.npy --out {}x.csv", 0),
    ("forward {}n.npz {}z.npy --shape 2x3 --out {}x.png", 0),
    ("convert {}n.npz {}n.safetensors", 0),
    ("invert {}n.safetensors {}x.csv --out {}y.npy --reconstruction {}y.csv", 0),
    ("sense {}n.npz {}x.csv --mask {}mask.csv --out {}s.csv", 0),
    ("preimage {}n.npz {}one.csv --tolerance 0.125 --box -1,1 --svg {}p.svg", 0),
    ("lint {}f.cnf", 0),
    ("reduce {}f.cnf --to theorem-2 --certify --format mps,lp,opb,onnx,vnnlib --out {}bundle", 0),
    ("reduce {}f.cnf --to theorem-2 --layout vnncomp --out {}benchmark", 0),
    ("check {}bundle", 0),
    ("solve {}bundle --latent {}latent.npy", 10),
    ("decode {}bundle {}latent.npy", 0),
    ("lift {}bundle/network.npz --out {}lifted.cnf", 0),
    ("verify example-1 --quick --out {}verified", 0),
    ("report {}verified", 0),
    ("scale --quick --solvers exact --sizes 5,6 --runs 1 --out {}scaled", 0),
    ("reproduce fig2a --dimensions 5 --layers 15,40 --methods exact --runs 1 --out {}made", 0),
];

fn ready(place: &Place, prefix: &OsStr) {
    for (name, content) in [("mask.csv", "1,1,1,1,0,0\n"), ("one.csv", "0.5,0,0,0.5,1,0\n")] {
        std::fs::write(place.path("").join(named(prefix, name)), content).unwrap();
    }
}

fn named(prefix: &OsStr, name: &str) -> OsString {
    let mut whole = prefix.to_owned();
    whole.push(name);
    whole
}

/// The words of a command, with `prefix` before every name.
fn words(command: &str, prefix: &OsStr) -> Vec<OsString> {
    let word = |word: &str| word.strip_prefix("{}").map_or_else(|| word.into(), |name| named(prefix, name));
    command.split(' ').map(word).collect()
}

/// Runs every command with `prefix` before every name, changed by `change`.
fn run_all(place: &Place, prefix: &OsStr, change: impl Fn(&mut Command)) {
    ready(place, prefix);
    for (text, code) in COMMANDS {
        let mut command = place.command("");
        command.args(words(text, prefix));
        change(&mut command);
        let output = command.output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{text}\n{stderr}");
        assert!(!stderr.contains("panicked") && !stderr.contains('\u{1b}'), "{text}\n{stderr}");
        assert!(!output.stdout.contains(&0x1b), "{text}");
    }
}

#[test]
fn no_environment_is_needed() {
    run_all(&Place::new(), OsStr::new(""), |command| {
        command.env_clear();
    });
}

#[test]
fn names_may_have_blanks_and_any_letters() {
    run_all(&Place::new(), OsStr::new("a b'ü\"-"), |command| {
        command.env_clear().env("LANG", "C").env("LC_ALL", "C").env("COLUMNS", "80");
    });
}

#[cfg(unix)]
#[test]
fn names_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let (place, prefix) = (Place::new(), OsStr::from_bytes(b"\xff \xfe-"));
    run_all(&place, prefix, |_| {});
    // Several pictures get their names from one.
    for picture in [&b"\xff \xfe-x-1.png"[..], b"\xff \xfe-x-2.png"] {
        assert!(place.path("").join(OsStr::from_bytes(picture)).exists());
    }
}

#[test]
fn help_fits_into_eighty_columns() {
    let place = Place::new();
    let mut command = place.command("invert --help");
    let help = Run::from(command.env("COLUMNS", "80").output().unwrap());
    assert_eq!(help.code, 0);
}

/// Every command that prints, its reader gone before the first byte.
#[cfg(unix)]
#[test]
fn a_reader_that_is_gone_is_no_error() {
    let place = Place::new();
    run_all(&place, OsStr::new(""), |_| {});
    let commands = [
        "generate cnf pigeonhole",
        "invert n.npz x.csv",
        "invert n.npz x.csv --json",
        "sense n.npz x.csv --mask mask.csv",
        "preimage n.npz one.csv --tolerance 0.125 --box -1,1",
        "lint f.cnf",
        "lint f.cnf --json",
        "check bundle",
        "check bundle latent.npy",
        "solve bundle",
        "solve bundle --json",
        "decode bundle latent.npy",
        "lift bundle/network.npz",
        "verify example-1 --quick --out again",
        "report verified --json",
        "scale --quick --solvers exact --sizes 5 --runs 1 --out scaled-again",
        "reproduce fig2a --dimensions 5 --layers 15,40 --methods exact --runs 1 --out made-again",
        "--help",
        "invert --help",
        "--version",
    ];
    for text in commands {
        let mut child = place.command(text).stdout(closed()).stderr(Stdio::piped()).spawn().unwrap();
        let stderr = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{text}: {stderr}");
        assert!(!stderr.contains("error") && !stderr.contains("panicked"), "{text}: {stderr}");
    }
}

/// A pipe that nobody reads.
#[cfg(unix)]
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

/// Where nothing can be made: below a file.
fn nowhere(place: &Place) -> PathBuf {
    place.write("file", "");
    Path::new("file").join("below")
}

#[test]
fn a_place_that_takes_no_files_is_named() {
    let place = Place::new();
    run_all(&place, OsStr::new(""), |_| {});
    place.expect(0, "verify example-1 --quick --shard 1/1 --out shared");
    let nowhere = nowhere(&place);
    let nowhere = nowhere.display();
    for text in [
        format!("generate network --widths 2,3 --out {nowhere}.npz"),
        format!("generate latents --dimension 2 --out {nowhere}.npy"),
        format!("generate cnf random --out {nowhere}.cnf"),
        format!("forward n.npz z.npy --out {nowhere}.csv"),
        format!("convert n.npz {nowhere}.onnx"),
        format!("invert n.npz x.csv --out {nowhere}.csv"),
        format!("sense n.npz x.csv --mask mask.csv --out {nowhere}.csv"),
        format!("preimage n.npz one.csv --tolerance 0.125 --svg {nowhere}.svg"),
        format!("lint f.cnf --fix {nowhere}.cnf"),
        format!("reduce f.cnf --to theorem-1 --out {nowhere}"),
        format!("solve bundle --latent {nowhere}.npy"),
        format!("lift bundle/network.npz --out {nowhere}.cnf"),
        format!("verify example-1 --quick --out {nowhere}"),
        format!("merge shared --out {nowhere}"),
        format!("scale --quick --solvers exact --sizes 5 --runs 1 --out {nowhere}"),
        format!("reproduce fig2a --dimensions 5 --layers 15,40 --methods exact --runs 1 --out {nowhere}"),
    ] {
        let run = place.expect(2, &text);
        assert!(run.stderr.contains("file"), "{text}: {}", run.stderr);
        assert!(!run.stderr.contains("panicked"), "{text}: {}", run.stderr);
    }
}

/// Files of the repository that no command may change.
#[test]
fn inputs_are_left_as_they_are() {
    let network = repository("assets/example-1.npz");
    let before = std::fs::read(&network).unwrap();
    let place = Place::new();
    place.expect(2, &format!("convert {} {}", network.display(), network.display()));
    assert_eq!(std::fs::read(&network).unwrap(), before);
    assert!(File::open(&network).is_ok());
}
