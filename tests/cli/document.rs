//! `docs/formats.md` names every field of JSON that the program prints or writes.

use super::run::{Place, repository};
use serde_json::Value;
use std::{collections::BTreeSet, fs};

/// Objects whose fields are names of files, kinds or a claim's own.
const OPEN: [&str; 4] = ["sha256", "counts", "witness", "remarks"];

/// Words in code spans of the document.
fn documented() -> BTreeSet<String> {
    let text = fs::read_to_string(repository("docs/formats.md")).unwrap();
    let spans = text.split('`').skip(1).step_by(2);
    let words = spans.flat_map(|span| span.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    words.map(str::to_owned).collect()
}

/// Fields of all objects within, but for those of [`OPEN`].
fn fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| fields(value, found)),
        Value::Object(entries) => {
            for (name, value) in entries {
                found.insert(name.clone());
                if !OPEN.contains(&name.as_str()) {
                    fields(value, found);
                }
            }
        }
        _ => {}
    }
}

/// A place with networks, observations, a formula, an instance and a shard.
fn place() -> Place {
    let place = Place::new();
    place.write("one.csv", "1\n");
    place.write("far.csv", "1,2,3,4,5,6,7\n");
    place.write("mask.csv", "1,1,1,1,1,0,0\n");
    place.write("f.cnf", "p cnf 3 2\n1 2 3  0\n-1 2 0\n");
    place.expect(0, "generate network --widths 2,5,7 --seed 1 --out n.npz");
    place.expect(0, "reduce f.cnf --to theorem-2 --disguise mix --certify --format mps --out instance");
    place.expect(0, "verify example-1 --quick --shard 1/1 --out shared");
    place
}

#[test]
fn every_field_that_is_printed_or_written_is_in_the_document() {
    let (place, example) = (place(), repository("assets/example-1.npz"));
    let example = example.display();
    let mut found = BTreeSet::new();
    for (code, command) in [
        (0, "invert n.npz far.csv --json"),
        (0, "invert n.npz far.csv --method linf --json"),
        (0, "sense n.npz far.csv --mask mask.csv --json"),
        (0, &format!("preimage {example} one.csv --count-regions --json")),
        (10, "solve instance --json"),
        (20, "solve n.npz --observation far.csv --json"),
        (0, "lift instance/network.npz --json"),
        (3, "lift n.npz --json"),
        (1, "lint f.cnf --json"),
        (0, "verify --list --json"),
        (0, "verify example-1 lemma-1-global --quick --json --out verified"),
        (0, "verify example-1 --quick --shard 1/1 --json --out shared-again"),
        (0, "merge shared --out merged --json"),
        (0, "report verified --json"),
        (0, "scale --quick --solvers exact,sat --sizes 5,6,7 --ratio-size 5 --ratios 3 --runs 1 --json --out scaled"),
        (
            0,
            "reproduce fig1a fig2a table1 --widths 3,9,27 --layers 20,60 --dimensions 4 --levels 0.1 --runs 1 --json --out made",
        ),
    ] {
        let printed = place.expect(code, command).json();
        assert_eq!((&printed["schema"], printed["version"].is_string()), (&Value::from(1), true), "{command}");
        fields(&printed, &mut found);
    }
    for lines in ["instance/instance.json", "verified/lemma-1-global-collision.json", "made/fig1a.json"] {
        fields(&serde_json::from_slice(&fs::read(place.path(lines)).unwrap()).unwrap(), &mut found);
    }
    let journal = fs::read_to_string(place.path("shared/shard-1-of-1.jsonl")).unwrap();
    journal.lines().for_each(|line| fields(&serde_json::from_str(line).unwrap(), &mut found));
    let documented = documented();
    let missing: Vec<_> = found.difference(&documented).collect();
    assert!(found.len() > 100 && missing.is_empty(), "{missing:?} of {}", found.len());
}
