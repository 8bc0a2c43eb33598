//! `scale`.

use super::run::Place;
use std::fs;

const TINY: &str =
    "--solvers exact,sat,search --sizes 10,12,14 --ratio-size 6 --ratios 3,4.26,6 --runs 2 --time-limit 60";

#[test]
fn curves_come_with_laws_a_table_and_a_figure() {
    let place = Place::new();
    let run = place.expect(0, &format!("scale {TINY} --reductions theorem-1,two-layer --json --out out"));
    let report = run.json();
    let series = report["series"].as_array().unwrap();
    assert_eq!(series.len(), 1 + 2 * 2 * 2);
    for series in series {
        let laws = series["laws"].as_array().unwrap();
        assert_eq!(laws.len(), usize::from(series["curve"] != "ratio"));
        for law in laws {
            assert_eq!(law["law"], if series["curve"] == "inversion" { "power" } else { "exponential" });
            assert!(law["interval"]["lower"].as_f64().unwrap() <= law["parameter"].as_f64().unwrap());
        }
    }
    assert_eq!(fs::read_to_string(place.path("out/scale.json")).unwrap().trim_end(), run.stdout.trim_end());
    let table = fs::read_to_string(place.path("out/scale.csv")).unwrap();
    assert!(table.starts_with("# unrelu ") && table.contains("unrelu scale --solvers exact"));
    assert!(table.contains(
        "\ncurve,solver,reduction,k,clauses,ratio,run,seed,verdict,seconds,cpu_seconds,conflicts,proof_bytes,relative_error\n"
    ));
    // 2 comments, the columns, 3 sizes of exact inversion, and 3 sizes and 3 ratios for 2 solvers and 2 reductions.
    assert_eq!(table.lines().count(), 3 + 2 * (3 + 4 * 6));
    let figure = fs::read_to_string(place.path("out/scale.svg")).unwrap();
    assert_well_formed(&figure);
    for part in ["<desc>unrelu ", "CPU seconds", "clauses a variable", "exact inversion", "search", "two-layer"] {
        assert!(figure.contains(part), "{part}");
    }
}

/// Every tag is closed by the one that it should be, and no text holds markup.
fn assert_well_formed(svg: &str) {
    let mut open = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("a tag ends");
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
        match (tag.starts_with('/'), tag.ends_with('/') || tag.starts_with(['?', '!'])) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, false) => open.push(name),
            (false, true) => {}
        }
        assert!(!text.contains('>') && tag.matches('"').count().is_multiple_of(2), "{piece}");
    }
    assert!(open.is_empty() && svg.starts_with("<svg"), "{open:?}");
}

#[test]
fn a_torn_table_is_completed_and_that_of_another_plan_refused() {
    let place = Place::new();
    let scale = "scale --solvers exact,sat --reductions theorem-2 --sizes 10,11,12 --ratio-size 5 --ratios 4 --runs 2 --out out";
    place.expect(0, scale);
    place.refuses(scale, &["out", "already exists"]);
    let whole = fs::read_to_string(place.path("out/scale.csv")).unwrap();
    place.write("out/scale.csv", &whole[..whole.len() - 90]);
    let run = place.expect(0, &format!("{scale} --resume"));
    assert!(run.stdout.contains("c k^e") && run.stderr.contains("scale.svg"), "{}{}", run.stdout, run.stderr);
    let runs = |table: &str| {
        let column = |line: &str| line.split(',').take(9).collect::<Vec<_>>().join(",");
        table.lines().map(column).collect::<Vec<_>>()
    };
    assert_eq!(runs(&fs::read_to_string(place.path("out/scale.csv")).unwrap()), runs(&whole));
    place.refuses(&format!("{scale} --resume --seed 1"), &["scale.csv", "seed is 0, not 1"]);
    place.refuses("scale --solvers cvc5", &["cvc5", "search"]);
    place.refuses("scale --solvers exact --sizes 0", &["--sizes", "'0'"]);
    place.refuses("scale --solvers sat --sizes 2", &["3 distinct variables"]);
}
