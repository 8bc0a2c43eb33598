//! Whether a network is the reduction of a formula.

use super::canonical::{Canonical, Hidden};
use super::form::Form;
use super::refusal::Misfit;
use super::sat_relu;
use crate::Instance;
use crate::cnf::Cnf;
use crate::disguise::sparse;
use crate::exact::Parts;
use crate::instance::InstanceError;
use std::borrow::Cow;
use std::cmp::Ordering;

/// What a network may be.
pub(super) struct Candidate {
    pub(super) form: Form,
    pub(super) formula: Cnf,
    /// For each output, which one of the plain network it is, and its factor.
    pub(super) outputs: Vec<(usize, Parts)>,
}

impl Candidate {
    /// The instance that the network and its observation are, if they are, and that observation.
    pub(super) fn prove(
        self,
        network: &Canonical,
        observation: Option<&[f64]>,
    ) -> Result<(Instance, Vec<f64>), Misfit> {
        // ReLU commutes with no other factors.
        if let Some(output) = self.outputs.iter().position(|(_, factor)| factor.mantissa <= 0) {
            return Err(Misfit::output(output, "its weights have the wrong sign"));
        }
        let unsatisfied = observation.map_or(Ok(0), |observation| self.unsatisfied(observation))?;
        let right = self.observation(unsatisfied)?;
        if let Some(observation) = observation {
            let wrong = right.iter().zip(observation).position(|(right, given)| Parts::of(*right) != Parts::of(*given));
            wrong.map_or(Ok(()), |output| Err(observed(output, observation, right[output].to_string())))?;
        }
        let Self { form, formula, outputs } = self;
        let instance = Instance::reduce(formula, form.kind(), unsatisfied)?;
        let plain = match form {
            Form::Reduction(_) => Cow::Borrowed(instance.network()),
            Form::SatRelu => Cow::Owned(sat_relu::network(instance.normal()).map_err(InstanceError::from)?),
        };
        let plain = Canonical::of(&plain, &sparse::identity(plain.inputs()), form.codes().into())?;
        compare(network, &plain, &outputs)?;
        Ok((instance, right))
    }

    /// How many false clauses an observation asks for.
    fn unsatisfied(&self, observation: &[f64]) -> Result<u32, Misfit> {
        let sum = self.form.sum_output(self.formula.variables());
        let found = self.outputs.iter().position(|(plain, _)| *plain == sum).expect("one output sums the clauses");
        let factor = self.outputs[found].1;
        let multiple = Parts::of(observation[found]).quotient(factor);
        let asked =
            if self.form == Form::SatRelu { multiple.and_then(|less| 1_i64.checked_sub(less)) } else { multiple };
        asked.and_then(|asked| u32::try_from(asked).ok()).ok_or_else(|| {
            let unit = factor.to_f64().map_or("that of one clause".to_owned(), |factor| factor.to_string());
            observed(found, observation, format!("a whole multiple of {unit} that counts clauses"))
        })
    }

    /// What the network gives where that many clauses are false.
    fn observation(&self, unsatisfied: u32) -> Result<Vec<f64>, Misfit> {
        let plain = self.form.observation(self.formula.variables(), unsatisfied);
        let entry = |(output, &(index, factor)): (usize, &(usize, Parts))| {
            let value = Parts::of(plain[index]).times(factor).and_then(Parts::to_f64);
            value.ok_or_else(|| Misfit::output(output, "no float holds what it is to be"))
        };
        self.outputs.iter().enumerate().map(entry).collect()
    }
}

fn observed(output: usize, observation: &[f64], expected: String) -> Misfit {
    Misfit::Observed { output: output + 1, found: observation[output], expected }
}

/// Whether `network` is `plain` with these outputs, unit by unit.
fn compare(network: &Canonical, plain: &Canonical, outputs: &[(usize, Parts)]) -> Result<(), Misfit> {
    for (index, (given, made)) in network.hidden.iter().zip(&plain.hidden).enumerate() {
        same_units(index + 1, given, made)?;
    }
    for (output, (row, &(index, factor))) in network.outputs.iter().zip(outputs).enumerate() {
        if plain.outputs[index].times(factor).as_ref() != Some(row) {
            return Err(Misfit::output(output, "its weights are not those of the reduction of its clauses"));
        }
    }
    Ok(())
}

fn same_units(layer: usize, given: &Hidden, made: &Hidden) -> Result<(), Misfit> {
    let different = given.units.iter().zip(&made.units).position(|(given, made)| given != made);
    let index = different.unwrap_or(given.units.len().min(made.units.len()));
    let order = match (given.units.get(index), made.units.get(index)) {
        (None, None) => return Ok(()),
        (Some(given), Some(made)) => given.cmp(made),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
    };
    // Both are in order: what comes too early is one too many, what comes too late hides one that is not there.
    match order {
        Ordering::Less => Err(Misfit::unit(
            layer,
            given.origins[index].first,
            "the reduction of the network's clauses has no such unit",
        )),
        _ => Err(Misfit::Missing { layer }),
    }
}
