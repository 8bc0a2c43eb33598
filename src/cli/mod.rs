//! The command line: one file a subcommand, no mathematics.

mod exit;
mod forward;
mod generate;
mod invert;
mod output;
mod progress;

use clap::{Parser, Subcommand};
use exit::Exit;
use std::process::ExitCode;

/// Inverts ReLU networks, says when they cannot be inverted, and tests the theory behind both.
#[derive(Parser)]
#[command(version, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Threads to use; all cores where not given.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

const AFTER_HELP: &str = "\
Results go to stdout, progress and notes to stderr. `-` is stdin where a formula is read.
Exit codes: 0 answered, 1 a claim refuted or a check failed, 2 usage or input error, 3 undecided;
`solve` exits 10 for SATISFIABLE, 20 for UNSATISFIABLE and 0 for UNKNOWN.";

#[derive(Subcommand)]
enum Command {
    Invert(invert::Args),
    Forward(forward::Args),
    Generate(generate::Args),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match set_threads(cli.threads).and_then(|()| cli.command.run()) {
        Ok(exit) => exit.into(),
        Err(error) if output::is_broken_pipe(&error) => Exit::Answered.into(),
        Err(error) => {
            eprintln!("error: {error:#}");
            Exit::Input.into()
        }
    }
}

fn set_threads(threads: Option<u16>) -> anyhow::Result<()> {
    let threads = threads.map_or(0, usize::from);
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?)
}

impl Command {
    fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Invert(args) => args.run(),
            Self::Forward(args) => args.run(),
            Self::Generate(args) => args.run(),
        }
    }
}
