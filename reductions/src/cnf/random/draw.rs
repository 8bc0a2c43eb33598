//! Draws in integer arithmetic on the generator's 32-bit words, so that one seed gives the same formula on every machine,
//! whatever the version of the sampling library.

use crate::cnf::{Assignment, Lit, Sign, Var};
use rand::Rng;

/// The variable with this number from 0, which must be one of a checked size.
pub(crate) fn variable(index: u32) -> Var {
    Var::from_index(index).expect("the variables of a checked size can all be numbered")
}

pub(crate) fn coin(rng: &mut impl Rng) -> bool {
    rng.next_u32() >> 31 == 1
}

pub(crate) fn sign(rng: &mut impl Rng) -> Sign {
    if coin(rng) { Sign::Positive } else { Sign::Negative }
}

/// A uniform assignment.
pub(crate) fn assignment(rng: &mut impl Rng, variables: u32) -> Assignment {
    Assignment::from((0..variables).map(|_| coin(rng)).collect::<Vec<_>>())
}

/// A uniform number below `bound`, which is not 0: the high half of a 64-bit product, drawn again in the few cases that
/// would favour some (Lemire 2019, arXiv:1805.10941).
pub(crate) fn below(rng: &mut impl Rng, bound: u32) -> u32 {
    let unfair = bound.wrapping_neg() % bound;
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        if product & u64::from(u32::MAX) >= u64::from(unfair) {
            return u32::try_from(product >> 32).expect("the high half of 64 bits has 32");
        }
    }
}

/// A uniform set of `length` of the first `variables` variables, by Floyd's method, in `chosen`.
pub(crate) fn choose(rng: &mut impl Rng, variables: u32, length: u32, chosen: &mut Vec<Var>) {
    chosen.clear();
    for last in variables - length..variables {
        let drawn = variable(below(rng, last + 1));
        let new = if chosen.contains(&drawn) { variable(last) } else { drawn };
        chosen.push(new);
    }
}

/// A clause over a uniform set of `length` of the first `variables` variables, each with a uniform sign.
pub(crate) fn clause(rng: &mut impl Rng, variables: u32, length: u32) -> Vec<Lit> {
    let mut chosen = Vec::new();
    choose(rng, variables, length, &mut chosen);
    chosen.into_iter().map(|var| var.lit(sign(rng))).collect()
}

/// Puts `items` in a uniform order, by the method of Fisher and Yates.
pub(crate) fn shuffle<T>(rng: &mut impl Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        let bound = u32::try_from(last + 1).expect("sizes are checked to be far below 2^32");
        items.swap(last, below(rng, bound) as usize);
    }
}
