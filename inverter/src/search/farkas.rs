//! Exact multipliers from approximate ones.

use super::echelon::Echelon;
use crate::certificate::{Form, Rational, rational};
use num_traits::Signed;

/// Numbers `> 0`, one a row (`None` for zero), with which the columns of all rows cancel, close to `weights` (largest first).
/// `None` where there are none.
pub(super) fn multipliers(rows: &[Form], weights: &[f64]) -> Option<Vec<Option<Rational>>> {
    let mut echelon = Echelon::default();
    let mut dependent: Vec<(usize, Form)> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if let Err(combination) = echelon.admit(&row.linear(), index) {
            dependent.push((index, combination));
        }
    }
    let mut sum = Form::zero();
    for (index, combination) in &dependent {
        let weight = if dependent.len() == 1 { Rational::ONE } else { rational(weights[*index]) };
        sum.add(combination, &weight);
    }
    let multipliers: Vec<Option<Rational>> = (0..rows.len()).map(|index| sum.terms().get(&index).cloned()).collect();
    let sound = multipliers.iter().flatten().all(Signed::is_positive);
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
                row.iter().enumerate().for_each(|(column, factor)| form.add_term(column, factor));
                form
            };
            let integer = |n: i8| Rational::from(n);
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
