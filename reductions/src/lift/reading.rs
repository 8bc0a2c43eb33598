//! The clauses of a network whose inputs are the variables.
//!
//! What is read here is a proposal: the reduction of the formula is compared with the network afterwards.

use super::canonical::{Canonical, Hidden};
use super::coordinates::{Coordinates, modulus};
use super::form::Form;
use super::refusal::Misfit;
use super::unit::{Row, Unit};
use crate::cnf::{Lit, Sign, Var};
use crate::exact::Parts;
use crate::reduction::ReductionKind;
use std::collections::BTreeMap;

/// Clauses with their weights, and what the outputs are.
pub(super) struct Reading {
    pub(super) clauses: Vec<Weighted>,
    /// Weight of the empty clause.
    pub(super) empty: Parts,
    /// Other weights of the clauses' output that count clauses.
    pub(super) measures: Vec<Parts>,
    /// For each output of the network: which one of the plain network it is, and its factor; `None` for that of the clauses,
    /// which their weights must tell.
    pub(super) outputs: Vec<(usize, Option<Parts>)>,
}

/// A clause as often as its weight says.
pub(super) struct Weighted {
    pub(super) clause: Vec<Lit>,
    /// How many units of the network it was read from.
    pub(super) units: usize,
    pub(super) weight: Parts,
}

impl Reading {
    pub(super) fn of(form: Form, canonical: &Canonical, coordinates: &Coordinates) -> Result<Self, Misfit> {
        match form {
            Form::Reduction(ReductionKind::Theorem1) => one_sum(canonical),
            Form::Reduction(ReductionKind::Theorem2) => four_layers(canonical),
            Form::Reduction(ReductionKind::TwoLayer) => penalised_sum(canonical, coordinates),
            Form::Reduction(ReductionKind::TwoLayerVector) => with_moduli(canonical, coordinates),
            Form::SatRelu => unit_box(canonical),
        }
    }

    fn new(clauses: Vec<Weighted>, empty: Parts, outputs: Vec<(usize, Option<Parts>)>) -> Self {
        Self { clauses, empty, measures: Vec::new(), outputs }
    }
}

/// `theorem-1`.
fn one_sum(canonical: &Canonical) -> Result<Reading, Misfit> {
    let row = &canonical.outputs[0];
    Ok(Reading::new(clauses(canonical, row, whole_clause)?, row.bias, vec![(0, None)]))
}

/// `two-layer-vector`.
fn with_moduli(canonical: &Canonical, coordinates: &Coordinates) -> Result<Reading, Misfit> {
    let k = coordinates.penalties.len();
    let mut outputs = vec![(k, None); k + 1];
    for (variable, &output) in coordinates.penalties.iter().enumerate() {
        let units = &canonical.hidden[0].units;
        let (_, weight) = modulus(units, &canonical.outputs[output]).expect("it was one in other coordinates");
        outputs[output] = (variable, Some(weight));
    }
    let sum = outputs.iter().position(|(plain, _)| *plain == k).expect("one output is left");
    let row = &canonical.outputs[sum];
    Ok(Reading::new(clauses(canonical, row, whole_clause)?, row.bias, outputs))
}

/// `two-layer`: what remains of the output without `lambda_i ||z_i| - 1|`.
fn penalised_sum(canonical: &Canonical, coordinates: &Coordinates) -> Result<Reading, Misfit> {
    let (layer, row) = (&canonical.hidden[0], &canonical.outputs[0]);
    let mut penalties = BTreeMap::new();
    let mut rest = Row { entries: Vec::new(), bias: row.bias };
    // 2 lambda_i less than the weight of the clause `not i`, by its unit.
    let mut middles = BTreeMap::new();
    for &(number, weight) in &row.entries {
        let unit = &layer.units[number as usize];
        match (&unit.entries[..], unit.bias) {
            (&[(variable, 1)], 1) => drop(penalties.insert(variable, weight)),
            (&[(variable, 1)], 0) => drop(middles.insert(variable, (number, weight))),
            (&[_], bias) if bias != 0 => {}
            _ => rest.entries.push((number, weight)),
        }
    }
    for (variable, (number, weight)) in middles {
        let penalty = *penalties.get(&variable).ok_or_else(|| Misfit::output(0, no_penalty(variable)))?;
        let excess = penalty.plus(penalty).and_then(|twice| twice.plus(weight));
        let excess = excess.ok_or(Misfit::NotExact { layer: 2, unit: 1 })?;
        if excess != Parts::ZERO {
            rest.entries.push((number, excess));
        }
    }
    let inputs = coordinates.latent.inverse().rows();
    let clauses = clauses(canonical, &rest, whole_clause)?;
    let missing = (0..).take(inputs).find(|variable| !penalties.contains_key(variable));
    missing.map_or(Ok(()), |variable| Err(Misfit::output(0, no_penalty(variable))))?;
    let measures = penalties.into_values().collect();
    Ok(Reading { measures, ..Reading::new(clauses, rest.bias, vec![(0, None)]) })
}

fn no_penalty(variable: u32) -> String {
    format!("it has no penalty for variable {}", variable + 1)
}

/// `theorem-2`: in order, the second layer has `p_1, q_1, p_2, q_2, ...`; the sums of all `p` and all `q` are no clauses.
fn four_layers(canonical: &Canonical) -> Result<Reading, Misfit> {
    let layer = &canonical.hidden[2];
    let is_sum = |unit: &Unit| unit.bias == 0 && unit.entries.iter().all(|&(_, entry)| entry > 0);
    let sum = |row: &Row| row.entries.iter().find(|(unit, _)| is_sum(&layer.units[*unit as usize])).copied();
    let (count, factor) = telling_output(&canonical.outputs, |row| sum(row).map(|(_, weight)| weight))?;
    let row = &canonical.outputs[1 - count];
    let halved = |unit: &Unit, place: Place| {
        let entries = unit.entries.iter().filter(|(column, _)| column.is_multiple_of(2));
        let entries = entries.map(|&(column, entry)| (column / 2, entry)).collect();
        whole_clause(&Unit { entries, bias: unit.bias }, place)
    };
    let mut outputs = vec![(0, None); 2];
    outputs[count] = (1, Some(factor));
    Ok(Reading::new(clauses(canonical, row, halved)?, row.bias, outputs))
}

/// `sat-relu`: only `relu(2 x_i - 1)` has a weight of 2; the other output is 1 less the sum of the clauses.
fn unit_box(canonical: &Canonical) -> Result<Reading, Misfit> {
    let layer = &canonical.hidden[0];
    let is_half = |unit: &Unit| unit.entries.iter().any(|&(_, entry)| entry == 2);
    let half = |row: &Row| row.entries.iter().find(|(unit, _)| is_half(&layer.units[*unit as usize])).copied();
    let minus = Parts { mantissa: -1, exponent: 0 };
    let (binary, factor) = telling_output(&canonical.outputs, |row| half(row).and_then(|(_, w)| w.times(minus)))?;
    let row = canonical.outputs[1 - binary].times(minus).ok_or(Misfit::NotExact { layer: 2, unit: 2 - binary })?;
    let clauses = clauses(canonical, &row, box_clause)?;
    let mut outputs = vec![(0, None); 2];
    outputs[binary] = (1, Some(factor));
    Ok(Reading::new(clauses, row.bias, outputs))
}

/// Which of two outputs is not that of the clauses, and its factor: one where `factor` finds it, else one that is always 0.
fn telling_output(rows: &[Row], factor: impl Fn(&Row) -> Option<Parts>) -> Result<(usize, Parts), Misfit> {
    let found = rows.iter().enumerate().find_map(|(output, row)| Some((output, factor(row)?)));
    let zero = |row: &Row| row.entries.is_empty() && row.bias == Parts::ZERO;
    let empty = || Some((rows.iter().rposition(zero)?, Parts::ONE));
    found.or_else(empty).ok_or_else(|| Misfit::output(0, "neither this output nor the other one counts signs"))
}

/// Layer and unit, from 0.
type Place = (usize, usize);

/// The clauses that an output sums, in the order of their units.
fn clauses(
    canonical: &Canonical,
    row: &Row,
    clause: impl Fn(&Unit, Place) -> Result<Vec<Lit>, Misfit>,
) -> Result<Vec<Weighted>, Misfit> {
    let Hidden { units, origins } = canonical.hidden.last().expect("every form has a hidden layer");
    let one = |&(number, weight): &(u32, Parts)| {
        let origin = origins[number as usize];
        let clause = clause(&units[number as usize], (canonical.hidden.len(), origin.first))?;
        Ok(Weighted { clause, units: origin.copies, weight })
    };
    let mut entries = row.entries.clone();
    entries.sort_unstable_by_key(|&(number, _)| origins[number as usize].first);
    entries.iter().map(one).collect()
}

/// A clause over `{-1, 1}^k`: its bias is `1 - |C|`.
fn whole_clause(unit: &Unit, place: Place) -> Result<Vec<Lit>, Misfit> {
    clause_of(unit, place, |_| true)
}

/// A clause over `{0, 1}^k`: its bias is 1 less the number of its negative literals.
fn box_clause(unit: &Unit, place: Place) -> Result<Vec<Lit>, Misfit> {
    clause_of(unit, place, |lit| lit.sign() == Sign::Negative)
}

fn clause_of(unit: &Unit, (layer, origin): Place, counts: impl Fn(&Lit) -> bool) -> Result<Vec<Lit>, Misfit> {
    let literal = |&(column, entry): &(u32, i64)| {
        let sign = match entry {
            -1 => Ok(Sign::Positive),
            1 => Ok(Sign::Negative),
            _ => Err(format!("the weight of variable {} is {entry}, expected -1 or 1 for a literal", column + 1)),
        };
        let variable = Var::from_index(column).ok_or_else(|| "there are too many variables".to_owned());
        Ok(variable?.lit(sign?))
    };
    let clause: Result<Vec<Lit>, String> = unit.entries.iter().map(literal).collect();
    let clause = clause.map_err(|problem| Misfit::unit(layer, origin, problem))?;
    let expected = 1 - i64::try_from(clause.iter().filter(|lit| counts(lit)).count()).unwrap_or(i64::MAX);
    if unit.bias != expected {
        let problem =
            format!("the bias of a clause of {} literals is {}, expected {expected}", clause.len(), unit.bias);
        return Err(Misfit::unit(layer, origin, problem));
    }
    Ok(clause)
}
