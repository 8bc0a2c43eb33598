//! Linear forms with rational coefficients.

use crate::exact;
use std::collections::BTreeMap;

pub use exact::Rational;

/// `sum_c f_c v_c + constant` over numbered columns `v`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Form {
    terms: BTreeMap<usize, Rational>,
    constant: Rational,
}

/// The number that a float is.
///
/// # Panics
/// Where it is not finite.
pub fn rational(number: f64) -> Rational {
    exact::rational(number).expect("a finite number")
}

impl Form {
    /// The form that is this number everywhere.
    pub fn number(constant: Rational) -> Self {
        Self { terms: BTreeMap::new(), constant }
    }

    /// The form that is 0 everywhere.
    pub fn zero() -> Self {
        Self::number(Rational::ZERO)
    }

    /// One column times a factor.
    pub fn column(column: usize, factor: &Rational) -> Self {
        let mut form = Self::zero();
        form.add_term(column, factor);
        form
    }

    /// Coefficients that are not zero, by column.
    pub fn terms(&self) -> &BTreeMap<usize, Rational> {
        &self.terms
    }

    /// What is left where every column is zero.
    pub fn constant(&self) -> &Rational {
        &self.constant
    }

    /// Whether no column is left.
    pub fn is_number(&self) -> bool {
        self.terms.is_empty()
    }

    /// Adds a number.
    pub fn add_number(&mut self, number: &Rational) {
        self.constant += number;
    }

    /// Adds a column times a factor.
    pub fn add_term(&mut self, column: usize, factor: &Rational) {
        let sum = self.terms.remove(&column).map_or_else(|| factor.clone(), |old| old + factor);
        if !sum.is_zero() {
            self.terms.insert(column, sum);
        }
    }

    /// Adds another form times a factor.
    pub fn add(&mut self, other: &Self, factor: &Rational) {
        if factor.is_zero() {
            return;
        }
        for (&column, coefficient) in &other.terms {
            self.add_term(column, &(coefficient * factor));
        }
        self.constant += &other.constant * factor;
    }

    /// This form times a factor.
    #[must_use]
    pub fn times(&self, factor: &Rational) -> Self {
        let mut form = Self::zero();
        form.add(self, factor);
        form
    }

    /// The columns for which `keep` says so, without the constant.
    #[must_use]
    pub fn columns(&self, keep: impl Fn(usize) -> bool) -> Self {
        let terms = self.terms.iter().filter(|(column, _)| keep(**column));
        Self { terms: terms.map(|(&column, factor)| (column, factor.clone())).collect(), constant: Rational::ZERO }
    }

    /// This form without its constant.
    #[must_use]
    pub fn linear(&self) -> Self {
        Self { terms: self.terms.clone(), constant: Rational::ZERO }
    }
}
