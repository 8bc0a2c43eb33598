//! `verify`.

use super::run::Place;
use std::fs;

/// Every claim, and the verdict on it.
const CLAIMS: [(&str, &str); 26] = [
    ("theorem-1", "consistent"),
    ("theorem-1-printed", "refuted"),
    ("theorem-2", "consistent"),
    ("example-1", "proven"),
    ("lemma-1-pointwise", "consistent"),
    ("lemma-1-global", "refuted"),
    ("injectivity", "consistent"),
    ("injectivity-threshold", "consistent"),
    ("hoeffding", "consistent"),
    ("theorem-3", "consistent"),
    ("leaky-relu", "consistent"),
    ("equation-6", "proven"),
    ("equation-6-printed", "refuted"),
    ("assumption-2", "consistent"),
    ("corollary-1", "refuted"),
    ("lemma-3", "consistent"),
    ("theorem-4", "consistent"),
    ("assumption-3", "refuted"),
    ("theorem-5", "consistent"),
    ("relaxation", "consistent"),
    ("remark-1", "proven"),
    ("remark-1-printed", "refuted"),
    ("two-layer-reduction", "consistent"),
    ("robust-gap", "proven"),
    ("nonneg-law", "consistent"),
    ("exact-linf", "consistent"),
];

#[test]
fn every_claim_has_a_verdict_and_the_report_needs_nothing_else() {
    let place = Place::new();
    let run = place.expect(0, "verify --quick --trials 40 --json --out out");
    let report = run.json();
    let claims = report["claims"].as_array().unwrap();
    let text = |claim: &serde_json::Value, field: &str| claim[field].as_str().unwrap().to_owned();
    let verdicts: Vec<_> = claims.iter().map(|claim| (text(claim, "name"), text(claim, "verdict"))).collect();
    assert_eq!(verdicts, CLAIMS.map(|(name, verdict)| (name.to_owned(), verdict.to_owned())));
    for claim in claims {
        assert_eq!(claim["expectation"] == "refuted", claim["verdict"] == "refuted");
        assert!(claim["trials"].as_u64().unwrap() > 0 && claim["failure_upper_bound"].is_number());
    }
    let page = fs::read_to_string(place.path("out/report.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("Figure 2") && page.contains("consistent"));
    assert!(!page.contains("http-equiv") && !page.contains("src=\"") && !page.contains("href=\"http"));
}

/// With the names of the plan that `verify` would follow.
#[test]
fn claims_are_listed_with_the_trials_that_they_would_get() {
    let place = Place::new();
    let listed = place.expect(0, "verify --list --trials 40 --json").json();
    let names: Vec<_> = listed["claims"].as_array().unwrap().iter().map(|claim| claim["name"].clone()).collect();
    assert_eq!(names, CLAIMS.map(|(name, _)| name));
    let run = place.expect(0, "verify --list --quick lemma-1-global");
    let line = run.stdout.lines().nth(1).unwrap();
    assert!(line.starts_with("lemma-1-global        refuted        48 "), "{}", run.stdout);
    assert_eq!(run.stdout.lines().count(), 3, "{}", run.stdout);
    place.refuses("verify --list --out out", &["--list", "--out"]);
    place.refuses("verify --list lemma-1", &["lemma-1", "lemma-1-global"]);
    assert!(!place.path("results").exists());
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

#[test]
fn what_refutes_lemma_1_is_written_and_checked() {
    let place = Place::new();
    let run = place.expect(0, "verify lemma-1-global --quick --trials 2 --seed 3 --out out");
    let line: Vec<&str> = run.stdout.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(line[..5], ["lemma-1-global", "refuted", "refuted", "2", "2"]);
    let path = "out/lemma-1-global-collision.json";
    let checked = place.expect(0, &format!("check {path}"));
    assert!(checked.stdout.starts_with("right: two latent codes"), "{}", checked.stdout);
    let file: serde_json::Value = serde_json::from_str(&fs::read_to_string(place.path(path)).unwrap()).unwrap();
    assert!(file["made_by"].as_str().unwrap().contains("verify lemma-1-global --quick"));
    let changed = |name: &str, change: fn(&mut serde_json::Value)| {
        let mut other = file.clone();
        change(&mut other);
        place.write(name, other.to_string());
    };
    changed("moved.json", |file| file["latents"][0][0] = "1000".into());
    let moved = place.expect(1, "check moved.json");
    assert!(moved.stdout.starts_with("wrong: row"), "{}", moved.stdout);
    changed("same.json", |file| file["latents"][0] = file["latents"][1].clone());
    assert!(place.expect(1, "check same.json").stdout.contains("the same"));
    changed("float.json", |file| file["weights"][1][2] = "0.5".into());
    place.refuses("check float.json", &["float.json", "weights, row 2, entry 3", "fraction", "`0.5`"]);
    changed("short.json", |file| file["latents"][0] = serde_json::json!(["1"]));
    place.refuses("check short.json", &["short.json", "1 entries", "3 columns"]);
    changed("other.json", |file| file["kind"] = "other".into());
    place.refuses("check other.json", &["other.json", "kind `other`"]);
    place.write("cut.json", "{\"schema\": 1,");
    place.refuses("check cut.json", &["cut.json", "no collision file", "line 1"]);
    place.refuses("check missing.json", &["missing.json"]);
}
