//! `lift`: formulas of bare networks.

use super::run::{Place, repository};

fn path(name: &str) -> String {
    repository(&format!("tests/data/cnf/{name}")).display().to_string()
}

#[test]
fn a_formula_comes_back_from_a_bare_onnx_network() {
    for (kind, disguise) in
        [("theorem-1", "permute,scale"), ("theorem-2", "mix,split,pad,scale,permute"), ("two-layer", "mix")]
    {
        let place = Place::new();
        let made = format!("--disguise {disguise} --format onnx --out instance");
        place.expect(0, &format!("reduce {} --to {kind} {made}", path("uuf50-01.cnf")));
        let run = place.expect(0, "lift instance/network.onnx --out lifted.cnf");
        assert!(run.stdout.starts_with(&format!("{kind}: 50 variables, 218 clauses\nproven: ")), "{}", run.stdout);
        place.expect(0, "lint lifted.cnf");
        place.expect(20, "solve lifted.cnf --to theorem-1");
        let report = place.expect(0, "lift instance/network.npz --json").json();
        assert_eq!((&report["status"], &report["form"]), (&"LIFTED".into(), &kind.into()));
        assert_eq!((&report["unsatisfied"], &report["clauses"]), (&0.into(), &218.into()));
        assert_eq!(report["latent_map"].is_null(), kind == "theorem-1");
    }
}

#[test]
fn the_observation_says_how_many_clauses_are_false() {
    let place = Place::new();
    place.expect(0, &format!("reduce {} --to two-layer --out instance", path("full4.cnf")));
    place.write("two.csv", "2\n");
    let run = place.expect(0, "lift instance/network.npz --observation two.csv");
    assert!(run.stdout.contains("leaves at most 2 clauses false"), "{}", run.stdout);
    place.write("half.csv", "0.5\n");
    let run = place.expect(3, "lift instance/network.npz --observation half.csv --out formula.cnf");
    assert!(run.stdout.starts_with("unknown: ") && run.stdout.contains("output 1 is to be 0.5"), "{}", run.stdout);
    assert!(!place.path("formula.cnf").exists());
    place.write("wide.csv", "0,1\n");
    place.refuses("lift instance/network.npz --observation wide.csv", &["wide.csv", "2 entries", "1 outputs"]);
    place.write("tall.csv", "0\n1\n");
    place.refuses("lift instance/network.npz --observation tall.csv", &["tall.csv", "expected one observation"]);
}

#[test]
fn a_trained_network_is_refused() {
    let place = Place::new();
    place.expect(0, "generate network --widths 3,9,1 --seed 1 --out network.npz");
    let report = place.expect(3, "lift network.npz --json").json();
    assert_eq!(report["status"], "UNKNOWN");
    assert!(report["explanation"].as_str().unwrap().contains("layer 1, unit 1"), "{report}");
    place.write("formula.cnf", "");
    place.refuses("lift network.npz --out formula.cnf", &["formula.cnf", "already exists"]);
}
