//! `unrelu completions`: what a shell completes.

use super::exit::Exit;
use clap::Command;
use clap_complete::{Shell, generate};
use std::io::{self, Write};

/// Print a script that lets a shell complete the commands and options of `unrelu`.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu completions bash > ~/.local/share/bash-completion/completions/unrelu
  unrelu completions zsh > ~/.zfunc/_unrelu
  unrelu completions fish > ~/.config/fish/completions/unrelu.fish")]
pub(super) struct Args {
    /// The shell that reads it.
    shell: Shell,
}

impl Args {
    pub fn run(self, mut program: Command) -> anyhow::Result<Exit> {
        let name = program.get_name().to_owned();
        // The generators panic where they cannot write.
        let mut script = Vec::new();
        generate(self.shell, &mut program, name, &mut script);
        io::stdout().lock().write_all(&script)?;
        Ok(Exit::Answered)
    }
}
