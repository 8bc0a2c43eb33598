//! Times the inversion of observations by a method: `time_inversion NETWORK.npz OBSERVATIONS.npy METHOD [RUNS]`.
//!
//! Prints `seconds residual latent...` for each observation, a line each: the least time of the runs, `||G(z) - x||_inf` and the
//! latent code.

use anyhow::{Context, Result, bail};
use std::{hint::black_box, path::Path, time::Instant};
use unrelu::inverter::{
    file::{read_matrix, read_network},
    invert::{LayerwiseOptions, Methods, layerwise},
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, network, observations, method, rest @ ..] = arguments.as_slice() else {
        bail!("usage: time_inversion NETWORK.npz OBSERVATIONS.npy METHOD [RUNS]")
    };
    let runs = rest.first().map_or(Ok(5), |runs| runs.parse::<usize>())?;
    let network = read_network(Path::new(network))?;
    let observations = read_matrix(Path::new(observations))?.values;
    let options = LayerwiseOptions { methods: Methods::All(method.parse()?), ..LayerwiseOptions::default() };
    for observation in observations.rows() {
        let observation = observation.to_owned();
        let mut least = f64::INFINITY;
        for _ in 1..runs {
            let start = Instant::now();
            black_box(layerwise(&network, &observation, &options)?);
            least = least.min(start.elapsed().as_secs_f64());
        }
        let inversion = layerwise(&network, &observation, &options)?;
        let found = inversion.preimage().with_context(|| format!("no latent code: {:?}", inversion.outcome))?;
        let latent: Vec<String> = found.latent().iter().map(|entry| format!("{entry:e}")).collect();
        println!("{:e} {:e} {}", least.min(inversion.seconds), found.residual().linf, latent.join(" "));
    }
    Ok(())
}
