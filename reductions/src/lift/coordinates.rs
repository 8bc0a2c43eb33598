//! Which combinations of the inputs are the variables.

use super::canonical::{Canonical, Origin};
use super::form::{Codes, Form};
use super::inverse::inverse;
use super::refusal::Misfit;
use super::unit::{Row, Unit};
use crate::disguise::{LatentMap, sparse};
use crate::exact::Parts;
use crate::reduction::ReductionKind;

/// Row of a whole matrix: `z_i = sum of entry * y_column`.
type Direction = Vec<(u32, i64)>;

/// The variables in terms of the inputs.
pub(super) struct Coordinates {
    /// Between the latent codes of the network and those of the plain one.
    pub(super) latent: LatentMap,
    /// Under `two-layer-vector` the output that says `|z_i| = 1`, for each variable.
    pub(super) penalties: Vec<usize>,
}

impl Coordinates {
    pub(super) fn of(
        form: Form,
        canonical: &Canonical,
        inputs: usize,
        observation: Option<&[f64]>,
    ) -> Result<Self, Misfit> {
        let (directions, penalties) = match form {
            Form::Reduction(ReductionKind::TwoLayerVector) => moduli(canonical, observation).into_iter().unzip(),
            _ if form.codes() == Codes::Reals => (thresholds(canonical)?, Vec::new()),
            _ => return Ok(Self { latent: LatentMap::identity(inputs), penalties: Vec::new() }),
        };
        if directions.len() != inputs {
            return Err(Misfit::Variables { found: directions.len(), inputs });
        }
        Ok(Self { latent: latent(directions)?, penalties })
    }
}

fn latent(directions: Vec<Direction>) -> Result<LatentMap, Misfit> {
    let size = directions.len();
    let unchanged = directions.iter().zip(0..).all(|(direction, column)| *direction == [(column, 1)]);
    if unchanged {
        return Ok(LatentMap::identity(size));
    }
    // An entry that floats round is too large for an inverse in any case.
    let rows =
        directions.into_iter().map(|row| row.into_iter().map(|(column, entry)| (column, entry as f64)).collect());
    let plain = sparse::from_rows(size, rows);
    let inverse = inverse(&plain).ok_or(Misfit::NoInverse(size))?;
    Ok(LatentMap::new(plain, inverse))
}

/// Under `theorem-2` and `two-layer` only `relu(z_i + 1)` is positive at the origin; clauses and other penalties are not.
fn thresholds(canonical: &Canonical) -> Result<Vec<Direction>, Misfit> {
    let first = &canonical.hidden[0];
    let positive = first.units.iter().zip(&first.origins).filter(|(unit, _)| unit.bias > 0);
    let direction = |(unit, origin): (&Unit, &Origin)| match unit.bias {
        1 => Ok(unit.entries.clone()),
        bias => Err(Misfit::unit(
            1,
            origin.first,
            format!("the bias is {bias} times the common factor, expected at most 1"),
        )),
    };
    positive.map(direction).collect()
}

/// Under `two-layer-vector`, the outputs `c |z_i|`, each direction once, with the sign that makes its first entry positive.
///
/// The output that sums the clauses is one too if they are `x` and `not x` alone. Then the observation tells which one
/// is to be `c`.
fn moduli(canonical: &Canonical, observation: Option<&[f64]>) -> Vec<(Direction, usize)> {
    let units = &canonical.hidden[0].units;
    let candidate = |(output, row): (usize, &Row)| {
        let (direction, weight) = modulus(units, row)?;
        let fits = observation.is_none_or(|observation| Parts::of(observation[output]) == weight);
        Some((direction, !fits, output))
    };
    let mut candidates: Vec<_> = canonical.outputs.iter().enumerate().filter_map(candidate).collect();
    candidates.sort_unstable();
    candidates.dedup_by(|later, earlier| later.0 == earlier.0);
    candidates.into_iter().map(|(direction, _, output)| (direction, output)).collect()
}

/// `d` and `c` of an output `c |d y|`.
pub(super) fn modulus(units: &[Unit], row: &Row) -> Option<(Direction, Parts)> {
    let [(a, weight), (b, other)] = row.entries[..] else { return None };
    let (a, b) = (&units[a as usize], &units[b as usize]);
    let opposite = a.entries.iter().map(|&(column, entry)| (column, -entry)).eq(b.entries.iter().copied());
    let fits = opposite && a.bias == 0 && b.bias == 0 && weight == other && weight.mantissa > 0;
    let positive = if a.entries[0].1 > 0 { a } else { b };
    (fits && row.bias == Parts::ZERO).then(|| (positive.entries.clone(), weight))
}
