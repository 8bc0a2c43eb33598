//! `unrelu verify`: claims, tested.

mod list;
mod outcome;
mod part;
mod work;

pub(super) use outcome::conclude;

use super::{
    exit::Exit,
    folder::FolderArgs,
    numbers::{checked, within},
    output::{Printing, note},
};
use part::Part;
use std::path::PathBuf;
use unrelu_verify::{
    claim::{Claim, Effort},
    claims,
    journal::{Header, Journal},
    plan::{MOST_TRIALS, Plan, Settings},
    results::Results,
    seed::Seed,
    stats::{Confidence, Width},
};

/// The journal of a whole run.
pub(super) const JOURNAL: &str = "trials.jsonl";

/// Test the claims of the theory by seeded trials, and say what stands.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu verify --quick
  unrelu verify --list
  unrelu verify theorem-3 --trials 2000 --seed 7 --out theorem-3
  unrelu verify theorem-3 --trials 2000 --seed 7 --out theorem-3 --resume
  unrelu verify theorem-3 --until-width 0.02 --trials 1000000
  unrelu verify --full --shard 2/8 --out shared
  srun --ntasks 8 unrelu verify --full --shard auto --out shared

Writes trials.jsonl (as trials finish), report.json, report.html, and for a claim that is refuted by two latent codes with one output
CLAIM-collision.json, which `unrelu check` checks; the same claims, trials and seed give the same bytes. Ctrl-C keeps what is
finished; --resume goes on. A shard writes shard-I-of-N.jsonl alone; `unrelu merge` joins them (docs/cluster.md).

Exits 0 where every claim ends as expected: one that is known to be wrong, refuted.")]
pub(super) struct Args {
    /// Claims to test; all where none is named.
    #[arg(value_name = "CLAIM")]
    claims: Vec<String>,
    /// Test nothing: say what each claim states, where it comes from, what its verdict should be and how many trials it would get.
    #[arg(long, conflicts_with_all = ["shard", "out", "resume"])]
    list: bool,
    #[command(flatten)]
    effort: EffortArgs,
    /// Trials of every sampled case, in place of what the effort says.
    #[arg(long, value_name = "N", value_parser = within(1..=MOST_TRIALS))]
    trials: Option<u64>,
    /// The same seed gives the same trials, whatever the threads.
    #[arg(long, default_value_t = 0, value_parser = within(0..=u64::MAX))]
    seed: u64,
    /// Level of the bounds in the report.
    #[arg(long, value_name = "LEVEL", default_value_t = Confidence::DEFAULT, value_parser = confidence)]
    confidence: Confidence,
    /// Stop a sampled case as soon as the interval of its success rate is no wider than this; --trials is then the most.
    #[arg(long, value_name = "W", value_parser = width)]
    until_width: Option<Width>,
    /// Run a part of the trials: I/N, or auto, as a Slurm array or task, Open MPI, PMI, Kubernetes or AWS Batch say; auto/N where they do
    /// not say how many there are.
    #[arg(long, value_name = "I/N|auto|auto/N")]
    shard: Option<Part>,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    printing: Printing,
}

fn confidence(text: &str) -> Result<Confidence, String> {
    checked(text, Confidence::new)
}

fn width(text: &str) -> Result<Width, String> {
    checked(text, Width::new)
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
        let claims = claims::select(self.effort.effort(), &self.claims)?;
        if self.list {
            list::list(claims, self.settings(), self.printing)?;
            return Ok(Exit::Answered);
        }
        let plan = self.plan(claims)?;
        let shard = self.shard.map(Part::shard).transpose()?;
        let header = Header::new(&plan).with_shard(shard);
        let mut results = Results::new(&plan);
        let (folder, journal) = self.open(&header, &mut results)?;
        if !work::go_on(&mut results, journal, threads)? {
            note(format_args!(
                "interrupted; the finished trials are in {0}: go on with --resume --out {0}",
                folder.display()
            ));
            return Ok(Exit::Undecided);
        }
        match shard {
            Some(shard) => part::conclude(&folder, shard, &results, self.printing),
            None => conclude(&folder, &header, &results, self.printing),
        }
    }

    fn plan(&self, claims: Vec<Box<dyn Claim>>) -> anyhow::Result<Plan> {
        anyhow::ensure!(
            self.until_width.is_none() || self.shard.is_none(),
            "--until-width does not go with --shard: where a case ends depends on the trials of all shards"
        );
        Ok(Plan::new(claims, self.settings())?)
    }

    fn settings(&self) -> Settings {
        Settings {
            seed: Seed(self.seed),
            effort: self.effort.effort(),
            trials: self.trials,
            confidence: self.confidence,
            until_width: self.until_width,
        }
    }

    fn open(&self, header: &Header, results: &mut Results<'_>) -> anyhow::Result<(PathBuf, Journal)> {
        let (folder, name) = match header.shard {
            Some(shard) => (self.folder.shared()?, shard.file_name()),
            None => (self.folder.open("verify")?, JOURNAL.to_owned()),
        };
        let path = folder.join(name);
        let journal = if self.folder.goes_on(&path) {
            Journal::resume(&path, header, results)
        } else {
            Journal::create(&path, header)
        };
        Ok((folder, journal?))
    }
}
