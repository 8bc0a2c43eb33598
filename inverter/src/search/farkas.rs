//! Exact multipliers from approximate ones.

use crate::certificate::{Form, Rational, rational};
use num_traits::{One, Signed, Zero};

/// A row in echelon form: its first column, scaled to 1 there, and the combination of rows that it is.
struct Pivot {
    column: usize,
    form: Form,
    of: Form,
}

/// Numbers `>= 0`, one a row (`None` for zero), with which the columns of all rows cancel, close to `weights` (largest first). `None`
/// where there are none.
pub(super) fn multipliers(rows: &[Form], weights: &[f64]) -> Option<Vec<Option<Rational>>> {
    let mut pivots: Vec<Pivot> = Vec::new();
    // Rows that depend on those before them: each as a combination that is zero, with factor 1 for itself.
    let mut dependent: Vec<(usize, Form)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let (mut rest, mut of) = (row.linear(), Form::column(index, Rational::one()));
        for pivot in &pivots {
            if let Some(factor) = rest.terms().get(&pivot.column).cloned() {
                rest.add(&pivot.form, &-factor.clone());
                of.add(&pivot.of, &-factor);
            }
        }
        match rest.terms().first_key_value().map(|(&column, leading)| (column, leading.recip())) {
            Some((column, factor)) => pivots.push(Pivot { column, form: rest.times(&factor), of: of.times(&factor) }),
            None => dependent.push((index, of)),
        }
    }
    let mut sum = Form::zero();
    for (index, combination) in &dependent {
        let weight = if dependent.len() == 1 { Rational::one() } else { rational(weights[*index]) };
        sum.add(combination, &weight);
    }
    let multipliers: Vec<Option<Rational>> = (0..rows.len()).map(|index| sum.terms().get(&index).cloned()).collect();
    let sound = multipliers.iter().flatten().all(|factor| !factor.is_negative() && !factor.is_zero());
    (sound && !dependent.is_empty()).then_some(multipliers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    quickcheck! {
        fn cancelling_rows_are_found(rows: Vec<(i8, i8, i8)>, weights: Vec<u8>) -> bool {
            // The last row is minus a combination of the others, so that these weights cancel.
            let count = rows.len().min(weights.len()).min(3);
            let form = |row: &[Rational]| {
                let mut form = Form::zero();
                row.iter().enumerate().for_each(|(column, factor)| form.add_term(column, factor.clone()));
                form
            };
            let integer = |n: i8| Rational::from_integer(n.into());
            let mut forms: Vec<Form> = rows[..count].iter().map(|&(a, b, c)| form(&[integer(a), integer(b), integer(c)])).collect();
            let weights: Vec<f64> = weights[..count].iter().map(|&w| f64::from(w) + 1.0).collect();
            let mut last = Form::zero();
            forms.iter().zip(&weights).for_each(|(form, &weight)| last.add(form, &-rational(weight)));
            forms.push(last);
            let all: Vec<f64> = weights.iter().copied().chain([1.0]).collect();
            let Some(found) = multipliers(&forms, &all) else { return false };
            let mut sum = Form::zero();
            for (form, factor) in forms.iter().zip(&found) {
                if let Some(factor) = factor {
                    sum.add(form, factor);
                }
            }
            sum.is_number() && found.iter().flatten().next().is_some()
        }
    }
}
