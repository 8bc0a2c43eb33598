//! A network under a sensing matrix.

use super::{ProjectedOptions, SenseError, SensingMatrix, projected::Projected};
use crate::invert::{
    AutoOptions, Inversion, InvertError, Inverter, Outcome, Preimage, ShortRank, StrongOptions, Whole, auto, batch,
    gradient_strong,
};
use crate::network::{Activation, Layer, Network};
use ndarray::{Array1, ArrayRef1, ArrayRef2, ArrayView1};

/// Random starts that challenge a fit of `auto`: where outputs are hidden, more of the local minima pass for noise.
const CHALLENGERS: usize = 10;

/// How to sense.
#[derive(Clone, Debug, Default)]
pub struct SenseOptions<'a> {
    /// What is inverted.
    pub strategy: Strategy,
    /// By what.
    pub inverter: Inverter<'a>,
}

/// What is inverted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Strategy {
    /// The network under the sensing matrix, once.
    #[default]
    Direct,
    /// The network itself, once a step of projected gradient descent.
    Projected(ProjectedOptions),
}

/// A network under a sensing matrix: what is measured of it is itself the output of a network.
#[derive(Clone, Debug)]
pub struct Sensor<'a> {
    pub(super) network: &'a Network,
    pub(super) matrix: &'a SensingMatrix,
    pub(super) measured: Network,
}

impl<'a> Sensor<'a> {
    /// Puts `matrix` over the outputs of `network`.
    ///
    /// ```
    /// use ndarray::array;
    /// use unrelu_inverter::network::{Layer, Network};
    /// use unrelu_inverter::sense::{SenseOptions, Sensor, SensingMatrix};
    ///
    /// let network = Network::new(vec![Layer::relu(array![[1.0, 2.0], [3.0, 1.0], [-1.0, 1.0]])?])?;
    /// let mask = SensingMatrix::mask(&[true, false, true])?;
    /// let inversion = Sensor::new(&network, &mask)?.sense(&array![7.0, 5.0], &SenseOptions::default())?;
    /// assert!(inversion.is_unique());
    /// let whole = network.forward(inversion.preimage().unwrap().latent());
    /// assert!((whole[1] - 1.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SenseError::Width`]; [`SenseError::Network`] where products of their entries are infinite.
    pub fn new(network: &'a Network, matrix: &'a SensingMatrix) -> Result<Self, SenseError> {
        let (found, expected) = (matrix.outputs(), network.outputs());
        if found != expected {
            return Err(SenseError::Width { expected, found });
        }
        Ok(Self { network, matrix, measured: measured(network, matrix)? })
    }

    /// The network that gives the measurements: `A G(z)`, in `m` outputs. It has one layer more than `G` where `A` combines
    /// outputs of an activation that is not the identity.
    pub fn measured(&self) -> &Network {
        &self.measured
    }

    /// Finds a latent code that explains `measurement`, `m` long. A fit of `auto` to fewer measurements than outputs is
    /// challenged by least squares from ten more starts. Residuals, outputs and whatever is said of uniqueness are those of
    /// [`measured`](Self::measured); `G(z)` is the reconstruction.
    ///
    /// # Errors
    /// Those of the inverter.
    ///
    /// # Source
    /// Lei et al. 2019, eq. (2) and section 5.2; the direct strategy is ours.
    pub fn sense(&self, measurement: &ArrayRef1<f64>, options: &SenseOptions<'_>) -> Result<Inversion, InvertError> {
        match options.strategy {
            Strategy::Direct => self.direct(measurement, &options.inverter),
            Strategy::Projected(projected) => Projected::new(self, &options.inverter, projected).run(measurement),
        }
    }

    /// [`sense`](Self::sense) of every row, on all threads of the current `rayon` pool; `done` is called after each. Shape of
    /// `measurements`: `batch x m`.
    ///
    /// # Errors
    /// Those of [`sense`](Self::sense), with the row (from 0) that has one.
    pub fn sense_batch(
        &self,
        measurements: &ArrayRef2<f64>,
        options: &SenseOptions<'_>,
        done: impl Fn() + Sync,
    ) -> Result<Vec<Inversion>, (usize, InvertError)> {
        let check = |row: ArrayView1<'_, f64>| self.measured.check_observation(&row);
        match options.strategy {
            Strategy::Direct => batch::rows(measurements, check, |row| self.direct(&row, &options.inverter), done),
            Strategy::Projected(projected) => {
                let projected = Projected::new(self, &options.inverter, projected);
                batch::rows(measurements, check, |row| projected.run(&row), done)
            }
        }
    }

    fn direct(&self, measurement: &ArrayRef1<f64>, inverter: &Inverter<'_>) -> Result<Inversion, InvertError> {
        match inverter {
            Inverter::Auto(options) if self.measured.outputs() < self.network.outputs() => {
                self.fewer(measurement, options)
            }
            _ => inverter.invert(&self.measured, measurement),
        }
    }

    /// By `auto`, from fewer measurements than outputs.
    fn fewer(&self, measurement: &ArrayRef1<f64>, options: &AutoOptions<'_>) -> Result<Inversion, InvertError> {
        let combines = self.measured.layers().len() > self.network.layers().len();
        // `A` as a layer never fixes its input, and its inequalities are those of a huge program.
        let short_rank = if combines { ShortRank::Stop } else { options.short_rank };
        let inversion = auto(&self.measured, measurement, &AutoOptions { short_rank, ..options.clone() })?;
        match &inversion.outcome {
            Outcome::Fitted { .. } => {
                let AutoOptions { tolerance, seed, .. } = *options;
                let challenge = StrongOptions { starts: CHALLENGERS, tolerance, seed };
                let challenger = gradient_strong(&self.measured, measurement, &challenge)?;
                Ok(better(inversion, challenger))
            }
            _ => Ok(inversion),
        }
    }
}

/// The fit that is nearer in the norm of the first, with all that is known of both.
fn better(fit: Inversion, challenger: Inversion) -> Inversion {
    let seconds = fit.seconds + challenger.seconds;
    let (Some(first), Some(second)) = (&fit.whole, &challenger.whole) else {
        return Inversion { seconds, ..fit };
    };
    let error = |found: Option<&Preimage>| found.map_or(f64::INFINITY, |found| first.norm.of(found.residual()));
    // What is refuted stays so, however near the challenger comes.
    let possible = first.refuted.is_none() || matches!(challenger.outcome, Outcome::Fitted { .. });
    let wins = possible && error(challenger.preimage()) < error(fit.preimage());
    let (starts, steps, refuted) = (first.starts + second.starts, first.steps + second.steps, first.refuted.clone());
    let kept = if wins { second } else { first };
    let whole = Some(Whole { search: first.search, starts, steps, refuted, ..kept.clone() });
    let outcome = if wins { challenger.outcome } else { fit.outcome };
    Inversion { outcome, layers: fit.layers, whole, seconds }
}

/// `A G`. Rows that are only scaled pass through any activation, and through the identity all rows do; otherwise `A` is a layer
/// of its own.
fn measured(network: &Network, matrix: &SensingMatrix) -> Result<Network, SenseError> {
    let mut layers = network.layers().to_vec();
    let last = network.last();
    let activation = last.activation();
    let layer = match matrix.selection() {
        Some(rows) => {
            let bias = rows.iter().map(|&(row, factor)| factor * last.bias()[row]).collect();
            Layer::new(last.weights().scaled_rows(&rows), bias, activation)?
        }
        None if activation == Activation::Identity => {
            let a = matrix.dense();
            Layer::new(last.weights().combine(&a), a.dot(last.bias()), activation)?
        }
        None => {
            let bias = Array1::zeros(matrix.measurements());
            layers.push(Layer::new(matrix.dense(), bias, Activation::Identity)?);
            return Ok(Network::new(layers)?);
        }
    };
    layers.pop();
    layers.push(layer);
    Ok(Network::new(layers)?)
}
