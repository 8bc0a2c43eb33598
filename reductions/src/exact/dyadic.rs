//! Whole numbers times powers of two.

use dashu_int::{IBig, ops::BitTest};
use num_traits::Float;
use std::fmt;

/// `numerator / 2^scale`, in lowest terms. `Display` writes `5` or `5/2^3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dyadic {
    numerator: IBig,
    scale: u32,
}

impl Dyadic {
    /// `numerator / 2^scale`, brought to lowest terms.
    pub fn new(numerator: IBig, scale: u32) -> Self {
        let Some(twos) = numerator.trailing_zeros() else { return Self { numerator, scale: 0 } };
        let shared = scale.min(u32::try_from(twos).unwrap_or(u32::MAX));
        Self { numerator: numerator >> shared as usize, scale: scale - shared }
    }

    /// The value of a float.
    ///
    /// # Panics
    /// Where `value` is NaN or infinite.
    pub fn exact(value: f64) -> Self {
        assert!(value.is_finite(), "only finite floats are dyadic numbers");
        let Parts { mantissa, exponent } = Parts::of(value);
        match u32::try_from(exponent) {
            Ok(shift) => Self::new(IBig::from(mantissa) << shift as usize, 0),
            Err(_) => Self::new(IBig::from(mantissa), exponent.unsigned_abs()),
        }
    }

    /// -1, 0 or 1.
    pub fn sign(&self) -> f64 {
        self.numerator.signum().to_f64().value()
    }

    /// The nearest float below in size, or an infinity.
    pub fn to_f64(&self) -> f64 {
        let excess = self.numerator.bit_len().saturating_sub(64);
        let head = (&self.numerator >> excess).to_f64().value();
        let power = i64::try_from(excess).unwrap_or(i64::MAX) - i64::from(self.scale);
        let half = i32::try_from(power / 2).unwrap_or(i32::MAX);
        let rest = i32::try_from(power - power / 2).unwrap_or(i32::MAX);
        head * 2.0.powi(half) * 2.0.powi(rest)
    }
}

impl fmt::Display for Dyadic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scale {
            0 => write!(f, "{}", self.numerator),
            scale => write!(f, "{}/2^{scale}", self.numerator),
        }
    }
}

/// A finite float as `mantissa * 2^exponent`, with an odd mantissa, or zero twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) mantissa: i64,
    pub(crate) exponent: i32,
}

impl Parts {
    pub(crate) const ZERO: Self = Self { mantissa: 0, exponent: 0 };
    pub(crate) const ONE: Self = Self { mantissa: 1, exponent: 0 };

    pub(crate) fn of(value: f64) -> Self {
        let (mantissa, exponent, sign) = value.integer_decode();
        if mantissa == 0 {
            return Self::ZERO;
        }
        let twos = mantissa.trailing_zeros();
        let size = i64::try_from(mantissa >> twos).expect("the mantissa of a float has 53 bits");
        Self { mantissa: size * i64::from(sign), exponent: i32::from(exponent) + twos.cast_signed() }
    }

    /// The least `s` for which the value times `2^s` is whole.
    pub(super) fn scale(self) -> u32 {
        self.exponent.min(0).unsigned_abs()
    }

    /// By how many bits the mantissa is shifted to become the value times `2^scale`.
    pub(super) fn shift(self, scale: u32) -> u32 {
        u32::try_from(i64::from(self.exponent) + i64::from(scale)).expect("the scale makes every value whole")
    }

    /// `mantissa * 2^exponent`, where 64 bits hold it without its twos.
    pub(crate) fn new(mantissa: i128, exponent: i32) -> Option<Self> {
        if mantissa == 0 {
            return Some(Self::ZERO);
        }
        let twos = mantissa.trailing_zeros();
        let mantissa = i64::try_from(mantissa >> twos).ok()?;
        Some(Self { mantissa, exponent: exponent.checked_add(twos.cast_signed())? })
    }

    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let exponent = self.exponent.checked_add(other.exponent)?;
        Self::new(i128::from(self.mantissa) * i128::from(other.mantissa), exponent)
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let exponent = match (self.mantissa, other.mantissa) {
            (0, _) => other.exponent,
            (_, 0) => self.exponent,
            _ => self.exponent.min(other.exponent),
        };
        let sum = self.multiple(exponent)?.checked_add(other.multiple(exponent)?)?;
        Self::new(sum, exponent)
    }

    /// The value over `2^exponent`, where that is whole and not too large.
    pub(crate) fn multiple(self, exponent: i32) -> Option<i128> {
        match self.exponent.checked_sub(exponent)? {
            _ if self.mantissa == 0 => Some(0),
            shift @ 0..63 => Some(i128::from(self.mantissa) << shift),
            _ => None,
        }
    }

    /// The value over `unit`, where that is whole and not too large.
    ///
    /// # Panics
    /// Where `unit` is zero.
    pub(crate) fn quotient(self, unit: Self) -> Option<i64> {
        // Both mantissas are odd, so powers of two and the rest divide one by one.
        let whole = Self { mantissa: self.mantissa / unit.mantissa, ..self };
        let divides = self.mantissa % unit.mantissa == 0;
        whole.multiple(unit.exponent).filter(|_| divides).and_then(|whole| i64::try_from(whole).ok())
    }

    /// The value as a float, where one has it.
    pub(crate) fn to_f64(self) -> Option<f64> {
        let value = self.mantissa as f64 * 2.0.powi(self.exponent);
        (value.is_finite() && Self::of(value) == self).then_some(value)
    }
}
