//! The linear-program engine against other solvers, and on every shape that is known to be hard.

mod extremes;
mod near;
mod programs;
mod random;
mod reference;
mod shapes;
