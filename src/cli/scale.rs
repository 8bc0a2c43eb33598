//! `unrelu scale`: the curves of hardness.

use super::{
    exit::Exit,
    folder::FolderArgs,
    interrupt,
    numbers::{MOST_RUNS, not_negative, seconds, within},
    output::{command_line, made_by, note, say, say_json},
    progress,
    reproduce::replace,
};
use crate::report;
use std::{fmt, path::PathBuf, time::Duration};
use unrelu_inverter::name::{UnknownName, by_name};
use unrelu_reductions::{ReductionKind, limits::Cancel, solve::SolverKind};
use unrelu_verify::{
    scale::{
        Plan, Report, Row, Runs, Settings,
        engine::run,
        fit::Law,
        report::{LawReport, SeriesReport},
        subject::SOLVERS,
    },
    seed::Seed,
    table::Table,
};

/// Time inversion in polynomial time, and complete solvers on random 3-SAT, against size.
///
/// `exact` inverts Gaussian networks of widths k, 3k, 9k. `sat`, `search` and `milp` decide networks of random 3-SAT formulas of every
/// reduction: with k growing at 4.26 clauses a variable, and with that ratio growing at one k. All of them get the same formulas, every
/// answer is checked within its time, and solvers that contradict each other are an error.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unrelu scale --quick
  unrelu scale --solvers exact --sizes 100,200,400,800 --out exact
  unrelu scale --solvers sat,search --reductions theorem-2 --runs 10 --out theorem-2
  unrelu scale --solvers sat,search --reductions theorem-2 --runs 10 --out theorem-2 --resume

Writes scale.csv (as runs finish), scale.json and scale.svg. Ctrl-C keeps what is finished; --resume goes on. Runs go one at a
time, each on one thread, whatever --threads says, and what counts is CPU time.")]
#[expect(clippy::struct_excessive_bools, reason = "independent flags")]
pub(super) struct Args {
    /// Some two minutes, with fewer and smaller sizes, in place of an hour.
    #[arg(long)]
    quick: bool,
    /// What to time: `exact`, `sat`, `search`, `milp`; all where not given.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    solvers: Vec<Timed>,
    /// Whose networks the complete solvers get; all four where not given.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    reductions: Vec<ReductionKind>,
    /// The k of growing networks, of every solver.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = within(1..=u32::MAX))]
    sizes: Vec<u32>,
    /// The one k at which the ratio of clauses to variables grows, of every complete solver.
    #[arg(long, value_name = "K", value_parser = within(1..=u32::MAX))]
    ratio_size: Option<u32>,
    /// The ratios of clauses to variables.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = not_negative)]
    ratios: Vec<f64>,
    /// Runs at each point.
    #[arg(long, value_name = "N", value_parser = within(1..=MOST_RUNS))]
    runs: Option<u32>,
    /// Give up on a run after so many seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// The same seed gives the same networks and formulas.
    #[arg(long, default_value_t = 0, value_parser = within(0..=u64::MAX))]
    seed: u64,
    #[command(flatten)]
    folder: FolderArgs,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What can be timed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Timed {
    Exact,
    Complete(SolverKind),
}

impl fmt::Display for Timed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact => f.write_str("exact"),
            Self::Complete(solver) => solver.fmt(f),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes.
impl std::str::FromStr for Timed {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("solver", [Self::Exact].into_iter().chain(SOLVERS.map(Self::Complete)), name)
    }
}

const TABLE: &str = "scale.csv";

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        self.ensure_meant()?;
        let plan = Plan::new(&self.settings())?;
        let mut runs = Runs::new(&plan);
        let (folder, table) = self.open(&plan, &mut runs)?;
        if !go_on(&mut runs, table)? {
            note(format_args!(
                "interrupted; the finished runs are in {0}: go on with --resume --out {0}",
                folder.display()
            ));
            return Ok(Exit::Undecided);
        }
        let report = Report::new(&runs, command_line());
        report::write_scale(&folder, &report, &made_by())?;
        if self.json {
            say_json(&report)?;
        } else {
            print(&report)?;
        }
        note(format_args!("figure: {}", folder.join("scale.svg").display()));
        Ok(Exit::Answered)
    }

    /// An option that nothing would look at is an error.
    fn ensure_meant(&self) -> anyhow::Result<()> {
        let is_complete = |timed: &Timed| matches!(timed, Timed::Complete(_));
        if self.solvers.is_empty() || self.solvers.iter().any(is_complete) {
            return Ok(());
        }
        for (option, is_given) in [
            ("--reductions", !self.reductions.is_empty()),
            ("--ratio-size", self.ratio_size.is_some()),
            ("--ratios", !self.ratios.is_empty()),
        ] {
            anyhow::ensure!(
                !is_given,
                "{option} is for {}: name one with --solvers",
                SOLVERS.map(|s| s.to_string()).join(", ")
            );
        }
        Ok(())
    }

    fn settings(&self) -> Settings {
        let mut settings = if self.quick { Settings::quick() } else { Settings::default() };
        settings.seed = Seed(self.seed);
        settings.runs = self.runs.unwrap_or(settings.runs);
        settings.time_limit = self.time_limit.unwrap_or(settings.time_limit);
        replace(&mut settings.reductions, &self.reductions);
        replace(&mut settings.ratios, &self.ratios);
        replace(&mut settings.inversion, &self.sizes);
        for solver in &mut settings.solvers {
            replace(&mut solver.growth, &self.sizes);
            solver.ratio = self.ratio_size.unwrap_or(solver.ratio);
        }
        if !self.solvers.is_empty() {
            settings.solvers.retain(|sizes| self.solvers.contains(&Timed::Complete(sizes.solver)));
            if !self.solvers.contains(&Timed::Exact) {
                settings.inversion.clear();
            }
        }
        settings
    }

    fn open(&self, plan: &Plan, runs: &mut Runs<'_>) -> anyhow::Result<(PathBuf, Table)> {
        let folder = self.folder.open("scale")?;
        let path = folder.join(TABLE);
        let table = if self.folder.goes_on(&path) {
            Table::resume(&path, plan, |row: Row| runs.add_row(&row))
        } else {
            Table::create(&path, plan, &made_by())
        };
        Ok((folder, table?))
    }
}

/// Does the runs that are missing; `false` where that was interrupted.
fn go_on(runs: &mut Runs<'_>, mut table: Table) -> anyhow::Result<bool> {
    let cancel = Cancel::default();
    let switch = cancel.clone();
    interrupt::on_interrupt(move || switch.cancel())?;
    let bar = progress::bar(runs.missing().count(), "runs");
    run(runs, &cancel, &mut |finished| {
        bar.set_message(finished.address.subject.to_string());
        bar.inc(1);
        table.add(&[Row::from(finished)])
    })?;
    bar.finish_and_clear();
    Ok(runs.missing().next().is_none())
}

fn print(report: &Report) -> anyhow::Result<()> {
    say(format_args!(
        "{:<10} {:<7} {:<17} {:>9} {:<8} {:>8} {:>19} {:>8}",
        "curve", "solver", "reduction", "k", "law", "e or b", "95% interval", "off by"
    ))?;
    for series in &report.series {
        for law in &series.laws {
            say(line(series, law))?;
        }
    }
    Ok(())
}

fn line(series: &SeriesReport, LawReport { fit, .. }: &LawReport) -> String {
    let law = match fit.law {
        Law::Power => "c k^e",
        Law::Exponential => "c b^k",
    };
    let SeriesReport { curve, solver, reduction, .. } = series;
    let reduction = reduction.map_or_else(|| "-".to_owned(), |reduction| reduction.to_string());
    let interval = format!("{:.4} to {:.4}", fit.interval.lower, fit.interval.upper);
    let range = format!("{}-{}", fit.from, fit.to);
    let (parameter, deviation) = (fit.parameter, fit.deviation.exp());
    format!(
        "{curve:<10} {solver:<7} {reduction:<17} {range:>9} {law:<8} {parameter:>8.4} {interval:>19} {deviation:>7.2}x"
    )
}
