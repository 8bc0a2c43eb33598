//! Bounds on what a layer reads, by linear programs over its rows.
//!
//! Where entry `v_i` has no upper bound, `max v_i` subject to the known bounds of the layer's sums and inputs has multipliers
//! `y >= 0`, and every `v` within these bounds has, whatever `y` are,
//!
//! ```text
//! v_i <= sum_b y_b limit_b + sum_j r_j v_j,   r = e_i - W^T y
//! ```
//!
//! The second sum is bounded where `v_j` is, on the side that the sign of `r_j` asks for. What is left are entries `v_j` whose
//! `r_j` should be 0 and are so but for rounding. Let `M` be the largest size among all entries that lack a bound; for any one
//! `v` it is a number, though no bound of it is known. So all their bounds together say `M <= B + rho M`, with `B` the largest
//! right side and `rho` the largest sum of `|r_j|`, hence `M <= B / (1 - rho)`. Floats suffice for the multipliers, and
//! intervals for what is made of them. (Neumaier and Shcherbina 2004, *Safe bounds in linear and mixed-integer linear
//! programming*, who need bounds to start from.)

use super::interval::Interval;
use super::rounding::{product_up, quotient_up, sum_down, sum_up};
use crate::limits::{Run, Stopped};
use crate::lp::engine::{self, Bound, Objective, Optimum, Outcome, Program};
use crate::network::Layer;
use ndarray::{Array1, Array2};

/// A layer with more weights than this is no matter for dense programs.
const MOST_WEIGHTS: usize = 1 << 22;

/// How much wider, relative to their sizes, bounds are made where that helps.
const ROOM: f64 = 0.01;

/// `sign v_entry <= limit + sum_j rest_j |v_j|`.
struct Cut {
    entry: usize,
    sign: f64,
    limit: f64,
    rest: Vec<f64>,
}

/// Better bounds of what a layer reads, of those known and of those of its sums.
pub(super) fn bounds(
    layer: &Layer,
    inputs: &[Interval],
    sums: &[Interval],
    run: &Run,
) -> Result<Vec<Interval>, Stopped> {
    if inputs.iter().all(|input| input.is_finite()) || layer.outputs().saturating_mul(layer.inputs()) > MOST_WEIGHTS {
        return Ok(inputs.to_vec());
    }
    let cutter = Cutter::new(layer, inputs, sums);
    let mut cuts = Vec::new();
    for (entry, input) in inputs.iter().enumerate() {
        for (sign, end) in [(1.0, input.high), (-1.0, input.low)] {
            if !end.is_finite() {
                run.check()?;
                cuts.extend(cutter.cut(entry, sign));
            }
        }
    }
    Ok(resolve(inputs, cuts))
}

/// The bounds that the cuts make together.
fn resolve(inputs: &[Interval], mut cuts: Vec<Cut>) -> Vec<Interval> {
    let bounded = loop {
        let has = |entry: usize, sign: f64| cuts.iter().any(|cut| cut.entry == entry && cut.sign * sign > 0.0);
        let ends = |(entry, input): (usize, &Interval)| {
            (input.high.is_finite() || has(entry, 1.0)) && (input.low.is_finite() || has(entry, -1.0))
        };
        let bounded: Vec<bool> = inputs.iter().enumerate().map(ends).collect();
        let count = cuts.len();
        cuts.retain(|cut| cut.rest.iter().zip(&bounded).all(|(&rest, &bounded)| bounded || rest == 0.0));
        if cuts.len() == count {
            break bounded;
        }
    };
    let rests: Vec<f64> = cuts.iter().map(|cut| cut.rest.iter().copied().fold(0.0, sum_up)).collect();
    let rest = rests.iter().copied().fold(0.0, f64::max);
    let limits = cuts.iter().filter(|cut| bounded[cut.entry]).map(|cut| cut.limit);
    let ends = inputs.iter().zip(&bounded).filter(|(input, bounded)| **bounded && !input.is_finite());
    let ends = ends.flat_map(|(input, _)| [input.low.abs(), input.high.abs()]).filter(|end| end.is_finite());
    let share = sum_down(1.0, -rest);
    if share < 0.5 {
        return inputs.to_vec();
    }
    let most = quotient_up(limits.chain(ends).fold(0.0, f64::max), share);
    let mut found = inputs.to_vec();
    for (cut, rest) in cuts.iter().zip(rests) {
        let limit = sum_up(cut.limit, product_up(rest, most));
        let input = &mut found[cut.entry];
        if cut.sign > 0.0 {
            input.high = limit;
        } else {
            input.low = 0.0 - limit;
        }
    }
    found
}

/// The programs of a layer.
struct Cutter<'l> {
    weights: Array2<f64>,
    inputs: &'l [Interval],
    bounds: Vec<Bound>,
}

impl<'l> Cutter<'l> {
    fn new(layer: &Layer, inputs: &'l [Interval], sums: &[Interval]) -> Self {
        let mut weights = Array2::zeros((layer.outputs(), layer.inputs()));
        for row in 0..layer.outputs() {
            layer.weights().for_each_in_row(row, |column, weight| weights[[row, column]] = weight);
        }
        let mut bounds = Vec::new();
        for ((row, sum), &bias) in sums.iter().enumerate().zip(layer.bias()) {
            let ends = [Bound::upper(row, sum_up(sum.high, -bias)), Bound::lower(row, sum_down(sum.low, -bias))];
            bounds.extend(ends.into_iter().filter(|bound| bound.limit.is_finite()).map(|bound| bound.with_give(0.0)));
        }
        Self { weights, inputs, bounds }
    }

    /// A bound of `sign v_entry`, where there is one.
    fn cut(&self, entry: usize, sign: f64) -> Option<Cut> {
        let mut gain = Array1::zeros(self.inputs.len());
        gain[entry] = sign;
        // Where the room is so narrow that floats find no optimum, multipliers of a wider one are as good.
        let found = [0.0, ROOM].into_iter().find_map(|room| self.solve(&gain, room));
        found.map(|optimum| self.proven(entry, sign, optimum.duals()))
    }

    /// The largest value of `gain v` where every bound of a row is loosened, relative to its size.
    fn solve(&self, gain: &Array1<f64>, room: f64) -> Option<Optimum> {
        let loosened = |bound: &Bound| Bound {
            limit: bound.limit + bound.side.sign() * room * (1.0 + bound.limit.abs()),
            ..*bound
        };
        let bounds = self.bounds.iter().map(loosened).collect();
        let program = Program::new(self.weights.view(), bounds, Objective::Linear(gain.clone())).ok()?;
        let (lower, upper) = (self.ends(|input| input.low), self.ends(|input| input.high));
        match engine::solve(&program.with_box(lower, upper).ok()?) {
            Outcome::Optimal(optimum) => Some(optimum),
            _ => None,
        }
    }

    fn ends(&self, end: impl Fn(&Interval) -> f64) -> Vec<f64> {
        self.inputs.iter().map(end).collect()
    }

    /// What multipliers prove.
    fn proven(&self, entry: usize, sign: f64, duals: &[f64]) -> Cut {
        let mut limit = 0.0;
        let mut rest = vec![Interval::point(0.0); self.inputs.len()];
        rest[entry] = Interval::point(sign);
        for (bound, &dual) in self.bounds.iter().zip(duals).filter(|(_, dual)| **dual > 0.0) {
            let factor = dual * bound.side.sign();
            limit = sum_up(limit, product_up(factor, bound.limit));
            for (rest, &weight) in rest.iter_mut().zip(self.weights.row(bound.row)) {
                *rest = rest.minus(Interval::point(weight).times(factor));
            }
        }
        let mut cut = Cut { entry, sign, limit, rest: vec![0.0; self.inputs.len()] };
        for ((left, rest), &input) in cut.rest.iter_mut().zip(rest).zip(self.inputs) {
            let most = rest.product_high(input);
            if most.is_finite() {
                cut.limit = sum_up(cut.limit, most);
            } else {
                *left = rest.size();
            }
        }
        cut
    }
}
