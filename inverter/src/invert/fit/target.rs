//! The output that a layer is fitted to, and how far an input is from it.

use crate::invert::Residual;
use crate::network::{Activation, Layer};
use faer::{Mat, MatRef};
use ndarray::{Array1, ArrayRef1};

/// Hard bounds may be missed by this much of themselves.
const ROUNDED: f64 = 1e-9;

/// What is known of the input of a layer beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputSign {
    /// `z >= 0`.
    NonNegative,
    /// Nothing.
    Free,
}

/// An output, as the methods see it.
pub(super) struct Target<'a> {
    pub layer: &'a Layer,
    pub given: &'a ArrayRef1<f64>,
    /// The output with negative entries of a ReLU layer at 0.
    pub output: Array1<f64>,
    /// The largest magnitude of a negative output of a ReLU layer: no input comes closer in that row.
    pub floor: f64,
    pub sign: InputSign,
    /// Outputs are known to within this at best.
    slack: f64,
    /// The largest sum of magnitudes in a row of the weights.
    row_norm: f64,
}

/// An input and its activations `W z + b`.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub latent: Array1<f64>,
    pub activation: Array1<f64>,
}

impl<'a> Target<'a> {
    pub fn new(layer: &'a Layer, given: &'a ArrayRef1<f64>, sign: InputSign, slack: f64) -> Self {
        let relu = layer.activation() == Activation::Relu;
        let output = given.mapv(|x| if relu { x.max(0.0) } else { x });
        let floor = given.iter().filter(|_| relu).fold(0.0, |floor: f64, x| floor.max(-x));
        Self { layer, given, output, floor, sign, slack, row_norm: largest_row_sum(layer) }
    }

    /// `latent`, moved to `z >= 0` where the input is known to be there.
    pub fn at(&self, latent: Array1<f64>) -> Point {
        let latent = match self.sign {
            InputSign::NonNegative => latent.mapv_into(|entry| entry.max(0.0)),
            InputSign::Free => latent,
        };
        let activation = self.layer.preactivation(&latent);
        Point { latent, activation }
    }

    /// Norms of `phi(z) - x`, negative outputs of a ReLU layer as they were given.
    pub fn residual(&self, point: &Point) -> Residual {
        Residual::between(&self.forward(point), self.given)
    }

    /// The same where negative outputs of a ReLU layer count as 0.
    pub fn clamped_residual(&self, point: &Point) -> Residual {
        Residual::between(&self.forward(point), &self.output)
    }

    /// The least error at which the `l_inf` problem admits the point: `||phi(z) - x||_inf` of the clamped output, as
    /// long as that of the given one is no more than no input can avoid.
    pub fn error(&self, point: &Point) -> f64 {
        let clamped = self.clamped_residual(point).linf;
        if self.floor == 0.0 {
            return clamped;
        }
        let given = self.residual(point).linf;
        if given > self.floor * (1.0 + ROUNDED) { given } else { clamped }
    }

    /// What cannot be told from zero among the errors at a point.
    pub fn rounding(&self, point: &Point) -> f64 {
        let right = self.output.iter().zip(self.layer.bias()).fold(0.0, |most: f64, (x, b)| most.max((x - b).abs()));
        let least = if self.row_norm > 0.0 { right / self.row_norm } else { 0.0 };
        let size = point.latent.iter().fold(least, |size, entry| size.max(entry.abs()));
        self.slack + 16.0 * f64::EPSILON * self.row_norm * size
    }

    /// Outputs above `threshold`: all of them where the activation has an inverse.
    pub fn active(&self, threshold: f64) -> Vec<usize> {
        let known = self.layer.activation() != Activation::Relu;
        (0..self.output.len()).filter(|&row| known || self.output[row] > threshold).collect()
    }

    /// Positive outputs, or all of them where the activation has an inverse, by their size, the largest first.
    pub fn largest_first(&self) -> Vec<usize> {
        let mut rows = self.active(0.0);
        rows.sort_by(|&a, &b| self.output[b].total_cmp(&self.output[a]));
        rows
    }

    /// Some rows of the weights.
    pub fn matrix(&self, rows: &[usize]) -> Mat<f64> {
        let matrix = self.layer.weights().select(rows.iter().copied());
        let entries = matrix.as_slice().expect("a fresh matrix lies row by row");
        MatRef::from_row_major_slice(entries, matrix.nrows(), matrix.ncols()).to_owned()
    }

    fn forward(&self, point: &Point) -> Array1<f64> {
        point.activation.mapv(|a| self.layer.activation().apply(a))
    }
}

fn largest_row_sum(layer: &Layer) -> f64 {
    let sum = |row| {
        let mut sum = 0.0;
        layer.weights().for_each_in_row(row, |_, entry| sum += f64::abs(entry));
        sum
    };
    (0..layer.outputs()).map(sum).fold(0.0, f64::max)
}
