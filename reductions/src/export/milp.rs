//! An instance as a mixed-integer program, with the bounds of its box.

use super::spec::bounds;
use super::{ExportError, Spec, exact};
use crate::Instance;
use crate::reduction::Domain;
use unrelu_inverter::certificate;
pub(super) use unrelu_inverter::milp::{Format, Model};

/// Feasible exactly where the instance has a preimage; every number is exact in 32 bits.
pub(super) fn model(instance: &Instance, spec: Spec) -> Result<Model, ExportError> {
    let domain = match instance.domain() {
        Domain::Signs => certificate::Domain::Signs,
        Domain::Reals => {
            let upper = instance.box_radii();
            certificate::Domain::Box { lower: upper.iter().map(|radius| -radius).collect(), upper }
        }
    };
    let model = Model::of_domain(instance.network(), &domain, &bounds(instance, spec)?)?;
    check(&model)?;
    Ok(model)
}

fn check(model: &Model) -> Result<(), ExportError> {
    let ends = model.columns.iter().flat_map(|column| [column.low, column.high]);
    let rows = model.rows.iter().flat_map(|row| row.terms.iter().map(|term| term.1).chain([row.right]));
    ends.chain(rows).try_for_each(|value| exact(value).map(drop))
}
