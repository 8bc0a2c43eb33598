//! The engine for the dense, tall programs of layer inversion.
//!
//! ```text
//! l_inf    min delta     s.t.  sign_i w_i z <= sign_i limit_i + give_i delta,   0 <= delta <= cap
//! l_1      min sum_j e_j s.t.  sign_i w_i z <= sign_i limit_i + give_i e_j(i),  e >= 0
//! relaxed  max g.z       s.t.  sign_i w_i z <= sign_i limit_i
//! ```
//! with `lower <= z <= upper` for each, over the rows `w` of one `n x k` matrix.
//!
//! | module | what |
//! |---|---|
//! | `bound`, `problem`, `answer`, `value` | programs; answers, which are checked when made; objectives at a point |
//! | `standard`, `start`, `newton`, `normal`, `ipm` | the interior-point method: one `k x k` matrix an iteration |
//! | `lines`, `envelope`, `multipliers` | the program as piecewise linear functions |
//! | `basis`, `vertex`, `crossover` | their vertices, from an interior point or a point that is near |
//! | `exchange` | from vertex to vertex: repair, warm starts, rays |
//! | `sift` | few rows instead of all |
//! | `whole`, `solve`, `work` | the methods together, and what they cost |
//! | `capped` | a limit on the shared error |
//! | `softened` | whether hard bounds have a point in common |
//! | `certify` | proofs of the answers of other solvers |
//!
//! An answer is a vertex with multipliers, and [`Optimum::check`] is passed by every one, whichever method found it.

mod answer;
mod basis;
mod bound;
mod capped;
mod certify;
mod crossover;
mod envelope;
mod exchange;
mod ipm;
mod lines;
mod multipliers;
mod newton;
mod normal;
mod problem;
mod products;
mod sift;
mod softened;
mod solve;
mod standard;
mod start;
mod value;
mod vertex;
mod whole;
mod work;

pub(crate) use capped::within_cap;
pub(crate) use certify::{Claim, certify};
pub(crate) use normal::Normal;
pub(crate) use softened::Softened;

pub use answer::{Farkas, GiveUp, MARGIN, Optimum, Outcome, Ray, Refusal};
pub use bound::{Bound, Side};
pub use problem::{Objective, Program, ProgramError};
pub use solve::{Method, solve, solve_by, solve_counted, solve_near};
pub use value::{GAP, RESIDUAL};
pub use work::Work;
