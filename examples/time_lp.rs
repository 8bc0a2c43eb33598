//! Times the linear programs of one layer, read from files: `time_lp DIRECTORY EPSILON`.
//!
//! The directory holds `weights.npy` (`n x k`) and `observation.npy` (`1 x n`); rows whose observation is above `EPSILON` are
//! active. Prints `objective method cpu clock optimum`, a line each; seconds are the least of several runs.

mod timing;

use anyhow::{Context, Result, bail};
use std::path::Path;
use unrelu::inverter::file::read_matrix;
use unrelu::inverter::lp::engine::{Bound, Method, Objective, Outcome, Program, Work, solve_by};
use unrelu::inverter::ndarray::Array1;

const METHODS: [(&str, Method); 2] = [("best", Method::Best), ("interior-point", Method::InteriorPoint)];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, directory, epsilon] = arguments.as_slice() else { bail!("usage: time_lp DIRECTORY EPSILON") };
    let directory = Path::new(directory);
    let weights = read_matrix(&directory.join("weights.npy"))?.values;
    let observation = read_matrix(&directory.join("observation.npy"))?.values;
    let bounds = layer_bounds(&observation.row(0).to_owned(), epsilon.parse()?);
    for (name, objective) in [("linf", Objective::Largest { cap: f64::INFINITY }), ("l1", Objective::Sum)] {
        let program = Program::new(weights.view(), bounds.clone(), objective)?;
        for (method, how) in METHODS {
            let solved = timing::least(|| optimum(&program, how));
            let (seconds, optimum) = solved.with_context(|| format!("{name} by {method}"))?;
            println!("{name} {method} {seconds} {optimum:e}");
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

fn optimum(program: &Program<'_>, method: Method) -> Result<f64> {
    match solve_by(method, program, None, &mut Work::default()) {
        Outcome::Optimal(found) => Ok(found.objective()),
        outcome => bail!("no optimum: {outcome:?}"),
    }
}
