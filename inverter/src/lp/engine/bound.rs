//! Bounds on the rows of a matrix.

/// Which side of its row a bound is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `w z <= limit + give e`
    Upper,
    /// `w z >= limit - give e`
    Lower,
}

impl Side {
    /// `+1` for [`Side::Upper`], `-1` for [`Side::Lower`]: `sign w z <= sign limit + give e`.
    pub(crate) fn sign(self) -> f64 {
        match self {
            Self::Upper => 1.0,
            Self::Lower => -1.0,
        }
    }
}

/// A bound on one row, `w z <= limit + give e` or `w z >= limit - give e`.
///
/// Where `give` is zero the bound is hard. A LeakyReLU row `c w z <= x + e` has `limit = x / c`, `give = 1 / c`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// The row of `W`.
    pub row: usize,
    /// Upper or lower.
    pub side: Side,
    /// What `w z` is compared with.
    pub limit: f64,
    /// How much one unit of error moves the limit; zero, or positive with an inverse.
    pub give: f64,
}

impl Bound {
    /// `w_row z <= limit + e`.
    pub fn upper(row: usize, limit: f64) -> Self {
        Self { row, side: Side::Upper, limit, give: 1.0 }
    }

    /// `w_row z >= limit - e`.
    pub fn lower(row: usize, limit: f64) -> Self {
        Self { row, side: Side::Lower, limit, give: 1.0 }
    }

    /// The same bound with another coefficient of the error; zero makes it hard.
    #[must_use]
    pub fn with_give(self, give: f64) -> Self {
        Self { give, ..self }
    }

    /// By how much `w z = activation` exceeds the limit; negative inside.
    pub(crate) fn excess(&self, activation: f64) -> f64 {
        self.side.sign() * (activation - self.limit)
    }

    /// A give that is not zero must have an inverse, by which the limit can be multiplied.
    pub(crate) fn is_valid(&self, rows: usize) -> bool {
        let inverse = if self.give == 0.0 { 0.0 } else { self.give.recip() };
        let numbers = [self.limit, self.give, inverse, self.limit * inverse];
        self.row < rows && self.give >= 0.0 && numbers.iter().all(|number| number.is_finite())
    }
}
