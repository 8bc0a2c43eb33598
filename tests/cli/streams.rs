//! stdout, stderr and signals.

use super::run::{Place, repository};
use ndarray::array;
use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};
use unrelu::inverter::file;

#[test]
fn a_reader_that_leaves_is_no_error() {
    let place = Place::new();
    let mut command = place.command("generate cnf random --vars 100000");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with('c'));
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn formulas_are_read_from_stdin() {
    let place = Place::new();
    let formula = std::fs::read(repository("tests/data/cnf/uuf50-01.cnf")).unwrap();
    assert_eq!(place.with_stdin("solve - --to theorem-2", &formula).code, 20);
    assert_eq!(place.with_stdin("reduce - --to theorem-1 --out instance", &formula).code, 0);
    place.expect(20, "solve instance");
}

#[test]
fn observations_and_latent_codes_are_read_from_stdin() {
    let place = Place::with_network();
    place.write("mask.csv", "1,1,1\n");
    let array = |name: &str| {
        file::write_matrix(&place.path(name), &array![[1.0, 2.0]], "a test").unwrap();
        std::fs::read(place.path(name)).unwrap()
    };
    for codes in [array("z.npy"), array("z.csv")] {
        assert_eq!(place.with_stdin("forward network.npz - --out x.csv", &codes).code, 0);
        let observation = std::fs::read(place.path("x.csv")).unwrap();
        std::fs::remove_file(place.path("x.csv")).unwrap();
        for (code, command) in [
            (0, "invert network.npz -"),
            (0, "sense network.npz - --mask mask.csv"),
            (0, "preimage network.npz -"),
            (10, "solve network.npz --observation -"),
        ] {
            let run = place.with_stdin(command, &observation);
            assert_eq!(run.code, code, "{command}: {}", run.stderr);
        }
    }
    for (command, input) in [("invert network.npz -", "1,two,3\n"), ("forward network.npz - --out y.csv", "")] {
        let run = place.with_stdin(command, input.as_bytes());
        assert!(run.code == 2 && run.stderr.contains("stdin"), "{command}: {}", run.stderr);
    }
}

#[test]
fn help_has_examples() {
    let place = Place::new();
    for command in [
        "verify",
        "invert",
        "forward",
        "convert",
        "reduce",
        "solve",
        "check",
        "decode",
        "lint",
        "generate network",
        "generate cnf",
        "merge",
        "report",
    ] {
        let help = place.expect(0, &format!("{command} --help")).stdout;
        assert!(help.contains("Example"), "{command}");
    }
    assert!(place.expect(0, "--version").stdout.starts_with("unrelu "));
    assert!(place.expect(2, "").stderr.contains("Usage"));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_can_be_resumed() {
    use std::{process::Command, thread::sleep, time::Duration};
    let place = Place::new();
    let arguments = "verify theorem-3 --trials 400 --threads 1 --out out";
    let child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let journal = place.path("out/trials.jsonl");
    for _ in 0..600 {
        if std::fs::read_to_string(&journal).is_ok_and(|text| text.lines().count() > 2) {
            break;
        }
        sleep(Duration::from_millis(50));
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let note = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{note}");
    assert!(note.contains("--resume"), "{note}");
    let finished = std::fs::read_to_string(&journal).unwrap();
    assert!(finished.ends_with('\n'));
    assert!(!place.path("out/report.json").exists());
}
