//! What the outputs are asked for.

use super::{ExportError, exact};
use crate::Instance;
use crate::reduction::ReductionKind;
use serde::{Deserialize, Serialize};
use unrelu_inverter::milp::{OutputBound, Side};

/// How closely the observation is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spec {
    /// Within less than the robust gap.
    Gap,
    /// Exactly.
    Exact,
}

/// The bounds that together are the specification. Those that every output keeps are left out.
pub(super) fn bounds(instance: &Instance, spec: Spec) -> Result<Vec<OutputBound>, ExportError> {
    let tolerance = match spec {
        Spec::Exact => 0.0,
        Spec::Gap => tolerance(instance)?,
    };
    let plain = instance.kind().observation(instance.formula().variables(), instance.unsatisfied());
    let mut bounds = Vec::new();
    for (output, (original, factor)) in instance.outputs().into_iter().enumerate() {
        let (sides, expected) = (sides(instance, original), plain[original]);
        for &side in sides {
            let limit = match side {
                Side::AtMost => expected + tolerance,
                Side::AtLeast => expected - tolerance,
            };
            bounds.push(OutputBound { output, side, limit: exact(factor * limit)? });
        }
    }
    Ok(bounds)
}

/// The sides of an output of the plain network that are not kept by themselves.
fn sides(instance: &Instance, output: usize) -> &'static [Side] {
    let counts = match instance.kind() {
        ReductionKind::Theorem1 | ReductionKind::Theorem2 => output == 0,
        ReductionKind::TwoLayer => true,
        ReductionKind::TwoLayerVector => output == instance.formula().variables(),
    };
    match instance.kind() {
        // `f <= t` is solvable exactly where `f = t` is, and `f` is never negative.
        ReductionKind::TwoLayer => &[Side::AtMost],
        _ if counts && instance.unsatisfied() == 0 => &[Side::AtMost],
        // The count of signs is `k` at most.
        ReductionKind::Theorem2 if !counts => &[Side::AtLeast],
        _ => &[Side::AtMost, Side::AtLeast],
    }
}

/// A power of two that is at most half the gap.
fn tolerance(instance: &Instance) -> Result<f64, ExportError> {
    let exactly = matches!(instance.kind(), ReductionKind::Theorem2 | ReductionKind::TwoLayerVector);
    if exactly && instance.unsatisfied() > 0 {
        return Err(ExportError::NoGap(instance.unsatisfied()));
    }
    let gap = instance.kind().gap(instance.formula()).linf;
    let halvings = std::iter::successors(Some(0.25), |tolerance| Some(tolerance / 2.0));
    Ok(halvings.into_iter().find(|tolerance| 2.0 * tolerance <= gap).expect("every gap is positive"))
}
