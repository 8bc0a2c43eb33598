//! Exit codes.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Answered; all as expected.
    Answered,
    /// A claim that was expected to hold is refuted, a check failed, or a file is odd.
    Refuted,
    /// Usage or input error.
    Input,
    /// A limit was reached; nothing is known.
    Undecided,
    /// As SAT solvers say it.
    Satisfiable,
    /// As SAT solvers say it.
    Unsatisfiable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Answered => 0,
            Exit::Refuted => 1,
            Exit::Input => 2,
            Exit::Undecided => 3,
            Exit::Satisfiable => 10,
            Exit::Unsatisfiable => 20,
        })
    }
}
