//! `verify`.

use super::run::Place;
use std::fs;

const CLAIMS: [&str; 13] = [
    "theorem-1",
    "theorem-2",
    "example-1",
    "lemma-1-pointwise",
    "hoeffding",
    "theorem-3",
    "leaky-relu",
    "relaxation",
    "remark-1",
    "two-layer-reduction",
    "robust-gap",
    "nonneg-law",
    "exact-linf",
];
/// Finite and checked in whole.
const PROVEN: [&str; 3] = ["example-1", "remark-1", "robust-gap"];

#[test]
fn every_claim_has_a_verdict_and_the_report_needs_nothing_else() {
    let place = Place::new();
    let run = place.expect(0, "verify --quick --trials 40 --json --out out");
    let report = run.json();
    let claims = report["claims"].as_array().unwrap();
    assert_eq!(claims.iter().map(|claim| claim["name"].as_str().unwrap()).collect::<Vec<_>>(), CLAIMS);
    for claim in claims {
        let verdict = claim["verdict"].as_str().unwrap();
        let proven = PROVEN.contains(&claim["name"].as_str().unwrap());
        assert_eq!(verdict, if proven { "proven" } else { "consistent" });
        assert!(claim["trials"].as_u64().unwrap() > 0 && claim["failure_upper_bound"].is_number());
    }
    let page = fs::read_to_string(place.path("out/report.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("Figure 2") && page.contains("consistent"));
    assert!(!page.contains("http-equiv") && !page.contains("<script") && !page.contains("src=\"http"));
}

#[test]
fn results_do_not_depend_on_threads_and_go_on_after_an_interruption() {
    let place = Place::new();
    let verify = |out: &str, more: &str| {
        place.expect(0, &format!("verify theorem-3 leaky-relu --quick --trials 30 --seed 4 --out {out} {more}"));
        fs::read_to_string(place.path(&format!("{out}/report.json"))).unwrap()
    };
    let whole = verify("one", "--threads 1");
    assert_eq!(whole, verify("two", "--threads 2"));
    // What a killed run leaves: some of the blocks, the last one cut off.
    let journal = fs::read_to_string(place.path("one/trials.jsonl")).unwrap();
    let lines: Vec<&str> = journal.lines().collect();
    assert!(lines.len() > 4);
    fs::create_dir(place.path("three")).unwrap();
    let half = lines[..lines.len() / 2].join("\n");
    place.write("three/trials.jsonl", &half[..half.len() - 5]);
    assert_eq!(whole, verify("three", "--resume"));
}

#[test]
fn a_run_is_not_resumed_with_other_settings_and_not_overwritten() {
    let place = Place::new();
    place.expect(0, "verify example-1 --quick --out out");
    place.refuses("verify example-1 --quick --out out", &["out", "already exists"]);
    place.refuses("verify example-1 --quick --seed 1 --out out --resume", &["trials.jsonl", "seed"]);
    place.refuses("verify theorem-9", &["theorem-9", "theorem-3"]);
    place.refuses("verify --resume", &["--out"]);
    place.refuses("verify --confidence 1.5", &["confidence"]);
}

#[test]
fn results_get_a_folder_of_their_own() {
    let place = Place::new();
    for number in [1, 2] {
        let run = place.expect(0, "verify example-1 --quick");
        assert!(run.stderr.contains(&format!("results/verify-{number}/report.html")), "{}", run.stderr);
        assert!(run.stdout.contains("example-1") && run.stdout.contains("proven"));
    }
}
