//! `unrelu reproduce`: the figures and tables of the paper, made again.

mod text;

use super::{
    exit::Exit,
    folder::FolderArgs,
    interrupt,
    numbers::{MOST_RUNS, positive, within},
    output::{command_line, made_by, note, say_json},
    progress,
};
use crate::report;
use anyhow::Context;
use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use unrelu_inverter::{
    file::{parse_network, read_network},
    name::{UnknownName, by_name},
};
use unrelu_verify::{
    reproduce::{
        Contestant, Figure, Generators, Parameters, Plan, Reading, Report, Row, Runs, peers, pictures::pictures,
    },
    seed::Seed,
    table::Table,
};

/// Make the figures and tables of the paper again, and say whether they come out as reported.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  unrelu reproduce fig2a --runs 50
  unrelu reproduce all --runs 20 --out figures
  unrelu reproduce all --runs 20 --out figures --resume
  unrelu reproduce fig1a --widths 30,150,750 --methods linf,l1,auto --levels 0.1,0.01,0.001
  unrelu reproduce fig1d fig3 --generator decoder.npz --gaussian variance

Figures:
  fig1a fig1b   error against uniform and Gaussian noise, random network
  fig1c fig1d   the same, trained generators
  fig2a fig2b   how often latent codes are recovered against k, ReLU and LeakyReLU
  fig3          digits with noise
  fig4 fig6     digits that are partly hidden
  fig5          Algorithm 3 beside the other programs
  table1        time of one inversion

Methods: linf, linf-paper, l1, relaxed, exact, gd, gd-long (ten times the steps), gd-strong, auto.

Writes runs.csv (as runs finish), report.json, report.html, and of every figure a .csv, a .json and its .svg pictures. Ctrl-C keeps
what is finished; --resume goes on.")]
pub(super) struct Args {
    /// `fig1a` to `table1`, or `all`.
    #[arg(value_name = "FIGURE", required = true, value_parser = figures)]
    figures: Vec<Wanted>,
    /// Runs of every setup; the paper has 200.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = within(1..=MOST_RUNS))]
    runs: u32,
    /// The same seed gives the same networks, latent codes and noise.
    #[arg(long, default_value_t = 0, value_parser = within(0..=u64::MAX))]
    seed: u64,
    #[command(flatten)]
    parameters: ParameterArgs,
    /// Times of other programs to show beside those of Table 1, as CSV with columns solver, k, runs, seconds; benches/peers/table1.py
    /// takes them.
    #[arg(long, value_name = "FILE")]
    peers: Option<PathBuf>,
    #[command(flatten)]
    folder: FolderArgs,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// In place of the paper's.
#[derive(clap::Args)]
struct ParameterArgs {
    /// Widths of the random network of Figures 1 and 5; the paper has 20,100,500.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = within(1..=usize::MAX))]
    widths: Vec<usize>,
    /// Widths behind the latent dimension of Figure 2 and Table 1; the paper has 250,600.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = within(1..=usize::MAX))]
    layers: Vec<usize>,
    /// Latent dimensions of Figure 2.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = within(1..=usize::MAX))]
    dimensions: Vec<usize>,
    /// Sizes of noise; the paper has 0.1 to 1e-6.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = positive)]
    levels: Vec<f64>,
    /// Whether the size of Gaussian noise is its `deviation`, its `variance`, or both in turn: the paper's N(0, a) does not say.
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = reading)]
    gaussian: Vec<Reading>,
    /// A trained generator, under the name of its file, in place of those that come with the program, `mnist` and `mnist-bias`.
    #[arg(long, value_name = "NETWORK")]
    generator: Vec<PathBuf>,
    /// The methods, in place of those of each figure.
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    methods: Vec<Contestant>,
}

#[derive(Clone)]
enum Wanted {
    All,
    One(Figure),
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::One(figure) => figure.fmt(f),
        }
    }
}

fn figures(name: &str) -> Result<Wanted, UnknownName> {
    by_name("figure or table", Figure::ALL.map(Wanted::One).into_iter().chain([Wanted::All]), name)
}

fn reading(name: &str) -> Result<Reading, String> {
    match name.trim() {
        "deviation" => Ok(Reading::Deviation),
        "variance" => Ok(Reading::Variance),
        _ => Err(format!("expected deviation or variance, found `{name}`")),
    }
}

const TABLE: &str = "runs.csv";

/// Those that come with the program: MNIST digits, without biases and with them.
const GENERATORS: [(&str, &[u8]); 2] = [
    ("mnist", include_bytes!("../../../assets/mnist-generator.npz")),
    ("mnist-bias", include_bytes!("../../../assets/mnist-generator-bias.npz")),
];

impl Args {
    pub fn run(self, threads: usize) -> anyhow::Result<Exit> {
        self.ensure_meant()?;
        let peers = self.peers.as_deref().map_or_else(|| Ok(Vec::new()), peers::read)?;
        let generators = self.parameters.generators()?;
        let parameters = self.parameters.parameters(&generators);
        let plan = Plan::new(&self.figures(), &parameters, generators, self.runs, Seed(self.seed))?;
        let mut runs = Runs::new(&plan);
        let (folder, table) = self.open(&plan, &mut runs)?;
        let cancel = Arc::new(AtomicBool::new(false));
        let switch = Arc::clone(&cancel);
        interrupt::on_interrupt(move || switch.store(true, Ordering::Relaxed))?;
        go_on(&mut runs, table, threads, &cancel)?;
        let sheets = pictures(&plan, &parameters.readings, threads, &cancel)?;
        if cancel.load(Ordering::Relaxed) {
            note(format_args!(
                "interrupted; the finished runs are in {0}: go on with --resume --out {0}",
                folder.display()
            ));
            return Ok(Exit::Undecided);
        }
        let report = Report::new(&runs, &sheets, command_line()).with_peers(&peers);
        report::write_reproduction(&folder, &report, &sheets, &made_by())?;
        if self.json {
            say_json(&report)?;
        } else {
            report.figures.iter().try_for_each(|figure| text::print(figure, &sheets))?;
        }
        note(format_args!("report: {}", folder.join("report.html").display()));
        Ok(Exit::Answered)
    }

    /// In the order of the paper, each once.
    fn figures(&self) -> Vec<Figure> {
        let is_wanted = |figure: &Figure| {
            self.figures.iter().any(|wanted| match wanted {
                Wanted::All => true,
                Wanted::One(one) => one == figure,
            })
        };
        Figure::ALL.into_iter().filter(is_wanted).collect()
    }

    /// An option that none of the figures would look at is an error.
    fn ensure_meant(&self) -> anyhow::Result<()> {
        use Figure::{Fig1a, Fig1b, Fig1c, Fig1d, Fig2a, Fig2b, Fig3, Fig4, Fig5, Fig6, Table1};
        let (asked, parameters) = (self.figures(), &self.parameters);
        let options: [(&str, bool, &[Figure]); 8] = [
            ("--widths", !parameters.widths.is_empty(), &[Fig1a, Fig1b, Fig5]),
            ("--layers", !parameters.layers.is_empty(), &[Fig2a, Fig2b, Table1]),
            ("--dimensions", !parameters.dimensions.is_empty(), &[Fig2a, Fig2b]),
            ("--levels", !parameters.levels.is_empty(), &[Fig1a, Fig1b, Fig1c, Fig1d, Fig5]),
            ("--gaussian", !parameters.gaussian.is_empty(), &[Fig1b, Fig1d, Fig3, Fig5]),
            ("--generator", !parameters.generator.is_empty(), &[Fig1c, Fig1d, Fig3, Fig4, Fig5, Fig6, Table1]),
            ("--methods", !parameters.methods.is_empty(), &[Fig1a, Fig1b, Fig1c, Fig1d, Fig2a, Fig2b, Fig5, Table1]),
            ("--peers", self.peers.is_some(), &[Table1]),
        ];
        for (option, is_given, readers) in options {
            let is_read = asked.iter().any(|figure| readers.contains(figure));
            anyhow::ensure!(!is_given || is_read, "{option} is for {}", names(readers));
        }
        Ok(())
    }

    fn open(&self, plan: &Plan, runs: &mut Runs<'_>) -> anyhow::Result<(PathBuf, Table)> {
        let folder = self.folder.open("reproduce")?;
        let path = folder.join(TABLE);
        let table = if self.folder.goes_on(&path) {
            Table::resume(&path, plan.outline(), |row: Row| runs.add(row))
        } else {
            Table::create(&path, plan.outline(), &made_by())
        };
        Ok((folder, table?))
    }
}

impl ParameterArgs {
    fn generators(&self) -> anyhow::Result<Generators> {
        if self.generator.is_empty() {
            let parsed = GENERATORS.map(|(name, bytes)| Ok((name.to_owned(), parse_network(bytes, Path::new(name))?)));
            return parsed.into_iter().collect();
        }
        let named = |path: &PathBuf| {
            let name = path.file_stem().context("a generator is a file")?.to_string_lossy().into_owned();
            // Names of random networks have a colon.
            anyhow::ensure!(!name.contains(':'), "{}: rename the file, a name cannot hold a colon", path.display());
            Ok((name, read_network(path)?))
        };
        self.generator.iter().map(named).collect()
    }

    fn parameters(&self, generators: &Generators) -> Parameters {
        let mut parameters = Parameters { generators: generators.keys().cloned().collect(), ..Parameters::default() };
        replace(&mut parameters.widths, &self.widths);
        replace(&mut parameters.layers, &self.layers);
        replace(&mut parameters.dimensions, &each_once(&self.dimensions));
        replace(&mut parameters.levels, &each_once(&self.levels));
        replace(&mut parameters.readings, &each_once(&self.gaussian));
        replace(&mut parameters.methods, &each_once(&self.methods));
        parameters
    }
}

fn names(figures: &[Figure]) -> String {
    figures.iter().map(|figure| figure.name()).collect::<Vec<_>>().join(", ")
}

/// What was asked for, where something was.
pub(super) fn replace<T: Clone>(default: &mut Vec<T>, asked: &[T]) {
    if !asked.is_empty() {
        *default = asked.to_vec();
    }
}

/// What is named, without what is named again.
fn each_once<T: Clone + PartialEq>(named: &[T]) -> Vec<T> {
    let is_first = |(index, one): &(usize, &T)| !named[..*index].contains(one);
    named.iter().enumerate().filter(is_first).map(|(_, one)| one.clone()).collect()
}

/// Does the runs that are missing.
fn go_on(runs: &mut Runs<'_>, mut table: Table, threads: usize, cancel: &AtomicBool) -> anyhow::Result<()> {
    let bar = progress::bar(runs.missing().len(), "draws");
    runs.finish(threads, cancel, &mut |rows| {
        bar.inc(1);
        table.add(rows)
    })?;
    bar.finish_and_clear();
    Ok(())
}
