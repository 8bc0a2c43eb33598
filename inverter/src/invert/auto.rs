//! The inverter that picks its methods by what the observation shows.
//!
//! 1. Exact inversion, layer by layer: if the network really gives the observation, that answers.
//! 2. Otherwise the whole network is fitted by least squares, from what layer-wise inversion finds and, where the errors
//!    that are left say that this was the wrong place to start, from other points.
//! 3. The errors tell the law of the noise, and the fit is made best in the norm that suits it.

use super::{
    ExactOptions, HiddenSign, Inversion, InvertError, LayerReport, LayerwiseOptions, Method, Methods, Outcome,
    ShortRank, Tolerance,
    batch::{self, Batch},
    exact::{check_shape, exact},
    layerwise::layerwise,
    whole::{
        Fit, check_dense,
        levenberg::{Descent, Stop, levenberg},
        noise::{EVIDENCE, likelihood, surprise, suspicion, telling},
        polish::Polish,
        random_start,
        report::{Norm, Refutation, Search},
        trace::Trace,
    },
};
use crate::lp::{LpBackend, Own};
use crate::network::{Activation, Network, random::gaussian};
use ndarray::{Array1, ArrayRef1, ArrayRef2};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::time::Instant;

/// Standard deviations by which what is left over may differ from noise before other starts are tried.
const SURPRISING: f64 = 4.0;

/// How often a descent that stalled is shaken.
const SHAKES: usize = 1;

/// How to invert.
#[derive(Clone, Debug)]
pub struct AutoOptions<'a> {
    /// What counts as equal, relative to the largest entry of the observation.
    pub tolerance: Tolerance,
    /// Solver of the linear programs.
    pub backend: &'a dyn LpBackend,
    /// What is known of hidden vectors.
    pub hidden_sign: HiddenSign,
    /// Random starts at most, where the fit does not explain the observation.
    pub starts: usize,
    /// Seed of these.
    pub seed: u64,
    /// Whether exact inversion looks at inequalities where equations are too few.
    pub short_rank: ShortRank,
}

impl Default for AutoOptions<'_> {
    fn default() -> Self {
        Self {
            tolerance: Tolerance::DOUBLE,
            backend: &Own,
            hidden_sign: HiddenSign::NonNegative,
            starts: 3,
            seed: 0,
            short_rank: ShortRank::Complete,
        }
    }
}

/// Finds the latent code that explains `observation` best, and says how sure that is.
///
/// ```
/// use ndarray::array;
/// use unrelu_inverter::invert::{AutoOptions, auto};
/// use unrelu_inverter::network::{Layer, Network};
///
/// let network = Network::new(vec![Layer::relu(array![[1.0, 2.0], [3.0, 1.0], [-1.0, 1.0]])?])?;
/// let clean = auto(&network, &array![7.0, 1.0, 5.0], &AutoOptions::default())?;
/// assert!(clean.is_unique());
/// let noisy = auto(&network, &array![7.01, 0.98, 5.02], &AutoOptions::default())?;
/// assert!(noisy.preimage().unwrap().residual().linf < 0.05);
/// assert!(noisy.whole.unwrap().is_locally_unique());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InvertError`] where the observation has the wrong length or is not finite.
pub fn auto(
    network: &Network,
    observation: &ArrayRef1<f64>,
    options: &AutoOptions<'_>,
) -> Result<Inversion, InvertError> {
    check_shape(network, observation)?;
    let clock = Instant::now();
    let search = Auto { network, observation, options };
    Ok(match search.exactly()? {
        Exactly::Settled(inversion) => Inversion { seconds: clock.elapsed().as_secs_f64(), ..*inversion },
        Exactly::Open(open) => search.fit(open, clock),
    })
}

/// [`auto()`] of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of
/// `observations`: `batch x n`.
///
/// # Errors
/// Those of [`auto()`], with the first row (from 0) that has one, before any work is done.
pub fn auto_batch(
    network: &Network,
    observations: &ArrayRef2<f64>,
    options: &AutoOptions<'_>,
    done: impl Fn() + Sync,
) -> Batch {
    batch::rows(observations, |row| check_shape(network, &row), |row| auto(network, &row, options), done)
}

struct Auto<'a> {
    network: &'a Network,
    observation: &'a ArrayRef1<f64>,
    options: &'a AutoOptions<'a>,
}

/// What exact inversion leaves to do.
enum Exactly {
    Settled(Box<Inversion>),
    Open(Open),
}

/// What is known before the whole network is fitted.
#[derive(Default)]
struct Open {
    /// A latent code that gives the observation, where one was found that may be one of many.
    start: Option<Array1<f64>>,
    layers: Vec<LayerReport>,
    refuted: Option<Refutation>,
}

impl<'a> Auto<'a> {
    fn exactly(&self) -> Result<Exactly, InvertError> {
        let tolerance = self.options.tolerance;
        let relu = self.network.last().activation() == Activation::Relu;
        let negative = |x: &f64| relu && *x < -self.rounding();
        if let Some(index) = self.observation.iter().position(negative) {
            let refuted = Some(Refutation::Negative { index, value: self.observation[index] });
            return Ok(Exactly::Open(Open { refuted, ..Open::default() }));
        }
        let clamped = self.observation.mapv(|x| if relu { x.max(0.0) } else { x });
        let short_rank = self.options.short_rank;
        let inversion = exact(self.network, &clamped, &ExactOptions { tolerance, short_rank })?;
        Ok(match inversion.outcome {
            Outcome::Found { ref uniqueness, .. } if uniqueness.is_settled() => Exactly::Settled(Box::new(inversion)),
            Outcome::Found { preimage, .. } => {
                let start = Some(preimage.latent().clone());
                Exactly::Open(Open { start, layers: inversion.layers, refuted: None })
            }
            Outcome::NotRealizable(certificate) => {
                Exactly::Open(Open { refuted: Some(Refutation::Certificate(certificate)), ..Open::default() })
            }
            _ => Exactly::Open(Open::default()),
        })
    }

    fn fit(&self, open: Open, clock: Instant) -> Inversion {
        if let Err(reason) = check_dense(self.network) {
            let (outcome, seconds) = (Outcome::Undecided(reason), clock.elapsed().as_secs_f64());
            return Inversion { outcome, layers: open.layers, whole: None, seconds };
        }
        let mut best: Option<Descent<'a>> = None;
        let (mut starts, mut steps) = (0, 0);
        let Open { start, mut layers, refuted } = open;
        for start in start.into_iter().chain(self.starts(&mut layers)) {
            let end = levenberg(self.network, self.observation, start, Stop::COARSE);
            (starts, steps) = (starts + 1, steps + end.steps);
            if best.as_ref().is_none_or(|best| end.squares < best.squares) {
                best = Some(end);
            }
            if best.as_ref().is_some_and(|best| self.explains(&best.trace, refuted.is_some())) {
                break;
            }
        }
        let start = best.expect("there is a random start at least").trace.latent;
        let (fine, more) = self.refine(start);
        let (steps, converged) = (steps + more, fine.converged);
        let fit = Fit { search: Search::Auto, norm: Norm::L2, starts, steps, converged, refuted, layers };
        let (trace, fit) = self.suited(fine.trace, fit);
        fit.report((self.network, self.observation), trace, self.options.tolerance, clock)
    }

    /// The best fit near a start, and the steps to it. Where a descent stalls, noise like that which is left over is added to the
    /// observation for a while: it leads past kinks, and no further than the answer is sure.
    fn refine(&self, start: Array1<f64>) -> (Descent<'a>, usize) {
        let mut best = levenberg(self.network, self.observation, start, Stop::FINE);
        let mut steps = best.steps;
        let mut rng = ChaCha8Rng::seed_from_u64(self.options.seed);
        for _ in 0..SHAKES {
            if !best.stalled {
                break;
            }
            let freedom = self.observation.len().saturating_sub(self.network.inputs()).max(1);
            let deviation = (best.squares / freedom as f64).sqrt();
            let shaken = self.observation.mapv(|x| x + deviation * gaussian(&mut rng));
            let away = levenberg(self.network, &shaken, best.trace.latent.clone(), Stop { gain: 0.0, steps: 2 });
            let end = levenberg(self.network, self.observation, away.trace.latent, Stop::FINE);
            steps += away.steps + end.steps;
            if end.squares < best.squares {
                best = end;
            }
        }
        (best, steps)
    }

    /// What layer-wise inversion finds, and random points; each is only made when it is asked for.
    fn starts<'b>(&'b self, layers: &'b mut Vec<LayerReport>) -> impl Iterator<Item = Array1<f64>> + 'b {
        let methods = [Method::LeastSquares, Method::Linf];
        let layerwise = methods.into_iter().filter_map(move |method| {
            let inversion = self.layerwise(method)?;
            let latent = inversion.preimage()?.latent().clone();
            if layers.is_empty() {
                *layers = inversion.layers;
            }
            Some(latent)
        });
        let mut rng = ChaCha8Rng::seed_from_u64(self.options.seed);
        let random = (0..self.options.starts.max(1)).map(move |_| random_start(&mut rng, self.network.inputs()));
        layerwise.chain(random)
    }

    fn layerwise(&self, method: Method) -> Option<Inversion> {
        let AutoOptions { tolerance, backend, hidden_sign, .. } = *self.options;
        let methods = Methods::All(method);
        let options =
            LayerwiseOptions { methods, backend, hidden_sign, tolerance, polish: false, ..LayerwiseOptions::default() };
        layerwise(self.network, self.observation, &options).ok()
    }

    /// Whether nothing but noise is left over; nothing but rounding, where the observation may be an exact one.
    fn explains(&self, trace: &Trace<'_>, noisy: bool) -> bool {
        let exact = trace.residual(self.observation).linf <= self.rounding();
        exact || (noisy && surprise(&trace.output, self.observation, self.network.inputs()) <= SURPRISING)
    }

    fn rounding(&self) -> f64 {
        self.options.tolerance.get() * self.observation.iter().fold(0.0, |scale: f64, x| scale.max(x.abs()))
    }

    /// The fit in the norm that suits the noise.
    fn suited(&self, trace: Trace<'a>, fit: Fit) -> (Trace<'a>, Fit) {
        let Self { network, observation, options } = *self;
        let errors = telling(&trace.output, observation);
        let suspected = suspicion(&errors, network.inputs()).filter(|_| !self.explains(&trace, false));
        let Some(norm) = suspected else { return (trace, fit) };
        let polish = Polish { network, observation, backend: options.backend, norm };
        // A program that is not solved costs the better norm, not the answer.
        let Ok(polished) = polish.run(trace.latent.clone()) else { return (trace, fit) };
        let others = telling(&polished.trace.output, observation);
        let steps = fit.steps + polished.steps;
        if likelihood(&others, norm) > likelihood(&errors, Norm::L2) + EVIDENCE {
            (polished.trace, Fit { norm, steps, converged: polished.converged, ..fit })
        } else {
            (trace, Fit { steps, ..fit })
        }
    }
}
