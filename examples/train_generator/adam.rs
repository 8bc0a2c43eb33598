//! Adam (Kingma and Ba 2015, arXiv:1412.6980, Algorithm 1).

use super::mlp::{Dense, Mlp};

/// Decay of the mean of gradients: less than usual, as Radford et al. 2016 (arXiv:1511.06434) found for GANs.
const MEAN_DECAY: f64 = 0.5;
/// Decay of the mean of squared gradients.
const SQUARE_DECAY: f64 = 0.999;
/// Keeps the step of a parameter without gradient finite.
const EPSILON: f64 = 1e-8;

/// What Adam remembers of the gradients of a network.
pub struct Adam {
    rate: f64,
    steps: i32,
    means: [Dense; 2],
    squares: [Dense; 2],
}

impl Adam {
    pub fn new(network: &Mlp, rate: f64) -> Self {
        let zeros = network.layers.each_ref().map(Dense::zeros_like);
        Self { rate, steps: 0, means: zeros.clone(), squares: zeros }
    }

    /// One step down the gradient.
    pub fn step(&mut self, network: &mut Mlp, gradient: &[Dense; 2]) {
        self.steps += 1;
        let rate = self.rate / (1.0 - MEAN_DECAY.powi(self.steps));
        let square_scale = (1.0 - SQUARE_DECAY.powi(self.steps)).recip();
        for (index, layer) in network.layers.iter_mut().enumerate() {
            let (mean, square) = (&mut self.means[index], &mut self.squares[index]);
            mean.zip_mut(square, &gradient[index], |mean, square, g| {
                *mean += (1.0 - MEAN_DECAY) * (g - *mean);
                *square += (1.0 - SQUARE_DECAY) * (g * g - *square);
            });
            layer.zip_mut(square, mean, |parameter, square, mean| {
                *parameter -= rate * mean / ((*square * square_scale).sqrt() + EPSILON);
            });
        }
    }
}
