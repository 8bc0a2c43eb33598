//! Times trials of `lemma-1-pointwise` that decide by the rank of the active rows alone: `time_trials K N TRIALS`.
//!
//! Every weight is drawn. Prints `cpu clock held`: seconds of all trials, the least of several runs, and in how many of them the latent code
//! was the only one.

mod timing;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use unrelu::verify::{
    claim::{Claim, Effort, Outcome},
    claims::Lemma1Pointwise,
    seed::{Seed, StreamId},
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, k, n, trials] = arguments.as_slice() else { bail!("usage: time_trials K N TRIALS") };
    let (name, trials) = (format!("k={k} n={n} counted"), trials.parse::<u64>()?);
    let claim = Lemma1Pointwise::new(Effort::Quick);
    let case = claim.cases().iter().position(|case| case.name == name).with_context(|| format!("no case {name}"))?;
    let (claim_id, case_id) = (StreamId::of(claim.name()), StreamId::of(&name));
    let is_only = |number: u64| {
        let trial = claim.trial(case, number, &mut Seed(1).rng(claim_id, case_id, number));
        matches!(trial.outcome, Outcome::Held)
    };
    let (seconds, held) = timing::least(|| Ok((0..trials).into_par_iter().filter(|&number| is_only(number)).count()))?;
    println!("{seconds} {held}");
    Ok(())
}
