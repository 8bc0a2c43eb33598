//! What would be tested, without testing it.

use crate::cli::output::{Printing, say};
use serde::Serialize;
use std::io;
use unrelu_verify::{
    claim::{Claim, Expectation, Wording},
    plan::{CaseOutline, Plan, Settings},
};

#[derive(Serialize)]
struct Listing {
    schema: u32,
    version: &'static str,
    claims: Vec<Listed>,
}

/// A claim, and the trials that it would get.
#[derive(Serialize)]
struct Listed {
    name: &'static str,
    statement: &'static str,
    source: &'static str,
    expectation: Expectation,
    trials: u64,
    cases: Vec<CaseOutline>,
}

/// Prints what each claim says, where it comes from, what the verdict should be, and how many trials it would get.
pub(super) fn list(claims: Vec<Box<dyn Claim>>, settings: Settings, printing: Printing) -> anyhow::Result<()> {
    let wordings: Vec<Wording> = claims.iter().map(|claim| claim.wording()).collect();
    let outlines = Plan::new(claims, settings)?.outline();
    let claims = wordings.into_iter().zip(outlines).map(|(claim, plan)| Listed::new(claim, plan.cases)).collect();
    let listing = Listing { schema: 1, version: env!("CARGO_PKG_VERSION"), claims };
    printing.print(&listing, || print(&listing.claims))
}

impl Listed {
    fn new(wording: Wording, cases: Vec<CaseOutline>) -> Self {
        let Wording { name, statement, source, expectation } = wording;
        Self { name, statement, source, expectation, trials: cases.iter().map(|case| case.trials).sum(), cases }
    }
}

fn print(listed: &[Listed]) -> io::Result<()> {
    say(format_args!("{:<21} {:<8} {:>8} source", "claim", "expected", "trials"))?;
    for Listed { name, statement, source, expectation, trials, .. } in listed {
        // The expectation pads nothing by itself.
        let expectation = expectation.to_string();
        say(format_args!("{name:<21} {expectation:<8} {trials:>8} {source}\n    {statement}"))?;
    }
    Ok(())
}
