//! From a CNF formula to a ReLU network that is as hard to invert, and back.
//!
//! | module | what |
//! |---|---|
//! | [`cnf`] | literals, formulas, the DIMACS reader and writer, random formulas |
//! | [`reduction`] | four reductions: formula to network, assignment to latent code and back; robust gaps |
//! | [`family`] | families of formulas, each with what is known of its answer |
//! | [`three_sat`] | long clauses become chains of short ones |
//! | [`count`] | a given number of false clauses as a formula |
//! | [`disguise`] | networks that look different and are as hard, with exact maps back |
//! | [`export`] | the files that other solvers read |
//! | [`exact`] | exact forward pass of integer networks; does a latent code hit an observation? |
//! | [`instance`] | a formula with its network and observation, in memory and as a directory |
//! | [`lift`] | from a bare network back to its formula, with a proof |
//! | [`limits`] | when a solver or a checker has to give up |
//! | [`solve`] | complete solvers, each answer checked before it is given |
//! | [`check`] | checks a latent code or a proof for an instance, trusting no solver |

pub mod check;
pub mod cnf;
pub mod count;
pub mod disguise;
pub mod exact;
pub mod export;
pub mod family;
pub mod instance;
pub mod lift;
pub mod reduction;
pub mod solve;
pub mod three_sat;

pub use cnf::{Assignment, Cnf, Lit, NormalCnf, Sign, Var};
pub use instance::Instance;
pub use reduction::ReductionKind;
pub use unrelu_inverter::limits;
