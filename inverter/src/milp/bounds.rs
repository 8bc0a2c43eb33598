//! Bounds on the sums `W v + b` of all units, which every solution of a problem keeps.
//!
//! *Intervals.* The range of a sum follows from those of what it adds up, that of a term from the sum and the other terms, that
//! of an activation's input from its output and the other way round. This goes from the latent code to the outputs and back until
//! it gains little; floats are rounded outwards.
//!
//! *Linear programs* where something that a layer reads has no bound yet: see [`programs`](super::programs).

use super::interval::Interval;
use super::programs;
use crate::certificate::{Domain, Problem};
use crate::limits::{Run, Stopped};
use crate::network::{Layer, Network};

/// Rounds through all layers and back.
const ROUNDS: usize = 20;

/// A bound that gets better by less than this, relative to its size, is no reason for another round.
const WORTHWHILE: f64 = 1e-3;

/// Where the latent code and the sums of each layer are.
#[derive(Clone, Debug)]
pub(super) struct Bounds<'n> {
    network: &'n Network,
    pub inputs: Vec<Interval>,
    pub sums: Vec<Vec<Interval>>,
}

/// No number is where some number has to be: there is no solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Contradiction;

impl<'n> Bounds<'n> {
    /// From the latent code on, without a look at any observation.
    pub fn forward(network: &'n Network, domain: &Domain) -> Self {
        let inputs = (0..network.inputs()).map(|entry| match domain {
            Domain::Reals => Interval::ALL,
            Domain::Signs => Interval { low: -1.0, high: 1.0 },
            Domain::Box { lower, upper } => Interval { low: lower[entry], high: upper[entry] },
        });
        let mut bounds = Self { network, inputs: inputs.collect(), sums: Vec::new() };
        for (index, layer) in network.layers().iter().enumerate() {
            let inputs = bounds.read(index);
            bounds.sums.push((0..layer.outputs()).map(|row| sum(layer, row, &inputs)).collect());
        }
        bounds
    }

    /// From the latent code and from the observation; `Err(Contradiction)` within where there is no solution.
    pub fn proven(problem: &'n Problem, run: &Run) -> Result<Result<Self, Contradiction>, Stopped> {
        let mut bounds = Self::forward(problem.network(), problem.domain());
        if bounds.inputs.iter().any(|input| input.is_empty()) || bounds.observe(problem).is_err() {
            return Ok(Err(Contradiction));
        }
        loop {
            run.check()?;
            let Ok(()) = bounds.settle() else { return Ok(Err(Contradiction)) };
            match bounds.ask_programs(run)? {
                Ok(true) => {}
                Ok(false) => return Ok(Ok(bounds)),
                Err(Contradiction) => return Ok(Err(Contradiction)),
            }
        }
    }

    /// Where what a layer reads is.
    fn read(&self, layer: usize) -> Vec<Interval> {
        let Some(before) = layer.checked_sub(1) else { return self.inputs.clone() };
        let activation = self.network.layers()[before].activation();
        self.sums[before].iter().map(|sum| sum.activated(activation)).collect()
    }

    /// What a layer reads lies here.
    fn improve_read(&mut self, layer: usize, entry: usize, found: Interval) -> Result<bool, Contradiction> {
        let Some(before) = layer.checked_sub(1) else { return improve(&mut self.inputs[entry], found) };
        improve(&mut self.sums[before][entry], found.deactivated(self.network.layers()[before].activation()))
    }

    fn observe(&mut self, problem: &Problem) -> Result<(), Contradiction> {
        let (last, activation) = (self.sums.len() - 1, problem.network().last().activation());
        let room = Interval { low: -problem.tolerance(), high: problem.tolerance() };
        for (sum, &value) in self.sums[last].iter_mut().zip(problem.observation()) {
            improve(sum, Interval::point(value).plus(room).deactivated(activation))?;
        }
        Ok(())
    }

    /// Intervals, until they gain little.
    fn settle(&mut self) -> Result<(), Contradiction> {
        for _ in 0..ROUNDS {
            let mut gained = false;
            for layer in 0..self.sums.len() {
                gained |= self.go_forward(layer)?;
            }
            for layer in (0..self.sums.len()).rev() {
                gained |= self.go_back(layer)?;
            }
            if !gained {
                break;
            }
        }
        Ok(())
    }

    fn go_forward(&mut self, index: usize) -> Result<bool, Contradiction> {
        let (inputs, layer) = (self.read(index), &self.network.layers()[index]);
        let mut gained = false;
        for (row, known) in self.sums[index].iter_mut().enumerate() {
            gained |= improve(known, sum(layer, row, &inputs))?;
        }
        Ok(gained)
    }

    fn go_back(&mut self, index: usize) -> Result<bool, Contradiction> {
        let (mut inputs, layer) = (self.read(index), &self.network.layers()[index]);
        let mut gained = false;
        for row in 0..layer.outputs() {
            for (entry, found) in terms(layer, row, &inputs, self.sums[index][row]) {
                inputs[entry] = inputs[entry].meet(found);
                gained |= self.improve_read(index, entry, found)?;
            }
        }
        Ok(gained)
    }

    /// Linear programs, from the last layer to the first; whether some end became finite.
    fn ask_programs(&mut self, run: &Run) -> Result<Result<bool, Contradiction>, Stopped> {
        let mut gained = false;
        for index in (0..self.sums.len()).rev() {
            let layer = &self.network.layers()[index];
            let inputs = self.read(index);
            let found = programs::bounds(layer, &inputs, &self.sums[index], run)?;
            for (entry, (found, known)) in found.into_iter().zip(inputs).enumerate() {
                let first = found.low.is_finite() && !known.low.is_finite()
                    || found.high.is_finite() && !known.high.is_finite();
                match self.improve_read(index, entry, found) {
                    Ok(better) => gained |= better && first,
                    Err(contradiction) => return Ok(Err(contradiction)),
                }
            }
        }
        Ok(Ok(gained))
    }
}

/// Makes an interval smaller; whether that is worth another round.
fn improve(known: &mut Interval, found: Interval) -> Result<bool, Contradiction> {
    let both = known.meet(found);
    if both.is_empty() {
        return Err(Contradiction);
    }
    let better = |old: f64, new: f64| {
        let gain = (new - old).abs();
        gain == f64::INFINITY || gain > WORTHWHILE * (1.0 + new.abs())
    };
    let gained = better(known.low, both.low) || better(known.high, both.high);
    *known = both;
    Ok(gained)
}

/// `W v + b` of one row.
fn sum(layer: &Layer, row: usize, inputs: &[Interval]) -> Interval {
    let mut sum = Interval::point(layer.bias()[row]);
    layer.weights().for_each_in_row(row, |column, weight| sum = sum.plus(inputs[column].times(weight)));
    sum
}

/// Where each entry of `v` is, given the others and `W v + b` of one row.
fn terms(layer: &Layer, row: usize, inputs: &[Interval], total: Interval) -> Vec<(usize, Interval)> {
    let mut weights = Vec::new();
    layer.weights().for_each_in_row(row, |column, weight| weights.push((column, weight)));
    weights.retain(|&(_, weight)| weight != 0.0);
    // Sums of all terms behind each one.
    let mut behind = vec![Interval::point(0.0)];
    for &(column, weight) in weights.iter().rev() {
        behind.push(behind[behind.len() - 1].plus(inputs[column].times(weight)));
    }
    let mut before = Interval::point(layer.bias()[row]);
    let mut found = Vec::with_capacity(weights.len());
    for (&(column, weight), behind) in weights.iter().zip(behind.iter().rev().skip(1)) {
        found.push((column, total.minus(before.plus(*behind)).over(weight)));
        before = before.plus(inputs[column].times(weight));
    }
    found
}

#[cfg(test)]
mod tests;
