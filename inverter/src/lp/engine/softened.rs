//! Whether the hard bounds have a point in common.

use super::answer::{Farkas, Optimum, Refusal};
use super::problem::{Objective, Program};
use super::products::dot;

/// A program whose hard bounds alone are left, each with the shared error: the least one is zero exactly where they have a
/// point in common, and otherwise its multipliers prove that they have none.
pub(crate) struct Softened<'p> {
    pub program: Program<'p>,
    /// The places of the hard bounds.
    hard: Vec<usize>,
}

impl<'p> Softened<'p> {
    /// Nothing where there are no hard bounds.
    pub fn new(program: &'p Program<'_>) -> Option<Self> {
        let hard: Vec<usize> = (0..program.bounds().len()).filter(|&i| program.bounds()[i].give == 0.0).collect();
        let soften = |&i: &usize| {
            let row = program.row(program.bounds()[i].row);
            let size = dot(row, row).sqrt();
            program.bounds()[i].with_give(if size > 0.0 { size } else { 1.0 })
        };
        let bounds = hard.iter().map(soften).collect();
        let softened = program.related(bounds, Objective::Largest { cap: f64::INFINITY });
        (!hard.is_empty()).then_some(Self { program: softened, hard })
    }

    /// The proof that an optimum of the softened program is of the program that it was made from.
    pub fn farkas(&self, program: &Program<'_>, found: &Optimum) -> Result<Farkas, Refusal> {
        let mut duals = vec![0.0; program.bounds().len()];
        self.hard.iter().zip(found.duals()).for_each(|(&i, y)| duals[i] = *y);
        Farkas::check(program, duals)
    }
}
