//! Formulas to networks and back: what is decoded, and what is lifted from the bare network.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeSet;
use unrelu_reductions::disguise::{Disguise, Trick};
use unrelu_reductions::exact::Finding;
use unrelu_reductions::instance::{Clauses, Recipe};
use unrelu_reductions::lift::{Form, Lifted, lift};
use unrelu_reductions::reduction::Domain;
use unrelu_reductions::{Assignment, Cnf, Instance, Lit, ReductionKind, Var};

const TRICKS: [Trick; 5] = [Trick::Mix, Trick::Split, Trick::Pad, Trick::Scale, Trick::Permute];

/// Clauses of 0 to 6 literals over at most 5 variables: duplicates, tautologies and variables that nothing mentions included.
fn formula(rng: &mut impl Rng) -> Cnf {
    let variables = rng.random_range(0..=5_u32);
    let mut formula = Cnf::new(variables);
    for _ in 0..rng.random_range(0..=9) {
        // Empty clauses are rare, or nothing could be satisfied.
        let length = if variables == 0 || rng.random_ratio(1, 40) { 0 } else { rng.random_range(1..=6) };
        let literal = |_| {
            let variable = Var::from_index(rng.random_range(0..variables)).unwrap();
            if rng.random() { variable.positive() } else { variable.negative() }
        };
        let clause: Vec<Lit> = (0..length).map(literal).collect();
        let copies = if rng.random_ratio(1, 10) { 2 } else { 1 };
        (0..copies).for_each(|_| formula.push_clause(clause.iter().copied()));
    }
    formula
}

fn assignments(k: usize) -> impl Iterator<Item = Assignment> {
    (0..1_u32 << k).map(move |number| Assignment::from((0..k).map(|i| number >> i & 1 == 1).collect::<Vec<_>>()))
}

/// The clauses in order, each with its literals in order.
fn clauses(formula: &Cnf, rename: impl Fn(Lit) -> Lit) -> Vec<Vec<Lit>> {
    let sorted = |clause: &[Lit]| {
        let mut clause: Vec<Lit> = clause.iter().map(|&lit| rename(lit)).collect();
        clause.sort_unstable();
        clause
    };
    let mut all: Vec<_> = formula.clauses().map(sorted).collect();
    all.sort_unstable();
    all
}

fn same(lit: Lit) -> Lit {
    lit
}

/// Every model gives a preimage, which decodes to it; what is no model gives none.
fn decodes(instance: &Instance, source: &Cnf) {
    for assignment in assignments(source.variables()) {
        let latent = instance.push(&assignment).unwrap().to_vec();
        let found = instance.check(&latent).unwrap() == Finding::Preimage;
        assert_eq!(found, source.is_satisfied_by(&assignment));
        let decoded = instance.pull(&latent).unwrap();
        let satisfied = |clause: &[Lit]| clause.iter().any(|&lit| decoded.satisfies(lit));
        assert_eq!(found, source.clauses().all(satisfied));
    }
}

/// Where each literal of the instance's formula is in the lifted one, told by the maps of latent codes alone.
fn renaming(instance: &Instance, lifted: &Lifted) -> Vec<Lit> {
    let k = instance.formula().variables();
    let image = |assignment: &Assignment| lifted.pull(&instance.push(assignment).unwrap().to_vec()).unwrap();
    let base = Assignment::all_false(k);
    let before = image(&base);
    let place = |variable: Var| {
        let mut flipped = base.clone();
        flipped.satisfy(variable.positive());
        let after = image(&flipped);
        let changed: Vec<Lit> = after.literals().filter(|&lit| !before.satisfies(lit)).collect();
        assert_eq!(changed.len(), 1, "one variable is one variable");
        changed[0]
    };
    (0..).take(k).map(|index| place(Var::from_index(index).unwrap())).collect()
}

/// The lifted formula is that of the instance, but for names and signs of variables and a common number of copies.
fn lifts(instance: &Instance) {
    let lifted = lift(instance.network(), Some(&instance.observation().to_vec())).unwrap();
    if instance.formula().variables() > 0 {
        assert_eq!(lifted.form(), Form::Reduction(instance.kind()));
    }
    let places = renaming(instance, &lifted);
    let distinct: BTreeSet<Var> = places.iter().map(|lit| lit.var()).collect();
    assert_eq!(distinct.len(), places.len());
    let rename = |lit: Lit| if lit.is_positive() { places[lit.var().index()] } else { !places[lit.var().index()] };
    let (wanted, found) = (clauses(instance.formula(), rename), clauses(lifted.formula(), same));
    let times = |clauses: &[Vec<Lit>], copies: usize| -> Vec<Vec<Lit>> {
        clauses.iter().flat_map(|clause| std::iter::repeat_n(clause.clone(), copies)).collect()
    };
    assert_eq!(times(&found, wanted.len()), times(&wanted, found.len()), "{:?}", instance.recipe());
    assert_eq!(found.is_empty(), wanted.is_empty());
    for assignment in assignments(places.len()) {
        if lifted.formula().is_satisfied_by(&assignment) {
            let latent = lifted.push(&assignment).unwrap().to_vec();
            assert_eq!(lifted.pull(&latent).unwrap(), assignment);
            assert_eq!(instance.check(&latent).unwrap(), Finding::Preimage);
        }
    }
}

#[test]
fn formulas_come_back() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..2_000 {
        let source = formula(&mut rng);
        for kind in ReductionKind::ALL {
            let plain = Instance::reduce(source.clone(), kind, 0).unwrap();
            decodes(&plain, &source);
            let lifted = lift(plain.network(), None).unwrap();
            assert!(lifted.keeps_inputs());
            assert_eq!(clauses(lifted.formula(), same), clauses(plain.formula(), same));
            let tricks = TRICKS.into_iter().filter(|&trick| trick != Trick::Mix || kind.domain() == Domain::Reals);
            let chosen: Vec<Trick> = tricks.filter(|_| rng.random()).collect();
            let disguise = Some(Disguise::new(chosen, rng.random()));
            let recipe = Recipe { kind, unsatisfied: 0, clauses: Clauses::Whole, disguise };
            let hidden = Instance::new(source.clone(), recipe).unwrap();
            decodes(&hidden, &source);
            lifts(&hidden);
        }
    }
}
