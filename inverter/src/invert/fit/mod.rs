//! One layer fitted to an output that it need not have given: by linear programs.
//!
//! An error `e` of output `j` is allowed just where `|phi(w_j z + b_j) - x_j| <= e`. Of the activation `a = w_j z + b_j`
//! of a ReLU row that asks `a <= x + e` and, only while `e < x`, `a >= x - e`; the union of the two cases is what makes
//! the problem non-convex. Where `x < 0`, the best that any input does is 0: such an output counts as 0.
//!
//! | module | what |
//! |---|---|
//! | `target` | the output, and how far a given input is from it |
//! | `rows` | what an output asks of its row for errors within a range |
//! | `guess` | least squares: a starting point and the size of the noise |
//! | `exclusion` | a lower bound of the error without a program |
//! | `program` | programs around a point, with the rows that matter |
//! | `linf`, `paper`, `l1`, `relaxed` | the methods |
//! | `unique` | whether an optimum is the only one |
//! | `layered` | what the methods work on, and what they find |
//! | `fitter` | a layer from start to report |
//! | `certificate` | why no input is closer |
//! | `report` | what is said about a fit |

pub mod certificate;
mod exclusion;
mod fitter;
mod guess;
mod l1;
mod layered;
mod linf;
mod paper;
mod program;
mod relaxed;
pub mod report;
mod rows;
pub(super) mod target;
mod unique;

pub(super) use fitter::Fitter;
