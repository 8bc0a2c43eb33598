//! Example 1: the preimage of one number under a two-layer network is not convex.
//!
//! The network has no bias, so `G(t z) = t G(z)` for `t > 0`: `G(z) = 1` can be tested as `G(5 z) = 5`, in integers,
//! which `f64` holds exactly. Nothing here is rounded.

use ndarray::{Array1, array};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use unrelu_inverter::network::{Layer, Network};

use crate::claim::{Case, Claim, Expectation, Outcome, Trial, Wording};

/// Points are multiples of `1/SCALE`: the rays start at `(-1/5, 3/5)`.
const SCALE: i32 = 5;
/// The grid runs from `-REACH/SCALE` to `REACH/SCALE` in both directions.
const REACH: i32 = 50;
const SIDE: u64 = 2 * REACH as u64 + 1;

/// Example 1 of the paper, its whole preimage included.
///
/// # Source
/// Example 1, appendix B.1; the description of the whole preimage is this project's own.
#[derive(Debug)]
pub struct Example1 {
    network: Network,
}

/// The claim about the paper's network, `W_1 = [[1, 2], [3, 1]]`, `W_2 = [1, -1]`.
impl Default for Example1 {
    fn default() -> Self {
        let layers = [array![[1.0, 2.0], [3.0, 1.0]], array![[1.0, -1.0]]].map(Layer::relu);
        let layers = layers.map(|layer| layer.expect("finite weights"));
        Self::of(Network::new(layers.to_vec()).expect("widths 2, 2, 1"))
    }
}

/// What `G` should give, not multiplied by `scale`.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Expected {
    Value(i32),
    OtherThan(i32),
}

/// A point at which the network does not do what is claimed; `latent` and `output` are multiplied by `scale`.
#[derive(Serialize)]
struct Witness {
    scale: i32,
    latent: [i32; 2],
    expected: Expected,
    output: f64,
}

impl Example1 {
    /// The same claim about another network with two inputs and one output.
    pub fn of(network: Network) -> Self {
        Self { network }
    }

    /// `scale G(latent / scale)`, exactly.
    fn output(&self, [p, q]: [i32; 2]) -> f64 {
        let latent: Array1<f64> = array![f64::from(p), f64::from(q)];
        self.network.forward(&latent)[0]
    }

    /// The two points and their midpoint: `G(-1, 1) = G(1, 3) = 1`, `G(0, 2) = 2`.
    fn point(&self, number: u64) -> Outcome {
        let (latent, output) = [([-1, 1], 1), ([1, 3], 1), ([0, 2], 2)][usize::try_from(number % 3).unwrap_or(0)];
        self.compare(latent.map(|coordinate: i32| coordinate * SCALE), Expected::Value(output))
    }

    /// One point of the grid: in the preimage of 1 exactly if on one of the rays.
    fn grid_point(&self, number: u64) -> Outcome {
        let coordinate = |index: u64| i32::try_from(index % SIDE).map_or(0, |index| index - REACH);
        let latent = [coordinate(number), coordinate(number / SIDE)];
        self.compare(latent, if on_a_ray(latent) { Expected::Value(1) } else { Expected::OtherThan(1) })
    }

    fn compare(&self, latent: [i32; 2], expected: Expected) -> Outcome {
        let output = self.output(latent);
        let agrees = match expected {
            Expected::Value(value) => is_exactly(output, value * SCALE),
            Expected::OtherThan(value) => !is_exactly(output, value * SCALE),
        };
        if agrees { Outcome::Held } else { Outcome::failed(&Witness { scale: SCALE, latent, expected, output }) }
    }
}

#[expect(clippy::float_cmp, reason = "sums of small integers are exact")]
fn is_exactly(output: f64, value: i32) -> bool {
    output == f64::from(value)
}

/// Whether `latent / scale` is on a ray from `(-1, 3)/5` in direction `(-2, 1)` or `(1, 2)`.
///
/// On the first, `3 z_1 + z_2 <= 0` and `z_1 + 2 z_2 = 1`; on the second, `3 z_1 + z_2 >= 0` and `-2 z_1 + z_2 = 1`.
fn on_a_ray([p, q]: [i32; 2]) -> bool {
    let (first, second) = (p + 2 * q, 3 * p + q);
    if second <= 0 { first == SCALE } else { q - 2 * p == SCALE }
}

impl Claim for Example1 {
    fn wording(&self) -> Wording {
        Wording {
            name: "example-1",
            statement: "For W1 = [[1, 2], [3, 1]], W2 = [1, -1], the preimage of 1 contains (-1, 1) and (1, 3) but not their midpoint, \
                        so it is not convex; on the grid of step 1/5 it is the two rays from (-1/5, 3/5) in directions (-2, 1) and (1, 2).",
            source: "Example 1, appendix B.1",
            expectation: Expectation::Holds,
        }
    }

    fn cases(&self) -> Vec<Case> {
        vec![Case::exhaustive("points", 3), Case::exhaustive("grid", SIDE * SIDE)]
    }

    fn trial(&self, case: usize, number: u64, _rng: &mut ChaCha8Rng) -> Trial {
        let outcome = if case == 0 { self.point(number) } else { self.grid_point(number) };
        outcome.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::tests::judge;
    use crate::verdict::Verdict;

    #[test]
    fn the_example_is_proven() {
        let report = judge(Example1::default(), 1);
        assert_eq!((report.verdict, report.failures), (Verdict::Proven, 0));
        assert_eq!((report.trials, report.failure_upper_bound), (3 + SIDE * SIDE, 0.0));
    }

    #[test]
    fn the_grid_meets_both_rays() {
        let grid = (-REACH..=REACH).flat_map(|p| (-REACH..=REACH).map(move |q| [p, q]));
        let (left, right): (Vec<[i32; 2]>, Vec<_>) =
            grid.filter(|&point| on_a_ray(point)).partition(|point| point[0] < -1);
        assert!(left.len() > 20 && right.len() > 20, "{} and {}", left.len(), right.len());
        assert!(left.contains(&[-5, 5]) && right.contains(&[5, 15]) && right.contains(&[-1, 3]));
    }

    #[test]
    fn another_network_is_refuted() {
        let hidden = Layer::relu(array![[1.0, 2.0], [3.0, 1.0]]).unwrap();
        let last = Layer::relu(array![[1.0, 1.0]]).unwrap();
        let report = judge(Example1::of(Network::new(vec![hidden, last]).unwrap()), 1);
        assert_eq!(report.verdict, Verdict::Refuted);
        assert_eq!(report.evidence.counterexamples[0].case, "points");
    }
}
