//! `solve` and `check` of bare networks.

use super::run::{Place, repository};
use std::fs;

fn cnf(name: &str) -> String {
    repository(&format!("tests/data/cnf/{name}")).display().to_string()
}

/// A formula as a bare ONNX network in disguise, with its observation.
fn formula(name: &str) -> Place {
    let place = Place::new();
    let disguise = "--disguise mix,scale,permute --seed 1";
    place.expect(0, &format!("reduce {} --to theorem-2 {disguise} --format onnx --out made", cnf(name)));
    let bytes = fs::read(place.path("made/instance.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let entries: Vec<String> = manifest["observation"].as_array().unwrap().iter().map(ToString::to_string).collect();
    place.write("observation.csv", entries.join(","));
    place.write("other.csv", "1,1");
    fs::rename(place.path("made/network.onnx"), place.path("network.onnx")).unwrap();
    place
}

/// A random network, an observation that it gives, and one that it does not.
fn random() -> Place {
    let place = Place::new();
    place.expect(0, "generate network --widths 2,6,5 --seed 1 --out network.npz");
    place.expect(0, "generate latents --dimension 2 --count 1 --seed 2 --out latent.npy");
    place.expect(0, "forward network.npz latent.npy --out given.npy");
    place.write("not-given.csv", "1,2,3,4,5");
    place
}

#[test]
fn the_bare_network_of_a_formula_is_decided_both_ways() {
    let place = formula("uf20-01.cnf");
    let asked = "network.onnx --observation observation.csv";
    let run = place.expect(10, &format!("solve {asked} --latent latent.npy"));
    assert!(run.stdout.contains("c by sat, on the formula of a theorem-2 network"), "{}", run.stdout);
    assert!(run.stdout.contains("\nv "), "{}", run.stdout);
    place.write("answer", &run.stdout);
    place.expect(0, &format!("check {asked} answer"));
    place.expect(0, &format!("check {asked} latent.npy"));
    place.expect(1, "check network.onnx --observation other.csv latent.npy");
    let searched = place.expect(10, &format!("solve {asked} --solver search --json")).json();
    assert_eq!((&searched["solver"], &searched["lifted"]), (&"search".into(), &serde_json::Value::Null));
    assert_eq!((&searched["tolerance"], &searched["domain"]), (&0.0.into(), &"reals".into()));
    assert_eq!(searched["latent_exact"].as_array().unwrap().len(), 20);
    assert!(searched["assignment"].is_null());
}

#[test]
fn proofs_of_a_formula_are_about_this_network_and_observation() {
    let place = formula("full4.cnf");
    let asked = "network.onnx --observation observation.csv";
    for solver in ["sat", "search"] {
        place.expect(20, &format!("solve {asked} --solver {solver} --proof {solver}"));
        assert!(fs::read_to_string(place.path(solver)).unwrap().contains("c unrelu "), "{solver}");
        let run = place.expect(0, &format!("check {asked} {solver}"));
        assert!(run.stdout.starts_with("right: the proof leads from the "), "{}", run.stdout);
        place.expect(1, &format!("check network.onnx --observation other.csv {solver}"));
    }
    place.expect(0, "check made sat");
    place.expect(0, "check made search");
    place.expect(0, &format!("reduce {} --to theorem-2 --out another", cnf("uf20-01.cnf")));
    place.expect(1, "check another sat");
    place.expect(1, "check another search");
}

#[test]
fn any_network_is_decided() {
    let place = random();
    let run = place.expect(10, "solve network.npz --observation given.npy --latent found.npy");
    assert!(run.stdout.contains("c by search") && !run.stdout.contains("\nv"), "{}", run.stdout);
    assert!(run.stderr.contains("the tolerance is "), "{}", run.stderr);
    place.expect(0, "check network.npz --observation given.npy found.npy");
    place.expect(0, "check network.npz --observation given.npy latent.npy");
    let proven = "network.npz --observation not-given.csv --tolerance 0.125 --box -4,4";
    place.expect(20, &format!("solve {proven} --proof proof"));
    place.expect(0, &format!("check {proven} proof"));
    place.expect(1, "check network.npz --observation given.npy proof");
    place.expect(1, "check network.npz --observation not-given.csv --tolerance 100 --box -4,4 proof");
    let text = fs::read_to_string(place.path("proof")).unwrap();
    place.write("cut", &text[..text.len() / 2]);
    assert!(place.unrelu(&format!("check {proven} cut")).code != 0);
}

#[test]
fn a_mixed_integer_program_is_solved_or_written() {
    let place = random();
    let asked = "network.npz --observation not-given.csv --tolerance 0.125 --box -4,4";
    let run = place.expect(20, &format!("solve {asked} --solver milp --proof none --json"));
    assert!(run.json()["evidence"].as_str().unwrap().contains("without a proof"), "{}", run.stdout);
    assert!(run.stderr.contains("none is written") && !place.path("none").exists(), "{}", run.stderr);
    place.expect(10, "solve network.npz --observation given.npy --box -4,4 --solver milp");
    for (name, part) in [("program.mps", "ENDATA"), ("program.lp", "Subject To")] {
        place.expect(0, &format!("solve {asked} --model {name}"));
        assert!(fs::read_to_string(place.path(name)).unwrap().contains(part), "{name}");
        place.refuses(&format!("solve {asked} --model {name}"), &[name]);
    }
    place.refuses(&format!("solve {asked} --model program.txt"), &["program.txt", ".mps or .lp"]);
    place.refuses(&format!("solve {asked} --model other.lp --solver search"), &["--model", "--solver"]);
    place.refuses("solve network.npz --model other.lp", &["--observation"]);
    place.refuses(
        "solve network.npz --observation not-given.csv --tolerance 0.125 --model other.lp",
        &["no bounds that could be proven", "box"],
    );
}

#[test]
fn signs_are_a_domain() {
    let place = Place::new();
    place.expect(0, &format!("reduce {} --to theorem-1 --out made", cnf("full4.cnf")));
    place.write("none.csv", "0");
    place.write("one.csv", "1");
    let asked = "made/network.npz --domain signs --observation";
    place.expect(20, &format!("solve {asked} none.csv --solver search --proof proof"));
    place.expect(0, &format!("check {asked} none.csv proof"));
    place.expect(20, &format!("solve {asked} none.csv --solver sat"));
    for solver in ["sat", "search", "portfolio"] {
        place.expect(10, &format!("solve {asked} one.csv --solver {solver}"));
    }
    // Between the signs the network is another one.
    place.expect(10, "solve made/network.npz --observation none.csv");
    place.refuses("solve made/network.npz --observation none.csv --solver sat", &["lifted", "signs"]);
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let place = random();
    place.write("rows.csv", "1,2,3,4,5\n1,2,3,4,5");
    place.write("short.csv", "1,2");
    place.refuses("solve network.npz", &["network.npz", "--observation"]);
    place.refuses("solve network.npz --observation rows.csv", &["rows.csv", "expected one observation", "2 rows"]);
    place.refuses("solve network.npz --observation short.csv", &["short.csv", "2 entries", "5 outputs"]);
    place.refuses("solve network.npz --observation given.npy --tolerance -1", &["tolerance", "-1"]);
    place.refuses("solve network.npz --observation given.npy --box 1,0", &["box"]);
    place.refuses("solve network.npz --observation given.npy --domain signs --box 0,1", &["--box"]);
    place.refuses("solve network.npz --observation given.npy --solver sat", &["lifted", "tolerance of 0"]);
    place.refuses(
        "solve network.npz --observation not-given.csv --tolerance 0 --solver sat",
        &["lifted", "no reduction has 2 layers"],
    );
    place.refuses("solve network.npz --tolerance 1", &["--observation"]);
    place.write("wide.csv", "1,2,3");
    place.refuses("check network.npz --observation given.npy wide.csv", &["wide.csv", "3 entries", "2 inputs"]);
    place.write("broken", "unrelu-certificate 1\nl 1 0 false sum 1 above 0 1\n");
    place.refuses("check network.npz --observation given.npy broken", &["broken", "line 2", "a number from 1"]);
}
