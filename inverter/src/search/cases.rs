//! Proofs about one coordinate, by the phases of its switches: in each case all its functions are lines.

use super::model::{Model, contradicts};
use super::system::System;
use super::trail::End;
use crate::certificate::{Form, Rational, Row, Source, Tree, rational};
use dashu_base::Inverse;
use num_traits::Signed;
use std::collections::{BTreeMap, BTreeSet};

/// What is known: the form is `>= 0`, by a row or a lemma.
#[derive(Clone)]
pub(super) struct Known {
    pub source: Source,
    pub form: Form,
}

/// What is known, as `factor t + constant` of the coordinate `t` in the case at hand.
struct Condition {
    source: Source,
    form: Form,
    strict: bool,
    line: Line,
}

/// Columns that are zero, each with the lemma that says that it is not positive.
pub(super) type Zeros = BTreeMap<usize, usize>;

type Line = (Rational, Rational);

/// The phases of the case at hand, each with the output of its unit, as a factor of the coordinate and a constant.
type Phases = BTreeMap<usize, (bool, Line)>;

/// A proof about the functions of one coordinate.
pub(super) struct Cases<'c, 'p> {
    pub model: &'c Model<'p>,
    pub system: &'c System,
    pub coordinate: usize,
    pub zeros: &'c Zeros,
    /// Of the coordinate and its functions.
    pub known: &'c [Known],
    pub assumed: Option<(usize, bool)>,
    /// Nothing for a contradiction.
    pub claim: Option<&'c Form>,
}

impl Cases<'_, '_> {
    /// `None` where what is known does not imply the claim.
    pub fn prove(&self) -> Option<Tree> {
        let mut switches: Vec<usize> = self.relevant().into_iter().collect();
        let order = &self.system.coordinates[self.coordinate].switches;
        switches.sort_by_key(|switch| order.iter().position(|known| known == switch));
        self.grow(&switches, &mut Phases::new(), &mut Vec::new())
    }

    /// Switches that what is known or claimed depends on.
    fn relevant(&self) -> BTreeSet<usize> {
        let own = &self.system.coordinates[self.coordinate].switches;
        let mut open: Vec<usize> = self.assumed.iter().map(|&(switch, _)| switch).collect();
        for form in self.known.iter().map(|known| &known.form).chain(self.claim) {
            open.extend(form.terms().keys().filter_map(|&column| self.model.unit_of(column)));
        }
        let mut relevant = BTreeSet::new();
        while let Some(switch) = open.pop() {
            if !own.contains(&switch) || !relevant.insert(switch) {
                continue;
            }
            if switch < self.model.units().len() {
                let input = self.model.input(switch);
                open.extend(input.terms().keys().filter_map(|&column| self.model.unit_of(column)));
            }
        }
        relevant
    }

    fn grow(&self, switches: &[usize], phases: &mut Phases, conditions: &mut Vec<Condition>) -> Option<Tree> {
        let Some((&switch, rest)) = switches.split_first() else { return self.finish(phases, conditions) };
        if !self.model.switches_over(switch) {
            let line = self.line(self.model.input(switch), phases)?;
            phases.insert(switch, (true, line));
            let tree = self.grow(rest, phases, conditions);
            phases.remove(&switch);
            return tree;
        }
        let mut branch = |on: bool| {
            let row = self.model.condition((switch, on));
            let form = self.model.row(row);
            let line = self.line(&form, phases)?;
            let strict = matches!(row, Row::Inactive(_));
            phases.insert(switch, (on, self.output((switch, on), &line)));
            conditions.push(Condition { source: Source::Row(row), form, strict, line });
            let contradiction = self.contradiction(phases, conditions);
            let tree = contradiction.map_or_else(|| self.grow(rest, phases, conditions), Some);
            phases.remove(&switch);
            conditions.pop();
            tree
        };
        match self.assumed {
            Some((assumed, on)) if assumed == switch => branch(on),
            _ => Some(Tree::Split(Model::phase((switch, true)), Box::new(branch(true)?), Box::new(branch(false)?))),
        }
    }

    /// Every function is a line now.
    fn finish(&self, phases: &Phases, conditions: &mut Vec<Condition>) -> Option<Tree> {
        let before = conditions.len();
        for Known { source, form } in self.known {
            let line = self.line(form, phases)?;
            conditions.push(Condition { source: *source, form: form.clone(), strict: false, line });
        }
        let tree = self.contradiction(phases, conditions).or_else(|| self.bound(phases, conditions));
        conditions.truncate(before);
        tree
    }

    /// `form` as a factor of the coordinate and a constant.
    fn line(&self, form: &Form, phases: &Phases) -> Option<Line> {
        let (mut line, mut rest) = ((Rational::ZERO, form.constant().clone()), Form::zero());
        for (&column, factor) in form.terms() {
            match self.model.unit_of(column).and_then(|unit| phases.get(&unit)) {
                Some((_, output)) => line = (line.0 + factor * &output.0, line.1 + factor * &output.1),
                None => rest.add_term(column, factor),
            }
        }
        let along = &self.system.coordinates[self.coordinate].form;
        let first = along.terms().iter().find(|(column, _)| !self.zeros.contains_key(column));
        let factor = first.map_or(Rational::ZERO, |(column, leading)| {
            rest.terms().get(column).map_or(Rational::ZERO, |factor| factor / leading)
        });
        rest.add(along, &-factor.clone());
        let zero = rest.terms().keys().all(|column| self.zeros.contains_key(column));
        zero.then(|| (line.0 + factor, line.1))
    }

    /// The output of a unit, from the line of its condition; of no use for a sign.
    fn output(&self, (switch, on): (usize, bool), condition: &Line) -> Line {
        if on || switch >= self.model.units().len() {
            return condition.clone();
        }
        // The condition is minus the input.
        let slope = -rational(self.model.slope(switch));
        (&condition.0 * &slope, &condition.1 * slope)
    }

    /// Two conditions that exclude each other, or one that nothing meets.
    fn contradiction(&self, phases: &Phases, conditions: &[Condition]) -> Option<Tree> {
        let never = |condition: &&Condition| {
            let (factor, constant) = &condition.line;
            factor.is_zero() && (constant.is_negative() || condition.strict && constant.is_zero())
        };
        if let Some(condition) = conditions.iter().find(never) {
            return self.leaf(phases, &[(condition, Rational::ONE)], None);
        }
        let (low, high) = (tightest(conditions, End::Lower)?, tightest(conditions, End::Upper)?);
        let (from, to) = (zero(low), zero(high));
        if from > to || from == to && (low.strict || high.strict) {
            let parts = [(low, (&low.line.0).inv()), (high, (&high.line.0).inv().abs())];
            return self.leaf(phases, &parts, None);
        }
        None
    }

    /// The claim, from the condition that limits the coordinate where it matters.
    fn bound(&self, phases: &Phases, conditions: &[Condition]) -> Option<Tree> {
        let claim = self.claim?;
        let (factor, _) = self.line(claim, phases)?;
        if factor.is_zero() {
            return self.leaf(phases, &[], Some(claim));
        }
        let limit = tightest(conditions, if factor.is_positive() { End::Lower } else { End::Upper })?;
        let times = &factor / &limit.line.0;
        self.leaf(phases, &[(limit, times)], Some(claim))
    }

    fn leaf(&self, phases: &Phases, conditions: &[(&Condition, Rational)], claim: Option<&Form>) -> Option<Tree> {
        let (mut sum, mut parts, mut strict) = (Form::zero(), Vec::new(), false);
        for (condition, factor) in conditions {
            sum.add(&condition.form, factor);
            parts.push((condition.source, factor.clone()));
            strict |= condition.strict;
        }
        if let Some(claim) = claim {
            sum.add(claim, &-Rational::ONE);
        }
        self.model.eliminate(&mut sum, |unit| phases.get(&unit).map(|(on, _)| *on), &mut parts);
        take_out(&mut sum, self.zeros, self.model, &mut parts);
        let proven = match claim {
            Some(_) => sum.is_number() && !sum.constant().is_positive(),
            None => contradicts((&sum, strict)),
        };
        proven.then_some(Tree::Leaf(parts))
    }
}

/// Takes columns that are zero out of a sum, and lists what was added for it.
pub(super) fn take_out(sum: &mut Form, zeros: &Zeros, model: &Model<'_>, parts: &mut Vec<(Source, Rational)>) {
    let found: Vec<(usize, Rational)> = sum
        .terms()
        .iter()
        .filter(|(column, _)| zeros.contains_key(column))
        .map(|(&column, factor)| (column, factor.clone()))
        .collect();
    for (column, factor) in found {
        let unit = model.unit_of(column).expect("units alone are known to be zero");
        let source = if factor.is_positive() { Source::Lemma(zeros[&column]) } else { Source::Row(Row::Slope(unit)) };
        sum.add_term(column, &-factor.clone());
        parts.push((source, factor.abs()));
    }
}

/// The condition that bounds the coordinate most from below, or above.
fn tightest(conditions: &[Condition], end: End) -> Option<&Condition> {
    let mut best: Option<(&Condition, Rational)> = None;
    for condition in conditions.iter().filter(|condition| {
        let factor = &condition.line.0;
        if end == End::Lower { factor.is_positive() } else { factor.is_negative() }
    }) {
        let place = zero(condition);
        let better = best.as_ref().is_none_or(|(known, at)| {
            (if end == End::Lower { place > *at } else { place < *at })
                || place == *at && condition.strict && !known.strict
        });
        if better {
            best = Some((condition, place));
        }
    }
    best.map(|(condition, _)| condition)
}

/// Where the line of a condition is zero.
fn zero(condition: &Condition) -> Rational {
    -&condition.line.1 / &condition.line.0
}
