//! Sizes of a random formula.

use crate::cnf::Var;

/// Clauses a variable at which random 3-SAT turns from satisfiable to unsatisfiable, and is hardest (Crawford and Auton
/// 1996, doi:10.1016/0004-3702(95)00046-1).
pub const HARDEST_RATIO: f64 = 4.26;

/// The most literals that a formula is generated with: 4 GiB of them.
pub const MOST_LITERALS: u64 = 1 << 30;

/// Sizes of a random formula, checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    variables: u32,
    clauses: usize,
    length: u32,
}

/// Why sizes do not make a random formula.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// More variables than DIMACS can number.
    #[error("{0} variables are too many, the most are 2147483647")]
    Variables(u32),
    /// Clauses of no literal.
    #[error("clauses need at least one literal")]
    EmptyClauses,
    /// Clauses longer than there are variables.
    #[error("clauses of {length} distinct variables need as many variables, and there are {variables}")]
    ClauseLength {
        /// Literals a clause.
        length: u32,
        /// Variables in all.
        variables: u32,
    },
    /// A ratio that is negative, not finite, or asks for more clauses than can be counted.
    #[error("{0} is no ratio of clauses to variables")]
    Ratio(f64),
    /// More literals than [`MOST_LITERALS`].
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
}

/// More literals than [`MOST_LITERALS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} literals are too many, at most {MOST_LITERALS} are generated")]
pub struct TooLarge(u128);

impl TooLarge {
    /// Refuses a formula of so many literals where that is too many.
    pub(crate) fn check(literals: u128) -> Result<(), Self> {
        if literals > u128::from(MOST_LITERALS) { Err(Self(literals)) } else { Ok(()) }
    }
}

impl Shape {
    /// `clauses` clauses of `length` literals over `variables` variables.
    ///
    /// # Errors
    /// All of [`ShapeError`] but [`ShapeError::Ratio`].
    pub fn new(variables: u32, clauses: usize, length: u32) -> Result<Self, ShapeError> {
        TooLarge::check(u128::from(length) * clauses as u128)?;
        match length {
            _ if variables > Var::MAX_NUMBER => Err(ShapeError::Variables(variables)),
            0 => Err(ShapeError::EmptyClauses),
            _ if length > variables => Err(ShapeError::ClauseLength { length, variables }),
            _ => Ok(Self { variables, clauses, length }),
        }
    }

    /// As [`Shape::new`], with `ratio` clauses a variable, rounded to the nearest.
    ///
    /// # Errors
    /// [`ShapeError`].
    pub fn with_ratio(variables: u32, ratio: f64, length: u32) -> Result<Self, ShapeError> {
        let clauses = (ratio * f64::from(variables)).round();
        let clauses = num_traits::ToPrimitive::to_u32(&clauses).filter(|_| ratio >= 0.0);
        Self::new(variables, clauses.ok_or(ShapeError::Ratio(ratio))? as usize, length)
    }

    /// `n`.
    pub fn variables(self) -> u32 {
        self.variables
    }

    /// `m`.
    pub fn clauses(self) -> usize {
        self.clauses
    }

    /// Literals a clause.
    pub fn length(self) -> u32 {
        self.length
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_shapes_are_refused() {
        assert_eq!(Shape::new(2, 5, 3), Err(ShapeError::ClauseLength { length: 3, variables: 2 }));
        assert_eq!(Shape::new(2, 5, 0), Err(ShapeError::EmptyClauses));
        assert!(matches!(Shape::new(9, usize::MAX, 3), Err(ShapeError::TooLarge(_))));
        assert_eq!(Shape::with_ratio(10, -1.0, 3), Err(ShapeError::Ratio(-1.0)));
        assert!(Shape::with_ratio(10, f64::NAN, 3).is_err());
        assert!(Shape::with_ratio(10, 1e30, 3).is_err());
        assert_eq!(Shape::with_ratio(100, HARDEST_RATIO, 3), Shape::new(100, 426, 3));
    }
}
