//! Formulas in conjunctive normal form: what they are, how they are read, written and drawn at random.
//!
//! Numbers count from 0 inside and from 1 in DIMACS files and in every `Display`.

mod assignment;
pub mod dimacs;
mod formula;
mod lit;
mod normal;
pub mod random;
mod scanner;
pub mod write;

pub use assignment::Assignment;
pub use formula::Cnf;
pub use lit::{Lit, Sign, Var};
pub use normal::NormalCnf;
