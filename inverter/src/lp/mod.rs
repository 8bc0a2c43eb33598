//! Linear programs.
//!
//! | module | what |
//! |---|---|
//! | `engine` | the programs of layer inversion and our own solver of them |
//! | `backend` | one trait over all solvers of these programs |
//! | `general` | linear programs of any form, and the solvers of others |

mod backend;
pub mod engine;
pub mod general;

pub use backend::{LpBackend, Own, backend, backends};
