//! What a finished run says.

use crate::cli::{
    exit::Exit,
    output::{Printing, note, program, say},
};
use crate::report;
use std::{io, path::Path};
use unrelu_verify::{
    journal::Header,
    results::Results,
    verdict::{ClaimReport, Ending, Report},
};

/// Writes the report into `folder` and prints it.
pub(in crate::cli) fn conclude(
    folder: &Path,
    header: &Header,
    results: &Results<'_>,
    printing: Printing,
) -> anyhow::Result<Exit> {
    let report = Report::new(results, header.command_line.as_str());
    report::write(folder, &report, &format!("{}: {}", program(), header.command_line))?;
    printing.print(&report, || print(&report))?;
    note(format_args!("report: {}", folder.join("report.html").display()));
    Ok(exit(&report))
}

fn exit(report: &Report) -> Exit {
    match report.ending() {
        Ending::Expected => Exit::Answered,
        Ending::Open => Exit::Undecided,
        Ending::Unexpected => Exit::Refuted,
    }
}

fn print(report: &Report) -> io::Result<()> {
    say(format_args!(
        "{:<21} {:<12} {:<8} {:>8} {:>8} {:>11} {:>11}",
        "claim", "verdict", "expected", "trials", "failures", "rate below", "predicted"
    ))?;
    for claim in &report.claims {
        say(line(claim))?;
    }
    report::levels(report).into_iter().try_for_each(say)
}

fn line(claim: &ClaimReport) -> String {
    let ClaimReport { name, trials, failures, failure_upper_bound, prediction, .. } = claim;
    let prediction = prediction.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.3e}"));
    let (verdict, expected) = (claim.verdict.to_string(), claim.expectation.to_string());
    format!(
        "{name:<21} {verdict:<12} {expected:<8} {trials:>8} {failures:>8} {failure_upper_bound:>11.3e} {prediction:>11}"
    )
}
