//! Truth values of all variables.

use super::{Lit, Var};

/// A truth value for every variable of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment(Vec<bool>);

impl Assignment {
    /// Every one of `variables` variables is false.
    pub fn all_false(variables: usize) -> Self {
        Self(vec![false; variables])
    }

    /// Forgets all but the first `variables` variables.
    pub fn truncate(&mut self, variables: usize) {
        self.0.truncate(variables);
    }

    /// How many variables have a value.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no variable at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values, by variable.
    pub fn values(&self) -> &[bool] {
        &self.0
    }

    /// The value of `var`.
    ///
    /// # Panics
    /// Where `var` is not one of the variables.
    pub fn value(&self, var: Var) -> bool {
        self.0[var.index()]
    }

    /// The literal of `var` that is true.
    ///
    /// # Panics
    /// Where `var` is not one of the variables.
    pub fn literal(&self, var: Var) -> Lit {
        if self.value(var) { var.positive() } else { var.negative() }
    }

    /// Makes `lit` true.
    ///
    /// # Panics
    /// Where its variable is not one of the variables.
    pub fn satisfy(&mut self, lit: Lit) {
        self.0[lit.var().index()] = lit.is_positive();
    }

    /// Whether `lit` is true.
    ///
    /// # Panics
    /// Where its variable is not one of the variables.
    pub fn satisfies(&self, lit: Lit) -> bool {
        self.value(lit.var()) == lit.is_positive()
    }

    /// The literals that are true, by variable: what a SAT solver prints after `v`.
    pub fn literals(&self) -> impl Iterator<Item = Lit> + '_ {
        (0..).take(self.len()).filter_map(Var::from_index).map(|var| self.literal(var))
    }
}

impl From<Vec<bool>> for Assignment {
    fn from(values: Vec<bool>) -> Self {
        Self(values)
    }
}
