//! General linear programs, and the solvers of others behind one trait.
//!
//! Minimise `c . v` where every row of `A v` is at most, at least or equal to its right side and every variable stays
//! within its bounds. What a solver says is a claim; [`General`] makes proofs of claims, for the programs of layer inversion.
//!
//! | solver | in which build | what it needs |
//! |---|---|---|
//! | `microlp`, `clarabel` | every | nothing |
//! | `cbc`, `glpk` | feature `lp-modeler` | the programs `cbc` and `glpsol`, when it runs |
//! | `highs` | feature `highs` | cmake, a C++ compiler and libclang, when it is built |

mod adapter;
mod clarabel;
mod formulate;
#[cfg(feature = "highs")]
pub(crate) mod highs;
pub(crate) mod microlp;
#[cfg(feature = "lp-modeler")]
mod modeler;

pub use self::adapter::General;
pub use self::clarabel::Clarabel;
#[cfg(feature = "highs")]
pub use self::highs::Highs;
pub use self::microlp::Microlp;
#[cfg(feature = "lp-modeler")]
pub use self::modeler::Modeler;

use std::fmt::Debug;

/// Minimise the objective within rows and bounds.
#[derive(Clone, Debug, Default)]
pub struct LinearProgram {
    /// The variables, in the order of their indices.
    pub variables: Vec<Variable>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variable {
    /// Its factor in the objective.
    pub cost: f64,
    /// Least and largest value, which may be infinite.
    pub bounds: (f64, f64),
}

/// `sum coefficient * variable  <relation>  right`.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Pairs of a variable's index and its coefficient, each variable at most once.
    pub terms: Vec<(usize, f64)>,
    /// How the sum relates to the right side.
    pub relation: Relation,
    /// The right side.
    pub right: f64,
}

/// How a row's sum relates to its right side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `=`
    Equal,
}

/// What a solver says of a program.
#[derive(Clone, Debug, PartialEq)]
pub enum LpOutcome {
    /// An optimal point.
    Optimal(Vec<f64>),
    /// No point keeps rows and bounds.
    Infeasible,
    /// The objective falls without end.
    Unbounded,
    /// Nothing is known; the text says why.
    GaveUp(String),
}

/// A solver of general linear programs.
pub trait GeneralSolver: Debug + Send + Sync {
    /// Its name on the command line.
    fn name(&self) -> &'static str;

    /// What it needs and this machine lacks; `None` where it can run.
    fn lacks(&self) -> Option<String> {
        None
    }

    /// Solves `program`.
    fn solve(&self, program: &LinearProgram) -> LpOutcome;
}

impl LinearProgram {
    /// Adds a variable and gives its index.
    pub fn add_variable(&mut self, cost: f64, bounds: (f64, f64)) -> usize {
        self.variables.push(Variable { cost, bounds });
        self.variables.len() - 1
    }

    /// Adds a row.
    pub fn add_row(&mut self, terms: Vec<(usize, f64)>, relation: Relation, right: f64) {
        self.rows.push(Row { terms, relation, right });
    }
}
