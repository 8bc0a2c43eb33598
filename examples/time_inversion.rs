//! Times the inversion of observations: `time_inversion NETWORK.npz OBSERVATIONS.npy METHOD`, a method or `auto`.
//!
//! Prints `cpu clock residual latent...` for each observation, a line each: seconds, the least of several runs, `||G(z) - x||_inf`
//! and the latent code.

mod timing;

use anyhow::{Context, Result, bail};
use std::path::Path;
use unrelu::inverter::{
    file::{read_matrix, read_network},
    invert::{Inverter, LayerwiseOptions, Methods},
};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, network, observations, method] = arguments.as_slice() else {
        bail!("usage: time_inversion NETWORK.npz OBSERVATIONS.npy METHOD")
    };
    let network = read_network(Path::new(network))?;
    let inverter = match method.as_str() {
        "auto" => Inverter::default(),
        name => Inverter::Layerwise(LayerwiseOptions {
            methods: Methods::All(name.parse()?),
            ..LayerwiseOptions::default()
        }),
    };
    for observation in read_matrix(Path::new(observations))?.values.rows() {
        let observation = observation.to_owned();
        let (seconds, inversion) = timing::least(|| Ok(inverter.invert(&network, &observation)?))?;
        let found = inversion.preimage().with_context(|| format!("no latent code: {:?}", inversion.outcome))?;
        let latent: Vec<String> = found.latent().iter().map(|entry| format!("{entry:e}")).collect();
        println!("{seconds} {:e} {}", found.residual().linf, latent.join(" "));
    }
    Ok(())
}
