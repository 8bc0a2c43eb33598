//! `generate cnf`: every family, its comments, its answer.

use super::run::Place;
use std::fs;

/// Arguments, the status in the comments, the exit code of `solve`.
const FAMILIES: [(&str, &str, &[i32]); 10] = [
    ("random --vars 30", "unknown", &[10, 20]),
    ("planted --vars 60", "SATISFIABLE", &[10]),
    ("planted --vars 60 --quiet", "SATISFIABLE", &[10]),
    ("planted --vars 60 --q 0.5 --length 4", "SATISFIABLE", &[10]),
    ("unique --vars 60", "SATISFIABLE", &[10]),
    ("pigeonhole --holes 4", "UNSATISFIABLE", &[20]),
    ("pigeonhole --holes 4 --pigeons 4", "SATISFIABLE", &[10]),
    ("parity --vertices 10 --charge even", "SATISFIABLE", &[10]),
    ("parity --vertices 10 --degree 4", "UNSATISFIABLE", &[20]),
    ("colouring --vertices 20 --planted", "SATISFIABLE", &[10]),
];

#[test]
fn every_family_says_what_it_is_and_has_its_answer() {
    for (arguments, status, codes) in FAMILIES {
        let place = Place::new();
        let first = place.expect(0, &format!("generate cnf {arguments} --seed 3")).stdout;
        place.expect(0, &format!("generate cnf {arguments} --seed 3 --out file.cnf"));
        assert_eq!(fs::read_to_string(place.path("file.cnf")).unwrap(), first);
        assert!(first.contains(&format!("\nc status: {status}\n")) && first.contains("\nc source: "), "{first}");
        let made_by = first.lines().find_map(|line| line.strip_prefix("c unrelu generate")).unwrap();
        assert_eq!(place.expect(0, &format!("generate{made_by}")).stdout, first);
        place.expect(0, "lint file.cnf");
        let run = place.unrelu("solve file.cnf --to theorem-2 --strict");
        assert!(codes.contains(&run.code), "{arguments}: {}{}", run.stdout, run.stderr);
        if status == "SATISFIABLE" {
            let comments = first.lines().filter_map(|line| line.strip_prefix("c "));
            let model: Vec<&str> = comments.filter(|line| line.starts_with('v')).collect();
            place.write("model", model.join("\n"));
            place.expect(0, "check file.cnf --to theorem-1 model");
        }
    }
}

#[test]
fn a_pair_is_two_files() {
    let place = Place::new();
    place.expect(0, "generate cnf pair --vars 15 --seed 2 --out pair");
    place.expect(10, "solve pair-sat.cnf --to theorem-1 --strict");
    place.expect(20, "solve pair-unsat.cnf --to theorem-1 --strict");
    let lines = |name| fs::read_to_string(place.path(name)).unwrap().lines().map(str::to_owned).collect::<Vec<_>>();
    let (satisfiable, unsatisfiable) = (lines("pair-sat.cnf"), lines("pair-unsat.cnf"));
    let different = satisfiable.iter().zip(&unsatisfiable).filter(|(one, other)| one != other);
    assert_eq!(different.count(), 2, "the status and the last clause");
    place.refuses("generate cnf pair --vars 15 --out pair.cnf", &["pair-sat.cnf", "exists"]);
    place.refuses("generate cnf pair --vars 15", &["--out"]);
}

#[test]
fn impossible_families_are_refused() {
    let place = Place::new();
    let wrong = [
        ("random --vars 1000000 --clauses 4000000000", "too many"),
        ("planted --quiet --length 2", "at least 3 literals"),
        ("planted --q 2", "q = 2"),
        ("planted --q 0.5 --quiet", "--quiet"),
        ("pigeonhole --holes 0", "hole"),
        ("pigeonhole --holes 4000000000", "too many"),
        ("parity --vertices 5 --degree 3", "even"),
        ("parity --vertices 4 --degree 4", "below 4"),
        ("parity --vertices 100 --degree 60", "too many"),
        ("colouring --vertices 5 --edges 11", "only 10"),
        ("colouring --colours 0", "colour"),
        ("colouring --vertices 4000000000", "too many"),
        ("pair --vars 0 --out pair", "variable"),
        ("pair --vars 2 --length 3 --out pair", "3 distinct"),
        ("nonsense", "nonsense"),
    ];
    for (arguments, part) in wrong {
        place.refuses(&format!("generate cnf {arguments}"), &[part]);
    }
}
