//! Variables and literals.

use std::fmt;
use std::ops::Not;

/// A Boolean variable, numbered from 0. `Display` writes its DIMACS number, which is one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Var(u32);

/// Whether a literal is its variable or the negation of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sign {
    /// The variable itself.
    Positive,
    /// Its negation.
    Negative,
}

/// A variable or its negation, packed in 32 bits. `Display` writes its DIMACS number.
///
/// Ordered by variable, the positive literal first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lit(u32);

impl Var {
    /// The largest DIMACS number of a variable: that of the competitions' C solvers.
    pub const MAX_NUMBER: u32 = i32::MAX.unsigned_abs();

    /// The variable with this number from 0; `None` where its DIMACS number would exceed [`Var::MAX_NUMBER`].
    pub fn from_index(index: u32) -> Option<Self> {
        (index < Self::MAX_NUMBER).then_some(Self(index))
    }

    /// Number from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// Number from 1, as in DIMACS files.
    pub fn number(self) -> u32 {
        self.0 + 1
    }

    /// The literal of this variable with `sign`.
    pub fn lit(self, sign: Sign) -> Lit {
        Lit(self.0 << 1 | u32::from(sign == Sign::Negative))
    }

    /// The variable as a literal.
    pub fn positive(self) -> Lit {
        self.lit(Sign::Positive)
    }

    /// The negation of the variable.
    pub fn negative(self) -> Lit {
        self.lit(Sign::Negative)
    }
}

impl Lit {
    /// Reads a DIMACS literal; `None` for 0 and for `i32::MIN`.
    ///
    /// ```
    /// use unrelu_reductions::Lit;
    ///
    /// assert_eq!(Lit::from_dimacs(-3).unwrap().var().index(), 2);
    /// assert_eq!(Lit::from_dimacs(0), None);
    /// ```
    pub fn from_dimacs(number: i32) -> Option<Self> {
        let sign = if number < 0 { Sign::Negative } else { Sign::Positive };
        let var = Var::from_index(number.unsigned_abs().checked_sub(1)?)?;
        Some(var.lit(sign))
    }

    /// Its variable.
    pub fn var(self) -> Var {
        Var(self.0 >> 1)
    }

    /// Whether it is negated.
    pub fn sign(self) -> Sign {
        if self.is_positive() { Sign::Positive } else { Sign::Negative }
    }

    /// Whether it is its variable, and so true where the variable is.
    pub fn is_positive(self) -> bool {
        self.0 & 1 == 0
    }
}

impl Not for Lit {
    type Output = Self;

    fn not(self) -> Self {
        Self(self.0 ^ 1)
    }
}

impl fmt::Display for Var {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.number())
    }
}

impl fmt::Display for Lit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.sign() == Sign::Negative { "-" } else { "" };
        write!(f, "{minus}{}", self.var())
    }
}

impl fmt::Debug for Lit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    quickcheck! {
        fn dimacs_numbers_round_trip(number: i32) -> bool {
            match Lit::from_dimacs(number) {
                None => number == 0 || number == i32::MIN,
                Some(lit) => lit.to_string() == number.to_string() && !!lit == lit && (!lit).var() == lit.var(),
            }
        }
    }

    #[test]
    fn the_largest_variable_fits() {
        let lit = Lit::from_dimacs(-i32::MAX).unwrap();
        assert_eq!((lit.to_string().as_str(), lit.sign()), ("-2147483647", Sign::Negative));
        assert_eq!(Var::from_index(Var::MAX_NUMBER), None);
    }
}
