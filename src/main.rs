//! The command line of `unrelu`.

use std::process::ExitCode;

fn main() -> ExitCode {
    unrelu::cli::main()
}
