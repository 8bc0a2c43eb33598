//! `unrelu man`: the manual, a page a command.

use super::{exit::Exit, folder, output};
use clap::Command;
use clap_mangen::{
    Man,
    roff::{Roff, roman},
};
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};
use unrelu_inverter::file;

/// Write manual pages, one for each command, which say what `--help` says.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu man ~/.local/share/man/man1
  man unrelu-invert")]
pub(super) struct Args {
    /// Directory for the pages, made where there is none; no page of it is written over.
    directory: PathBuf,
}

impl Args {
    pub fn run(self, program: Command) -> anyhow::Result<Exit> {
        folder::make(&self.directory)?;
        let mut program = program.disable_help_subcommand(true);
        program.build();
        write_pages(&self.directory, &program)?;
        Ok(Exit::Answered)
    }
}

/// The page of a command and those of its subcommands.
fn write_pages(directory: &Path, command: &Command) -> anyhow::Result<()> {
    for subcommand in command.get_subcommands() {
        write_pages(directory, subcommand)?;
    }
    let man = Man::new(command.clone()).source(output::program());
    let path = directory.join(man.get_filename());
    Ok(file::write_new(&path, |out| Ok(write_page(out, &man, command)?))?)
}

/// As [`Man::render`], but what follows the options keeps its lines, since it has examples.
fn write_page(out: &mut impl Write, man: &Man, command: &Command) -> io::Result<()> {
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    if let Some(notes) = command.get_after_help() {
        let mut section = Roff::new();
        section.control("SH", ["NOTES"]).control("nf", []);
        for line in notes.to_string().lines() {
            section.text([roman(line)]);
        }
        section.control("fi", []).to_writer(out)?;
    }
    Ok(())
}
