//! The exchange: from vertex to neighbouring vertex, downhill, until none is lower.
//!
//! Each edge of a vertex releases one seat and keeps the others: it is a column of `B^-1`. The steepest edge along which the
//! objective falls is followed past every kink until the slope turns up (for `l_1`: Barrodale and Roberts 1973, SIAM J. Numer.
//! Anal. 10(5), 839-848), and the line of that kink takes the seat. A pivot is `O(n k + k^2)`. Any set of independent seats is a
//! start, so a program that changed a little is solved again from its old vertex.

mod edge;
mod follow;
mod perturb;
mod phases;
mod slopes;
mod vertices;

pub(crate) use phases::{Settled, approach, settle};
