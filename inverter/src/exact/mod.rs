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

pub use affine::AffineMap;
pub use echelon::{Echelon, dot, primitive};
pub use matrix::{ExactMatrix, MatrixError, common};
pub use network::{ExactLayer, ExactNetwork};
pub use num_bigint::BigInt;
pub use num_rational::BigRational as Rational;
pub use rays::for_each_ray;
pub use row::Row;
pub use tableau::Tableau;

use num_traits::ToPrimitive;

/// The value of a float; `None` where it is NaN or infinite.
pub fn rational(value: f64) -> Option<Rational> {
    Rational::from_float(value)
}

/// The nearest float; an infinity where the value is beyond all floats.
pub fn to_f64(value: &Rational) -> f64 {
    // Never NaN: no denominator is 0.
    value.to_f64().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests;
