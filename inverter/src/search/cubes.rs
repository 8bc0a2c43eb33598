//! Several attempts at once: after a while alone, the phases that were learnt about most are fixed in every way, and each of these
//! cubes is a part for some thread.

use super::Work;
use super::attempt::{Attempt, Finished, Part};
use super::model::Model;
use super::system::System;
use super::theory::End;
use crate::certificate::{Lemma, Phase, Source, Step, Tree};
use crate::limits::Run;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// Clauses that are learnt before there are cubes.
const ALONE: usize = 2000;

/// Cubes a thread, at least.
const SHARE: usize = 8;

/// Clauses up to this length are handed on.
const HANDED: usize = 6;

/// Lemmas refer to lemmas, and what makes them calls itself: deeper than a thread's stack usually is.
const STACK: usize = 1 << 28;

/// Decides whether the system has a solution.
pub(super) fn decide(model: &Model<'_>, system: &System, run: &Run) -> Finished {
    let threads = rayon::current_num_threads();
    let over = AtomicBool::new(false);
    let budget = (threads > 1).then_some(ALONE);
    let (part, mut first) = on_stack(|| {
        let mut attempt = Attempt::new(model, system, run, &over);
        let part = attempt.solve(&[], budget);
        (part, attempt.finish())
    });
    match part {
        Part::Empty => {
            first.steps.push(Step::Clause(Vec::new()));
            Finished { end: Some(End::Refuted), ..first }
        }
        Part::Stopped if budget.is_some() && run.check().is_ok() => together(model, system, run, first, threads),
        Part::Over | Part::Stopped => first,
    }
}

fn on_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let handle = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("a thread");
        handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn together(model: &Model<'_>, system: &System, run: &Run, first: Finished, threads: usize) -> Finished {
    let learnt: Vec<Vec<Phase>> = clauses(&first.steps).filter(|clause| clause.len() <= HANDED).cloned().collect();
    let switches = busiest(&first.steps, (SHARE * threads).ilog2() as usize);
    let cubes = 1_usize << switches.len();
    let (next, over, empty) = (AtomicUsize::new(0), AtomicBool::new(false), AtomicUsize::new(0));
    let finished = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let work = || {
            let mut attempt = Attempt::new(model, system, run, &over);
            attempt.import(&learnt);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= cubes || over.load(Ordering::Relaxed) {
                    break;
                }
                if attempt.solve(&cube(&switches, switches.len(), number), None) == Part::Empty {
                    empty.fetch_add(1, Ordering::Relaxed);
                } else {
                    over.store(true, Ordering::Relaxed);
                    break;
                }
            }
            finished.lock().expect("no thread panics with it").push(attempt.finish());
        };
        for _ in 0..threads {
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("a thread");
        }
    });
    let parts = finished.into_inner().expect("no thread panics with it");
    join(first, parts, (&switches, empty.into_inner() == cubes))
}

/// One answer of all parts; `all` of whose cubes, over these switches, may be empty.
fn join(first: Finished, parts: Vec<Finished>, (switches, all): (&[usize], bool)) -> Finished {
    let mut whole = first;
    for part in parts {
        whole.work = Work {
            conflicts: whole.work.conflicts + part.work.conflicts,
            decisions: whole.work.decisions + part.work.decisions,
        };
        match part.end {
            Some(End::Found(latent)) => whole.end = Some(End::Found(latent)),
            Some(End::Refuted) if whole.end.is_none() => whole.end = Some(End::Refuted),
            _ => {}
        }
        let before = whole.steps.len();
        whole.steps.extend(part.steps.into_iter().map(|step| moved(step, before)));
    }
    if all && whole.end.is_none() {
        for fixed in (0..=switches.len()).rev() {
            let clause = |number: usize| cube(switches, fixed, number).iter().map(|phase| -phase).collect();
            whole.steps.extend((0..1 << fixed).map(|number| Step::Clause(clause(number))));
        }
        whole.end = Some(End::Refuted);
    }
    whole
}

/// The phases of the first `fixed` of these switches, by the bits of a number.
fn cube(switches: &[usize], fixed: usize, number: usize) -> Vec<Phase> {
    switches[..fixed].iter().enumerate().map(|(bit, &switch)| Model::phase((switch, number >> bit & 1 == 1))).collect()
}

fn clauses(steps: &[Step]) -> impl DoubleEndedIterator<Item = &Vec<Phase>> {
    steps.iter().filter_map(|step| match step {
        Step::Clause(clause) => Some(clause),
        Step::Lemma(_) => None,
    })
}

/// The switches that stand in most of the clauses learnt last.
fn busiest(steps: &[Step], count: usize) -> Vec<usize> {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    let mut known = Vec::new();
    for clause in clauses(steps).rev().take(ALONE / 2) {
        if let [phase] = clause.as_slice() {
            known.push(Model::switch(*phase).0);
        }
        for &phase in clause {
            *counts.entry(Model::switch(phase).0).or_default() += 1;
        }
    }
    let mut switches: Vec<(usize, usize)> = counts.into_iter().filter(|(switch, _)| !known.contains(switch)).collect();
    switches.sort_by_key(|&(switch, count)| (std::cmp::Reverse(count), switch));
    switches.into_iter().take(count).map(|(switch, _)| switch).collect()
}

/// A step whose lemmas stand so many places later.
fn moved(step: Step, by: usize) -> Step {
    match step {
        Step::Lemma(Lemma { when, claim, mut proof }) => {
            shift(&mut proof, by);
            Step::Lemma(Lemma { when, claim, proof })
        }
        clause @ Step::Clause(_) => clause,
    }
}

fn shift(proof: &mut Tree, by: usize) {
    match proof {
        Tree::Leaf(parts) => {
            for (source, _) in parts {
                if let Source::Lemma(place) = source {
                    *place += by;
                }
            }
        }
        Tree::Split(_, on, off) => {
            shift(on, by);
            shift(off, by);
        }
    }
}
