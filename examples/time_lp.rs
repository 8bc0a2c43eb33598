//! Times the linear programs of one layer, read from files: `time_lp DIRECTORY EPSILON [RUNS]`.
//!
//! The directory holds `weights.npy` (`n x k`) and `observation.npy` (`1 x n`); rows whose observation is above `EPSILON` are
//! active. Prints `objective method seconds optimum`, the least time of the runs, a line each.

use anyhow::{Context, Result, bail};
use std::{hint::black_box, path::Path, time::Instant};
use unrelu::inverter::file::read_matrix;
use unrelu::inverter::lp::engine::{Bound, Method, Objective, Outcome, Program, Work, solve_by};
use unrelu::inverter::ndarray::Array1;

const METHODS: [(&str, Method); 2] = [("best", Method::Best), ("interior-point", Method::InteriorPoint)];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, directory, epsilon, rest @ ..] = arguments.as_slice() else {
        bail!("usage: time_lp DIRECTORY EPSILON [RUNS]")
    };
    let runs = rest.first().map_or(Ok(5), |runs| runs.parse::<usize>())?;
    let directory = Path::new(directory);
    let weights = read_matrix(&directory.join("weights.npy"))?.values;
    let observation = read_matrix(&directory.join("observation.npy"))?.values;
    let bounds = layer_bounds(&observation.row(0).to_owned(), epsilon.parse()?);
    for (name, objective) in [("linf", Objective::Largest { cap: f64::INFINITY }), ("l1", Objective::Sum)] {
        let program = Program::new(weights.view(), bounds.clone(), objective)?;
        for (method, how) in METHODS {
            let (seconds, optimum) = time(&program, how, runs).with_context(|| format!("{name} by {method}"))?;
            println!("{name} {method} {seconds:e} {optimum:e}");
        }
    }
    Ok(())
}

/// `w_j z <= x_j + e` for each row, `w_j z >= x_j - e` for active ones.
fn layer_bounds(observation: &Array1<f64>, epsilon: f64) -> Vec<Bound> {
    let upper = observation.iter().enumerate().map(|(row, &x)| Bound::upper(row, x));
    let active = observation.iter().enumerate().filter(|(_, x)| **x > epsilon);
    upper.chain(active.map(|(row, &x)| Bound::lower(row, x))).collect()
}

/// The least time of `runs`, and the optimum.
fn time(program: &Program<'_>, method: Method, runs: usize) -> Result<(f64, f64)> {
    let mut least = f64::INFINITY;
    let mut optimum = f64::NAN;
    for _ in 0..runs.max(1) {
        let start = Instant::now();
        let outcome = black_box(solve_by(method, program, None, &mut Work::default()));
        least = least.min(start.elapsed().as_secs_f64());
        let Outcome::Optimal(found) = outcome else { bail!("no optimum: {outcome:?}") };
        optimum = found.objective();
    }
    Ok((least, optimum))
}
