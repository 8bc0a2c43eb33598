//! A formula, stored flat.

use super::{Assignment, Lit};

/// A conjunction of clauses over the variables `1..=k`, any clause length, the empty clause included.
///
/// Literals stand in one array and clause ends in another: memory is linear in the literals. `k` may exceed the largest
/// variable in use: a header may declare variables that no clause mentions, and they count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cnf {
    variables: u32,
    literals: Vec<Lit>,
    /// Where each clause ends in `literals`; it starts where the one before it ends.
    ends: Vec<usize>,
}

impl Cnf {
    /// A formula without clauses over `variables` variables.
    pub fn new(variables: u32) -> Self {
        Self { variables, ..Self::default() }
    }

    /// A formula from DIMACS numbers, the variables being those in use; `None` where a number is no literal.
    ///
    /// ```
    /// use unrelu_reductions::Cnf;
    ///
    /// let formula = Cnf::from_dimacs(&[[1, -2], [2, 3]]).unwrap();
    /// assert_eq!((formula.variables(), formula.clause_count()), (3, 2));
    /// assert_eq!(Cnf::from_dimacs(&[[0]]), None);
    /// ```
    pub fn from_dimacs<C: AsRef<[i32]>>(clauses: &[C]) -> Option<Self> {
        let mut formula = Self::default();
        for clause in clauses {
            for &number in clause.as_ref() {
                formula.push_literal(Lit::from_dimacs(number)?);
            }
            formula.end_clause();
        }
        Some(formula)
    }

    /// Adds a clause, and its variables where they are new.
    pub fn push_clause(&mut self, clause: impl IntoIterator<Item = Lit>) {
        clause.into_iter().for_each(|lit| self.push_literal(lit));
        self.end_clause();
    }

    /// Declares at least `variables` variables.
    pub fn declare(&mut self, variables: u32) {
        self.variables = self.variables.max(variables);
    }

    /// `k`.
    pub fn variables(&self) -> usize {
        self.variables as usize
    }

    /// `m`.
    pub fn clause_count(&self) -> usize {
        self.ends.len()
    }

    /// How many literals all clauses have together.
    pub fn literal_count(&self) -> usize {
        self.literals.len()
    }

    /// The clauses in order.
    pub fn clauses(&self) -> impl ExactSizeIterator<Item = &[Lit]> + Clone {
        (0..self.ends.len()).map(|index| &self.literals[self.start(index)..self.ends[index]])
    }

    /// How many clauses have no true literal under `assignment`.
    ///
    /// # Panics
    /// Where `assignment` has fewer values than the formula has variables.
    pub fn unsatisfied(&self, assignment: &Assignment) -> usize {
        self.clauses().filter(|clause| !clause.iter().any(|&lit| assignment.satisfies(lit))).count()
    }

    /// Whether every clause has a true literal under `assignment`.
    ///
    /// # Panics
    /// Where `assignment` has fewer values than the formula has variables.
    pub fn is_satisfied_by(&self, assignment: &Assignment) -> bool {
        self.clauses().all(|clause| clause.iter().any(|&lit| assignment.satisfies(lit)))
    }

    pub(super) fn push_literal(&mut self, lit: Lit) {
        self.variables = self.variables.max(lit.var().number());
        self.literals.push(lit);
    }

    pub(super) fn end_clause(&mut self) {
        self.ends.push(self.literals.len());
    }

    /// Whether the last clause still lacks its end.
    pub(super) fn is_open(&self) -> bool {
        self.literals.len() > self.ends.last().copied().unwrap_or(0)
    }

    /// Whether the last clause has no literal.
    pub(super) fn ends_with_empty_clause(&self) -> bool {
        self.ends.last().is_some_and(|&end| end == self.start(self.ends.len() - 1))
    }

    /// Takes the last clause away.
    pub(super) fn pop_clause(&mut self) {
        self.ends.pop();
        self.literals.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Changes every clause in place: `change` gets its literals and says how many, from the first on, stay; `None` drops the
    /// clause.
    pub(super) fn retain_literals(&mut self, mut change: impl FnMut(&mut [Lit]) -> Option<usize>) {
        let (mut read, mut written, mut kept) = (0, 0, 0);
        for index in 0..self.ends.len() {
            let end = self.ends[index];
            if let Some(length) = change(&mut self.literals[read..end]) {
                self.literals.copy_within(read..read + length, written);
                written += length;
                self.ends[kept] = written;
                kept += 1;
            }
            read = end;
        }
        self.literals.truncate(written);
        self.ends.truncate(kept);
    }

    fn start(&self, clause: usize) -> usize {
        if clause == 0 { 0 } else { self.ends[clause - 1] }
    }
}
