//! `unrelu lint`: what is odd about a CNF file.

use super::{
    exit::Exit,
    instance::open_formula,
    output::{ensure_new_plain, made_by, say, say_json},
};
use serde::Serialize;
use std::{collections::BTreeMap, path::PathBuf};
use unrelu_inverter::file;
use unrelu_reductions::cnf::{
    dimacs::{Lint, MOST_PLACES, Oddity, lint},
    write::write,
};

/// List what is odd about a DIMACS CNF file, with line and column, and write a clean one.
///
/// Odd is what some reader fails on or takes for something else, even where `unrelu` reads it without a warning.
#[derive(clap::Args)]
#[command(
    after_help = "Exits 0 where nothing is odd, 1 where something is, 2 where the file cannot be read. Of each kind of oddity, the first 20
places are listed and all are counted.

Examples:
  unrelu lint formula.cnf
  unrelu lint formula.cnf.xz --fix clean.cnf"
)]
pub(super) struct Args {
    /// DIMACS CNF, plain, gzip, bzip2, xz or zstd; `-` is stdin.
    formula: PathBuf,
    /// Write the formula that was read: one clause a line, a right header, no comments of the file, duplicate literals
    /// merged, tautologies dropped. The file must not exist.
    #[arg(long, value_name = "OUT")]
    fix: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// `--json`.
#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    version: &'static str,
    variables: usize,
    clauses: usize,
    oddities: Vec<Place>,
    counts: &'a BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct Place {
    line: u64,
    column: u64,
    kind: &'static str,
    message: String,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        self.fix.as_deref().map_or(Ok(()), ensure_new_plain)?;
        let (name, reader) = open_formula(&self.formula)?;
        let lint = lint(reader).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
        if self.json {
            say_json(&Report::new(&lint))?;
        } else {
            print(&name, &lint)?;
        }
        let exit = if lint.oddities.is_empty() { Exit::Answered } else { Exit::Refuted };
        if let Some(out) = &self.fix {
            // A comment that is odd itself would spoil the clean file.
            let comment = made_by().replace(|c: char| !c.is_ascii_graphic() && c != ' ', "?");
            let clean = lint.clean();
            file::write_new(out, |file| Ok(write(file, &clean, &[comment])?))?;
        }
        Ok(exit)
    }
}

fn print(name: &str, lint: &Lint) -> anyhow::Result<()> {
    for Oddity { position, kind } in &lint.oddities {
        say(format_args!("{name}:{}:{}: {kind} [{}]", position.line, position.column, kind.name()))?;
    }
    for (kind, count) in lint.counts.iter().filter(|(_, count)| **count > MOST_PLACES) {
        say(format_args!("{name}: and {} places more of [{kind}]", count - MOST_PLACES))?;
    }
    Ok(())
}

impl<'a> Report<'a> {
    fn new(lint: &'a Lint) -> Self {
        let place = |Oddity { position, kind }: &Oddity| Place {
            line: position.line,
            column: position.column,
            kind: kind.name(),
            message: kind.to_string(),
        };
        Self {
            schema: 1,
            version: env!("CARGO_PKG_VERSION"),
            variables: lint.formula.variables(),
            clauses: lint.formula.clause_count(),
            oddities: lint.oddities.iter().map(place).collect(),
            counts: &lint.counts,
        }
    }
}
