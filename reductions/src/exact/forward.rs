//! The scaled forward pass, generic over the integers that it runs in.

use super::ExactError;
use super::dyadic::{Dyadic, Parts};
use crate::reduction::check_latent;
use dashu_int::IBig;
use num_traits::ToPrimitive;
use unrelu_inverter::network::{Activation, Layer, Network};

/// Integers that notice when they overflow.
trait Exact: Clone + Default + PartialOrd + Into<IBig> {
    /// `mantissa * 2^shift`, where it fits.
    fn shifted(mantissa: i64, shift: u32) -> Option<Self>;

    /// With `weight` times `input` added, where it fits.
    fn plus(self, weight: i64, input: &Self) -> Option<Self>;
}

impl Exact for i128 {
    fn shifted(mantissa: i64, shift: u32) -> Option<Self> {
        match (mantissa, shift) {
            (0, _) => Some(0),
            // 64 bits and at most 63 more.
            (_, 0..64) => Some(Self::from(mantissa) << shift),
            _ => None,
        }
    }

    fn plus(self, weight: i64, input: &Self) -> Option<Self> {
        self.checked_add(input.checked_mul(weight.into())?)
    }
}

impl Exact for IBig {
    fn shifted(mantissa: i64, shift: u32) -> Option<Self> {
        Some(Self::from(mantissa) << shift as usize)
    }

    fn plus(self, weight: i64, input: &Self) -> Option<Self> {
        Some(self + input * weight)
    }
}

/// A network whose weights and biases are whole numbers and whose activations are ReLU or identity.
#[derive(Debug)]
pub(super) struct IntegerNetwork<'a>(&'a Network);

impl<'a> IntegerNetwork<'a> {
    /// The only way in: looks at every number.
    pub(super) fn new(network: &'a Network) -> Result<Self, ExactError> {
        for (index, layer) in network.layers().iter().enumerate() {
            check_layer(layer, index + 1)?;
        }
        Ok(Self(network))
    }

    /// `G(latent)`.
    pub(super) fn forward(&self, latent: &[f64]) -> Result<Vec<Dyadic>, ExactError> {
        check_latent(latent, self.0.inputs())?;
        let code: Vec<Parts> = latent.iter().map(|&value| Parts::of(value)).collect();
        let scale = code.iter().map(|entry| entry.scale()).max().unwrap_or(0);
        let outputs = match self.pass::<i128>(&code, scale) {
            Some(outputs) => outputs.into_iter().map(IBig::from).collect(),
            None => self.pass::<IBig>(&code, scale).expect("big integers do not overflow"),
        };
        Ok(outputs.into_iter().map(|output| Dyadic::new(output, scale)).collect())
    }

    /// `2^scale G(latent)`; `None` where an integer overflows.
    fn pass<T: Exact>(&self, code: &[Parts], scale: u32) -> Option<Vec<T>> {
        let input: Option<Vec<T>> = code.iter().map(|entry| T::shifted(entry.mantissa, entry.shift(scale))).collect();
        self.0.layers().iter().try_fold(input?, |hidden, layer| {
            (0..layer.outputs()).map(|row| unit(layer, row, &hidden, scale)).collect()
        })
    }
}

/// One unit, scaled.
fn unit<T: Exact>(layer: &Layer, row: usize, input: &[T], scale: u32) -> Option<T> {
    let mut sum = T::shifted(whole(layer.bias()[row]), scale);
    layer.weights().for_each_in_row(row, |column, weight| {
        sum = sum.take().and_then(|sum| sum.plus(whole(weight), &input[column]));
    });
    let floor = layer.activation() == Activation::Relu;
    sum.map(|sum| if floor && sum < T::default() { T::default() } else { sum })
}

fn whole(value: f64) -> i64 {
    as_whole(value).expect("every number of the network was checked")
}

fn as_whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then(|| value.to_i64()).flatten()
}

fn check_layer(layer: &Layer, number: usize) -> Result<(), ExactError> {
    if !matches!(layer.activation(), Activation::Relu | Activation::Identity) {
        return Err(ExactError::Activation { layer: number, activation: layer.activation().to_string() });
    }
    for row in 0..layer.outputs() {
        let value = layer.bias()[row];
        if as_whole(value).is_none() {
            return Err(ExactError::Bias { layer: number, row: row + 1, value });
        }
        let mut wrong = None;
        layer.weights().for_each_in_row(row, |column, value| {
            if as_whole(value).is_none() {
                wrong.get_or_insert(ExactError::Weight { layer: number, row: row + 1, column: column + 1, value });
            }
        });
        wrong.map_or(Ok(()), Err)?;
    }
    Ok(())
}
