//! One draw, inverted by several methods.

use super::method::Contestant;
use super::setup::{Draw, Family, Generators, Level, Setup};
use crate::seed::Seed;
use cpu_time::ThreadTime;
use ndarray::Array1;
use serde::{Deserialize, Serialize};
use unrelu_inverter::invert::{Inversion, InvertError};

/// How one method did on one draw: a row of `runs.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The network.
    pub family: Family,
    /// The noise.
    pub noise: Level,
    /// Number of the draw, from 0.
    pub run: u32,
    /// By what it was inverted.
    pub method: Contestant,
    /// `||z - z*||_2 / ||z*||_2`; nothing where no latent code was found.
    pub relative_error: Option<f64>,
    /// `||G(z) - G(z*)||_2 / ||G(z*)||_2`.
    pub output_error: Option<f64>,
    /// `||e||_2 / ||G(z*)||_2` of the noise `e`.
    pub relative_noise: f64,
    /// CPU time.
    pub seconds: f64,
}

/// What keeps a draw from being inverted. A bug that was caught, or a system without clocks.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrialError {
    /// The generator is missing.
    #[error("there is no generator `{0}`")]
    Generator(Family),
    /// The observation is none of its network.
    #[error(transparent)]
    Invert(#[from] InvertError),
    /// The system does not say how long a thread has computed.
    #[error("cannot read the CPU time of a thread")]
    Clock(#[source] std::io::Error),
}

/// Inverts draw `run` of `setup` by each of `methods`, on this thread alone.
///
/// # Errors
/// [`TrialError`].
pub fn trial(
    setup: &Setup,
    methods: &[Contestant],
    run: u32,
    (generators, seed): (&Generators, Seed),
) -> Result<Vec<Row>, TrialError> {
    let missing = || TrialError::Generator(setup.family.clone());
    let draw = setup.draw(generators, run, seed).ok_or_else(missing)?;
    methods.iter().map(|&method| row(setup, &draw, method, run)).collect()
}

fn row(setup: &Setup, draw: &Draw<'_>, method: Contestant, run: u32) -> Result<Row, TrialError> {
    let clock = ThreadTime::try_now().map_err(TrialError::Clock)?;
    let inversion = match method.invert(&draw.network, &draw.observation, &setup.family, u64::from(run)) {
        // Noise takes outputs of a ReLU below 0, where `exact` has no answer.
        Err(InvertError::Negative { .. }) => None,
        inversion => Some(inversion?),
    };
    let seconds = clock.try_elapsed().map_err(TrialError::Clock)?.as_secs_f64();
    let (relative_error, output_error) = inversion.and_then(|inversion| errors(draw, &inversion)).unzip();
    Ok(Row {
        family: setup.family.clone(),
        noise: setup.noise,
        run,
        method,
        relative_error,
        output_error,
        relative_noise: relative(&draw.observation, &draw.clean),
        seconds,
    })
}

/// Of the latent code and of its output.
fn errors(draw: &Draw<'_>, inversion: &Inversion) -> Option<(f64, f64)> {
    let latent = inversion.preimage()?.latent();
    let finite = latent.iter().all(|entry| entry.is_finite());
    finite.then(|| (relative(latent, &draw.latent), relative(&draw.network.forward(latent), &draw.clean)))
}

/// `||found - truth||_2 / ||truth||_2`; the distance itself where the truth is 0.
pub(crate) fn relative(found: &Array1<f64>, truth: &Array1<f64>) -> f64 {
    let size = |vector: &Array1<f64>| vector.dot(vector).sqrt();
    let distance = size(&(found - truth));
    if size(truth) > 0.0 { distance / size(truth) } else { distance }
}
