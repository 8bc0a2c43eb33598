//! Several affine functions over one denominator.

use super::{IBig, Rational, Row, common};

/// `n` affine functions of `k` variables: [`Row`]s over one positive denominator. Without variables it is a vector of
/// rational numbers, so that a forward pass and the affine pieces of a network are one computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AffineMap {
    pub(super) inputs: usize,
    pub(super) rows: Vec<Row>,
    pub(super) denominator: IBig,
}

impl AffineMap {
    /// `z` itself, `inputs` long.
    pub fn identity(inputs: usize) -> Self {
        let rows = (0..inputs).map(|index| Row::coordinate(index, inputs)).collect();
        Self { inputs, rows, denominator: IBig::ONE }
    }

    /// A vector of numbers, of no variables.
    pub fn vector(values: &[Rational]) -> Self {
        let (whole, denominator) = common(values);
        let rows = whole.into_iter().map(|value| Row::new(vec![], value)).collect();
        Self { inputs: 0, rows, denominator }
    }

    /// `k`.
    pub fn inputs(&self) -> usize {
        self.inputs
    }

    /// The functions, each times [`denominator`](Self::denominator), which does not change where they are positive.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Positive.
    pub fn denominator(&self) -> &IBig {
        &self.denominator
    }

    /// The values at a point. Shapes: `point` is `k`, the result `n`.
    pub fn at(&self, point: &[Rational]) -> Vec<Rational> {
        self.rows.iter().map(|row| row.at(point) / &self.denominator).collect()
    }

    /// A row that is not negative exactly where function `index` is at least `value`.
    pub fn at_least(&self, index: usize, value: &Rational) -> Row {
        let mut row = self.rows[index].clone().times(value.denominator().as_ibig());
        row.shift(&-(value.numerator() * &self.denominator));
        row.primitive()
    }
}
