//! Names of the ways to undo one layer.

use super::whole::report::Norm;
use crate::name::{UnknownName, by_name};
use std::{fmt, str::FromStr};

/// How one layer is undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Equations, and a linear program where they are too few (eq. 4): for outputs that the layer really gives.
    Exact,
    /// The least `||phi(z) - x||_inf` of all inputs.
    Linf,
    /// Algorithm 1: the threshold grows until the program is feasible.
    LinfPaper,
    /// Algorithm 2: the least sum of errors, while a growing threshold still lowers `||phi(z) - x||_1`.
    L1,
    /// Algorithm 3: upper bounds alone (eq. 8), the lower ones left to the objective.
    Relaxed,
    /// Least squares over the outputs that are active at the answer: fast, and proves nothing.
    LeastSquares,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 6] = [Self::Exact, Self::Linf, Self::LinfPaper, Self::L1, Self::Relaxed, Self::LeastSquares];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Linf => "linf",
            Self::LinfPaper => "linf-paper",
            Self::L1 => "l1",
            Self::Relaxed => "relaxed",
            Self::LeastSquares => "least-squares",
        }
    }
}

impl Method {
    /// What it makes small.
    pub(super) fn norm(self) -> Norm {
        match self {
            Self::Linf | Self::LinfPaper => Norm::Linf,
            Self::L1 | Self::Relaxed => Norm::L1,
            Self::Exact | Self::LeastSquares => Norm::L2,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads what [`Display`](fmt::Display) writes.
impl FromStr for Method {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("method", Self::ALL, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for method in Method::ALL {
            assert_eq!(method.to_string().parse(), Ok(method));
        }
        let unknown = "l2".parse::<Method>().unwrap_err().to_string();
        assert_eq!(unknown, "unknown method `l2`: expected exact, linf, linf-paper, l1, relaxed or least-squares");
    }
}
