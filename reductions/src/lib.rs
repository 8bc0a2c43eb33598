//! From a CNF formula to a ReLU network that is as hard to invert, and back.
//!
//! | module | what |
//! |---|---|
//! | [`cnf`] | literals, formulas, the DIMACS reader and writer, random formulas |
//! | [`reduction`] | Theorems 1 and 2: formula to network, assignment to latent code and back |
//! | [`family`] | families of formulas, each with what is known of its answer |
//! | [`exact`] | exact forward pass of integer networks; does a latent code hit an observation? |
//! | [`instance`] | a formula with its network and observation, in memory and as a directory |
//! | [`limits`] | when a solver or a checker has to give up |
//! | [`solve`] | complete solvers, each answer checked before it is given |
//! | [`check`] | checks a latent code or a proof for an instance, trusting no solver |

pub mod check;
pub mod cnf;
pub mod exact;
pub mod family;
pub mod instance;
pub mod limits;
pub mod reduction;
pub mod solve;

pub use cnf::{Assignment, Cnf, Lit, NormalCnf, Sign, Var};
pub use instance::Instance;
pub use reduction::ReductionKind;
