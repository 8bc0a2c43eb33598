//! Proofs that nothing gives an observation.
//!
//! A proof is a list of steps over the *columns* (the latent code, then every unit's output, layer by layer) and the *phases* of
//! the network: a phase says whether the input of a unit's activation is `>= 0` (on) or `< 0` (off). Each step is a [`Lemma`]
//! or a clause that unit propagation over the clauses before it derives. The last step is the empty clause.
//!
//! The rows that a proof may add up, with `a` the input and `y` the output of an activation of slope `c`:
//!
//! | row | says | where |
//! |---|---|---|
//! | [`Above`](Row::Above) | `y - a >= 0` | always |
//! | [`Slope`](Row::Slope) | `y - c a >= 0` | always |
//! | [`On`](Row::On), [`Active`](Row::Active) | `a - y >= 0`, `a >= 0` | on; `On` of an identity always |
//! | [`Off`](Row::Off), [`Inactive`](Row::Inactive) | `c a - y >= 0`, `-a > 0` | off |
//! | [`Least`](Row::Least), [`Most`](Row::Most) | `y - (x - eps) >= 0`, `x + eps - y >= 0` | always, of outputs |
//! | [`Low`](Row::Low), [`High`](Row::High) | `z - lower >= 0`, `upper - z >= 0` | always, of latent codes with bounds |
//! | [`Plus`](Row::Plus), [`Minus`](Row::Minus) | `z - 1 >= 0`, `-1 - z >= 0` | either phase of a latent sign |
//!
//! Units are numbered from 0, layer by layer; the phase of unit `u` is the literal `u + 1`, negated `-(u + 1)`; the sign of
//! latent entry `i` follows behind all units.

mod check;
mod form;
mod parse;
mod problem;
mod rows;
mod write;

pub(crate) use check::check_within;
pub use check::{CheckError, check};
pub use form::{Form, Rational, rational};
pub use parse::ParseError;
pub use problem::{Domain, Problem, ProblemError};

/// A phase: `u + 1` where unit `u` is on, `-(u + 1)` where it is off.
pub type Phase = i32;

/// A row of the network, by what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Row {
    /// `y - a >= 0` of a unit.
    Above(usize),
    /// `y - c a >= 0` of a unit.
    Slope(usize),
    /// `a - y >= 0` of a unit that is on.
    On(usize),
    /// `a >= 0` of a unit that is on.
    Active(usize),
    /// `c a - y >= 0` of a unit that is off.
    Off(usize),
    /// `-a > 0` of a unit that is off.
    Inactive(usize),
    /// `y - (x - eps) >= 0` of an output.
    Least(usize),
    /// `x + eps - y >= 0` of an output.
    Most(usize),
    /// `z - lower >= 0` of an entry of the latent code.
    Low(usize),
    /// `upper - z >= 0` of an entry of the latent code.
    High(usize),
    /// `z - 1 >= 0` of an entry of the latent code that is positive.
    Plus(usize),
    /// `-1 - z >= 0` of an entry of the latent code that is negative.
    Minus(usize),
}

/// What a lemma adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A row of the network.
    Row(Row),
    /// An earlier step, by its place, which must be a lemma with a claim whose conditions hold.
    Lemma(usize),
}

/// Why a lemma holds: by cases, and in each by a sum of inequalities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// Inequalities, each times a positive number. Their sum is the claim and something `<= 0`, or a contradiction.
    Leaf(Vec<(Source, Rational)>),
    /// A unit that is on or off: by its phase (positive), the case where it is on, the case where it is off.
    Split(Phase, Box<Tree>, Box<Tree>),
}

/// In these phases, this form is `>= 0`; without a claim: these phases contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lemma {
    /// The phases, in order.
    pub when: Vec<Phase>,
    /// What is not negative.
    pub claim: Option<Form>,
    /// Why.
    pub proof: Tree,
}

/// A step of a proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// With its own proof.
    Lemma(Lemma),
    /// A clause that follows from the clauses before it: if all its literals are false, unit propagation ends in a
    /// contradiction.
    Clause(Vec<Phase>),
}

/// A proof that a [`Problem`] has no solution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certificate {
    /// In order.
    pub steps: Vec<Step>,
}

#[cfg(test)]
mod tests;
