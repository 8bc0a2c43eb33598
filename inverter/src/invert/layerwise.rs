//! Layer-wise inversion of observations that the network need not have given (Algorithms 1 to 3).
//!
//! From the last layer to the first, each layer is fitted to the input that was found for the layer above. No truth
//! about the noise is used: every layer takes its threshold from its own output, so that it grows with the error. In the
//! end the fit is polished: made better for the whole network.

use super::{
    ExactOptions, HiddenSign, InputSign, Inversion, InvertError, LayerReport, LayerwiseOptions, Method, Methods,
    Outcome, Preimage, Reason,
    batch::{self, Batch},
    exact::{check, exact},
    fit::{Fitter, report::Optimality},
    layer::{NoInput, Task},
    system::{Accuracy, LayerSystem},
    whole::{
        Fit, check_dense,
        polish::{Polish, Polished},
        report::Search,
        trace::Trace,
    },
};
use crate::network::{Activation, Network};
use ndarray::{Array1, ArrayRef1, ArrayRef2, ArrayView1};
use std::time::Instant;

/// Finds a latent code that explains `observation`, layer by layer.
///
/// ```
/// use ndarray::array;
/// use unrelu_inverter::invert::{LayerwiseOptions, layerwise};
/// use unrelu_inverter::network::{Layer, Network};
///
/// let layer = Layer::relu(array![[1.0], [-1.0]])?;
/// let network = Network::new(vec![layer])?;
/// let inversion = layerwise(&network, &array![-0.5, 0.3], &LayerwiseOptions::default())?;
/// assert!((inversion.preimage().unwrap().latent()[0] + 0.3).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`InvertError`] where the observation has the wrong length or is not finite, or where there is not a method a layer;
/// with `exact` for the last layer, if a ReLU, also where the observation is negative. That a layer cannot be undone is
/// an answer.
///
/// # Source
/// Lei et al. 2019, Algorithms 1 to 3, repaired, and the exact `l_inf` minimum of a layer, which is ours.
pub fn layerwise(
    network: &Network,
    observation: &ArrayRef1<f64>,
    options: &LayerwiseOptions<'_>,
) -> Result<Inversion, InvertError> {
    check_all(network, observation, options)?;
    if options.methods.all_exact() {
        let LayerwiseOptions { tolerance, short_rank, .. } = *options;
        return exact(network, observation, &ExactOptions { tolerance, short_rank });
    }
    let start = Instant::now();
    let descent = Descent { network, observation, options };
    let (outcome, layers) = descent.run();
    match outcome {
        Outcome::Fitted { preimage, .. } if options.polish && !descent.is_met(&preimage) => {
            Ok(descent.polish(&preimage, layers, start))
        }
        outcome => Ok(Inversion { outcome, layers, whole: None, seconds: start.elapsed().as_secs_f64() }),
    }
}

/// [`layerwise`] of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of
/// `observations`: `batch x n`.
///
/// # Errors
/// Those of [`layerwise`], with the first row (from 0) that has one, before any work is done.
pub fn layerwise_batch(
    network: &Network,
    observations: &ArrayRef2<f64>,
    options: &LayerwiseOptions<'_>,
    done: impl Fn() + Sync,
) -> Batch {
    let check = |row: ArrayView1<'_, f64>| check_all(network, &row, options);
    batch::rows(observations, check, |row| layerwise(network, &row, options), done)
}

fn check_all(
    network: &Network,
    observation: &ArrayRef1<f64>,
    options: &LayerwiseOptions<'_>,
) -> Result<(), InvertError> {
    let depth = network.layers().len();
    if let Methods::Each(methods) = &options.methods
        && methods.len() != depth
    {
        return Err(InvertError::Methods { expected: depth, found: methods.len() });
    }
    match options.methods.of(depth) {
        Method::Exact => check(network, observation),
        _ => Ok(network.check_observation(observation)?),
    }
}

/// A checked observation on its way down.
struct Descent<'a> {
    network: &'a Network,
    observation: &'a ArrayRef1<f64>,
    options: &'a LayerwiseOptions<'a>,
}

/// The vector in hand, and how well it is known.
struct Hidden {
    vector: Array1<f64>,
    /// Rounding alone.
    slack: f64,
    /// Noise included.
    spread: f64,
    unique: bool,
}

impl Descent<'_> {
    fn run(&self) -> (Outcome, Vec<LayerReport>) {
        let spread = self.spread();
        let mut hidden = Hidden { vector: self.observation.to_owned(), slack: 0.0, spread, unique: true };
        let mut layers = Vec::new();
        for number in (1..=self.network.layers().len()).rev() {
            let (next, report) = match self.options.methods.of(number) {
                Method::Exact => self.solve(number, &hidden),
                method => self.fit((number, method), &hidden),
            };
            layers.push(report);
            if let Some(outcome) = self.too_far(&layers) {
                return (outcome, layers);
            }
            hidden = match next {
                Ok(next) => Hidden { unique: next.unique && hidden.unique, ..next },
                Err(outcome) => return (*outcome, layers),
            };
        }
        let outcome = match Preimage::measure(self.network, self.observation, hidden.vector) {
            Ok(preimage) => Outcome::Fitted { preimage, unique: hidden.unique },
            Err(reason) => Outcome::Undecided(reason),
        };
        (outcome, layers)
    }

    /// Whether nothing is left to polish.
    fn is_met(&self, preimage: &Preimage) -> bool {
        preimage.residual().linf <= self.spread()
    }

    fn polish(&self, preimage: &Preimage, layers: Vec<LayerReport>, clock: Instant) -> Inversion {
        let Self { network, observation, options } = *self;
        let norm = options.methods.of(network.layers().len()).norm();
        let start = Trace::new(network, preimage.latent().clone());
        let polish = Polish { network, observation, backend: options.backend, norm };
        let polished = check_dense(network).and_then(|()| polish.run(preimage.latent().clone()));
        // A program that is not solved costs the gain, not the answer.
        let Polished { trace, steps, converged } =
            polished.unwrap_or(Polished { trace: start, steps: 0, converged: false });
        let fit = Fit { search: Search::Polish, norm, starts: 1, steps, converged, refuted: None, layers };
        fit.report((network, observation), &trace, options.tolerance, clock)
    }

    /// How far off the outputs may be to count as met.
    fn spread(&self) -> f64 {
        self.options.tolerance.of(self.observation)
    }

    /// What the last layer proves: a lower bound that exceeds the limit.
    fn too_far(&self, layers: &[LayerReport]) -> Option<Outcome> {
        let [LayerReport { fit: Some(fit), .. }] = layers else { return None };
        let certificate = fit.certificate.as_ref().filter(|certificate| certificate.bound > self.options.limit)?;
        Some(Outcome::TooFar(Box::new(certificate.clone())))
    }

    fn fit(&self, (number, method): (usize, Method), hidden: &Hidden) -> (Result<Hidden, Box<Outcome>>, LayerReport) {
        let LayerwiseOptions { backend, growth, short_rank, .. } = *self.options;
        let (network, output, sign, slack) = (self.network, &hidden.vector, self.sign(number), hidden.slack);
        let fitter = Fitter { network, number, output, sign, slack, method, backend, growth, short_rank };
        let (fitted, report) = fitter.fit();
        let next = fitted.map(|fitted| Hidden {
            vector: fitted.latent,
            slack: fitted.slack,
            spread: fitted.spread,
            unique: fitted.unique,
        });
        (next.map_err(|reason| Box::new(Outcome::Undecided(reason))), report)
    }

    /// The method `exact` for one layer, to within what is known of its output.
    fn solve(&self, number: usize, hidden: &Hidden) -> (Result<Hidden, Box<Outcome>>, LayerReport) {
        let last = number == self.network.layers().len();
        let accuracy = Accuracy { threshold: if last { 0.0 } else { hidden.spread }, slack: hidden.spread };
        let system = LayerSystem::new(self.network, number, &hidden.vector, accuracy).with_sign(self.sign(number));
        let task = Task { number, output: &hidden.vector, system, short_rank: self.options.short_rank };
        let (input, report) = task.undo();
        let next = input.map(|input| Hidden {
            unique: input.free.ncols() == 0,
            slack: input.slack,
            spread: input.slack,
            vector: input.z,
        });
        let failed = |no_input| match no_input {
            NoInput::Empty(certificate) if last => Outcome::NotRealizable(certificate),
            // What was found for the layers above is near to what they need at best: that proves nothing.
            NoInput::Empty(certificate) => {
                Outcome::Undecided(Reason::Inconsistent { layer: number, margin: certificate.margin })
            }
            NoInput::Undecided(reason) => Outcome::Undecided(reason),
        };
        (next.map_err(|no_input| Box::new(failed(no_input))), report)
    }

    fn sign(&self, number: usize) -> InputSign {
        let layers = self.network.layers();
        let relu = number > 1 && layers[number - 2].activation() == Activation::Relu;
        match self.options.hidden_sign {
            HiddenSign::NonNegative if relu => InputSign::NonNegative,
            _ => InputSign::Free,
        }
    }
}

impl Inversion {
    /// Whether every layer's fit is proven to be the best there is, each for the output that was found for it.
    pub fn is_best_by_layers(&self) -> bool {
        let best = |report: &LayerReport| {
            let fit = report.fit.as_ref();
            fit.is_some_and(|fit| matches!(fit.optimality, Optimality::Exact | Optimality::Global))
        };
        self.layers.iter().all(best)
    }
}
