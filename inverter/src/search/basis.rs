//! Coordinates of the latent space in which few units read more than one.

use super::echelon::Echelon;
use crate::certificate::{Form, Rational};
use dashu_base::Inverse;
use num_traits::Signed;
use std::collections::BTreeMap;

/// More inputs than this keep their own coordinates: exact elimination takes cubic time.
const INPUTS: usize = 256;

/// `k` independent forms over the latent code.
pub(super) struct Basis {
    forms: Vec<Form>,
    /// Nothing where the forms are the entries themselves.
    echelon: Option<Echelon>,
}

impl Basis {
    /// The entries of the latent code, or directions that several of the units behind them share.
    pub fn of(inputs: usize, directions: &[Form]) -> Self {
        Self::shared(inputs, directions).unwrap_or_else(|| {
            let forms = (0..inputs).map(|column| Form::column(column, &Rational::ONE)).collect();
            Self { forms, echelon: None }
        })
    }

    /// `None` where the entries themselves do.
    fn shared(inputs: usize, directions: &[Form]) -> Option<Self> {
        if inputs > INPUTS {
            return None;
        }
        let mut counts: BTreeMap<Form, usize> = BTreeMap::new();
        for direction in directions {
            *counts.entry(scaled(direction).0).or_default() += 1;
        }
        let mut shared: Vec<(Form, usize)> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
        if shared.iter().all(|(form, _)| form.terms().len() <= 1) {
            return None;
        }
        shared.sort_by_key(|(form, count)| (std::cmp::Reverse(*count), form.terms().len()));
        let (mut forms, mut echelon) = (Vec::new(), Echelon::default());
        let entries = (0..inputs).map(|column| Form::column(column, &Rational::ONE));
        for form in shared.into_iter().map(|(form, _)| form).chain(entries) {
            if echelon.rank() < inputs && echelon.admit(&form, forms.len()).is_ok() {
                forms.push(form);
            }
        }
        Some(Self { forms, echelon: Some(echelon) })
    }

    pub fn forms(&self) -> &[Form] {
        &self.forms
    }

    /// A form over the latent code as one over the basis.
    pub fn express(&self, form: &Form) -> Form {
        let Some(echelon) = &self.echelon else { return form.clone() };
        let (_, taken) = echelon.reduce(&form.linear());
        let mut expressed = taken.times(&-Rational::ONE);
        expressed.add_number(form.constant());
        expressed
    }
}

/// A form divided by a power of two, negated where its first coefficient is negative, so that this is from 1 to 2; and what it was
/// divided by.
pub(super) fn scaled(form: &Form) -> (Form, Rational) {
    let Some((_, leading)) = form.terms().first_key_value() else { return (form.clone(), Rational::ONE) };
    let (mut size, two) = (Rational::ONE, Rational::from(2));
    while &size * &two <= leading.abs() {
        size *= &two;
    }
    while size > leading.abs() {
        size /= &two;
    }
    if leading.is_negative() {
        size = Rational::ZERO - size;
    }
    (form.times(&(&size).inv()), size)
}
