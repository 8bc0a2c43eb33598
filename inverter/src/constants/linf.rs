//! `c_inf`: linear programs, one a column.

use super::norms::{self, ratio};
use super::{Bracket, ConstantError, Exact};
use crate::exact::{Echelon, ExactMatrix, IBig, Rational, Row, Tableau, common, dot};
use crate::lp::engine::{Bound, Objective, Outcome, Program, solve};
use dashu_base::Inverse;
use ndarray::{Array1, ArrayRef2};
use num_traits::Signed;
use std::cmp::Ordering;

/// `c_inf` of all rows of a matrix, `n x k`: exact to the gaps of `k` linear programs. It is zero where the rank is below `k`.
///
/// # Errors
/// [`ConstantError`].
pub fn c_inf(matrix: &ArrayRef2<f64>) -> Result<Bracket, ConstantError> {
    let columns = matrix.ncols();
    let mut bracket: Option<Bracket> = None;
    for column in 0..columns {
        let one = reach(matrix, column)?;
        let lower = bracket.as_ref().map_or(one.lower, |least| least.lower.min(one.lower));
        let nearest = bracket.filter(|least| least.upper <= one.upper).unwrap_or(one);
        bracket = Some(Bracket { lower, ..nearest });
    }
    bracket.ok_or(ConstantError::NoColumns)
}

/// `min ||W x||_inf` where `x_column = 1`, as `1 / max {x_column : ||W x||_inf <= 1}`.
fn reach(matrix: &ArrayRef2<f64>, column: usize) -> Result<Bracket, ConstantError> {
    let unsolved = |reason: String| ConstantError::Program { column: column + 1, reason };
    let sides = |row| [Bound::upper(row, 1.0).with_give(0.0), Bound::lower(row, -1.0).with_give(0.0)];
    let bounds = (0..matrix.nrows()).flat_map(sides).collect();
    let gain = Array1::from_shape_fn(matrix.ncols(), |index| if index == column { 1.0 } else { 0.0 });
    let program =
        Program::new(matrix.view(), bounds, Objective::Linear(gain)).map_err(|error| unsolved(error.to_string()))?;
    match solve(&program) {
        Outcome::Optimal(found) => {
            let at = found.latent().to_vec();
            Ok(Bracket {
                lower: (found.objective() + found.gap()).recip(),
                upper: ratio(matrix, &at, matrix.nrows(), norms::linf),
                at,
            })
        }
        Outcome::Unbounded(ray) => Ok(Bracket { lower: 0.0, upper: 0.0, at: ray.direction().to_vec() }),
        Outcome::GaveUp(reason) => Err(unsolved(reason.to_string())),
        _ => Err(unsolved("called infeasible, but 0 is feasible".to_owned())),
    }
}

/// `c_inf` of all rows, exactly; `None` without columns.
pub fn c_inf_exact(matrix: &ExactMatrix) -> Option<Exact> {
    c_inf_worst_exact(matrix, matrix.rows().len())
}

/// The least `c_inf` of all sets of at least `m` rows, exactly; `None` without columns.
///
/// The constant of a column can only be less without some of the rows that hold with equality where it is attained, so
/// those are left out one by one: at most `k^(n - m)` programs a column, where no more rows than needed are equal.
pub fn c_inf_worst_exact(matrix: &ExactMatrix, m: usize) -> Option<Exact> {
    let columns = matrix.columns();
    let mut worst = Worst { matrix, best: None };
    for column in 0..columns {
        let kept = vec![Role::Open; matrix.rows().len()];
        let spare = matrix.rows().len().saturating_sub(m);
        worst.leave_out(Node { column, spare, roles: kept });
        if worst.best.as_ref().is_some_and(|best| best.value.is_zero()) {
            break;
        }
    }
    worst.best
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Open,
    Kept,
    LeftOut,
}

struct Node {
    column: usize,
    /// How many rows may still be left out.
    spare: usize,
    roles: Vec<Role>,
}

struct Worst<'a> {
    matrix: &'a ExactMatrix,
    best: Option<Exact>,
}

impl Worst<'_> {
    fn leave_out(&mut self, mut node: Node) {
        let rows: Vec<usize> = (0..node.roles.len()).filter(|&row| node.roles[row] != Role::LeftOut).collect();
        let found = least(self.matrix, &rows, node.column);
        let tight = if node.spare == 0 { Vec::new() } else { tight(self.matrix, &rows, &found) };
        if self.best.as_ref().is_none_or(|best| found.value < best.value) {
            self.best = Some(found);
        }
        for row in tight.into_iter().filter(|&row| node.roles[row] == Role::Open).collect::<Vec<_>>() {
            node.roles[row] = Role::LeftOut;
            self.leave_out(Node { column: node.column, spare: node.spare - 1, roles: node.roles.clone() });
            node.roles[row] = Role::Kept;
        }
    }
}

/// `min ||W_I x||_inf` where `x_column = 1`, for the rows `I`, or 0 where the rank is below `k`.
fn least(matrix: &ExactMatrix, rows: &[usize], column: usize) -> Exact {
    let columns = matrix.columns();
    let kernel = Echelon::of(columns, rows.iter().map(|&row| matrix.rows()[row].as_slice())).kernel();
    if let Some(kernel) = kernel {
        return Exact { value: Rational::ZERO, at: kernel.into_iter().map(Rational::from).collect() };
    }
    let side = |row: usize, sign: i32| {
        Row::new(matrix.rows()[row].iter().map(|entry| entry * sign).collect(), matrix.denominators()[row].clone())
    };
    let sides: Vec<Row> = rows.iter().flat_map(|&row| [side(row, 1), side(row, -1)]).collect();
    let mut tableau = Tableau::of(columns, &sides).expect("0 satisfies them");
    let most = tableau.maximum(&Row::coordinate(column, columns)).expect("the rank is full");
    Exact { value: most.inv(), at: tableau.point() }
}

/// The rows that hold with equality where a constant is attained.
fn tight(matrix: &ExactMatrix, rows: &[usize], found: &Exact) -> Vec<usize> {
    let (whole, _) = common(&found.at);
    let sizes: Vec<(IBig, &IBig)> =
        rows.iter().map(|&row| (dot(&matrix.rows()[row], &whole).abs(), &matrix.denominators()[row])).collect();
    let compare = |a: &(IBig, &IBig), b: &(IBig, &IBig)| (&a.0 * b.1).cmp(&(&b.0 * a.1));
    let Some(largest) = sizes.iter().max_by(|a, b| compare(a, b)) else { return Vec::new() };
    rows.iter().zip(&sizes).filter(|(_, size)| compare(size, largest) == Ordering::Equal).map(|(&row, _)| row).collect()
}
