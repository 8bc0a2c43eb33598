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
    exact::exact,
    layerwise::layerwise,
    whole::{
        Fit, check_dense,
        levenberg::{Descent, End, Stop, levenberg},
        noise::{EVIDENCE, likelihood, surprise, suspicion, telling},
        polish::{Polish, Polished},
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

/// An attempt that raises the logarithm of the likelihood by more is followed by another.
const WORTH_ANOTHER: f64 = 0.5;

/// By how much, in twice that logarithm, a coarse descent may be worse and still be finished.
const NEARLY: f64 = 6.0;

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
/// let noisy = auto(&network, &array![7.01, 0.98, 5.05], &AutoOptions::default())?;
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
    network.check_observation(observation)?;
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
    batch::rows(observations, |row| network.check_observation(&row), |row| auto(network, &row, options), done)
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
            if best.as_ref().is_none_or(|best| end.squares.total_cmp(&best.squares).is_lt()) {
                best = Some(end);
            }
            // An observation that may be an exact one is not explained by noise.
            let enough = |trace: &Trace<'_>| self.meets(trace) || (refuted.is_some() && self.explains(trace));
            if best.as_ref().is_some_and(|best| enough(&best.trace)) {
                break;
            }
        }
        let start = best.expect("there is a random start at least").trace.latent;
        let fine = levenberg(self.network, self.observation, start, Stop::FINE);
        let mut fit = Fit {
            search: Search::Auto,
            norm: Norm::L2,
            starts,
            steps: steps + fine.steps,
            converged: fine.has_converged(),
            refuted,
            layers,
        };
        let trace = match self.suited(&fine.trace, &mut fit) {
            Some(trace) => trace,
            None => self.shaken(fine, &mut fit).trace,
        };
        fit.report((self.network, self.observation), &trace, self.options.tolerance, clock)
    }

    /// A better fit where a descent stalled: another point may be. What is tried is tried again while it gains.
    fn shaken(&self, descent: Descent<'a>, fit: &mut Fit) -> Descent<'a> {
        let mut best = descent;
        let mut rng = ChaCha8Rng::seed_from_u64(self.options.seed);
        let freedom = self.observation.len().saturating_sub(self.network.inputs()).max(1) as f64;
        let shake: fn(&Self, &Descent<'a>, f64, &mut ChaCha8Rng) -> Descent<'a> = Self::shake;
        for attempt in [shake, Self::elsewhere] {
            let mut gained = f64::INFINITY;
            while best.end != End::Minimum && gained > WORTH_ANOTHER && !self.meets(&best.trace) {
                let end = attempt(self, &best, freedom, &mut rng);
                fit.steps += end.steps;
                gained = 0.5 * freedom * (best.squares / end.squares).ln();
                if end.squares < best.squares {
                    best = end;
                }
            }
        }
        fit.converged = best.has_converged();
        best
    }

    /// Adds noise like that which is left over to the observation for two steps: that leads past kinks, and no further than
    /// the answer is sure.
    fn shake(&self, best: &Descent<'a>, freedom: f64, rng: &mut ChaCha8Rng) -> Descent<'a> {
        let deviation = (best.squares / freedom).sqrt();
        let shaken = self.observation.mapv(|x| x + deviation * gaussian(rng));
        let away = levenberg(self.network, &shaken, best.trace.latent.clone(), Stop { gain: 0.0, steps: 2 });
        let end = levenberg(self.network, self.observation, away.trace.latent, Stop::FINE);
        Descent { steps: away.steps + end.steps, ..end }
    }

    /// Descends from a random point, to the end if that is about as good.
    fn elsewhere(&self, best: &Descent<'a>, freedom: f64, rng: &mut ChaCha8Rng) -> Descent<'a> {
        let start = random_start(rng, self.network.inputs());
        let coarse = levenberg(self.network, self.observation, start, Stop::COARSE);
        if coarse.squares > best.squares * (1.0 + NEARLY / freedom) {
            return coarse;
        }
        let end = levenberg(self.network, self.observation, coarse.trace.latent, Stop::FINE);
        Descent { steps: coarse.steps + end.steps, ..end }
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

    /// Whether nothing but rounding is left over.
    fn meets(&self, trace: &Trace<'_>) -> bool {
        trace.residual(self.observation).linf <= self.rounding()
    }

    /// Whether nothing but noise is left over.
    fn explains(&self, trace: &Trace<'_>) -> bool {
        surprise(&trace.output, self.observation, self.network.inputs()) <= SURPRISING
    }

    fn rounding(&self) -> f64 {
        self.options.tolerance.of(self.observation)
    }

    /// The fit in a norm that suits the noise better than least squares do.
    fn suited(&self, trace: &Trace<'a>, fit: &mut Fit) -> Option<Trace<'a>> {
        let Self { network, observation, options } = *self;
        if self.meets(trace) {
            return None;
        }
        let errors = telling(&trace.output, observation);
        let norm = suspicion(&errors, network.inputs())?;
        let polish = Polish { network, observation, backend: options.backend, norm };
        let mut starts = vec![trace.latent.clone()];
        if norm == Norm::L1 {
            // Gross errors pull least squares to the wrong place.
            starts.extend(self.layerwise(Method::L1).and_then(|found| Some(found.preimage()?.latent().clone())));
        }
        // A program that is not solved costs the better norm, not the answer.
        let ends = starts.into_iter().filter_map(|start| polish.run(start).ok());
        let value = |polished: &Polished<'_>| norm.of(polished.trace.residual(observation));
        let polished = ends.min_by(|a, b| value(a).total_cmp(&value(b)))?;
        fit.steps += polished.steps;
        let others = telling(&polished.trace.output, observation);
        if likelihood(&others, norm) <= likelihood(&errors, Norm::L2) + EVIDENCE {
            return None;
        }
        (fit.norm, fit.converged) = (norm, polished.converged);
        Some(polished.trace)
    }
}
