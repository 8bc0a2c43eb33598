//! Lemmas for what propagation found, made when they are needed, in exact arithmetic.

use super::cases::{Cases, Known, Zeros, take_out};
use super::model::{Model, contradicts};
use super::propagate::Implied;
use super::system::System;
use super::trail::{Conflict, End, Event, Reason, Trail};
use crate::certificate::{Form, Lemma, Phase, Rational, Row, Source, Step, Tree, rational};
use num_traits::Signed;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// The steps so far; the search adds the clauses that it learns.
pub(super) type Steps = Rc<RefCell<Vec<Step>>>;

/// What propagation found does not hold exactly: it rounded too much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rounded;

type Key = (usize, End, u64, Reason, Vec<usize>);

pub(super) struct Prover<'s, 'p> {
    pub model: &'s Model<'p>,
    pub system: &'s System,
    pub steps: Steps,
    zeros: Zeros,
    known: HashMap<Key, usize>,
    refuted: HashMap<(usize, Option<Phase>, Vec<usize>), usize>,
}

impl<'s, 'p> Prover<'s, 'p> {
    pub fn new(model: &'s Model<'p>, system: &'s System) -> Self {
        let steps = Rc::default();
        Self { model, system, steps, zeros: Zeros::new(), known: HashMap::new(), refuted: HashMap::new() }
    }

    /// The phases that contradict each other, as a lemma shows.
    pub fn conflict(&mut self, trail: &mut Trail, conflict: Conflict) -> Result<Vec<Phase>, Rounded> {
        let now = trail.events.len();
        let (coordinate, phase, functions) = match conflict {
            Conflict::Crossed(function) => return self.crossed(trail, function),
            Conflict::Phase(phase) => (self.coordinate_of(phase), Some(phase), vec![]),
            Conflict::Function(function) => (self.system.functions[function].coordinate, None, vec![function]),
        };
        self.refute(trail, coordinate, (phase, &functions), now)
    }

    /// The phases that contradict the opposite of an implied one, that one included.
    pub fn implied(&mut self, trail: &mut Trail, implied: Implied) -> Result<Vec<Phase>, Rounded> {
        self.refute(trail, self.coordinate_of(implied.phase), (Some(-implied.phase), &[]), implied.time)
    }

    fn coordinate_of(&self, phase: Phase) -> usize {
        let (switch, _) = Model::switch(phase);
        self.system.switches[switch].as_ref().expect("only switches have phases").coordinate
    }

    fn refute(
        &mut self,
        trail: &mut Trail,
        coordinate: usize,
        (phase, functions): (Option<Phase>, &[usize]),
        time: usize,
    ) -> Result<Vec<Phase>, Rounded> {
        let premises = self.premises(trail, coordinate, functions, time)?;
        let key = (coordinate, phase, premises.clone());
        if let Some(&known) = self.refuted.get(&key) {
            return Ok(self.when(known));
        }
        let step = self.by_cases(coordinate, &premises, phase, None).ok_or(Rounded)?;
        self.refuted.insert(key, step);
        Ok(self.when(step))
    }

    fn crossed(&mut self, trail: &mut Trail, function: usize) -> Result<Vec<Phase>, Rounded> {
        let now = trail.events.len();
        let mut parts = Vec::new();
        for end in [End::Lower, End::Upper] {
            let event = trail.event_at(function, end, now).ok_or(Rounded)?;
            parts.push((Source::Lemma(self.event(trail, event)?), Rational::ONE));
        }
        let mut sum = Form::zero();
        for (source, factor) in &parts {
            sum.add(&self.claim(*source), factor);
        }
        if !contradicts((&sum, false)) {
            return Err(Rounded);
        }
        let step = self.add(None, Tree::Leaf(parts), &[]);
        Ok(self.when(step))
    }

    /// Proves of units that they are always zero; what relies on one that is not proven will be refused.
    pub fn know_zeros(&mut self, trail: &mut Trail) {
        let now = trail.events.len();
        for &(unit, function) in &self.system.zeros {
            let event = trail.event_at(function, End::Upper, now).filter(|&event| trail.events[event].value <= 0.0);
            if let Some(Ok(lemma)) = event.map(|event| self.event(trail, event)) {
                self.zeros.insert(self.model.column(unit), lemma);
            }
        }
    }

    /// Phases that follow from none contradict each other.
    pub fn refuted(&mut self) {
        self.steps.borrow_mut().push(Step::Clause(Vec::new()));
    }

    /// The lemma that proves an event.
    fn event(&mut self, trail: &mut Trail, index: usize) -> Result<usize, Rounded> {
        let event = trail.events[index];
        if let Some(lemma) = event.lemma {
            return Ok(lemma);
        }
        let coordinate = self.system.functions[event.function].coordinate;
        let premises = match event.reason {
            Reason::Domain | Reason::Observed(_) => Vec::new(),
            Reason::Phase(_) | Reason::Coordinate => self.premises(trail, coordinate, &[], index)?,
            Reason::Function(function) => self.premises(trail, coordinate, &[function], index)?,
            Reason::Sum(sum) => self.summands(trail, sum, index)?,
        };
        let key = (event.function, event.end, event.value.to_bits(), event.reason, premises.clone());
        let known = self.known.get(&key).copied();
        let lemma = known.or_else(|| self.prove(trail.events[index], coordinate, &premises)).ok_or(Rounded)?;
        self.known.insert(key, lemma);
        trail.events[index].lemma = Some(lemma);
        Ok(lemma)
    }

    fn prove(&mut self, event: Event, coordinate: usize, premises: &[usize]) -> Option<usize> {
        let mut claim = self.system.functions[event.function].form.clone();
        claim.add_number(&-rational(event.value));
        if event.end == End::Upper {
            claim = claim.times(&-Rational::ONE);
        }
        match event.reason {
            Reason::Domain => self.by_domain(claim),
            Reason::Observed(output) => {
                let row = if event.end == End::Lower { Row::Least(output) } else { Row::Most(output) };
                Some(self.add(Some(claim), Tree::Leaf(vec![(Source::Row(row), Rational::ONE)]), &[]))
            }
            Reason::Phase(phase) => self.by_cases(coordinate, premises, Some(phase), Some(claim)),
            Reason::Coordinate | Reason::Function(_) => self.by_cases(coordinate, premises, None, Some(claim)),
            Reason::Sum(sum) => self.by_sum(sum, premises, event.function, claim),
        }
    }

    /// Lemmas for the bounds of a coordinate and of some functions of it, when there were `time` events.
    fn premises(
        &mut self,
        trail: &mut Trail,
        coordinate: usize,
        functions: &[usize],
        time: usize,
    ) -> Result<Vec<usize>, Rounded> {
        let itself = self.system.itself(coordinate);
        let mut lemmas = Vec::new();
        for &function in [itself].iter().chain(functions) {
            for end in [End::Lower, End::Upper] {
                if let Some(event) = trail.event_at(function, end, time) {
                    lemmas.push(self.event(trail, event)?);
                }
            }
        }
        Ok(lemmas)
    }

    /// Lemmas for what a sum says of the target of an event: bounds of everything else in it.
    fn summands(&mut self, trail: &mut Trail, sum: usize, index: usize) -> Result<Vec<usize>, Rounded> {
        let (target, end) = (trail.events[index].function, trail.events[index].end);
        let coordinate = &self.system.coordinates[sum];
        let terms = &coordinate.sum.as_ref().expect("a reason names sums only").terms;
        let members: Vec<(usize, f64)> =
            terms.iter().map(|term| (term.function, term.factor)).chain([(coordinate.itself, -1.0)]).collect();
        let own = members.iter().find(|(function, _)| *function == target).ok_or(Rounded)?.1;
        let mut lemmas = Vec::new();
        for (function, factor) in members.into_iter().filter(|(function, _)| *function != target) {
            // A lower bound of the target needs the others large where the factors agree.
            let large = (end == End::Lower) == ((own > 0.0) == (factor > 0.0));
            let wanted = if large { End::Upper } else { End::Lower };
            let event = trail.event_at(function, wanted, index).ok_or(Rounded)?;
            lemmas.push(self.event(trail, event)?);
        }
        Ok(lemmas)
    }

    fn by_domain(&mut self, claim: Form) -> Option<usize> {
        let (&entry, factor) = claim.terms().first_key_value()?;
        let row = if factor.is_positive() { Row::Low(entry) } else { Row::High(entry) };
        let tree = Tree::Leaf(vec![(Source::Row(row), factor.abs())]);
        Some(self.add(Some(claim), tree, &[]))
    }

    fn by_cases(
        &mut self,
        coordinate: usize,
        premises: &[usize],
        phase: Option<Phase>,
        claim: Option<Form>,
    ) -> Option<usize> {
        let known: Vec<Known> = premises
            .iter()
            .map(|&lemma| Known { source: Source::Lemma(lemma), form: self.claim(Source::Lemma(lemma)) })
            .collect();
        let assumed = phase.map(Model::switch);
        let (model, system, zeros) = (self.model, self.system, &self.zeros);
        let tree = Cases { model, system, coordinate, zeros, known: &known, assumed, claim: claim.as_ref() }.prove()?;
        Some(self.add(claim, tree, phase.as_slice()))
    }

    fn by_sum(&mut self, sum: usize, premises: &[usize], target: usize, claim: Form) -> Option<usize> {
        let coordinate = &self.system.coordinates[sum];
        let content = coordinate.sum.as_ref()?;
        let own = if target == coordinate.itself {
            -Rational::ONE
        } else {
            content.terms.iter().find(|term| term.function == target)?.exact.clone()
        };
        let others = content.terms.iter().map(|term| (term.function, term.exact.clone()));
        let others = others.chain([(coordinate.itself, -Rational::ONE)]).filter(|(function, _)| *function != target);
        let (mut total, mut parts) = (Form::zero(), Vec::new());
        for ((_, factor), &lemma) in others.zip(premises) {
            let times = (&factor / &own).abs();
            total.add(&self.claim(Source::Lemma(lemma)), &times);
            parts.push((Source::Lemma(lemma), times));
        }
        total.add(&claim, &-Rational::ONE);
        let opened = &content.opened;
        self.model.eliminate(&mut total, |unit| opened.contains(&unit).then_some(true), &mut parts);
        take_out(&mut total, &self.zeros, self.model, &mut parts);
        if !total.is_number() || total.constant().is_positive() {
            return None;
        }
        let switches = opened.iter().filter(|&&unit| self.model.switches_over(unit));
        let phases: Vec<Phase> = switches.map(|&unit| Model::phase((unit, true))).collect();
        Some(self.add(Some(claim), Tree::Leaf(parts), &phases))
    }

    /// Adds a lemma whose conditions are `phases` and those of the lemmas that it uses.
    pub fn add(&mut self, claim: Option<Form>, proof: Tree, phases: &[Phase]) -> usize {
        let mut when = phases.to_vec();
        self.conditions(&proof, &mut when);
        when.sort_unstable();
        when.dedup();
        let mut steps = self.steps.borrow_mut();
        steps.push(Step::Lemma(Lemma { when, claim, proof }));
        steps.len() - 1
    }

    fn conditions(&self, tree: &Tree, when: &mut Vec<Phase>) {
        match tree {
            Tree::Leaf(parts) => {
                for (source, _) in parts {
                    if let Source::Lemma(lemma) = source {
                        when.extend(self.when(*lemma));
                    }
                }
            }
            Tree::Split(_, on, off) => {
                self.conditions(on, when);
                self.conditions(off, when);
            }
        }
    }

    pub fn when(&self, step: usize) -> Vec<Phase> {
        match &self.steps.borrow()[step] {
            Step::Lemma(lemma) => lemma.when.clone(),
            Step::Clause(_) => unreachable!("clauses are not referred to"),
        }
    }

    fn claim(&self, source: Source) -> Form {
        match source {
            Source::Lemma(step) => match &self.steps.borrow()[step] {
                Step::Lemma(Lemma { claim: Some(claim), .. }) => claim.clone(),
                _ => unreachable!("only lemmas that claim something are premises"),
            },
            Source::Row(_) => unreachable!("rows are not premises"),
        }
    }
}
