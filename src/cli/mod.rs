//! The command line: one file a subcommand, no mathematics.

mod answers;
mod check;
mod completions;
mod convert;
mod decode;
mod exit;
mod folder;
mod forward;
mod generate;
mod instance;
mod interrupt;
mod invert;
mod inverter;
mod lift;
mod limits;
mod lint;
mod man;
mod merge;
mod numbers;
mod output;
mod preimage;
mod progress;
mod question;
mod reduce;
mod report;
mod reproduce;
mod rows;
mod scale;
mod sense;
mod solution;
mod solve;
mod verify;
mod version;

use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand, builder::ValueParser};
use exit::Exit;
use std::process::ExitCode;

/// Inverts ReLU networks, says when they cannot be inverted, and tests the theory behind both.
#[derive(Parser)]
#[command(version, long_version = version::long(), arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Threads to use; all cores where not given.
    #[arg(long, global = true, value_name = "N", value_parser = numbers::within(1..=u16::MAX))]
    threads: Option<u16>,
}

const AFTER_HELP: &str = "\
Results go to stdout, progress and notes to stderr. `-` is stdin where formulas, observations or latent codes are read.
Exit codes: 0 answered, 1 a claim not as expected, a check failed or a file odd, 2 usage or input error, 3 undecided;
`solve` exits 10 for SATISFIABLE, 20 for UNSATISFIABLE and 0 for UNKNOWN.";

#[derive(Subcommand)]
enum Command {
    Verify(verify::Args),
    Merge(merge::Args),
    Report(report::Args),
    Invert(invert::Args),
    Sense(sense::Args),
    Preimage(preimage::Args),
    Forward(forward::Args),
    Convert(convert::Args),
    Reduce(reduce::Args),
    Solve(solve::Args),
    Check(check::Args),
    Decode(decode::Args),
    Generate(generate::Args),
    Lift(lift::Args),
    Lint(lint::Args),
    Scale(scale::Args),
    Reproduce(Box<reproduce::Args>),
    Completions(completions::Args),
    Man(man::Args),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let matches = with_negative_values(Cli::command()).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let threads = cli.threads.map_or(0, usize::from);
    match set_threads(threads).and_then(|()| cli.command.run(threads)) {
        Ok(exit) => exit.into(),
        Err(error) if output::is_broken_pipe(&error) => Exit::Answered.into(),
        Err(error) => {
            output::note(format_args!("error: {}", output::explained(&error)));
            Exit::Input.into()
        }
    }
}

/// A command to which `-1` behind an option is its value: that says what is wrong with it, and not that there is no option `-1`.
fn with_negative_values(command: clap::Command) -> clap::Command {
    let is_file = |argument: &Arg| argument.get_value_parser().type_id() == ValueParser::path_buf().type_id();
    let takes_any = |argument: &Arg| {
        let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
        takes_value && !argument.is_positional() && !is_file(argument)
    };
    let permissive = |argument: Arg| if takes_any(&argument) { argument.allow_hyphen_values(true) } else { argument };
    command.mut_args(permissive).mut_subcommands(with_negative_values)
}

/// 0 stands for one thread a core.
fn set_threads(threads: usize) -> anyhow::Result<()> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?)
}

impl Command {
    fn run(self, threads: usize) -> anyhow::Result<Exit> {
        match self {
            Self::Verify(args) => args.run(threads),
            Self::Merge(args) => args.run(),
            Self::Report(args) => args.run(),
            Self::Invert(args) => args.run(),
            Self::Sense(args) => args.run(),
            Self::Preimage(args) => args.run(),
            Self::Forward(args) => args.run(),
            Self::Convert(args) => args.run(),
            Self::Reduce(args) => args.run(),
            Self::Solve(args) => args.run(),
            Self::Check(args) => args.run(),
            Self::Decode(args) => args.run(),
            Self::Generate(args) => args.run(),
            Self::Lift(args) => args.run(),
            Self::Lint(args) => args.run(),
            Self::Scale(args) => args.run(),
            Self::Reproduce(args) => args.run(threads),
            Self::Completions(args) => args.run(Cli::command()),
            Self::Man(args) => args.run(Cli::command()),
        }
    }
}
