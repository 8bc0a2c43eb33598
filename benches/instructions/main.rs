//! Instructions of the hot paths, counted by valgrind: free of noise, so that a loss of a few per cent shows.
//!
//! ```text
//! cargo bench --bench instructions [-- --renew]
//! ```
//!
//! Compares with `counts.txt`, and fails where a path takes 5% more; `--renew` writes the file. Other compilers, versions of valgrind
//! and processors give other counts: these are printed and not judged. One thread each. What a path takes is what a process that
//! prepares and runs it takes, less one that only prepares it.

mod counts;
mod paths;

use anyhow::{Context, Result, bail};
use counts::Counts;
use paths::PATHS;
use std::process::{Command, ExitCode};

fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => compare(),
        ["--renew"] => renew(),
        ["prepare", name] => prepare(name).map(|_| ExitCode::SUCCESS),
        ["run", name] => {
            prepare(name)?();
            Ok(ExitCode::SUCCESS)
        }
        ["processor"] => {
            println!("{}", counts::processor());
            Ok(ExitCode::SUCCESS)
        }
        _ => bail!("usage: cargo bench --bench instructions [-- --renew]"),
    }
}

fn prepare(name: &str) -> Result<Box<dyn FnOnce()>> {
    let path = PATHS.iter().find(|path| path.name == name).with_context(|| format!("no path {name}"))?;
    Ok((path.prepare)())
}

fn compare() -> Result<ExitCode> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("NOT RUN: there is no valgrind");
        return Ok(ExitCode::SUCCESS);
    }
    let (old, new) = (Counts::read()?, count()?);
    print!("{}", new.beside(&old));
    if old.tools != new.tools {
        eprintln!("NOT JUDGED: counted by {}, counts.txt by {}", new.tools, old.tools);
        return Ok(ExitCode::SUCCESS);
    }
    let changes = new.changes(&old);
    for change in &changes {
        eprintln!("{}", change.text);
    }
    Ok(if changes.iter().any(|change| change.is_bad) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn renew() -> Result<ExitCode> {
    let new = count()?;
    print!("{}", new.beside(&Counts::read().unwrap_or_default()));
    new.write()?;
    Ok(ExitCode::SUCCESS)
}

/// What counts depend on.
fn tools() -> Result<String> {
    let rustc = output(Command::new("rustc").arg("--version"))?;
    let valgrind = output(Command::new("valgrind").arg("--version"))?;
    // What valgrind makes the program believe.
    let processor = output(valgrind_of("none")?.arg("processor"))?;
    Ok([rustc, valgrind, processor].map(|text| text.trim().to_owned()).join(", "))
}

fn count() -> Result<Counts> {
    let mut counts = Counts { tools: tools()?, list: Vec::new() };
    for path in &PATHS {
        let [whole, prepared] = ["run", "prepare"].map(|part| instructions(part, path.name));
        counts.list.push((path.name.to_owned(), whole?.saturating_sub(prepared?)));
    }
    Ok(counts)
}

fn instructions(part: &str, name: &str) -> Result<u64> {
    let mut command = valgrind_of("cachegrind")?;
    // Options of the tool come before the program.
    command.args([part, name]);
    let done = command.output()?;
    let log = String::from_utf8_lossy(&done.stderr);
    anyhow::ensure!(done.status.success(), "{part} {name}: {log}");
    let line =
        log.lines().find(|line| line.contains("I ") && line.contains("refs:")).with_context(|| log.to_string())?;
    let digits: String = line.rsplit(':').next().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse()?)
}

/// This program under a tool of valgrind, on one thread.
fn valgrind_of(tool: &str) -> Result<Command> {
    let mut command = Command::new("valgrind");
    command.env("RAYON_NUM_THREADS", "1").arg(format!("--tool={tool}"));
    if tool == "cachegrind" {
        command.args(["--cache-sim=no", "--cachegrind-out-file=/dev/null"]);
    }
    command.arg(std::env::current_exe()?);
    Ok(command)
}

fn output(command: &mut Command) -> Result<String> {
    let done = command.output()?;
    anyhow::ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Ok(String::from_utf8(done.stdout)?)
}
