//! One affine function with whole coefficients.

use super::{AffineMap, IBig, Rational, whole::reduce};
use std::ops::Neg;

/// `a . z + d` with whole numbers `a` and `d`; as a constraint, `a . z + d >= 0` or `= 0`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// `a`, then `d`.
    pub(super) entries: Vec<IBig>,
}

impl Row {
    /// `a . z + d`.
    pub fn new(mut coefficients: Vec<IBig>, constant: IBig) -> Self {
        coefficients.push(constant);
        Self { entries: coefficients }
    }

    /// The function of `inputs` variables that is 0.
    pub fn zero(inputs: usize) -> Self {
        Self { entries: vec![IBig::ZERO; inputs + 1] }
    }

    /// The variable `index` of `inputs`.
    pub fn coordinate(index: usize, inputs: usize) -> Self {
        let mut row = Self::zero(inputs);
        row.entries[index] = IBig::ONE;
        row
    }

    /// `k`, the number of variables.
    pub fn inputs(&self) -> usize {
        self.entries.len() - 1
    }

    /// `a`.
    pub fn coefficients(&self) -> &[IBig] {
        &self.entries[..self.inputs()]
    }

    /// `d`.
    pub fn constant(&self) -> &IBig {
        &self.entries[self.inputs()]
    }

    /// Whether it has the same value everywhere.
    pub fn is_constant(&self) -> bool {
        self.coefficients().iter().all(IBig::is_zero)
    }

    /// The value at a point of `k` entries.
    pub fn at(&self, point: &[Rational]) -> Rational {
        let point = AffineMap::vector(point);
        Rational::from_parts_signed(self.of(&point).constant().clone(), point.denominator)
    }

    /// The function of functions, times their denominator.
    #[must_use]
    pub fn of(&self, functions: &AffineMap) -> Self {
        let terms = self.coefficients().iter().zip(&functions.rows).filter(|(coefficient, _)| !coefficient.is_zero());
        let mut sum = Self::zero(functions.inputs);
        sum.shift(&(self.constant() * &functions.denominator));
        terms.for_each(|(coefficient, row)| sum.add(coefficient, row));
        sum
    }

    /// This times `factor`.
    #[must_use]
    pub fn times(mut self, factor: &IBig) -> Self {
        self.entries.iter_mut().for_each(|entry| *entry *= factor);
        self
    }

    /// Adds `factor` times `other`.
    pub fn add(&mut self, factor: &IBig, other: &Self) {
        for (entry, other) in self.entries.iter_mut().zip(&other.entries).filter(|(_, other)| !other.is_zero()) {
            *entry += factor * other;
        }
    }

    /// Adds to the constant.
    pub fn shift(&mut self, by: &IBig) {
        let last = self.inputs();
        self.entries[last] += by;
    }

    /// Divided by the greatest common divisor of its entries: the same constraint.
    #[must_use]
    pub fn primitive(mut self) -> Self {
        reduce(&mut self.entries);
        self
    }

    /// The same function of more variables: `before` those it has, and `after` them.
    #[must_use]
    pub fn padded(&self, before: usize, after: usize) -> Self {
        let zeros = |count| std::iter::repeat_n(IBig::ZERO, count);
        let coefficients = zeros(before).chain(self.coefficients().iter().cloned()).chain(zeros(after)).collect();
        Self::new(coefficients, self.constant().clone())
    }
}

impl Neg for Row {
    type Output = Self;

    fn neg(mut self) -> Self {
        self.entries.iter_mut().for_each(|entry| *entry = -std::mem::take(entry));
        self
    }
}
