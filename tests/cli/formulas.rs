//! `generate cnf`, `reduce`, `solve`, `check` and `decode`.

use super::run::{Place, repository};
use std::fs;

/// Formulas of the repository, and the exit code of `solve`: 10 for those that are satisfiable, 20 for the others.
const FORMULAS: [(&str, i32); 10] = [
    ("uf20-01.cnf", 10),
    ("uf50-01.cnf", 10),
    ("par8-1-c.cnf", 10),
    ("ii8a1.cnf", 10),
    ("empty-form.cnf", 10),
    ("uuf50-01.cnf", 20),
    ("hole6.cnf", 20),
    ("full4.cnf", 20),
    ("aim-50-1_6-no-1.cnf", 20),
    ("empty-clause.cnf", 20),
];

const REDUCTIONS: [&str; 4] = ["theorem-1", "theorem-2", "two-layer", "two-layer-vector"];

fn path(name: &str) -> String {
    repository(&format!("tests/data/cnf/{name}")).display().to_string()
}

#[test]
fn an_instance_is_solved_and_its_evidence_checked() {
    for (name, code) in FORMULAS {
        for kind in REDUCTIONS {
            let place = Place::new();
            let disguise = if kind == "theorem-1" { "scale,permute" } else { "mix,split,pad,scale,permute" };
            place.expect(0, &format!("reduce {} --to {kind} --out instance", path(name)));
            place.expect(0, &format!("reduce {} --to {kind} --disguise {disguise} --out hidden", path(name)));
            let run = place.expect(code, "solve instance --proof proof --latent latent.npy");
            if code == 20 {
                assert!(run.stdout.contains("s UNSATISFIABLE"), "{}", run.stdout);
                place.expect(0, "check instance proof");
                place.expect(20, "solve hidden");
                continue;
            }
            place.write("answer", &run.stdout);
            place.expect(0, "check instance answer");
            place.expect(0, "check instance latent.npy");
            let decoded = place.expect(0, "decode instance latent.npy").stdout;
            let lines: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with('v')).collect();
            assert_eq!(decoded.trim_end(), lines.join("\n"), "{name}");
            place.expect(0, "check hidden answer");
            place.expect(10, "solve hidden --latent hidden.npy");
            assert_eq!(place.expect(0, "decode hidden hidden.npy").stdout, decoded, "{name}");
        }
    }
}

#[test]
fn json_answers_carry_assignment_latent_code_and_evidence() {
    let place = Place::new();
    let run = place.expect(10, &format!("solve {} --to theorem-2 --json", path("uf20-01.cnf")));
    let answer = run.json();
    assert_eq!((&answer["status"], &answer["reduction"]), (&"SATISFIABLE".into(), &"theorem-2".into()));
    assert_eq!(answer["assignment"].as_array().unwrap().len(), 20);
    assert_eq!(answer["latent"].as_array().unwrap().len(), 20);
    let run = place.expect(20, &format!("solve {} --to theorem-1 --json --solver brute", path("full4.cnf")));
    assert!(run.json()["latent"].is_null() && run.json()["evidence"].as_str().unwrap().contains("16"));
}

#[test]
fn a_time_limit_ends_in_unknown() {
    let place = Place::new();
    let slow = path("unif-k3-r4.25-v360-c1530-S1293537826-039.cnf");
    let run = place.expect(0, &format!("solve {slow} --to theorem-1 --time-limit 0.2"));
    assert!(run.stdout.contains("s UNKNOWN"), "{}", run.stdout);
}

#[test]
fn maximum_satisfiability_is_asked_by_the_observation() {
    let place = Place::new();
    // Every assignment makes exactly one clause of full4 false.
    for (kind, unsatisfied, code) in [
        ("theorem-1", 0, 20),
        ("theorem-1", 1, 10),
        ("theorem-1", 2, 20),
        ("two-layer", 0, 20),
        ("two-layer", 1, 10),
        ("two-layer", 2, 10),
    ] {
        let out = format!("{kind}-{unsatisfied}");
        let formula = format!("{} --to {kind} --observe {unsatisfied}", path("full4.cnf"));
        place.expect(code, &format!("solve {formula} --proof of-file.proof --latent of-file.npy"));
        place.expect(0, &format!("reduce {} --to {kind} --observe {unsatisfied} --out {out}", path("full4.cnf")));
        place.expect(code, &format!("solve {out} --solver brute"));
        let run = place.expect(code, &format!("solve {out} --proof {out}.proof --latent {out}.npy"));
        if code == 20 {
            place.expect(0, &format!("check {out} {out}.proof"));
            place.expect(0, &format!("check {formula} of-file.proof"));
            fs::remove_file(place.path("of-file.proof")).unwrap();
        } else {
            place.expect(0, &format!("decode {out} {out}.npy"));
            place.write("answer", &run.stdout);
            place.expect(0, &format!("check {out} answer"));
            place.expect(0, &format!("check {formula} answer"));
            place.expect(0, &format!("decode {formula} of-file.npy"));
            fs::remove_file(place.path("of-file.npy")).unwrap();
        }
    }
}

#[test]
fn long_clauses_are_split_and_decoded_back() {
    let place = Place::new();
    place.write("long.cnf", "p cnf 6 3\n1 2 3 4 5 6 0\n-1 -2 -3 -4 -5 0\n-6 0\n");
    let run = place.expect(0, "reduce long.cnf --to theorem-2 --three-sat --out instance");
    assert!(run.stderr.contains("2 long clauses split; the variables of the source are 1 to 6"), "{}", run.stderr);
    place.expect(10, "solve instance --latent latent.npy");
    let decoded = place.expect(0, "decode instance latent.npy").stdout;
    let values: Vec<i32> = decoded.split_whitespace().skip(1).map(|token| token.parse().unwrap()).collect();
    assert_eq!(values.len(), 7, "{decoded}");
    place.write("answer", decoded.as_bytes());
    place.expect(0, "check long.cnf --to theorem-2 answer");
    place.refuses("reduce long.cnf --to theorem-1 --three-sat --observe 1 --out other", &["three-sat", "two-layer"]);
}

#[test]
fn every_format_is_written_or_refused() {
    let place = Place::new();
    let formula = path("uf20-01.cnf");
    for kind in REDUCTIONS {
        let formats = if kind == "theorem-1" { "mps,lp,opb" } else { "npz,mps,lp,opb,vnnlib,mps" };
        place.expect(0, &format!("reduce {formula} --to {kind} --format {formats} --out {kind}"));
        let files = fs::read_dir(place.path(kind)).unwrap().count();
        assert_eq!(files, if kind == "theorem-1" { 6 } else { 7 });
        place.expect(10, &format!("solve {kind}"));
    }
    let text = fs::read_to_string(place.path("theorem-2/network.vnnlib")).unwrap();
    assert!(text.starts_with("; unrelu ") && text.contains("(assert (>= Y_1 19.75))"), "{text}");
    place.refuses(
        &format!("reduce {formula} --to theorem-1 --format vnnlib --out points"),
        &["network.vnnlib", "points"],
    );
    place.refuses(&format!("reduce {formula} --to theorem-1 --disguise mix --out mixed"), &["mix", "R^k"]);
    place.refuses(&format!("reduce {formula} --to theorem-1 --disguise paint --out painted"), &["paint", "permute"]);
    assert!(!place.path("points").exists());
}

#[test]
fn a_wrong_claim_fails_its_check() {
    let place = Place::new();
    place.write("unit.cnf", "p cnf 2 2\n1 0\n-2 0\n");
    place.expect(0, "reduce unit.cnf --to theorem-2 --out instance");
    place.write("right.csv", "1,-1\n");
    place.write("wrong.csv", "1,1\n");
    place.write("near.csv", "1,-0.999999999999\n");
    place.write("answer", "s SATISFIABLE\nv -1 -2 0\n");
    place.expect(0, "check instance right.csv");
    for wrong in ["wrong.csv", "near.csv", "answer"] {
        let run = place.expect(1, &format!("check instance {wrong}"));
        assert!(run.stdout.starts_with("wrong: output"), "{}", run.stdout);
    }
    place.expect(1, "decode instance wrong.csv");
    place.expect(20, &format!("solve {} --to theorem-2 --proof proof", path("uuf50-01.cnf")));
    place.expect(1, "check instance proof");
    let mut proof = fs::read(place.path("proof")).unwrap();
    proof.truncate(proof.len() / 2);
    place.write("half", proof);
    place.expect(1, &format!("check {} --to theorem-2 half", path("uuf50-01.cnf")));
}

#[test]
fn a_planted_formula_is_satisfiable_and_comes_from_its_seed() {
    let place = Place::new();
    let generate = "generate cnf planted --vars 60 --ratio 4.26 --seed 9";
    let (first, again) = (place.expect(0, generate).stdout, place.expect(0, generate).stdout);
    assert_eq!(first, again);
    assert!(first.contains("--seed 9") && first.contains("p cnf 60 256"), "{}", &first[..200]);
    assert_eq!(place.with_stdin("solve - --to theorem-2", first.as_bytes()).code, 10);
    let random = place.expect(0, "generate cnf random --vars 60 --clauses 100 --length 4 --out random.cnf");
    assert!(random.stdout.is_empty());
    assert!(fs::read_to_string(place.path("random.cnf")).unwrap().contains("p cnf 60 100"));
}

#[test]
fn the_instance_says_what_made_it() {
    let place = Place::new();
    place.expect(0, &format!("reduce {} --to theorem-2 --out instance", path("uf20-01.cnf")));
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(place.path("instance/instance.json")).unwrap()).unwrap();
    assert_eq!(manifest["schema"], 1);
    assert_eq!(manifest["observation"], serde_json::json!([0.0, 20.0]));
    assert_eq!(manifest["widths"], serde_json::json!([20, 40, 40, 93, 2]));
    assert!(manifest["made_by"]["command"].as_str().unwrap().contains("reduce"));
}
