//! Exact elimination.

use crate::certificate::{Form, Rational};
use dashu_base::Inverse;
use std::collections::BTreeMap;

/// Forms in echelon form.
#[derive(Default)]
pub(super) struct Echelon {
    pivots: Vec<Pivot>,
}

/// A row: its first column, in which it is 1, and which combination of the forms that were admitted it is (by their numbers).
struct Pivot {
    column: usize,
    row: Form,
    of: Form,
}

impl Echelon {
    pub fn rank(&self) -> usize {
        self.pivots.len()
    }

    /// `form` less multiples of the rows, none of whose pivots is left in it; and minus what was taken away, as a combination of
    /// the forms admitted.
    pub fn reduce(&self, form: &Form) -> (Form, Form) {
        let (mut rest, mut of) = (form.clone(), Form::zero());
        for pivot in &self.pivots {
            if let Some(factor) = rest.terms().get(&pivot.column).cloned() {
                rest.add(&pivot.row, &-factor.clone());
                of.add(&pivot.of, &-factor);
            }
        }
        (rest, of)
    }

    /// Takes a form that does not depend on those before it, as number `number`; of one that does, gives the combination that is a
    /// number, in which it has the factor 1.
    pub fn admit(&mut self, form: &Form, number: usize) -> Result<(), Form> {
        let (row, mut of) = self.reduce(form);
        of.add_term(number, &Rational::ONE);
        let Some((&column, leading)) = row.terms().first_key_value() else { return Err(of) };
        let factor = leading.inv();
        self.pivots.push(Pivot { column, row: row.times(&factor), of: of.times(&factor) });
        Ok(())
    }

    /// Where all rows are zero: columns that are no pivots have the values given.
    pub fn solve(&self, free: impl Fn(usize) -> Rational) -> BTreeMap<usize, Rational> {
        let mut values: BTreeMap<usize, Rational> = BTreeMap::new();
        for pivot in self.pivots.iter().rev() {
            let mut value = Rational::ZERO - pivot.row.constant();
            for (&column, factor) in pivot.row.terms().iter().filter(|(column, _)| **column != pivot.column) {
                // A later pivot is known by now; an earlier one was taken away.
                let known = values.entry(column).or_insert_with(|| free(column));
                value -= factor * &*known;
            }
            values.insert(pivot.column, value);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    fn form((a, b, c, constant): (i8, i8, i8, i8)) -> Form {
        let integer = |n: i8| Rational::from(n);
        let mut form = Form::number(integer(constant));
        [a, b, c].into_iter().enumerate().for_each(|(column, factor)| form.add_term(column, &integer(factor)));
        form
    }

    quickcheck! {
        fn solutions_are_zeros_of_what_was_admitted(rows: Vec<(i8, i8, i8, i8)>) -> bool {
            let mut echelon = Echelon::default();
            let forms: Vec<Form> = rows.into_iter().take(5).map(form).collect();
            let admitted: Vec<&Form> =
                forms.iter().enumerate().filter(|(number, form)| echelon.admit(form, *number).is_ok()).map(|(_, form)| form).collect();
            let values = echelon.solve(|_| Rational::ONE);
            admitted.len() == echelon.rank() && admitted.iter().all(|form| {
                let at = |column: &usize| values.get(column).cloned().unwrap_or(Rational::ONE);
                let value = form.terms().iter().fold(form.constant().clone(), |sum, (column, factor)| sum + factor * at(column));
                value.is_zero()
            })
        }

        fn dependent_forms_are_told(rows: Vec<(i8, i8, i8, i8)>) -> bool {
            let mut echelon = Echelon::default();
            let forms: Vec<Form> = rows.into_iter().map(|row| form(row).linear()).collect();
            forms.iter().enumerate().all(|(number, form)| match echelon.admit(form, number) {
                Ok(()) => true,
                Err(of) => {
                    let mut sum = Form::zero();
                    of.terms().iter().for_each(|(&index, factor)| sum.add(&forms[index], factor));
                    sum == Form::zero() && of.terms()[&number] == Rational::ONE
                }
            })
        }
    }
}
