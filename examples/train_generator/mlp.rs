//! Networks of two layers, forward and backward. A matrix has a row an example.

use ndarray::{Array1, Array2, ArrayView1, Axis, Zip};
use rand_chacha::ChaCha8Rng;
use unrelu::inverter::network::random::gaussian;

/// `W x + b`, with `W` `n x k` and `b` of length `n`; or the gradient of a loss with respect to both.
#[derive(Clone)]
pub struct Dense {
    pub weights: Array2<f64>,
    pub bias: Array1<f64>,
}

/// Two layers; an activation is `t` where `t > 0`, and elsewhere `t` times the slope of its layer.
#[derive(Clone)]
pub struct Mlp {
    pub layers: [Dense; 2],
    slopes: [f64; 2],
    /// What the backward pass takes for the slopes.
    backward_slopes: [f64; 2],
}

/// What a forward pass leaves behind: what went into each layer, and what came out of it before its activation.
pub struct Trace {
    inputs: [Array2<f64>; 2],
    sums: [Array2<f64>; 2],
    pub output: Array2<f64>,
}

impl Dense {
    /// Gaussian weights of a standard deviation, and no bias.
    pub fn random(rng: &mut ChaCha8Rng, (n, k): (usize, usize), deviation: f64) -> Self {
        let weights = Array2::from_shape_simple_fn((n, k), || deviation * gaussian(rng));
        Self { weights, bias: Array1::zeros(n) }
    }

    fn apply(&self, inputs: &Array2<f64>) -> Array2<f64> {
        inputs.dot(&self.weights.t()) + &self.bias
    }

    pub fn zeros_like(&self) -> Self {
        Self { weights: Array2::zeros(self.weights.dim()), bias: Array1::zeros(self.bias.dim()) }
    }

    /// Replaces every number by what `update` makes of it and its counterparts in two others.
    pub fn zip_mut(&mut self, second: &mut Self, third: &Self, update: impl Fn(&mut f64, &mut f64, f64)) {
        Zip::from(&mut self.weights).and(&mut second.weights).and(&third.weights).for_each(|a, b, &c| update(a, b, c));
        Zip::from(&mut self.bias).and(&mut second.bias).and(&third.bias).for_each(|a, b, &c| update(a, b, c));
    }
}

impl Mlp {
    pub fn new(layers: [Dense; 2], slopes: [f64; 2]) -> Self {
        Self { layers, slopes, backward_slopes: slopes }
    }

    /// The same network whose gradients are those of other slopes.
    #[must_use]
    pub fn with_backward_slopes(self, backward_slopes: [f64; 2]) -> Self {
        Self { backward_slopes, ..self }
    }

    /// Shapes: `input` is `batch x k`, the output `batch x n`.
    pub fn forward(&self, input: Array2<f64>) -> Trace {
        let [first, last] = &self.layers;
        let activate = |sums: &Array2<f64>, slope: f64| sums.mapv(|t| if t > 0.0 { t } else { slope * t });
        let sum = first.apply(&input);
        let hidden = activate(&sum, self.slopes[0]);
        let last_sum = last.apply(&hidden);
        let output = activate(&last_sum, self.slopes[1]);
        Trace { inputs: [input, hidden], sums: [sum, last_sum], output }
    }

    /// Gradients of a loss with respect to the sums of both layers, from `upstream`, that with respect to the output.
    pub fn deltas(&self, trace: &Trace, mut upstream: Array2<f64>) -> [Array2<f64>; 2] {
        let [below, above] = self.backward_slopes;
        scale_by_slope(&mut upstream, &trace.sums[1], above);
        let mut hidden = upstream.dot(&self.layers[1].weights);
        scale_by_slope(&mut hidden, &trace.sums[0], below);
        [hidden, upstream]
    }

    /// Gradient with respect to the input, from [`Mlp::deltas`].
    pub fn input_gradient(&self, deltas: &[Array2<f64>; 2]) -> Array2<f64> {
        deltas[0].dot(&self.layers[0].weights)
    }

    /// How the hidden layer changes where the input moves in `directions`, one a row.
    pub fn hidden_tangents(&self, trace: &Trace, directions: &Array2<f64>) -> Array2<f64> {
        let mut tangents = directions.dot(&self.layers[0].weights.t());
        scale_by_slope(&mut tangents, &trace.sums[0], self.slopes[0]);
        tangents
    }
}

impl Trace {
    /// Gradient with respect to the parameters, from [`Mlp::deltas`].
    pub fn gradient(&self, deltas: &[Array2<f64>; 2]) -> [Dense; 2] {
        [0, 1].map(|layer| Dense {
            weights: deltas[layer].t().dot(&self.inputs[layer]),
            bias: deltas[layer].sum_axis(Axis(0)),
        })
    }

    /// Of each layer, how many units are above zero, an example an entry.
    pub fn active(&self) -> [Vec<usize>; 2] {
        let above_zero = |row: ArrayView1<f64>| row.iter().filter(|&&t| t > 0.0).count();
        self.sums.each_ref().map(|sums| sums.rows().into_iter().map(above_zero).collect())
    }
}

fn scale_by_slope(gradient: &mut Array2<f64>, sums: &Array2<f64>, slope: f64) {
    gradient.zip_mut_with(sums, |g, &t| *g *= if t > 0.0 { 1.0 } else { slope });
}
