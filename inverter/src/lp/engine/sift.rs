//! Sifting: few rows bind at an optimum of a shared error, so a program over few rows is solved, and grows by the rows that
//! its answer violates until there are none.

use super::answer::Optimum;
use super::basis::Seat;
use super::bound::Bound;
use super::problem::{Objective, Program};
use super::products::apply;

/// How many rows are kept at first, as a multiple of those that can bind: fewer cost more rounds than they save.
const KEPT: usize = 4;

/// The least multiple with which sifting is worth its while.
const LEAST: f64 = 2.5;

/// The share of the rows, as a fraction, that it keeps at most.
const WORTH: (usize, usize) = (3, 5);

/// Rows violated by less, relative to the limits, are left out.
const VIOLATED: f64 = 1e-13;

/// The part of a program that has been found to matter.
#[derive(Debug)]
pub(crate) struct Sieve<'p> {
    program: &'p Program<'p>,
    /// In the order in which they were taken.
    rows: Vec<usize>,
    taken: Vec<bool>,
    /// The bounds of the rows that were taken, in the same order.
    origins: Vec<usize>,
    /// The mean absolute limit.
    scale: f64,
}

impl<'p> Sieve<'p> {
    /// The rows with the largest errors at `latent`; nothing where they are too many of all.
    pub(crate) fn new(program: &'p Program<'p>, latent: &[f64]) -> Option<Self> {
        let binding = program.columns() + 1;
        let kept = (KEPT * binding).min(program.rows() * WORTH.0 / WORTH.1);
        if (kept as f64) < LEAST * binding as f64 {
            return None;
        }
        let limits: f64 = program.bounds().iter().map(|bound| bound.limit.abs()).sum();
        let scale = limits / program.bounds().len().max(1) as f64;
        let (rows, taken) = (Vec::new(), vec![false; program.rows()]);
        let mut sieve = Self { program, rows, taken, origins: Vec::new(), scale };
        sieve.take(kept, latent, f64::NEG_INFINITY);
        Some(sieve)
    }

    /// Whether sifting suits a program: every bound has the error that is shared.
    pub(crate) fn suits(program: &Program<'_>) -> bool {
        matches!(program.objective(), Objective::Largest { .. })
            && program.bounds().iter().all(|bound| bound.give > 0.0)
    }

    /// Adds up to `count` rows whose error at `latent` is above `error`; how many there were.
    fn take(&mut self, count: usize, latent: &[f64], error: f64) -> usize {
        let errors = row_errors(self.program, latent);
        let mut worst: Vec<usize> = (0..errors.len()).filter(|&row| !self.taken[row] && errors[row] > error).collect();
        let found = worst.len();
        if found > count {
            worst.select_nth_unstable_by(count, |&a, &b| errors[b].total_cmp(&errors[a]));
            worst.truncate(count);
        }
        let mut new = vec![false; self.taken.len()];
        for &row in &worst {
            new[row] = true;
            self.taken[row] = true;
        }
        self.origins.extend((0..self.program.bounds().len()).filter(|&i| new[self.program.bounds()[i].row]));
        self.rows.extend(worst);
        found
    }

    /// Takes in rows that an optimum of the part violates; how many there are.
    pub(crate) fn grow(&mut self, optimum: &Optimum) -> usize {
        let error = optimum.objective() + VIOLATED * self.scale;
        self.take(self.program.columns() + 1, optimum.latent(), error)
    }

    /// The program over the rows taken. Its bounds are those of the last one, followed by new ones.
    pub(crate) fn part(&self) -> Program<'static> {
        let mut place = vec![usize::MAX; self.program.rows()];
        self.rows.iter().enumerate().for_each(|(i, &row)| place[row] = i);
        let mut entries = Vec::with_capacity(self.rows.len() * self.program.columns());
        self.rows.iter().for_each(|&row| entries.extend_from_slice(self.program.row(row)));
        let bound = |&origin: &usize| {
            let bound = self.program.bounds()[origin];
            Bound { row: place[bound.row], ..bound }
        };
        self.program.over(entries, self.origins.iter().map(bound).collect())
    }

    /// Seats of a part that had `before` bounds, as seats of the part that it has become: a shared error has one kink a bound,
    /// then those of the box.
    pub(crate) fn move_seats(&self, seats: &mut [Seat], before: usize) {
        for seat in seats {
            match seat {
                Seat::Kink(kink) if *kink >= before => *kink += self.origins.len() - before,
                _ => {}
            }
        }
    }

    /// The optimum of the part as one of the whole.
    pub(crate) fn whole(&self, optimum: &Optimum) -> Option<Optimum> {
        let mut duals = vec![0.0; self.program.bounds().len()];
        self.origins.iter().zip(optimum.duals()).for_each(|(&origin, y)| duals[origin] = *y);
        Optimum::check(self.program, optimum.latent().to_vec(), duals).ok()
    }
}

/// The error that each row needs at `latent`; minus infinity where it has no bound.
fn row_errors(program: &Program<'_>, latent: &[f64]) -> Vec<f64> {
    let mut activation = vec![0.0; program.rows()];
    apply(program.weights(), latent, &mut activation);
    let mut errors = vec![f64::NEG_INFINITY; program.rows()];
    for bound in program.bounds() {
        let error = bound.excess(activation[bound.row]) / bound.give;
        errors[bound.row] = errors[bound.row].max(error);
    }
    errors
}
