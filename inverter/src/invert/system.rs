//! What an observation of one layer says about its input (eq. 4).

use super::InputSign;
use crate::network::{Activation, Layer, Network};
use faer::{Mat, MatRef};
use ndarray::{Array1, ArrayRef1};

/// Equalities `w_j z = t_j` and inequalities `a z <= r` that hold exactly for the inputs that give the observation.
pub(super) struct LayerSystem<'a> {
    pub layer: &'a Layer,
    /// Rows whose value is known, with `t_j = f^-1(x_j) - b_j`.
    pub equalities: Vec<(usize, f64)>,
    pub inequalities: Vec<Inequality>,
    pub accuracy: Accuracy,
}

/// How well the outputs of a layer are known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// Outputs of a ReLU layer up to this count as off.
    pub threshold: f64,
    /// Outputs are right to within this.
    pub slack: f64,
}

/// A half-space that the input lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inequality {
    /// `w_j z + b_j <= 0`: output `j` is off.
    Inactive(usize),
    /// `z_i >= 0`: the input is itself the output of a ReLU layer.
    Sign(usize),
}

impl Accuracy {
    /// Every digit counts.
    pub const EXACT: Self = Self { threshold: 0.0, slack: 0.0 };
}

impl<'a> LayerSystem<'a> {
    /// Reads off what `output` of layer `number` (from 1) says.
    pub fn new(network: &'a Network, number: usize, output: &ArrayRef1<f64>, accuracy: Accuracy) -> Self {
        let layer = &network.layers()[number - 1];
        let bias = layer.bias();
        let mut equalities = Vec::new();
        let mut inequalities = Vec::new();
        for (row, &x) in output.iter().enumerate() {
            match layer.activation().inverse(x) {
                Some(value) => equalities.push((row, value - bias[row])),
                None if x > accuracy.threshold => equalities.push((row, x - bias[row])),
                None => inequalities.push(Inequality::Inactive(row)),
            }
        }
        if number > 1 && network.layers()[number - 2].activation() == Activation::Relu {
            inequalities.extend((0..layer.inputs()).map(Inequality::Sign));
        }
        Self { layer, equalities, inequalities, accuracy }
    }

    /// The same where whether `z >= 0` was decided elsewhere.
    pub fn with_sign(mut self, sign: InputSign) -> Self {
        if sign == InputSign::Free {
            self.inequalities.retain(|inequality| matches!(inequality, Inequality::Inactive(_)));
        }
        self
    }

    /// How far off a known value before the activation may be.
    pub fn slack(&self) -> f64 {
        match self.layer.activation() {
            Activation::LeakyRelu(slope) => self.accuracy.slack / slope.get(),
            Activation::Relu | Activation::Identity => self.accuracy.slack,
        }
    }

    /// `W_I`, of the first `count` equalities.
    pub fn matrix(&self, count: usize) -> Mat<f64> {
        let rows = self.layer.weights().select(self.equalities[..count].iter().map(|&(row, _)| row));
        let entries = rows.as_slice().expect("a fresh matrix lies row by row");
        MatRef::from_row_major_slice(entries, rows.nrows(), rows.ncols()).to_owned()
    }

    /// `t`, the right sides of the first `count` equalities.
    pub fn targets(&self, count: usize) -> Vec<f64> {
        self.equalities[..count].iter().map(|&(_, target)| target).collect()
    }

    /// Calls `visit(column, entry)` for the left side `a` of `a z <= r`.
    pub fn for_each_in(&self, inequality: Inequality, mut visit: impl FnMut(usize, f64)) {
        match inequality {
            Inequality::Inactive(row) => self.layer.weights().for_each_in_row(row, visit),
            Inequality::Sign(column) => visit(column, -1.0),
        }
    }

    /// `r` of `a z <= r`.
    pub fn bound(&self, inequality: Inequality) -> f64 {
        match inequality {
            Inequality::Inactive(row) => -self.layer.bias()[row],
            Inequality::Sign(_) => 0.0,
        }
    }

    /// `a z - r`, which is positive where the inequality is violated.
    pub fn excess(&self, inequality: Inequality, z: &ArrayRef1<f64>) -> f64 {
        match inequality {
            Inequality::Inactive(row) => self.layer.weights().row_dot(row, z) + self.layer.bias()[row],
            Inequality::Sign(column) => -z[column],
        }
    }

    /// `w_j z - t_j` of every equality.
    pub fn errors(&self, z: &ArrayRef1<f64>) -> Array1<f64> {
        let weights = self.layer.weights();
        self.equalities.iter().map(|&(row, target)| weights.row_dot(row, z) - target).collect()
    }

    /// The inequality that `z` violates most, and by how much.
    pub fn worst(&self, z: &ArrayRef1<f64>) -> Option<(Inequality, f64)> {
        let excesses = self.inequalities.iter().map(|&inequality| (inequality, self.excess(inequality, z)));
        excesses.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Whether `excess` in some row at `z` is within what the outputs are known to, and rounding.
    pub fn admits(&self, excess: f64, z: &ArrayRef1<f64>) -> bool {
        excess <= self.slack() || excess <= self.slack() + 16.0 * f64::EPSILON * self.row_norm() * self.size(z)
    }

    /// The largest entry of `z`, but at least the size of inputs that the right sides speak of: 1 where these are all
    /// zero, since then every multiple of a solution is one.
    pub fn size(&self, z: &ArrayRef1<f64>) -> f64 {
        let targets = self.equalities.iter().map(|&(_, target)| target);
        let bounds = self.inequalities.iter().map(|&inequality| self.bound(inequality));
        let right = targets.chain(bounds).fold(0.0, |size: f64, right| size.max(right.abs()));
        let norm = self.row_norm();
        let least = if right > 0.0 && norm > 0.0 { right / norm } else { 1.0 };
        z.iter().fold(least, |size, entry| size.max(entry.abs()))
    }

    /// The largest sum of magnitudes in a row of the weights.
    fn row_norm(&self) -> f64 {
        let weights = self.layer.weights();
        let norm = |row| {
            let mut sum = 0.0;
            weights.for_each_in_row(row, |_, entry| sum += f64::abs(entry));
            sum
        };
        (0..weights.rows()).map(norm).fold(0.0, f64::max)
    }
}
