//! One form for networks that differ in what does not matter.
//!
//! Each step keeps the output for every latent code, exactly:
//!
//! - a unit is divided by the common factor of its numbers, and what reads it multiplied: ReLU commutes with positive factors;
//! - of units that are the same then, one stays, and its readers' weights are summed;
//! - a unit that no input makes positive goes, and so does one that nothing reads;
//! - a unit without inputs is a constant, which goes into the biases of its readers;
//! - units are sorted.
//!
//! So networks of the same form are the same function. Time and memory are linear in the non-zero weights but for the sorting.

use super::refusal::Misfit;
use super::unit::{Range, Row, Unit};
use crate::exact::Parts;
use unrelu_inverter::network::{Activation, Layer, Network, SparseMatrix};

/// The form of a network.
#[derive(Clone, Debug)]
pub(super) struct Canonical {
    pub(super) hidden: Vec<Hidden>,
    /// The last layer, before its activation.
    pub(super) outputs: Vec<Row>,
}

/// A hidden layer.
#[derive(Clone, Debug)]
pub(super) struct Hidden {
    /// In order, each once.
    pub(super) units: Vec<Unit>,
    /// For each, the units of the network that it stands for.
    pub(super) origins: Vec<Origin>,
}

/// Units of the network that are one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin {
    /// The first, from 0.
    pub(super) first: usize,
    pub(super) copies: usize,
}

/// What a unit of the network has become.
#[derive(Clone, Copy)]
enum Source {
    /// A multiple of a unit.
    Unit(u32, Parts),
    Constant(Parts),
}

/// What a layer reads.
enum Inputs<'a> {
    /// `y = S z`, and the latent codes are the `z`.
    Latent(&'a SparseMatrix),
    Units(Vec<Source>),
}

impl Canonical {
    /// The form of `network` as a function of `z`, where its own latent code is `y = S z` with `change` for `S`.
    pub(super) fn of(network: &Network, change: &SparseMatrix, range: Range) -> Result<Self, Misfit> {
        let mut inputs = Inputs::Latent(change);
        let mut hidden = Vec::new();
        let (last, before) = network.layers().split_last().expect("a network has a layer");
        for (index, layer) in before.iter().enumerate() {
            if layer.activation() != Activation::Relu {
                return Err(Misfit::activation(index + 1, layer.activation(), "relu"));
            }
            let range = if index == 0 { range } else { Range::NonNegative };
            let (units, sources) = merged(layer, &inputs, (index + 1, range))?;
            hidden.push(units);
            inputs = Inputs::Units(sources);
        }
        let depth = network.layers().len();
        let outputs: Result<_, _> = (0..last.outputs())
            .map(|output| row(last, output, &inputs).ok_or_else(|| not_exact(depth, output)))
            .collect();
        let mut canonical = Self { hidden, outputs: outputs? };
        canonical.prune();
        Ok(canonical)
    }

    /// Drops what nothing reads.
    fn prune(&mut self) {
        for index in (0..self.hidden.len()).rev() {
            let (layers, after) = self.hidden.split_at_mut(index + 1);
            let layer = &mut layers[index];
            let mut places: Vec<Option<u32>> = vec![None; layer.units.len()];
            let mut read = |column: u32| places[column as usize] = Some(0);
            match after.first() {
                Some(next) => next.units.iter().flat_map(|unit| &unit.entries).for_each(|&(column, _)| read(column)),
                None => self.outputs.iter().flat_map(|row| &row.entries).for_each(|&(column, _)| read(column)),
            }
            places.iter_mut().flatten().zip(0..).for_each(|(place, number)| *place = number);
            layer.keep(&places);
            let place = |column: &mut u32| *column = places[*column as usize].expect("what is read stays");
            match after.first_mut() {
                Some(next) => {
                    next.units.iter_mut().flat_map(|unit| &mut unit.entries).for_each(|(column, _)| place(column));
                }
                None => self.outputs.iter_mut().flat_map(|row| &mut row.entries).for_each(|(column, _)| place(column)),
            }
        }
    }
}

impl Hidden {
    fn keep(&mut self, places: &[Option<u32>]) {
        let mut kept = places.iter().map(Option::is_some);
        self.units.retain(|_| kept.next() == Some(true));
        let mut kept = places.iter().map(Option::is_some);
        self.origins.retain(|_| kept.next() == Some(true));
    }
}

/// The units of a layer, and what each of its own has become.
fn merged(
    layer: &Layer,
    inputs: &Inputs<'_>,
    (number, range): (usize, Range),
) -> Result<(Hidden, Vec<Source>), Misfit> {
    let mut sources = vec![Source::Constant(Parts::ZERO); layer.outputs()];
    let mut found = Vec::with_capacity(layer.outputs());
    for (index, source) in sources.iter_mut().enumerate() {
        let row = row(layer, index, inputs).and_then(|row| row.primitive());
        let (unit, factor) = row.ok_or_else(|| not_exact(number, index))?;
        if unit.is_dead(range) {
            continue;
        }
        if unit.entries.is_empty() {
            // Its bias is 1: it has no other number, and no factor.
            *source = Source::Constant(factor);
        } else {
            found.push((unit, index, factor));
        }
    }
    found.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut hidden = Hidden { units: Vec::with_capacity(found.len()), origins: Vec::with_capacity(found.len()) };
    for (unit, index, factor) in found {
        match hidden.origins.last_mut() {
            Some(origin) if hidden.units.last() == Some(&unit) => origin.copies += 1,
            _ => {
                hidden.units.push(unit);
                hidden.origins.push(Origin { first: index, copies: 1 });
            }
        }
        let place = u32::try_from(hidden.units.len() - 1).map_err(|_| Misfit::TooWide(number))?;
        sources[index] = Source::Unit(place, factor);
    }
    Ok((hidden, sources))
}

/// A row of a layer over what its inputs have become; `None` where its numbers are too large.
fn row(layer: &Layer, index: usize, inputs: &Inputs<'_>) -> Option<Row> {
    let mut entries = Some(Vec::new());
    let mut bias = Some(Parts::of(layer.bias()[index]));
    let mut add = |column: u32, entry: Option<Parts>| match (entries.as_mut(), entry) {
        (Some(entries), Some(entry)) => entries.push((column, entry)),
        _ => entries = None,
    };
    layer.weights().for_each_in_row(index, |column, weight| {
        let weight = Parts::of(weight);
        if weight == Parts::ZERO {
            return;
        }
        match inputs {
            Inputs::Latent(change) => {
                let line = change.outer_view(column).expect("as many rows as inputs");
                let entries = line.indices().iter().zip(line.data());
                entries.for_each(|(&target, &factor)| add(target, weight.times(Parts::of(factor))));
            }
            Inputs::Units(sources) => match sources[column] {
                Source::Unit(unit, factor) => add(unit, weight.times(factor)),
                Source::Constant(value) => bias = bias.and_then(|bias| bias.plus(weight.times(value)?)),
            },
        }
    });
    Row::new(entries?, bias?)
}

fn not_exact(layer: usize, index: usize) -> Misfit {
    Misfit::NotExact { layer, unit: index + 1 }
}
