//! No room: an error that names the file, nothing half written, and what was there before is still there.
//!
//! The limit of the shell on the size of a file stands for a full disk: it needs no rights, and the same calls fail.

#![cfg(unix)]

use super::{
    run::{Place, Run, repository},
    whole::{expect_same, expect_whole},
};
use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    process::{Command, Stdio},
};

/// Runs the program where no file may have more than so many blocks of half a kilobyte.
fn cramped(place: &Place, blocks: u32, arguments: &str) -> Run {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script, env!("CARGO_BIN_EXE_unrelu")]).args(arguments.split(' ')).current_dir(place.path(""));
    shell.stdin(Stdio::null()).output().unwrap().into()
}

fn names(place: &Place) -> BTreeSet<OsString> {
    fs::read_dir(place.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

fn place() -> Place {
    let place = Place::new();
    fs::copy(repository("tests/data/cnf/uuf50-01.cnf"), place.path("f.cnf")).unwrap();
    fs::copy(repository("tests/data/cnf/full4.cnf"), place.path("g.cnf")).unwrap();
    fs::copy(repository("assets/example-1.npz"), place.path("example-1.npz")).unwrap();
    place.write("one.csv", "1\n");
    place.expect(0, "generate network --widths 20,40,80 --seed 1 --out n.npz");
    place.expect(0, "generate latents --dimension 20 --count 20 --seed 1 --out z.npy");
    place.expect(0, "forward n.npz z.npy --out x.npy");
    place.expect(0, "reduce f.cnf --to theorem-2 --out instance");
    place
}

#[test]
fn what_does_not_fit_is_named_and_not_there() {
    let place = place();
    let before = names(&place);
    for (arguments, file) in [
        ("generate network --widths 20,40 --out out.npz", "out.npz"),
        ("generate latents --dimension 500 --out out.npy", "out.npy"),
        ("generate latents --dimension 500 --out out.csv", "out.csv"),
        ("generate cnf random --vars 100 --out out.cnf", "out.cnf"),
        ("forward n.npz z.npy --out out.csv", "out.csv"),
        ("convert n.npz out.onnx", "out.onnx"),
        ("convert n.npz out.safetensors", "out.safetensors"),
        ("invert n.npz x.npy --out out.npy", "out.npy"),
        ("invert n.npz x.npy --reconstruction out.csv", "out.csv"),
        ("preimage example-1.npz one.csv --svg out.svg", "out.svg"),
        ("lint f.cnf --fix out.cnf", "out.cnf"),
        ("lift instance/network.npz --out out.cnf", "out.cnf"),
        ("solve f.cnf --to theorem-1 --solver sat --proof out", "out"),
        ("solve g.cnf --to two-layer --observe 1 --latent out.npy", ""),
        ("reduce f.cnf --to theorem-2 --out out", "formula.cnf"),
        ("reduce g.cnf --to theorem-1 --format onnx,vnnlib --certify --out out", ""),
        ("reduce g.cnf --to theorem-1 --layout vnncomp --out out", ""),
    ] {
        let run = cramped(&place, 1, arguments);
        let fits = file.is_empty() && [0, 10].contains(&run.code);
        assert!(fits || run.code == 2 && run.stderr.contains(file), "{arguments}: {}\n{}", run.code, run.stderr);
        assert!(!run.stderr.contains("panicked"), "{arguments}: {}", run.stderr);
        if fits {
            for name in names(&place).difference(&before) {
                let path = place.path("").join(name);
                fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)).unwrap();
            }
        }
        assert_eq!(names(&place), before, "{arguments}");
    }
}

/// The journal stops between two lines, and goes on when there is room again.
fn goes_on(arguments: &str, blocks: u32, file: &str) {
    let (place, reference) = (Place::new(), Place::new());
    reference.expect(0, arguments);
    let run = cramped(&place, blocks, arguments);
    assert_eq!(run.code, 2, "{arguments}: {}", run.stderr);
    assert!(run.stderr.contains(file) && !run.stderr.contains("panicked"), "{arguments}: {}", run.stderr);
    expect_whole(&place, "out", arguments);
    let hidden = fs::read_dir(place.path("out"))
        .unwrap()
        .any(|entry| entry.unwrap().file_name().to_string_lossy().starts_with('.'));
    assert!(!hidden, "{arguments}: what was not finished is gone");
    place.expect(0, &format!("{arguments} --resume"));
    expect_same(&place, &reference, "out", arguments);
}

#[test]
fn runs_go_on_when_there_is_room_again() {
    goes_on("verify theorem-1 leaky-relu --quick --trials 60 --seed 3 --out out", 8, "trials.jsonl");
    goes_on("scale --quick --solvers exact --sizes 10,20 --runs 30 --out out", 4, "scale.csv");
    let reproduce = "reproduce fig2a --layers 15,40 --dimensions 5,7 --methods exact --runs 40 --out out";
    goes_on(reproduce, 4, "runs.csv");
    goes_on(reproduce, 20, "report.html");
}

#[test]
fn a_full_stdout_is_an_error() {
    let place = place();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full");
    // Other systems have no such device.
    if full().is_err() {
        return;
    }
    for arguments in ["generate cnf random", "invert n.npz x.npy --json", "lint f.cnf --json", "check instance"] {
        let child = place.command(arguments).stdout(full().unwrap()).stderr(Stdio::piped()).spawn().unwrap();
        let run = Run::from(child.wait_with_output().unwrap());
        assert_eq!(run.code, 2, "{arguments}: {}", run.stderr);
        assert!(run.stderr.contains("No space") && !run.stderr.contains("panicked"), "{arguments}: {}", run.stderr);
    }
}
