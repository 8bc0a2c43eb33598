//! Runs, whole or interrupted, on one thread or two, from memory or from a file: the same bytes.

#![expect(clippy::unwrap_used, reason = "a failing helper fails its test")]

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use tempfile::tempdir;
use unrelu_verify::claim::{Case, Claim, Effort, Expectation, Outcome, Trial, Wording};
use unrelu_verify::claims::catalogue;
use unrelu_verify::journal::{Header, Journal, JournalError};
use unrelu_verify::plan::{Plan, PlanError, Settings};
use unrelu_verify::results::{Block, BlockError, Results};
use unrelu_verify::run::{Control, RunError, run};
use unrelu_verify::seed::Seed;
use unrelu_verify::tally::Counterexample;
use unrelu_verify::verdict::{Ending, Report, Verdict};

/// A coin that should land heads with probability `claimed`, and does with probability `actual`.
struct Coin {
    claimed: f64,
    actual: f64,
    /// Every trial number divisible by this one contradicts the claim.
    contradiction: Option<u64>,
    /// Every trial number divisible by this one is undecided.
    undecided: Option<u64>,
    /// Of every trial number divisible by this one the claim says nothing.
    inapplicable: Option<u64>,
    expectation: Expectation,
}

const FAIR: Coin = Coin {
    claimed: 0.5,
    actual: 0.5,
    contradiction: None,
    undecided: None,
    inapplicable: None,
    expectation: Expectation::Holds,
};

impl Claim for Coin {
    fn wording(&self) -> Wording {
        Wording {
            name: "coin",
            statement: "The coin is as fair as claimed.",
            source: "none",
            expectation: self.expectation,
        }
    }

    fn cases(&self) -> Vec<Case> {
        let sampled = ["a", "b"].map(|name| Case::sampled(name, 1_000).with_prediction(self.claimed));
        sampled.into_iter().chain([Case::exhaustive("c", 100)]).collect()
    }

    fn trial(&self, case: usize, number: u64, rng: &mut ChaCha8Rng) -> Trial {
        let draw: f64 = rng.random();
        let hits = |divisor: Option<u64>| divisor.is_some_and(|divisor| number.is_multiple_of(divisor));
        let outcome = match draw {
            _ if hits(self.contradiction) => Outcome::Failed(draw.into()),
            _ if hits(self.inapplicable) => Outcome::Inapplicable,
            _ if hits(self.undecided) => Outcome::Undecided("lost the coin".into()),
            _ if case == 2 || draw < self.actual => Outcome::Held,
            _ => Outcome::Missed,
        };
        Trial { outcome, measure: Some(draw) }
    }
}

fn plan(coin: Coin, seed: u64) -> Plan {
    Plan::new(vec![Box::new(coin)], Settings { seed: Seed(seed), ..Settings::default() }).unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "a sink may fail")]
fn ignore(_: &Block) -> io::Result<()> {
    Ok(())
}

fn run_all(plan: &Plan, threads: usize) -> Results<'_> {
    let (mut results, cancel) = (Results::new(plan), AtomicBool::new(false));
    let blocks = results.missing();
    run(&mut results, &blocks, Control { threads, cancel: &cancel }, &mut ignore).unwrap();
    assert!(results.is_complete());
    results
}

fn report(results: &Results<'_>) -> String {
    serde_json::to_string(&Report::new(results, "test")).unwrap()
}

fn verdict(coin: Coin) -> Verdict {
    Report::new(&run_all(&plan(coin, 3), 0), "test").claims[0].verdict
}

/// Runs some blocks into a journal, then stops as a user would.
fn interrupted(plan: &Plan, path: &Path, blocks: usize) {
    let (mut results, cancel) = (Results::new(plan), AtomicBool::new(false));
    let mut journal = Journal::create(path, &Header::new(plan)).unwrap();
    let mut seen = 0;
    let mut sink = |block: &Block| {
        seen += 1;
        cancel.store(seen >= blocks, Ordering::Relaxed);
        unrelu_verify::run::Sink::finished(&mut journal, block)
    };
    let todo = results.missing();
    run(&mut results, &todo, Control { threads: 2, cancel: &cancel }, &mut sink).unwrap();
    assert!(!results.is_complete() && results.trials() > 0);
}

fn resumed(plan: &Plan, path: &Path) -> Result<String, JournalError> {
    let (mut results, cancel) = (Results::new(plan), AtomicBool::new(false));
    let mut journal = Journal::resume(path, &Header::new(plan), &mut results)?;
    let todo = results.missing();
    run(&mut results, &todo, Control { threads: 1, cancel: &cancel }, &mut journal).unwrap();
    Ok(report(&results))
}

#[test]
fn threads_and_interruption_change_nothing() {
    let plan = plan(Coin { contradiction: Some(77), ..FAIR }, 5);
    let whole = report(&run_all(&plan, 1));
    assert_eq!(whole, report(&run_all(&plan, 2)));
    let directory = tempdir().unwrap();
    let path = directory.path().join("trials.jsonl");
    interrupted(&plan, &path, 7);
    assert_eq!(whole, resumed(&plan, &path).unwrap());
    assert_eq!(whole, resumed(&plan, &path).unwrap(), "nothing was left to do");
}

#[test]
fn the_paper_gives_the_same_bytes_on_one_thread_and_on_two() {
    let settings = Settings { effort: Effort::Quick, trials: Some(4), ..Settings::default() };
    let plan = Plan::new(catalogue(Effort::Quick), settings).unwrap();
    assert_eq!(report(&run_all(&plan, 1)), report(&run_all(&plan, 2)));
}

#[test]
fn shards_add_up_to_the_whole() {
    let plan = plan(FAIR, 5);
    let mut joined = Results::new(&plan);
    for shard in [1, 0] {
        let (mut part, cancel) = (Results::new(&plan), AtomicBool::new(false));
        let blocks: Vec<_> = part.missing().into_iter().skip(shard).step_by(2).collect();
        let mut join = |block: &Block| joined.add(block.clone()).map_err(io::Error::other);
        run(&mut part, &blocks, Control { threads: 1, cancel: &cancel }, &mut join).unwrap();
    }
    assert_eq!(report(&joined), report(&run_all(&plan, 1)));
}

#[test]
fn a_torn_last_line_is_dropped() {
    let plan = plan(FAIR, 5);
    let directory = tempdir().unwrap();
    let path = directory.path().join("trials.jsonl");
    interrupted(&plan, &path, 9);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() - 20]).unwrap();
    assert_eq!(resumed(&plan, &path).unwrap(), report(&run_all(&plan, 2)));
}

#[test]
fn damaged_journals_are_refused_with_their_line() {
    let plan = plan(FAIR, 5);
    let directory = tempdir().unwrap();
    let path = directory.path().join("trials.jsonl");
    interrupted(&plan, &path, 3);
    let lines: Vec<String> = std::fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    let complaint = |lines: &[&str]| {
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        resumed(&plan, &path).unwrap_err()
    };
    let (header, block) = (lines[0].as_str(), lines[1].as_str());
    assert!(matches!(complaint(&[header, "{", block]), JournalError::Line { line: 2, .. }));
    let doubled = complaint(&[header, block, block]);
    assert!(matches!(doubled, JournalError::Block { line: 3, source: BlockError::Doubled { .. }, .. }));
    let foreign = block.replace("\"case\":\"a\"", "\"case\":\"z\"");
    assert!(matches!(complaint(&[header, &foreign]), JournalError::Block { line: 2, .. }));
    assert!(matches!(complaint(&[block]), JournalError::Line { line: 1, .. }));
    let future = header.replace("\"schema\":1", "\"schema\":9");
    assert!(matches!(complaint(&[&future]), JournalError::Schema { found: 9, .. }));
    // No run leaves a file without its first line.
    for torn in ["no journal", &header[..9], ""] {
        std::fs::write(&path, torn).unwrap();
        assert!(matches!(resumed(&plan, &path), Err(JournalError::NoHeader { .. })));
    }
}

#[test]
fn another_plan_cannot_resume_and_is_told_why() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("trials.jsonl");
    interrupted(&plan(FAIR, 5), &path, 3);
    let message = resumed(&plan(FAIR, 6), &path).unwrap_err().to_string();
    assert!(message.ends_with("its seed is 5, not 6; it was begun by `unrelu verify coin --seed 5`"), "{message}");
    let settings = Settings { seed: Seed(5), trials: Some(10), ..Settings::default() };
    let fewer = Plan::new(vec![Box::new(FAIR)], settings).unwrap();
    let message = resumed(&fewer, &path).unwrap_err().to_string();
    assert!(message.contains("a (1000 trials)") && message.contains("a (10 trials)"), "{message}");
    let header = Header::new(&fewer);
    assert!(matches!(Journal::create(&path, &header), Err(JournalError::Create(_))));
}

#[test]
fn a_failing_sink_stops_the_run() {
    let plan = plan(FAIR, 5);
    let (mut results, cancel) = (Results::new(&plan), AtomicBool::new(false));
    let blocks = results.missing();
    let mut full = |_: &Block| Err(io::Error::other("disk full"));
    let ended = run(&mut results, &blocks, Control { threads: 2, cancel: &cancel }, &mut full);
    assert!(matches!(ended, Err(RunError::Sink(_))));
}

#[test]
fn rates_and_contradictions_and_gaps_decide_the_verdict() {
    assert_eq!(verdict(FAIR), Verdict::Consistent);
    assert_eq!(verdict(Coin { claimed: 0.9, ..FAIR }), Verdict::Refuted);
    assert_eq!(verdict(Coin { contradiction: Some(500), ..FAIR }), Verdict::Refuted);
    assert_eq!(verdict(Coin { undecided: Some(500), ..FAIR }), Verdict::Inconclusive);
    assert_eq!(verdict(Coin { claimed: 0.9, undecided: Some(500), ..FAIR }), Verdict::Refuted);
    // Undecided trials could have made up the difference.
    assert_eq!(verdict(Coin { claimed: 0.6, undecided: Some(2), ..FAIR }), Verdict::Inconclusive);
}

#[test]
fn an_unfinished_run_proves_nothing() {
    let plan = plan(FAIR, 5);
    let mut results = Results::new(&plan);
    results.add(plan.run_block(plan.blocks()[0])).unwrap();
    let report = Report::new(&results, "test");
    let verdicts: Vec<Verdict> = report.claims[0].evidence.cases.iter().map(|case| case.verdict).collect();
    assert_eq!(verdicts, [Verdict::Consistent, Verdict::Inconclusive, Verdict::Inconclusive]);
    assert_eq!(report.ending(), Ending::Open);
}

#[test]
fn undecided_trials_are_part_of_no_rate() {
    let plan = plan(Coin { undecided: Some(2), ..FAIR }, 5);
    let report = Report::new(&run_all(&plan, 0), "test").claims.remove(0);
    assert_eq!((report.evidence.undecided, report.trials), (1_050, 1_050));
    assert_eq!(report.evidence.reasons[0].reason, "lost the coin");
    assert_eq!(report.prediction, Some(0.5));
}

#[test]
fn trials_that_a_claim_says_nothing_about_are_part_of_no_rate() {
    let plan = plan(Coin { inapplicable: Some(2), ..FAIR }, 5);
    let report = Report::new(&run_all(&plan, 0), "test").claims.remove(0);
    assert_eq!((report.verdict, report.trials, report.evidence.undecided), (Verdict::Consistent, 1_050, 0));
    assert_eq!(report.evidence.cases.iter().map(|case| case.inapplicable).collect::<Vec<_>>(), [500, 500, 50]);
    assert_eq!(verdict(Coin { inapplicable: Some(1), ..FAIR }), Verdict::Inconclusive);
}

#[test]
fn a_claim_may_be_expected_to_be_refuted() {
    let ending = |coin| Report::new(&run_all(&plan(coin, 5), 0), "test").ending();
    let wrong = || Coin { expectation: Expectation::Refuted, ..FAIR };
    assert_eq!(ending(FAIR), Ending::Expected);
    assert_eq!(ending(Coin { contradiction: Some(500), ..FAIR }), Ending::Unexpected);
    assert_eq!(ending(Coin { undecided: Some(500), ..FAIR }), Ending::Open);
    assert_eq!(ending(Coin { contradiction: Some(500), ..wrong() }), Ending::Expected);
    assert_eq!(ending(Coin { undecided: Some(500), ..wrong() }), Ending::Open);
    assert_eq!(ending(wrong()), Ending::Unexpected);
}

#[test]
fn counterexamples_can_be_replayed() {
    let plan = plan(Coin { contradiction: Some(77), ..FAIR }, 5);
    let report = Report::new(&run_all(&plan, 0), "test");
    let found = &report.claims[0].evidence.counterexamples[1];
    assert_eq!(plan.replay(found).unwrap().outcome, Outcome::Failed(found.witness.clone()));
    assert!(plan.replay(&Counterexample { seed: Seed(6), ..found.clone() }).is_none());
    assert!(plan.replay(&Counterexample { case: "z".into(), ..found.clone() }).is_none());
}

#[test]
fn the_report_has_the_documented_fields_and_reads_back() {
    let plan = plan(Coin { contradiction: Some(77), ..FAIR }, 5);
    let report = Report::new(&run_all(&plan, 0), "test");
    let json = serde_json::to_value(&report).unwrap();
    let claim = json["claims"][0].as_object().unwrap();
    let documented = "name verdict expectation trials failures failure_upper_bound confidence prediction evidence";
    assert!(documented.split(' ').all(|field| claim.contains_key(field)) && claim.len() == 9);
    assert_eq!(claim["verdict"], "refuted");
    let counterexample = &claim["evidence"]["counterexamples"][1];
    assert_eq!((&counterexample["trial"], &counterexample["seed"]), (&77.into(), &5.into()));
    assert_eq!(serde_json::from_value::<Report>(json).unwrap(), report);
}

#[test]
fn plans_without_trials_or_with_doubled_names_are_refused() {
    let twice: Vec<Box<dyn Claim>> = vec![Box::new(FAIR), Box::new(FAIR)];
    assert_eq!(Plan::new(twice, Settings::default()).err(), Some(PlanError::Doubled("coin".into())));
    assert_eq!(Plan::new(vec![], Settings::default()).err(), Some(PlanError::NoClaims));
    let none = Settings { trials: Some(0), effort: Effort::Quick, ..Settings::default() };
    assert_eq!(Plan::new(vec![Box::new(FAIR)], none).err(), Some(PlanError::NoTrials("coin a".into())));
}
