//! Two latent codes that a layer does not tell apart.

use crate::exact::{Echelon, ExactMatrix, IBig, Rational, common, dot};
use dashu_int::ops::BitTest;
use num_traits::Signed;

/// Latent codes `z != z'` with `relu(W z) = relu(W z')`, in rational numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    weights: ExactMatrix,
    latents: [Vec<Rational>; 2],
}

/// Why two latent codes are no collision.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoCollision {
    /// A latent code of another length than the rows.
    #[error("a latent code has {found} entries, and the matrix has {expected} columns")]
    Length {
        /// `k`.
        expected: usize,
        /// Entries of the latent code.
        found: usize,
    },
    /// The same twice.
    #[error("the two latent codes are the same")]
    Same,
    /// A row whose output tells them apart.
    #[error("row {row} gives them different outputs")]
    Apart {
        /// From 1.
        row: usize,
    },
}

impl Collision {
    /// The only way in: compares in exact arithmetic. Shapes: `weights` is `n x k`, each latent code `k`.
    ///
    /// # Errors
    /// [`NoCollision`].
    pub fn new(weights: ExactMatrix, latents: [Vec<Rational>; 2]) -> Result<Self, NoCollision> {
        let expected = weights.columns();
        if let Some(found) = latents.iter().map(Vec::len).find(|&found| found != expected) {
            return Err(NoCollision::Length { expected, found });
        }
        let (both, _) = common(&latents.concat());
        let (first, second) = both.split_at(expected);
        if first == second {
            return Err(NoCollision::Same);
        }
        let output = |row: &[IBig], latent: &[IBig]| dot(row, latent).max(IBig::ZERO);
        match weights.rows().iter().position(|row| output(row, first) != output(row, second)) {
            Some(row) => Err(NoCollision::Apart { row: row + 1 }),
            None => Ok(Self { weights, latents }),
        }
    }

    /// The collision at `midpoint`, where the rows that are not negative on it have a rank below `k`; `None` where they have not.
    ///
    /// It is between `midpoint` itself and another point in a direction in which those rows do not change, as far away as the
    /// other rows stay negative, or half as far.
    pub(super) fn at(weights: &ExactMatrix, midpoint: Vec<Rational>) -> Option<Self> {
        let (point, denominator) = common(&midpoint);
        let values: Vec<IBig> = weights.rows().iter().map(|row| dot(row, &point)).collect();
        let rows = || weights.rows().iter().map(Vec::as_slice).zip(&values);
        let active = rows().filter(|(_, value)| !value.is_negative()).map(|(row, _)| row);
        let direction = Echelon::of(weights.columns(), active).kernel()?;
        let reach = |(row, value): (&[IBig], &IBig)| {
            let rate = dot(row, &direction);
            rate.is_positive().then(|| Rational::from_parts_signed(-value, rate * &denominator))
        };
        let inactive = rows().filter(|(_, value)| value.is_negative());
        let step = inactive.filter_map(reach).min().map_or(Rational::ONE, |least| power_of_two_below(&least));
        let moved = midpoint.iter().zip(direction).map(|(entry, direction)| entry + &step * direction).collect();
        Self::new(weights.clone(), [midpoint, moved]).ok()
    }

    /// `W`.
    pub fn weights(&self) -> &ExactMatrix {
        &self.weights
    }

    /// `z` and `z'`.
    pub fn latents(&self) -> &[Vec<Rational>; 2] {
        &self.latents
    }
}

/// More than a quarter of a positive number, and at most all of it.
fn power_of_two_below(value: &Rational) -> Rational {
    let (above, below) = (value.numerator().bit_len(), value.denominator().bit_len());
    // numer >= 2^(above - 1), denom < 2^below
    if above > below {
        Rational::from(IBig::ONE << (above - 1 - below))
    } else {
        Rational::from_parts_signed(IBig::ONE, IBig::ONE << (below + 1 - above))
    }
}
