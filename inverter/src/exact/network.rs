//! A network in whole numbers.

use super::{AffineMap, IBig, Rational, Row, rational};
use crate::network::{Layer, Network};
use dashu_int::UBig;
use num_traits::Signed;

/// A [`Network`] without rounding.
#[derive(Clone, Debug)]
pub struct ExactNetwork {
    inputs: usize,
    layers: Vec<ExactLayer>,
}

/// A layer: whole weights and biases over one power of two, and the slope below zero.
#[derive(Clone, Debug)]
pub struct ExactLayer {
    units: Vec<Unit>,
    denominator: IBig,
    slope: Rational,
}

/// `sum of weight times input + bias`, times the denominator of the layer. Entries that are 0 are left out.
#[derive(Clone, Debug)]
struct Unit {
    weights: Vec<(usize, IBig)>,
    bias: IBig,
}

impl ExactNetwork {
    /// The same network.
    pub fn new(network: &Network) -> Self {
        Self { inputs: network.inputs(), layers: network.layers().iter().map(ExactLayer::new).collect() }
    }

    /// `k`.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The layers, the one next to the latent code first.
    pub fn layers(&self) -> &[ExactLayer] {
        &self.layers
    }

    /// The layer that makes the observation.
    pub fn last(&self) -> &ExactLayer {
        &self.layers[self.layers.len() - 1]
    }

    /// `G(z)`. Shapes: `latent` is `k`, the result `n`.
    ///
    /// # Panics
    /// Where `latent` is not `k` long.
    pub fn forward(&self, latent: &[Rational]) -> Vec<Rational> {
        assert_eq!(latent.len(), self.inputs, "as many entries as the network has inputs");
        let output = self.layers.iter().fold(AffineMap::vector(latent), |hidden, layer| {
            let hidden = layer.preactivation(&hidden);
            let active: Vec<bool> = hidden.rows().iter().map(|row| !row.constant().is_negative()).collect();
            layer.activate(hidden, &active)
        });
        output.at(&[])
    }
}

impl ExactLayer {
    fn new(layer: &Layer) -> Self {
        let finite = |value| rational(value).expect("weights, biases and slopes are finite");
        let weights = |row| {
            let mut weights: Vec<(usize, Rational)> = Vec::new();
            layer.weights().for_each_in_row(row, |column, value| weights.push((column, finite(value))));
            weights.retain(|(_, weight)| !weight.is_zero());
            (weights, finite(layer.bias()[row]))
        };
        let units: Vec<_> = (0..layer.outputs()).map(weights).collect();
        let numbers = units.iter().flat_map(|(weights, bias)| weights.iter().map(|(_, w)| w).chain([bias]));
        // Denominators of floats are powers of two: the largest is common to all.
        let denominator = numbers.map(Rational::denominator).max().cloned().unwrap_or(UBig::ONE);
        let whole = |value: &Rational| value.numerator() * (&denominator / value.denominator());
        let unit = |(weights, bias): &(Vec<(usize, Rational)>, Rational)| Unit {
            weights: weights.iter().map(|(column, weight)| (*column, whole(weight))).collect(),
            bias: whole(bias),
        };
        Self {
            units: units.iter().map(unit).collect(),
            slope: finite(layer.activation().slope()),
            denominator: denominator.into(),
        }
    }

    /// `n`, the number of units.
    pub fn outputs(&self) -> usize {
        self.units.len()
    }

    /// Slope below zero: 0 for ReLU, 1 for the identity.
    pub fn slope(&self) -> &Rational {
        &self.slope
    }

    /// Whether no unit has a kink.
    pub fn is_affine(&self) -> bool {
        self.slope.is_one()
    }

    /// Weights that are not 0, each with its column, and the bias of a unit.
    pub fn unit(&self, index: usize) -> (impl Iterator<Item = (usize, Rational)>, Rational) {
        let fraction = |whole: &IBig| Rational::from_parts_signed(whole.clone(), self.denominator.clone());
        let unit = &self.units[index];
        (unit.weights.iter().map(move |(column, weight)| (*column, fraction(weight))), fraction(&unit.bias))
    }

    /// `W h + b`, of what the layers before give.
    pub fn preactivation(&self, hidden: &AffineMap) -> AffineMap {
        let row = |unit: &Unit| {
            let mut row = Row::zero(hidden.inputs);
            unit.weights.iter().for_each(|(column, weight)| row.add(weight, &hidden.rows[*column]));
            row.shift(&(&unit.bias * &hidden.denominator));
            row
        };
        AffineMap {
            inputs: hidden.inputs,
            rows: self.units.iter().map(row).collect(),
            denominator: &hidden.denominator * &self.denominator,
        }
    }

    /// What the layer gives where just the units in `active` are not negative, of its preactivation.
    pub fn activate(&self, preactivation: AffineMap, active: &[bool]) -> AffineMap {
        let factor = |&active: &bool| if active { self.slope.denominator().as_ibig() } else { self.slope.numerator() };
        AffineMap {
            inputs: preactivation.inputs,
            rows: preactivation.rows.into_iter().zip(active).map(|(row, active)| row.times(factor(active))).collect(),
            denominator: preactivation.denominator * self.slope.denominator(),
        }
    }
}
