//! The tricks, as products of matrices.

use super::{DisguiseError, Disguised, LatentMap, sparse};
use crate::reduction::Domain;
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use unrelu_inverter::ndarray::Array1;
use unrelu_inverter::network::{Activation, Layer, Network, SparseMatrix};

/// Rounds in which coordinates are mixed in pairs.
const MIXING_ROUNDS: usize = 2;
/// One unit in so many is split, and one is added.
const ONE_IN: u32 = 8;
/// A layer scales each unit by up to this power of two more than the layer before it.
const SCALE_STEP: i32 = 2;
/// 32-bit floats hold every whole number up to this.
const LIMIT: f64 = 16_777_216.0;

/// A network that is being disguised.
pub(super) struct Sketch {
    layers: Vec<(SparseMatrix, Vec<f64>)>,
    domain: Domain,
    latent: LatentMap,
    outputs: Vec<(usize, f64)>,
}

impl Sketch {
    pub(super) fn new(network: &Network, domain: Domain) -> Self {
        let layers = network.layers().iter();
        let layers: Vec<_> = layers.map(|layer| (sparse::of(layer.weights()), layer.bias().to_vec())).collect();
        let outputs = (0..network.outputs()).map(|output| (output, 1.0)).collect();
        Self { layers, domain, latent: LatentMap::identity(network.inputs()), outputs }
    }

    /// In each round, pairs `(a, b)` of coordinates: `z_a = y_a + c y_b` with `c` 1 or -1, `z_b = y_b`.
    pub(super) fn mix(&mut self, rng: &mut ChaCha8Rng) -> Result<(), DisguiseError> {
        if self.domain != Domain::Reals {
            return Err(DisguiseError::NoMix);
        }
        for _ in 0..MIXING_ROUNDS {
            let mut order = shuffled(self.inputs(), rng)?;
            let partners: Vec<(u32, u32, f64)> =
                order.chunks_exact_mut(2).map(|pair| (pair[0], pair[1], sign(rng))).collect();
            let step = |direction: f64| {
                let mut rows: Vec<Vec<(u32, f64)>> = (0..).take(self.inputs()).map(|i| vec![(i, 1.0)]).collect();
                for &(a, b, c) in &partners {
                    rows[a as usize].push((b, direction * c));
                    rows[a as usize].sort_unstable_by_key(|&(column, _)| column);
                }
                sparse::from_rows(self.inputs(), rows)
            };
            let (forth, back) = (step(1.0), step(-1.0));
            self.change_inputs(&forth, &back);
        }
        Ok(())
    }

    /// Copies of a unit with outgoing weights `c w` and `(1 - c) w`, for `c` of 2 or -1.
    pub(super) fn split(&mut self, rng: &mut ChaCha8Rng) -> Result<(), DisguiseError> {
        for index in 0..self.layers.len() - 1 {
            self.copy(index, rng, |rng| {
                let factor = if rng.random::<bool>() { 2.0 } else { -1.0 };
                vec![factor, 1.0 - factor]
            })?;
        }
        Ok(())
    }

    /// Units with two copies more whose outgoing weights cancel, and units that are never active.
    pub(super) fn pad(&mut self, rng: &mut ChaCha8Rng) -> Result<(), DisguiseError> {
        for index in 0..self.layers.len() - 1 {
            self.copy(index, rng, |rng| {
                let factor = sign(rng);
                vec![1.0, factor, -factor]
            })?;
            self.add_dead(index, rng)?;
        }
        Ok(())
    }

    /// Unit `u` of layer `l` times `2^e` with `2 (l - 1) <= e <= 2 l`: weights stay whole, since no input has a larger `e`.
    pub(super) fn scale(&mut self, rng: &mut ChaCha8Rng) {
        let mut before: Vec<f64> = vec![1.0; self.inputs()];
        let mut least = 0;
        for (weights, bias) in &mut self.layers {
            let factors: Vec<f64> =
                bias.iter().map(|_| 2.0_f64.powi(least + rng.random_range(0..=SCALE_STEP))).collect();
            let inverse: Vec<f64> = before.iter().map(|factor| factor.recip()).collect();
            *weights =
                sparse::product(&sparse::product(&sparse::diagonal(&factors), weights), &sparse::diagonal(&inverse));
            bias.iter_mut().zip(&factors).for_each(|(bias, factor)| *bias *= factor);
            before = factors;
            least += SCALE_STEP;
        }
        self.outputs.iter_mut().zip(&before).for_each(|((_, scale), factor)| *scale *= factor);
    }

    /// Inputs, units and outputs in random order.
    pub(super) fn permute(&mut self, rng: &mut ChaCha8Rng) -> Result<(), DisguiseError> {
        let inputs = sparse::selection(self.inputs(), &shuffled(self.inputs(), rng)?);
        self.change_inputs(&inputs, &sparse::transposed(&inputs));
        for index in 0..self.layers.len() {
            let places = shuffled(self.layers[index].1.len(), rng)?;
            self.select(index, &places);
            match self.layers.get_mut(index + 1) {
                Some((next, _)) => {
                    *next = sparse::product(next, &sparse::transposed(&sparse::selection(places.len(), &places)));
                }
                None => self.outputs = places.iter().map(|&place| self.outputs[place as usize]).collect(),
            }
        }
        Ok(())
    }

    /// The network, if 32-bit floats hold it.
    pub(super) fn finish(self) -> Result<Disguised, DisguiseError> {
        for (index, (weights, bias)) in self.layers.iter().enumerate() {
            if let Some(&value) = weights.data().iter().chain(bias).find(|value| value.abs() >= LIMIT) {
                return Err(DisguiseError::TooLarge { layer: index + 1, value });
            }
        }
        if self.latent.largest() >= LIMIT {
            return Err(DisguiseError::TooLarge { layer: 0, value: self.latent.largest() });
        }
        let layers = self.layers.into_iter().map(|(weights, bias)| {
            Layer::new(weights, Array1::from_vec(bias), Activation::Relu).expect("every number is below 2^24")
        });
        let network = Network::new(layers.collect()).expect("every trick keeps the widths in step");
        Ok(Disguised { network, latent: self.latent, outputs: self.outputs })
    }

    fn inputs(&self) -> usize {
        self.layers[0].0.cols()
    }

    fn change_inputs(&mut self, step: &SparseMatrix, inverse: &SparseMatrix) {
        self.layers[0].0 = sparse::product(&self.layers[0].0, step);
        self.latent.then(step, inverse);
    }

    /// Gives one hidden unit in [`ONE_IN`] copies with these factors on its outgoing weights, which sum to 1.
    fn copy(
        &mut self,
        index: usize,
        rng: &mut ChaCha8Rng,
        mut factors: impl FnMut(&mut ChaCha8Rng) -> Vec<f64>,
    ) -> Result<(), DisguiseError> {
        let width = self.layers[index].1.len();
        let (mut places, mut readers) = (Vec::with_capacity(width), Vec::with_capacity(width));
        for unit in 0..units(width, index)? {
            let copies = if rng.random_ratio(1, ONE_IN) { factors(rng) } else { vec![1.0] };
            let first = units(places.len(), index)?;
            places.extend(copies.iter().map(|_| unit));
            readers.push((first..).zip(copies).collect::<Vec<_>>());
        }
        self.select(index, &places);
        let readers = sparse::from_rows(places.len(), readers);
        self.layers[index + 1].0 = sparse::product(&self.layers[index + 1].0, &readers);
        Ok(())
    }

    /// Adds one unit in [`ONE_IN`] that no input makes active, read by random units.
    fn add_dead(&mut self, index: usize, rng: &mut ChaCha8Rng) -> Result<(), DisguiseError> {
        let width = self.layers[index].1.len();
        let count = width.div_ceil(ONE_IN as usize);
        let end = units(width + count, index)?;
        if width == 0 {
            return Ok(());
        }
        let (weights, bias) = &mut self.layers[index];
        let mut all: Vec<Vec<(u32, f64)>> = sparse::rows(weights).collect();
        for _ in 0..count {
            let (row, least) = dead(&all[rng.random_range(0..width)], index, self.domain);
            all.push(row);
            bias.push(least);
        }
        *weights = sparse::from_rows(weights.cols(), all);
        let next = &mut self.layers[index + 1].0;
        let mut readers: Vec<Vec<(u32, f64)>> = sparse::rows(next).collect();
        for unit in units(width, index)?..end {
            let reader = rng.random_range(0..readers.len());
            readers[reader].push((unit, sign(rng)));
        }
        *next = sparse::from_rows(width + count, readers);
        Ok(())
    }

    /// Makes the units of a layer those in `places`, in that order.
    fn select(&mut self, index: usize, places: &[u32]) {
        let (weights, bias) = &mut self.layers[index];
        *weights = sparse::product(&sparse::selection(bias.len(), places), weights);
        *bias = places.iter().map(|&place| bias[place as usize]).collect();
    }
}

/// A row and a bias that no input of the layer makes positive, in the likeness of `model`.
fn dead(model: &[(u32, f64)], index: usize, domain: Domain) -> (Vec<(u32, f64)>, f64) {
    let size = model.iter().map(|(_, entry)| entry.abs()).sum::<f64>();
    match (index, domain) {
        (0, Domain::Signs) => (model.to_vec(), -size),
        // Every row that is not zero is positive somewhere in R^k.
        (0, Domain::Reals) => (Vec::new(), -1.0),
        // Outputs of a layer are never negative.
        _ => (model.iter().map(|&(column, entry)| (column, -entry.abs())).collect(), 0.0),
    }
}

fn sign(rng: &mut ChaCha8Rng) -> f64 {
    if rng.random::<bool>() { 1.0 } else { -1.0 }
}

/// The numbers below `size` in random order.
fn shuffled(size: usize, rng: &mut ChaCha8Rng) -> Result<Vec<u32>, DisguiseError> {
    let mut order: Vec<u32> = (0..units(size, 0)?).collect();
    order.shuffle(rng);
    Ok(order)
}

fn units(count: usize, index: usize) -> Result<u32, DisguiseError> {
    u32::try_from(count).map_err(|_| DisguiseError::TooWide(index + 1))
}
