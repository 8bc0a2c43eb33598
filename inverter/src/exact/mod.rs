//! Networks and linear programs in rational numbers, without rounding.
//!
//! Every finite float is a rational number, so a network is a map of rational numbers. Here it is one of whole numbers: rows
//! of weights over one common denominator ([`AffineMap`]), since ReLU, LeakyReLU and the identity commute with positive
//! factors. No fraction is ever reduced on the way. [`Tableau`] solves linear programs in the same numbers, and [`Echelon`]
//! linear equations.

mod affine;
mod echelon;
mod matrix;
mod network;
mod rays;
mod row;
mod tableau;
mod whole;

pub use affine::AffineMap;
#[doc(no_inline)]
pub use dashu_int::IBig;
pub use echelon::Echelon;
pub use matrix::{ExactMatrix, MatrixError};
pub use network::{ExactLayer, ExactNetwork};
pub use rays::for_each_ray;
pub use row::Row;
pub use tableau::Tableau;
pub use whole::{common, dot, primitive};

/// A fraction in lowest terms.
pub type Rational = dashu_ratio::RBig;

/// The value of a float; `None` where it is NaN or infinite.
pub fn rational(value: f64) -> Option<Rational> {
    Rational::try_from(value).ok()
}

/// The nearest float; an infinity where the value is beyond all floats.
pub fn to_f64(value: &Rational) -> f64 {
    value.to_f64().value()
}

/// Reads a fraction such as `-3/2`, or a whole number; `None` of anything else.
pub fn fraction(text: &str) -> Option<Rational> {
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    let (numerator, denominator): (IBig, IBig) = (numerator.parse().ok()?, denominator.parse().ok()?);
    (!denominator.is_zero()).then(|| Rational::from_parts_signed(numerator, denominator))
}

#[cfg(test)]
mod tests;
