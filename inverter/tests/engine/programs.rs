//! Programs of every kind, as the inversion of one layer makes them and worse.

use ndarray::{Array1, Array2};
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use unrelu_inverter::lp::engine::{Bound, Objective, Program};
use unrelu_inverter::network::random::{Variance, gaussian, gaussian_latent, gaussian_matrix};

/// How the weights are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Weights {
    Gaussian,
    /// From -2 to 2: many vertices at one point.
    Integers,
    /// Of half the rank.
    LowRank,
    /// Each row twice, every third one zero.
    Repeated,
}

/// Where the observation comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Observed {
    /// `relu(W z)`
    Exactly,
    /// with noise
    Noisily(f64),
    /// Unrelated to `W`.
    Anything,
}

/// Which objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Goal {
    Largest,
    Capped(f64),
    Sum,
    Relaxed,
    /// Of a random objective: often unbounded.
    AnyGain,
}

/// The box of the latent code.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Within {
    Everything,
    Positive,
    Cube(f64),
}

/// A recipe: everything but the draws.
#[derive(Clone, Copy, Debug)]
pub struct Recipe {
    pub n: usize,
    pub k: usize,
    pub weights: Weights,
    pub observed: Observed,
    pub goal: Goal,
    pub within: Within,
    /// The slope below zero; a zero is a ReLU.
    pub slope: f64,
    /// The share of the bounds that are hard.
    pub hard: f64,
}

/// What a recipe and a seed make.
#[derive(Debug)]
pub struct Instance {
    pub recipe: Recipe,
    pub matrix: Array2<f64>,
    pub latent: Array1<f64>,
    pub bounds: Vec<Bound>,
    pub objective: Objective,
}

pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// A recipe of any kind.
pub fn any_recipe(rng: &mut ChaCha8Rng) -> Recipe {
    let k = rng.random_range(1..=12);
    let n = if rng.random_bool(0.2) { rng.random_range(1..=k + 2) } else { rng.random_range(k..=6 * k) };
    let noise = 10.0_f64.powi(rng.random_range(-6..0));
    let size = 10.0_f64.powf(rng.random_range(-3.0..1.0));
    Recipe {
        n,
        k,
        weights: pick(
            rng,
            &[Weights::Gaussian, Weights::Gaussian, Weights::Integers, Weights::LowRank, Weights::Repeated],
        ),
        observed: pick(
            rng,
            &[Observed::Exactly, Observed::Noisily(noise), Observed::Noisily(noise), Observed::Anything],
        ),
        goal: pick(rng, &[Goal::Largest, Goal::Capped(size), Goal::Sum, Goal::Sum, Goal::Relaxed, Goal::AnyGain]),
        within: pick(rng, &[Within::Everything, Within::Everything, Within::Positive, Within::Cube(size)]),
        slope: pick(rng, &[0.0, 0.0, 0.1, 0.5]),
        hard: pick(rng, &[0.0, 0.0, 0.1, 1.0]),
    }
}

fn pick<T: Copy>(rng: &mut ChaCha8Rng, choices: &[T]) -> T {
    choices[rng.random_range(0..choices.len())]
}

impl Recipe {
    fn is_linear(&self) -> bool {
        matches!(self.goal, Goal::Relaxed | Goal::AnyGain)
    }
}

impl Instance {
    pub fn draw(recipe: Recipe, rng: &mut ChaCha8Rng) -> Self {
        let matrix = draw_matrix(&recipe, rng);
        let mut latent = gaussian_latent(rng, recipe.k);
        if recipe.within == Within::Positive {
            latent.mapv_inplace(f64::abs);
        }
        let activation = matrix.dot(&latent);
        let observed = |t: f64| match recipe.observed {
            Observed::Exactly => {
                if t > 0.0 {
                    t
                } else {
                    recipe.slope * t
                }
            }
            Observed::Noisily(noise) => (if t > 0.0 { t } else { recipe.slope * t }) + noise * gaussian(rng),
            Observed::Anything => gaussian(rng),
        };
        let observation: Array1<f64> = activation.iter().copied().map(observed).collect();
        let bounds = draw_bounds(&recipe, &observation, rng);
        let objective = match recipe.goal {
            Goal::Largest => Objective::Largest { cap: f64::INFINITY },
            Goal::Capped(cap) => Objective::Largest { cap },
            Goal::Sum => Objective::Sum,
            Goal::Relaxed => Objective::Linear(observation.mapv(|x| x.max(0.0)).dot(&matrix)),
            Goal::AnyGain => Objective::Linear(gaussian_latent(rng, recipe.k)),
        };
        Self { recipe, matrix, latent, bounds, objective }
    }

    pub fn program(&self) -> Program<'_> {
        let program = Program::new(self.matrix.view(), self.bounds.clone(), self.objective.clone());
        let program = program.expect("draws are finite");
        let k = self.recipe.k;
        match self.recipe.within {
            Within::Everything => program,
            Within::Positive => program.non_negative(),
            Within::Cube(size) => program.with_box(vec![-size; k], vec![size; k]).expect("a cube is a box"),
        }
    }
}

fn draw_matrix(recipe: &Recipe, rng: &mut ChaCha8Rng) -> Array2<f64> {
    let &Recipe { n, k, .. } = recipe;
    match recipe.weights {
        Weights::Gaussian => gaussian_matrix(rng, (n, k), Variance::One),
        Weights::Integers => Array2::from_shape_simple_fn((n, k), || f64::from(rng.random_range(-2..=2_i8))),
        Weights::LowRank => {
            // Small integers, so that the product has this rank without rounding.
            let rank = k.div_ceil(2);
            let mut integers = |shape| Array2::from_shape_simple_fn(shape, || f64::from(rng.random_range(-9..=9_i8)));
            let left = integers((n, rank)) / 8.0;
            left.dot(&integers((rank, k))) / 8.0
        }
        Weights::Repeated => {
            let mut matrix = gaussian_matrix(rng, (n, k), Variance::One);
            for row in 0..n {
                let source = matrix.row(row / 2 * 2).to_owned();
                matrix.row_mut(row).assign(&if row % 3 == 2 { source * 0.0 } else { source });
            }
            matrix
        }
    }
}

/// The bounds of one layer, some of them hard; for a relaxed program with room for the noise.
fn draw_bounds(recipe: &Recipe, observation: &Array1<f64>, rng: &mut ChaCha8Rng) -> Vec<Bound> {
    let room = if let Observed::Noisily(noise) = recipe.observed { noise } else { 0.0 };
    let mut bounds = Vec::new();
    for (row, &x) in observation.iter().enumerate() {
        let hard = recipe.is_linear() || rng.random_bool(recipe.hard);
        let give = if hard { 0.0 } else { 1.0 };
        let x = if hard { x + room } else { x };
        bounds.push(Bound::upper(row, x).with_give(give));
        if recipe.slope > 0.0 {
            bounds.push(Bound::upper(row, x / recipe.slope).with_give(give / recipe.slope));
        }
        if recipe.is_linear() {
            continue;
        }
        let x = if hard { x - 2.0 * room } else { x };
        if x > room {
            bounds.push(Bound::lower(row, x).with_give(give));
        } else if recipe.slope > 0.0 {
            bounds.push(Bound::lower(row, x / recipe.slope).with_give(give / recipe.slope));
        }
    }
    bounds
}
