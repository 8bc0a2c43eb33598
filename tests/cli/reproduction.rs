//! `reproduce`.

use super::run::Place;
use std::fs;

/// What `fig1a` and `fig2a` look at.
const SMALL: &str = "--runs 3 --widths 3,15,60 --layers 20,60 --dimensions 4,8 --levels 1e-2,1e-3,1e-4";

/// A generator of pictures of 4 x 4 pixels.
fn place() -> Place {
    let place = Place::new();
    place.expect(0, "generate network --widths 2,8,16 --seed 1 --out small.npz");
    place
}

#[test]
fn every_figure_is_made_with_its_numbers_and_a_page_that_needs_nothing_else() {
    let place = place();
    let run = place.expect(0, &format!("reproduce all {SMALL} --generator small.npz --json --out out"));
    let report = run.json();
    let figures = report["figures"].as_array().unwrap();
    assert_eq!(figures.len(), 11);
    assert_eq!(fs::read_to_string(place.path("out/report.json")).unwrap().trim_end(), run.stdout.trim_end());
    for figure in figures {
        let name = figure["figure"].as_str().unwrap();
        let csv = fs::read_to_string(place.path(&format!("out/{name}.csv"))).unwrap();
        assert!(csv.starts_with("# unrelu ") && csv.lines().count() > 3, "{name}: {csv}");
        let json = fs::read(place.path(&format!("out/{name}.json"))).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(&json["figure"], figure);
        let pictures = name.starts_with("fig3") || name.starts_with("fig4") || name.starts_with("fig6");
        assert_eq!(json["sheets"].as_array().unwrap().is_empty(), !pictures, "{name}");
        assert!(!figure["findings"].as_array().unwrap().is_empty(), "{name}");
    }
    let page = fs::read_to_string(place.path("out/report.html")).unwrap();
    for part in
        ["<svg", "not reproduced", "data:text/csv;base64,", "data:image/png;base64,", "slope ", "prefers-color-scheme"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("http-equiv") && !page.contains("src=\"") && !page.contains("href=\"http"));
    let svgs = fs::read_dir(place.path("out"))
        .unwrap()
        .filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "svg"));
    // Figures 1a to 1d and 5: 1 + 2 + 1 + 2 + 4; 2a, 2b, table 1; 4, 2 and 3 sheets.
    assert_eq!(svgs.count(), 10 + 3 + 9);
}

#[test]
fn an_interrupted_reproduction_goes_on_and_gives_the_same() {
    let place = place();
    let asked = format!("reproduce fig1a fig2a {SMALL} --methods linf,auto");
    let run = place.expect(0, &format!("{asked} --out one --threads 1"));
    assert!(run.stdout.contains("fig1a: ") && run.stdout.contains("reproduced: "), "{}", run.stdout);
    let runs = |name: &str| {
        let text = fs::read_to_string(place.path(name)).unwrap();
        let mut rows: Vec<String> =
            text.lines().skip(2).map(|row| row.rsplit_once(',').unwrap().0.to_owned()).collect();
        rows.sort();
        rows
    };
    let whole = fs::read_to_string(place.path("one/runs.csv")).unwrap();
    fs::create_dir(place.path("two")).unwrap();
    place.write("two/runs.csv", &whole[..whole.len() / 2]);
    place.expect(0, &format!("{asked} --out two --resume --threads 2"));
    assert_eq!(runs("two/runs.csv"), runs("one/runs.csv"));
    place.refuses(&format!("{asked} --out two"), &["two", "already exists"]);
    place.refuses(&format!("{asked} --out two --resume --seed 3"), &["runs.csv", "seed is 0, not 3"]);
    place.refuses(&format!("{asked} --out two --resume --levels 0.5"), &["runs.csv", "parameters"]);
}

#[test]
fn what_cannot_be_reproduced_is_refused() {
    let place = place();
    place.refuses("reproduce fig7", &["fig7", "fig1a", "all"]);
    place.refuses("reproduce", &["FIGURE"]);
    place.refuses("reproduce fig1a --runs 0", &["runs"]);
    place.refuses("reproduce fig1a --methods newton", &["newton", "linf"]);
    place.refuses("reproduce fig1b --gaussian sigma", &["sigma", "variance"]);
    place.refuses("reproduce fig1a --levels 0", &["--levels", "above 0", "`0`"]);
    place.refuses("reproduce fig1a --widths 3", &["widths"]);
    place.refuses("reproduce fig1c --generator none.npz", &["none.npz"]);
    assert!(!place.path("results").exists());
}

#[test]
fn times_of_other_programs_stand_beside_table_1() {
    let place = place();
    place.write("peers.csv", "# by a script\nsolver,k,runs,seconds\nlinf by CVXOPT,30,3,0.25\n");
    let asked = "reproduce table1 --runs 3 --layers 20,60 --generator small.npz --methods linf";
    let run = place.expect(0, &format!("{asked} --peers peers.csv --out out"));
    assert!(run.stdout.contains("linf by CVXOPT"), "{}", run.stdout);
    let page = fs::read_to_string(place.path("out/report.html")).unwrap();
    assert!(page.contains("linf by CVXOPT") && page.contains("0.2500"));
    assert!(fs::read_to_string(place.path("out/table1.csv")).unwrap().contains("linf by CVXOPT,30,3,"));
    let refuses = |table: &str, words: &[&str]| {
        place.write("bad.csv", table);
        place.refuses(&format!("{asked} --peers bad.csv --out bad"), words);
    };
    refuses("solver,k,runs,seconds\nlinf by CVXOPT,30,3,fast\n", &["bad.csv", "line: 2", "float"]);
    refuses("solver,k,runs,seconds\nlinf by CVXOPT,30,3,-1\n", &["bad.csv", "above 0", "-1"]);
    refuses("program,k\n", &["bad.csv", "solver"]);
    place.refuses("reproduce fig1a --runs 3 --peers peers.csv", &["--peers", "table1"]);
    place.refuses(&format!("{asked} --peers none.csv"), &["none.csv"]);
}
