//! `reduce --certify`, `reduce --layout vnncomp`, and `check` of what they write.

use super::run::{Place, repository};
use serde_json::Value;
use std::fs;

fn path(name: &str) -> String {
    repository(&format!("tests/data/cnf/{name}")).display().to_string()
}

/// A place with a formula that is satisfiable and one that is not.
fn place() -> Place {
    let place = Place::new();
    place.write("sat.cnf", "p cnf 3 2\n1 2 -3 0\n-1 3 0\n");
    place.write("unsat.cnf", "p cnf 2 4\n1 2 0\n1 -2 0\n-1 2 0\n-1 -2 0\n");
    place
}

fn manifest(place: &Place, bundle: &str) -> Value {
    serde_json::from_slice(&fs::read(place.path(bundle).join("instance.json")).unwrap()).unwrap()
}

#[test]
fn a_bundle_carries_its_answer_and_is_checked() {
    let place = place();
    for (formula, verdict, certificate) in [("sat", "sat", "witness.npy"), ("unsat", "unsat", "proof.drat")] {
        for kind in ["theorem-1", "theorem-2", "two-layer", "two-layer-vector"] {
            let out = format!("{formula}-{kind}");
            let run = place.expect(
                0,
                &format!("reduce {formula}.cnf --to {kind} --certify --format mps,lp,opb,onnx,vnnlib,npz --out {out}"),
            );
            assert!(run.stderr.contains(&format!("{verdict}: shown by {certificate}")), "{}", run.stderr);
            let manifest = manifest(&place, &out);
            assert_eq!(
                (&manifest["verdict"], &manifest["files"]["certificate"]),
                (&verdict.into(), &certificate.into())
            );
            let checked = place.expect(0, &format!("check {out}")).stdout;
            assert!(checked.lines().all(|line| line.starts_with("right: ")), "{checked}");
            assert_eq!(checked.lines().filter(|line| line.contains("SHA-256")).count(), 8, "{checked}");
            assert_eq!(checked.lines().filter(|line| line.contains("byte for byte")).count(), 7, "{checked}");
            place.expect(0, &format!("check {out} {out}/{certificate}"));
        }
    }
}

#[test]
fn a_changed_byte_fails_the_check_with_the_name_of_the_file() {
    let place = place();
    place.expect(0, "reduce unsat.cnf --to theorem-2 --certify --format onnx,vnnlib --out bundle");
    for entry in fs::read_dir(place.path("bundle")).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let whole = fs::read(&file).unwrap();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        fs::write(&file, changed).unwrap();
        let run = place.unrelu("check bundle");
        assert!(run.code == 1 || name == "instance.json" && run.code == 2, "{name}: {}", run.code);
        assert!(format!("{}{}", run.stdout, run.stderr).contains(&name), "{name}: {}{}", run.stdout, run.stderr);
        fs::remove_file(&file).unwrap();
        place.expect(if name == "instance.json" { 2 } else { 1 }, "check bundle");
        fs::write(&file, whole).unwrap();
    }
    place.expect(0, "check bundle");
}

#[test]
fn where_the_solver_gives_up_the_verdict_is_unknown() {
    let place = place();
    let slow = path("unif-k3-r4.25-v360-c1530-S1293537826-039.cnf");
    let run = place.expect(0, &format!("reduce {slow} --to theorem-1 --certify --time-limit 0.1 --out bundle"));
    assert!(run.stderr.contains("unknown: the time limit was reached"), "{}", run.stderr);
    assert_eq!(manifest(&place, "bundle")["verdict"], "unknown");
    let checked = place.expect(0, "check bundle").stdout;
    assert!(checked.contains("claims nothing: the verdict is unknown"), "{checked}");
    place.refuses("reduce sat.cnf --to theorem-1 --time-limit 1 --out other", &["--certify"]);
    place.refuses("check sat.cnf", &["directory"]);
    place.refuses("check sat.cnf --to theorem-1", &["certificate"]);
    place.refuses("check nowhere", &["nowhere"]);
}

#[test]
fn a_benchmark_has_the_layout_of_the_competition() {
    let place = place();
    let run = "reduce sat.cnf unsat.cnf --to theorem-2 --layout vnncomp --certify --timeout 30 --out benchmark";
    place.expect(0, run);
    let read = |name: &str| fs::read_to_string(place.path("benchmark").join(name)).unwrap();
    assert_eq!(read("instances.csv"), "onnx/sat.onnx,vnnlib/sat.vnnlib,30\nonnx/unsat.onnx,vnnlib/unsat.vnnlib,30\n");
    assert!(read("expected.csv").ends_with("onnx/unsat.onnx,vnnlib/unsat.vnnlib,unsat,bundles/unsat/proof.drat\n"));
    place.expect(0, "check benchmark");
    place.expect(10, "solve benchmark/bundles/sat");
    place.expect(0, "check benchmark/bundles/unsat");
    place.write("benchmark/vnnlib/sat.vnnlib", "; another question\n");
    let checked = place.expect(1, "check benchmark").stdout;
    assert!(checked.contains("wrong: vnnlib/sat.vnnlib"), "{checked}");
    place.refuses(run, &["benchmark", "exists"]);
}

#[test]
fn what_makes_no_benchmark_is_refused_and_nothing_is_left() {
    let place = place();
    fs::create_dir(place.path("again")).unwrap();
    place.write("again/sat.cnf", "p cnf 1 1\n1 0\n");
    place.refuses("reduce sat.cnf unsat.cnf --to theorem-2 --out two", &["--layout vnncomp"]);
    place.refuses(
        "reduce sat.cnf again/sat.cnf --to theorem-2 --layout vnncomp --out twice",
        &["sat.cnf and again/sat.cnf", "`sat`"],
    );
    let many = path("uf20-01.cnf");
    place.refuses(&format!("reduce sat.cnf {many} --to theorem-1 --layout vnncomp --out points"), &["uf20-01", "2^12"]);
    place.refuses("reduce sat.cnf no.cnf --to theorem-2 --layout vnncomp --out absent", &["no.cnf"]);
    place.refuses("reduce sat.cnf --to theorem-2 --layout vnncomp --timeout 0 --out hurry", &["--timeout"]);
    place.refuses("reduce sat.cnf --to theorem-2 --timeout 9 --out alone", &["--timeout", "vnncomp"]);
    let mut left: Vec<String> =
        fs::read_dir(place.path("")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    left.sort();
    assert_eq!(left, ["again", "sat.cnf", "unsat.cnf"]);
}
