//! Times the way from a DIMACS file to networks: `time_formula FILE.cnf`.
//!
//! Prints `step cpu clock count`, a line each: reading (the file is in memory), literals; then each reduction, weights of its network. Seconds
//! are the least of several runs.

mod timing;

use anyhow::{Result, bail};
use unrelu::reductions::{
    NormalCnf, ReductionKind,
    cnf::dimacs::{Strictness, read},
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, path] = arguments.as_slice() else { bail!("usage: time_formula FILE.cnf") };
    let text = std::fs::read(path)?;
    let (seconds, parsed) = timing::least(|| Ok(read(text.as_slice(), Strictness::Strict)?))?;
    println!("read {seconds} {}", parsed.formula.literal_count());
    let normal = NormalCnf::new(parsed.formula);
    for kind in ReductionKind::ALL {
        let (seconds, network) = timing::least(|| Ok(kind.network(&normal)?))?;
        let weights: usize = network.layers().iter().map(|layer| layer.weights().stored()).sum();
        println!("{kind} {seconds} {weights}");
    }
    Ok(())
}
