//! The decision, exactly.

use super::collision::Collision;
use super::find::at_rays;
use super::separate::{Separation, Separator};
use crate::exact::{Echelon, ExactMatrix, IBig, Rational, dot, for_each_ray, primitive};
use num_traits::Signed;
use std::ops::ControlFlow;

/// Whether `z -> relu(W z)` is injective.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Injectivity {
    /// It is, by an exhaustive search or a sufficient condition.
    Injective,
    /// It is not.
    Collision(Box<Collision>),
    /// The search was longer than it was allowed to be.
    Undecided,
}

/// What becomes of a row in the search.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// May be negative or not.
    Open,
    /// Need not be negative: the rank of these is below `k`.
    Spared,
    /// Must be negative.
    Negative,
}

/// Why a search ends before all is searched.
enum End {
    Found(Collision),
    Limit,
}

struct Search<'a> {
    weights: &'a ExactMatrix,
    separator: Separator<'a>,
    roles: Vec<Role>,
    programs: u64,
}

/// Decides injectivity by at most `programs` linear programs; `W` is any matrix, in general position or not. A matrix
/// whose rows come in opposite pairs that span `R^k` is injective without a search.
///
/// # Panics
/// Never: where the rows that are not negative have a rank below `k`, there is a collision.
pub fn decide(weights: &ExactMatrix, programs: u64) -> Injectivity {
    let rank = Echelon::of(weights.columns(), weights.rows().iter().map(Vec::as_slice)).rank();
    if rank < weights.columns() {
        let zero = vec![Rational::ZERO; weights.columns()];
        let found = Collision::at(weights, zero).expect("the rank of all rows is below k");
        return Injectivity::Collision(found.into());
    }
    if weights.columns() == 0 || opposite_rows_span(weights) {
        return Injectivity::Injective;
    }
    if let Some(found) = at_rays(weights) {
        return Injectivity::Collision(found.into());
    }
    let roles = vec![Role::Open; weights.rows().len()];
    let mut search = Search { weights, separator: Separator::new(weights), roles, programs };
    match search.explore(&Echelon::new(weights.columns())) {
        ControlFlow::Continue(()) => Injectivity::Injective,
        ControlFlow::Break(End::Found(found)) => Injectivity::Collision(found.into()),
        ControlFlow::Break(End::Limit) => Injectivity::Undecided,
    }
}

impl Search<'_> {
    /// Whether there is a collision at a point on which only spared rows, and open ones that join them, are not negative.
    fn explore(&mut self, spared: &Echelon) -> ControlFlow<End> {
        self.programs = self.programs.checked_sub(1).map_or(ControlFlow::Break(End::Limit), ControlFlow::Continue)?;
        let circuit = match self.separator.separate(&self.rows(Role::Negative), &self.rows(Role::Open)) {
            Separation::Point(point) => {
                let found = Collision::at(self.weights, point).expect("the rank of the spared rows is below k");
                return ControlFlow::Break(End::Found(found));
            }
            Separation::Circuit(circuit) => circuit,
        };
        let open: Vec<usize> = circuit.into_iter().filter(|&row| self.roles[row] == Role::Open).collect();
        for &row in &open {
            let mut more = spared.clone();
            more.admit(&self.weights.rows()[row]);
            if more.rank() < self.weights.columns() {
                self.roles[row] = Role::Spared;
                self.explore(&more)?;
            }
            self.roles[row] = Role::Negative;
        }
        for row in open {
            self.roles[row] = Role::Open;
        }
        ControlFlow::Continue(())
    }

    fn rows(&self, role: Role) -> Vec<usize> {
        (0..self.roles.len()).filter(|&row| self.roles[row] == role).collect()
    }
}

/// Whether rows that have a negative multiple among the rows span `R^k`: one of the two is not negative anywhere, so
/// that the rows that are not negative have rank `k` everywhere.
fn opposite_rows_span(weights: &ExactMatrix) -> bool {
    let directions: std::collections::BTreeSet<Vec<IBig>> =
        weights.rows().iter().map(|row| primitive(row.clone())).collect();
    let opposite = |row: &&Vec<IBig>| directions.contains(&row.iter().map(|entry| -entry).collect::<Vec<_>>());
    let paired = directions.iter().filter(opposite).map(Vec::as_slice);
    Echelon::of(weights.columns(), paired).rank() == weights.columns()
}

/// The least number of rows that are positive on a vector on which some `k - 1` independent rows are zero, by enumeration of all
/// `binomial(n, k - 1)` sets of rows; `None` where there is no such vector.
///
/// In general position the layer is injective exactly where this is at least `k`.
pub fn fewest_active(weights: &ExactMatrix) -> Option<usize> {
    let mut fewest = None;
    let _: ControlFlow<()> = for_each_ray(weights.columns(), weights.rows(), |ray| {
        let values: Vec<IBig> = weights.rows().iter().map(|row| dot(row, ray)).collect();
        let positive = values.iter().filter(|value| value.is_positive()).count();
        let negative = values.iter().filter(|value| value.is_negative()).count();
        let here = positive.min(negative);
        fewest = Some(fewest.map_or(here, |fewest: usize| fewest.min(here)));
        ControlFlow::Continue(())
    });
    fewest
}
