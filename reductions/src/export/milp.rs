//! An instance as a mixed-integer program, with the bounds of its box.

use super::spec::bounds;
use super::{ExportError, Spec, exact};
use crate::Instance;
use crate::reduction::Domain;
use unrelu_inverter::certificate;
use unrelu_inverter::milp::Model;

/// The program that [`Format::Mps`](super::Format::Mps) and [`Format::Lp`](super::Format::Lp) hold: feasible exactly where the
/// instance has a preimage, with the latent code in the first columns, whose signs are those of a solution.
///
/// # Errors
/// [`ExportError`]: numbers that 32 bits do not hold exactly, or no gap.
pub fn program(instance: &Instance, spec: Spec) -> Result<Model, ExportError> {
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
