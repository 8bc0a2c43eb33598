//! What a solution costs.

/// What a solution cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Normal matrices formed and factored.
    pub iterations: usize,
    /// Vertices tried.
    pub vertices: usize,
    /// Runs of the exchange.
    pub repairs: usize,
    /// Pivots of those that started close to an optimum.
    pub pivots: usize,
}
