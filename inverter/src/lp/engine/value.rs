//! The primal and the dual objective of a program at any point, with what is missed.

use super::bound::Bound;
use super::problem::{Objective, Program};
use super::products::{apply, dot};

/// The largest duality gap of an [`Optimum`](super::Optimum), relative to its [`magnitude`](super::Optimum::magnitude).
pub const GAP: f64 = 1e-10;

/// By how much a hard bound or a dual equation may be missed, relative to the terms that are summed in it.
pub const RESIDUAL: f64 = 1e-10;

/// What sums may lose to rounding, relative to their terms: a cap to the largest limit, a reduced cost to its products.
const ROUNDING: f64 = 1e-13;

/// What a point is worth.
pub(crate) struct PrimalValue {
    /// What is minimised.
    pub objective: f64,
    /// The sum of the absolute values of its terms; the terms of an error are `w z / give` and `limit / give`.
    pub magnitude: f64,
    /// The size of the objective and of the limits that it is made of, whatever `z` is; zero where all of them are.
    pub natural: f64,
    /// By how much hard bounds are missed, relative to their terms or the largest limit, whichever is less.
    pub excess: f64,
}

/// What multipliers prove.
pub(crate) struct DualValue {
    /// A lower bound of what is minimised.
    pub objective: f64,
    /// The sum of the absolute values of its terms.
    pub magnitude: f64,
    /// What rounding can add to it through the ends of the box.
    pub rounding: f64,
    /// By how much the dual equations are missed, relative to their terms.
    pub residual: f64,
    /// What that is worth at the point that is to be optimal.
    pub leak: f64,
}

/// What the multipliers are to prove.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limit {
    /// A lower bound of the objective.
    Objective,
    /// That there is no feasible point: costs count as zero.
    Feasibility,
}

/// The objective at `latent`, with the least errors that it allows.
pub(crate) fn primal(program: &Program<'_>, latent: &[f64]) -> PrimalValue {
    let mut activation = vec![0.0; program.rows()];
    apply(program.weights(), latent, &mut activation);
    let errors = least_errors(program, &activation);
    let (objective, magnitude, cap) = match program.objective() {
        Objective::Largest { cap } => {
            let worst = errors.iter().flatten().reduce(|most, error| if error.size > most.size { error } else { most });
            let (size, terms) = worst.map_or((0.0, 0.0), |error| (error.size, error.terms(program, latent)));
            (size, terms, *cap)
        }
        Objective::Sum => {
            let terms = errors.iter().flatten().map(|error| error.terms(program, latent)).sum();
            (errors.iter().flatten().map(|error| error.size).sum(), terms, f64::INFINITY)
        }
        Objective::Linear(_) => {
            let costs = program.costs();
            let terms = costs.iter().zip(latent).map(|(c, z)| (c * z).abs()).sum();
            (dot(&costs, latent), terms, f64::INFINITY)
        }
    };
    let largest = program.bounds().iter().fold(0.0, |most: f64, bound| most.max(bound.limit.abs()));
    let mut excess = cap_excess(largest, objective - cap, cap);
    for bound in program.bounds().iter().filter(|bound| bound.give == 0.0) {
        let missed = bound.excess(activation[bound.row]);
        if missed.is_nan() || missed > 0.0 {
            let terms = terms(program, bound.row, latent) + bound.limit.abs();
            excess = worst(excess, missed / if largest > 0.0 { terms.min(largest) } else { terms });
        }
    }
    for ((z, low), high) in latent.iter().zip(program.lower()).zip(program.upper()) {
        let missed = (low - z).max(z - high);
        if missed > 0.0 {
            excess = worst(excess, missed / (z.abs() + (z - missed).abs().min((z + missed).abs())));
        }
    }
    // Not a number where some entry of `z` is none.
    let objective = objective + 0.0 * latent.iter().sum::<f64>();
    PrimalValue { objective, magnitude, natural: natural(program, objective, magnitude), excess }
}

/// See [`PrimalValue::natural`].
fn natural(program: &Program<'_>, objective: f64, magnitude: f64) -> f64 {
    let size = |bound: &Bound| bound.limit.abs() / if bound.give > 0.0 { bound.give } else { 1.0 };
    let sizes = program.bounds().iter().map(size);
    let with_objective = |limits: f64| if limits > 0.0 { objective.abs() + limits } else { 0.0 };
    match program.objective() {
        Objective::Largest { .. } => with_objective(sizes.fold(0.0, f64::max)),
        Objective::Sum => with_objective(sizes.sum()),
        Objective::Linear(gain) => {
            let ends = program.lower().iter().zip(program.upper()).map(|(low, high)| low.abs().min(high.abs()));
            let finite = |(gain, end): (&f64, f64)| if end.is_finite() { gain.abs() * end } else { 0.0 };
            magnitude + gain.iter().zip(ends).map(finite).sum::<f64>()
        }
    }
}

/// The error rounds with the limits it is a difference of: a cap may be missed by a few units of their last places.
fn cap_excess(largest: f64, missed: f64, cap: f64) -> f64 {
    if missed <= 0.0 {
        return 0.0;
    }
    missed / (cap + largest * ROUNDING / RESIDUAL)
}

/// The larger, or whichever is not a number.
fn worst(a: f64, b: f64) -> f64 {
    if b.is_nan() || b > a { b } else { a }
}

/// The least error that a row needs, with the bound that needs it.
#[derive(Clone, Copy)]
struct Error<'p> {
    size: f64,
    bound: &'p Bound,
}

impl Error<'_> {
    /// The sum of the absolute values of the terms that it is a difference of.
    fn terms(&self, program: &Program<'_>, latent: &[f64]) -> f64 {
        (terms(program, self.bound.row, latent) + self.bound.limit.abs()) / self.bound.give
    }
}

/// The error of each row; nothing where it is zero.
fn least_errors<'p>(program: &'p Program<'_>, activation: &[f64]) -> Vec<Option<Error<'p>>> {
    let mut errors: Vec<Option<Error<'p>>> = vec![None; program.rows()];
    for bound in program.bounds().iter().filter(|bound| bound.give > 0.0) {
        let size = bound.excess(activation[bound.row]) / bound.give;
        if size > errors[bound.row].map_or(0.0, |error| error.size) {
            errors[bound.row] = Some(Error { size, bound });
        }
    }
    errors
}

/// The sum of the absolute values of the terms of `w_row z`.
fn terms(program: &Program<'_>, row: usize, latent: &[f64]) -> f64 {
    program.row(row).iter().zip(latent).map(|(w, z)| (w * z).abs()).sum()
}

/// The reduced costs `r = c + W^T q` with `sum |terms|` of each.
fn reduced_costs(program: &Program<'_>, duals: &[f64], limit: Limit) -> (Vec<f64>, Vec<f64>) {
    let (mut row_duals, mut row_terms) = (vec![0.0; program.rows()], vec![0.0; program.rows()]);
    for (bound, y) in program.bounds().iter().zip(duals) {
        row_duals[bound.row] += bound.side.sign() * y;
        row_terms[bound.row] += y.abs();
    }
    let (mut reduced, mut terms) = (vec![0.0; program.columns()], vec![0.0; program.columns()]);
    for (row, (q, size)) in row_duals.iter().zip(&row_terms).enumerate().filter(|(_, (_, size))| **size != 0.0) {
        for ((r, term), w) in reduced.iter_mut().zip(&mut terms).zip(program.row(row)) {
            *r += q * w;
            *term += (size * w).abs();
        }
    }
    if limit == Limit::Objective {
        for ((r, term), c) in reduced.iter_mut().zip(&mut terms).zip(program.costs()) {
            *r += c;
            *term += c.abs();
        }
    }
    (reduced, terms)
}

/// The dual objective at `duals` (see [`Optimum`](super::Optimum)); negative multipliers count as missed equations. `latent`
/// is the point that they are to prove optimal; empty where there is none.
pub(crate) fn dual(program: &Program<'_>, duals: &[f64], limit: Limit, latent: &[f64]) -> DualValue {
    let (reduced, terms) = reduced_costs(program, duals, limit);
    let (mut rounding, mut leak) = (0.0, 0.0);
    let mut value = DualValue { objective: 0.0, magnitude: 0.0, rounding: 0.0, residual: 0.0, leak: 0.0 };
    let mut add = |term: f64| {
        value.objective += term;
        value.magnitude += term.abs();
    };
    for (bound, y) in program.bounds().iter().zip(duals) {
        add(-bound.side.sign() * bound.limit * y);
    }
    let mut residual = if duals.iter().any(|y| y.is_nan() || *y < 0.0) { f64::NAN } else { 0.0 };
    for (i, &r) in reduced.iter().enumerate() {
        let end = if r > 0.0 { program.lower()[i] } else { program.upper()[i] };
        if end.is_finite() {
            add(r * end);
            rounding += ROUNDING / GAP * terms[i] * end.abs();
        } else if r != 0.0 {
            residual = worst(residual, r.abs() / terms[i]);
            leak += latent.get(i).map_or(0.0, |z| (r * z).abs());
        }
    }
    let excess = error_excess(program, duals, limit);
    match program.objective() {
        Objective::Largest { cap } if cap.is_finite() => add(-cap * excess),
        _ => residual = worst(residual, excess),
    }
    DualValue { rounding, residual, leak, ..value }
}

/// By how much `sum give_i y_i <= 1` (zero for feasibility) is missed: over all bounds, or in the worst row.
fn error_excess(program: &Program<'_>, duals: &[f64], limit: Limit) -> f64 {
    let shared = !matches!(program.objective(), Objective::Sum);
    let mut sums = vec![0.0; if shared { 1 } else { program.rows() }];
    for (bound, y) in program.bounds().iter().zip(duals) {
        sums[if shared { 0 } else { bound.row }] += bound.give * y;
    }
    let allowed = if limit == Limit::Objective { 1.0 } else { 0.0 };
    sums.iter().fold(0.0, |most, sum| worst(most, sum - allowed))
}

/// How far `direction` leaves the hard bounds and the box (relative), and the relative gain of the objective along it.
pub(crate) fn recession(program: &Program<'_>, direction: &[f64]) -> (f64, f64) {
    let mut activation = vec![0.0; program.rows()];
    apply(program.weights(), direction, &mut activation);
    let mut excess = 0.0;
    for bound in program.bounds() {
        let missed = bound.side.sign() * activation[bound.row];
        if missed.is_nan() || missed > 0.0 {
            excess = worst(excess, missed / terms(program, bound.row, direction));
        }
    }
    let leaves =
        |(&d, (low, high)): (&f64, (&f64, &f64))| (d < 0.0 && low.is_finite()) || (d > 0.0 && high.is_finite());
    if direction.iter().zip(program.lower().iter().zip(program.upper())).any(leaves) {
        excess = f64::INFINITY;
    }
    let costs = program.costs();
    let terms: f64 = costs.iter().zip(direction).map(|(c, d)| (c * d).abs()).sum();
    (excess, -dot(&costs, direction) / terms)
}
