//! Where the interior-point method starts: near a least-squares solution, and centred.

use super::normal::Normal;
use super::products::largest;
use super::standard::{Errors, Inequality, Point, Standard};

/// The weight of rows that are not bounded from both sides in the least-squares start.
const ONE_SIDED: f64 = 1e-4;

/// The least slack, relative to the limits, of a hard bound at the start.
const SLACK: f64 = 1e-2;

/// The least barrier parameter, relative to the limits.
const BARRIER: f64 = 1e-6;

/// Halvings of the interval of a centred error: three digits.
const BISECTIONS: usize = 10;

/// A first point with its slacks and multipliers.
pub(crate) struct Start {
    pub point: Point,
    pub slacks: Vec<f64>,
    pub duals: Vec<f64>,
}

/// The error starts where the multipliers `y = mu / s` satisfy its dual equation `sum give y = 1`.
pub(crate) fn start(standard: &Standard<'_>, normal: &mut Normal) -> Start {
    let scale = limit_scale(standard);
    let mut latent = least_squares(standard, normal);
    enter_box(standard, &mut latent);
    let slots = standard.error_costs.len();
    let mut point = Point::new(standard.weights(), latent, vec![0.0; slots]);
    let mu = if standard.errors == Errors::None {
        scale * dual_scale(standard, normal)
    } else {
        barrier(standard, &point, scale)
    };
    for slot in 0..slots {
        let range = if standard.errors == Errors::Each { standard.of_row(slot) } else { 0..standard.bounds.len() };
        let floor = standard.floors.binary_search(&slot).is_ok();
        point.errors[slot] = centred_error(&standard.bounds[range], &point.activation, Barrier { mu, floor });
    }
    let mut slacks = vec![0.0; standard.len()];
    standard.apply(&point, 1.0, &mut slacks);
    let least = slacks.iter().fold(SLACK * scale, |most: f64, excess| most.max(*excess));
    for (i, slack) in slacks.iter_mut().enumerate() {
        let soft = standard.bounds.get(i).is_some_and(|b| b.give > 0.0) || is_floor(standard, i);
        *slack = if soft && *slack < 0.0 { -*slack } else { (-*slack).max(least) };
    }
    let duals = slacks.iter().map(|slack| mu / slack).collect();
    Start { point, slacks, duals }
}

fn is_floor(standard: &Standard<'_>, i: usize) -> bool {
    (standard.bounds.len()..standard.bounds.len() + standard.floors.len()).contains(&i)
}

/// The mean absolute limit; one where every limit is zero.
fn limit_scale(standard: &Standard<'_>) -> f64 {
    let sum: f64 = standard.bounds.iter().map(|b| b.limit.abs()).sum();
    if sum > 0.0 { sum / standard.bounds.len() as f64 } else { 1.0 }
}

/// `argmin sum_j D_j (w_j z - t_j)^2` with `t_j` the middle of the limits of row `j`.
pub(crate) fn least_squares(standard: &Standard<'_>, normal: &mut Normal) -> Vec<f64> {
    let n = standard.program.rows();
    let (mut weights, mut sides) = (vec![0.0; n], vec![0.0; n]);
    for row in 0..n {
        let bounds = &standard.bounds[standard.of_row(row)];
        if bounds.is_empty() {
            continue;
        }
        let both = bounds.iter().any(|b| b.sign > 0.0) && bounds.iter().any(|b| b.sign < 0.0);
        let target = bounds.iter().map(|b| b.sign * b.limit).sum::<f64>() / bounds.len() as f64;
        weights[row] = if both { 1.0 } else { ONE_SIDED };
        sides[row] = weights[row] * target;
    }
    let mut products = normal.form(standard.weights(), &weights, &[&sides]);
    normal.factor(&vec![0.0; standard.program.columns()]);
    let mut latent = products.pop().expect("there was one side");
    normal.solve(&mut latent);
    latent
}

/// Moves `z` into the box, a hundredth of its size from its ends where it is near or beyond them.
fn enter_box(standard: &Standard<'_>, latent: &mut [f64]) {
    let size = SLACK * largest(latent).max(f64::MIN_POSITIVE);
    let (lower, upper) = (standard.program.lower(), standard.program.upper());
    for ((z, low), high) in latent.iter_mut().zip(lower).zip(upper) {
        let inset = size.min((high - low) / 4.0);
        *z = z.max(low + inset).min(high - inset);
    }
}

/// The mean absolute multiplier of the least-squares solution of `W^T y = -c`; one where it is zero.
fn dual_scale(standard: &Standard<'_>, normal: &Normal) -> f64 {
    let mut solved = standard.costs.clone();
    normal.solve(&mut solved);
    let point = Point::new(standard.weights(), solved, Vec::new());
    let sum: f64 = point.activation.iter().map(|y| ONE_SIDED * y.abs()).sum();
    if sum > 0.0 { sum / point.activation.len() as f64 } else { 1.0 }
}

/// The barrier parameter: about half of the mean error, divided among the inequalities of a shared error.
fn barrier(standard: &Standard<'_>, point: &Point, scale: f64) -> f64 {
    let excess = |b: &Inequality| (b.sign * point.activation[b.row] - b.limit).max(0.0);
    let soft = || standard.bounds.iter().filter(|b| b.give > 0.0);
    let count = standard.bounds.len().max(1) as f64;
    let shared = soft().map(|b| excess(b) / b.give).fold(0.0, f64::max) / count;
    let each = soft().map(|b| excess(b) / b.give).sum::<f64>() / count;
    match standard.errors {
        Errors::Shared => 0.5 * shared + BARRIER * scale / count,
        Errors::Each => 0.5 * each + BARRIER * scale,
        Errors::None => 0.0,
    }
}

#[derive(Clone, Copy)]
struct Barrier {
    mu: f64,
    floor: bool,
}

/// The root of `sum_i give_i mu / (give_i e - excess_i) + [floor] mu / e = 1`, by bisection.
fn centred_error(bounds: &[Inequality], activation: &[f64], barrier: Barrier) -> f64 {
    let excess = |b: &Inequality| (b.sign * activation[b.row] - b.limit) / b.give;
    let soft = || bounds.iter().filter(|b| b.give > 0.0);
    let count = soft().count();
    if count == 0 {
        return 0.0;
    }
    let mut low = soft().map(excess).fold(if barrier.floor { 0.0 } else { f64::NEG_INFINITY }, f64::max);
    let width = barrier.mu * (count + 1) as f64;
    let mut high = low + width;
    let total = |e: f64| {
        let floor = if barrier.floor { barrier.mu / e } else { 0.0 };
        soft().map(|b| barrier.mu / (e - excess(b))).sum::<f64>() + floor
    };
    for _ in 0..BISECTIONS {
        let middle = 0.5 * (low + high);
        if total(middle) > 1.0 { low = middle } else { high = middle }
    }
    high
}
