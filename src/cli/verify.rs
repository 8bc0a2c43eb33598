//! `unrelu verify`: claims, tested.

use super::{
    exit::Exit,
    folder::FolderArgs,
    interrupt,
    output::{command_line, made_by, note, say, say_json},
    progress,
};
use crate::report;
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use unrelu_verify::{
    claim::Effort,
    claims,
    journal::{Header, Journal},
    plan::{Plan, Settings},
    results::{Block, Results},
    run::{Control, Sink, run},
    seed::Seed,
    stats::Confidence,
    verdict::{ClaimReport, Ending, Report},
};

/// Test the claims of the theory by seeded trials, and say what stands.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu verify --quick
  unrelu verify theorem-3 --trials 2000 --seed 7 --out theorem-3
  unrelu verify --resume --out theorem-3

Writes trials.jsonl (as trials finish), report.json, report.html, and for a claim that is refuted by two latent codes with one output
CLAIM-collision.json, which `unrelu check` checks. Ctrl-C keeps what is finished; --resume goes on.

Exits 0 where every claim ends as expected: one that is known to be wrong, refuted.")]
pub(super) struct Args {
    /// Claims to test; all where none is named.
    #[arg(value_name = "CLAIM")]
    claims: Vec<String>,
    #[command(flatten)]
    effort: EffortArgs,
    /// Trials of every sampled case, in place of what the effort says.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    trials: Option<u64>,
    /// The same seed gives the same trials, whatever the threads.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Level of the bounds in the report.
    #[arg(long, value_name = "LEVEL", default_value_t = Confidence::DEFAULT.get())]
    confidence: f64,
    #[command(flatten)]
    folder: FolderArgs,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// How much work to do; minutes where nothing is said.
#[derive(clap::Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "the parser allows one of them")]
struct EffortArgs {
    /// Well under a minute for all claims.
    #[arg(long)]
    quick: bool,
    /// An hour or more for all claims.
    #[arg(long)]
    full: bool,
}

impl EffortArgs {
    fn effort(&self) -> Effort {
        match (self.quick, self.full) {
            (true, _) => Effort::Quick,
            (_, true) => Effort::Full,
            _ => Effort::Default,
        }
    }
}

impl Args {
    pub fn run(self, threads: usize) -> anyhow::Result<Exit> {
        let effort = self.effort.effort();
        let settings = Settings {
            seed: Seed(self.seed),
            effort,
            trials: self.trials,
            confidence: Confidence::new(self.confidence)?,
        };
        let plan = Plan::new(claims::select(effort, &self.claims)?, settings)?;
        let mut results = Results::new(&plan);
        let (folder, journal) = self.open(&plan, &mut results)?;
        if !go_on(&mut results, journal, threads)? {
            note(format_args!(
                "interrupted; the finished trials are in {0}: go on with --resume --out {0}",
                folder.display()
            ));
            return Ok(Exit::Undecided);
        }
        let report = Report::new(&results, command_line());
        report::write(&folder, &report, &made_by())?;
        if self.json {
            say_json(&report)?;
        } else {
            print(&report)?;
        }
        note(format_args!("report: {}", folder.join("report.html").display()));
        Ok(exit(&report))
    }

    fn open(&self, plan: &Plan, results: &mut Results<'_>) -> anyhow::Result<(PathBuf, Journal)> {
        let header = Header::new(plan, command_line());
        let folder = self.folder.open("verify")?;
        let path = folder.join(JOURNAL);
        let journal =
            if self.folder.resume { Journal::resume(&path, &header, results) } else { Journal::create(&path, &header) };
        Ok((folder, journal?))
    }
}

const JOURNAL: &str = "trials.jsonl";

/// Runs what is missing; `false` where it was interrupted.
fn go_on(results: &mut Results<'_>, journal: Journal, threads: usize) -> anyhow::Result<bool> {
    let cancel = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&cancel);
    interrupt::on_interrupt(move || switch.store(true, Ordering::Relaxed))?;
    let blocks = results.missing();
    let bar = progress::bar(blocks.len(), "blocks of trials");
    let mut sink = Watched { journal, bar: bar.clone() };
    run(results, &blocks, Control { threads, cancel: &cancel }, &mut sink)?;
    bar.finish_and_clear();
    Ok(results.is_complete())
}

/// Stores a block, and moves the bar.
struct Watched {
    journal: Journal,
    bar: indicatif::ProgressBar,
}

impl Sink for Watched {
    fn finished(&mut self, block: &Block) -> io::Result<()> {
        self.bar.inc(1);
        self.journal.finished(block)
    }
}

fn exit(report: &Report) -> Exit {
    match report.ending() {
        Ending::Expected => Exit::Answered,
        Ending::Open => Exit::Undecided,
        Ending::Unexpected => Exit::Refuted,
    }
}

fn print(report: &Report) -> io::Result<()> {
    say(format_args!(
        "{:<20} {:<12} {:<8} {:>8} {:>8} {:>11} {:>11}",
        "claim", "verdict", "expected", "trials", "failures", "rate below", "predicted"
    ))?;
    for claim in &report.claims {
        say(line(claim))?;
    }
    Ok(())
}

fn line(claim: &ClaimReport) -> String {
    let ClaimReport { name, trials, failures, failure_upper_bound, prediction, .. } = claim;
    let prediction = prediction.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.3e}"));
    let (verdict, expected) = (claim.verdict.to_string(), claim.expectation.to_string());
    format!(
        "{name:<20} {verdict:<12} {expected:<8} {trials:>8} {failures:>8} {failure_upper_bound:>11.3e} {prediction:>11}"
    )
}
