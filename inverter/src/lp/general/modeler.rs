//! CBC and GLPK, where they are installed: the crate `lp-modeler` writes the model and reads what the program answers.
//!
//! The crate has traps, and this file steps around each. Its numbers are singles, so rows give by what singles round away,
//! and GLPK prints six digits: a point is a hint here. Its file declares the bounds of only those variables that some row
//! names, and an upper bound alone leaves the lower one at the format's default of zero. An objective or a row without terms
//! makes a file that nothing reads. It panics on answers that it did not expect. The programs are started here, because it
//! has them write into the current folder, with no time limit for GLPK, and prints that of CBC.

use super::{GeneralSolver, LinearProgram, LpOutcome, Relation, Row, Variable};
use lp_modeler::dsl::{LpConstraint, LpContinuous, LpExpression, LpObjective, LpOperations, LpProblem, lp_sum};
use lp_modeler::format::lp_format::LpFileFormat;
use lp_modeler::solvers::{CbcSolver, GlpkSolver, Solution, SolverWithSolutionParsing, Status};
use std::env;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, Stdio};

/// How far each number of a row, in singles, may be from what it was, relative to one.
const ROUNDING: f64 = 1e-7;

/// Seconds after which a program stops.
const LIMIT: u32 = 60;

/// A solver that is a program of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modeler {
    /// COIN-OR CBC, the program `cbc`.
    Cbc,
    /// GLPK, the program `glpsol`.
    Glpk,
}

impl Modeler {
    fn executable(self) -> &'static str {
        match self {
            Self::Cbc => "cbc",
            Self::Glpk => "glpsol",
        }
    }

    fn arguments(self, model: &str, answer: &str) -> Vec<String> {
        let limit = LIMIT.to_string();
        let words: &[&str] = match self {
            Self::Cbc => &[model, "sec", &limit, "solve", "solution", answer],
            Self::Glpk => &["--nopresol", "--lp", model, "--tmlim", &limit, "--output", answer],
        };
        words.iter().copied().map(str::to_owned).collect()
    }

    /// Runs the program on a model; all its files are in `folder`.
    fn run<'m>(self, model: &'m LpProblem, folder: &Path) -> Result<Solution<'m>, String> {
        let place = |name: &str| folder.join(name).to_str().map(str::to_owned).ok_or("the folder's name is not text");
        let (file, answer) = (place("model.lp")?, place("answer.sol")?);
        fs::write(&file, model.to_lp_file_format()).map_err(|error| error.to_string())?;
        let mut command = Command::new(self.executable());
        command.args(self.arguments(&file, &answer)).stdin(Stdio::null());
        let ended = command.output().map_err(|error| error.to_string())?;
        if !ended.status.success() {
            return Err(format!("`{}` ended with {}", self.executable(), ended.status));
        }
        let read = || match self {
            Self::Cbc => CbcSolver::new().read_solution(&answer, Some(model)),
            Self::Glpk => GlpkSolver::new().read_solution(&answer, Some(model)),
        };
        catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err("what it wrote cannot be read".into()))
    }
}

impl GeneralSolver for Modeler {
    fn name(&self) -> &'static str {
        match self {
            Self::Cbc => "cbc",
            Self::Glpk => "glpk",
        }
    }

    fn lacks(&self) -> Option<String> {
        let name = format!("{}{}", self.executable(), env::consts::EXE_SUFFIX);
        let path = env::var_os("PATH").unwrap_or_default();
        let installed = env::split_paths(&path).any(|folder| folder.join(&name).is_file());
        (!installed).then(|| format!("the program `{}` is not installed", self.executable()))
    }

    fn solve(&self, program: &LinearProgram) -> LpOutcome {
        if let Some(lack) = self.lacks() {
            return LpOutcome::GaveUp(lack);
        }
        if program.rows.iter().any(contradicts) {
            return LpOutcome::Infeasible;
        }
        let folder = match tempfile::tempdir() {
            Ok(folder) => folder,
            Err(error) => return LpOutcome::GaveUp(no_folder(&error)),
        };
        match self.run(&model(program), folder.path()) {
            Ok(solution) => outcome(&solution, program.variables.len()),
            Err(reason) => LpOutcome::GaveUp(reason),
        }
    }
}

fn no_folder(error: &io::Error) -> String {
    format!("no temporary folder: {error}")
}

/// A row without terms says something of its right side alone.
fn contradicts(row: &Row) -> bool {
    let holds = match row.relation {
        Relation::AtMost => row.right >= 0.0,
        Relation::AtLeast => row.right <= 0.0,
        Relation::Equal => row.right == 0.0,
    };
    row.terms.is_empty() && !holds
}

fn outcome(solution: &Solution<'_>, variables: usize) -> LpOutcome {
    let value = |index: usize| solution.results.get(&name(index)).map(|value| f64::from(*value));
    match solution.status {
        Status::Optimal => match (0..variables).map(value).collect() {
            Some(point) => LpOutcome::Optimal(point),
            None => LpOutcome::GaveUp("it answered without some variable".into()),
        },
        Status::Infeasible => LpOutcome::Infeasible,
        Status::Unbounded => LpOutcome::Unbounded,
        Status::SubOptimal => LpOutcome::GaveUp("it stopped early".into()),
        Status::NotSolved => LpOutcome::GaveUp("it did not solve the program".into()),
    }
}

fn name(index: usize) -> String {
    format!("v{index}")
}

fn model(program: &LinearProgram) -> LpProblem {
    let mut model = LpProblem::new("unrelu", LpObjective::Minimize);
    let variables: Vec<LpContinuous> = program.variables.iter().enumerate().map(declared).collect();
    let costs = program.variables.iter().enumerate().map(|(index, variable)| (index, variable.cost));
    model += sum(&variables, costs).unwrap_or_else(|| constant().into());
    model += constant().equal(0.0_f32);
    for row in &program.rows {
        if let Some(left) = sum(&variables, row.terms.iter().copied()) {
            model += match row.relation {
                Relation::AtMost => left.le(single(row.right + room(row))),
                Relation::AtLeast => left.ge(single(row.right - room(row))),
                Relation::Equal => left.equal(single(row.right)),
            };
        }
    }
    for (variable, declared) in program.variables.iter().zip(&variables) {
        model += bound(variable, declared);
    }
    model
}

/// A variable that is zero, for objectives without terms.
fn constant() -> LpContinuous {
    LpContinuous::new("zero")
}

/// Free but for a lower bound: with no bound at all, or with one below, the file says what the program says.
fn declared((index, variable): (usize, &Variable)) -> LpContinuous {
    let (low, _) = variable.bounds;
    LpContinuous { name: name(index), lower_bound: low.is_finite().then(|| single(low)), upper_bound: None }
}

/// A row that names the variable: its upper bound, or nothing new.
fn bound(variable: &Variable, declared: &LpContinuous) -> LpConstraint {
    let (_, high) = variable.bounds;
    if high.is_finite() { declared.le(single(high)) } else { (declared - twin(declared)).equal(0.0_f32) }
}

/// A free variable that equals another one.
fn twin(declared: &LpContinuous) -> LpContinuous {
    LpContinuous::new(&format!("{}t", declared.name))
}

/// Equations that hold in doubles, as two rows each, should go on to hold.
fn room(row: &Row) -> f64 {
    ROUNDING * (1 + row.terms.len()) as f64
}

/// The sum of the terms that are not zero as singles; `None` where there is none.
fn sum(variables: &[LpContinuous], terms: impl Iterator<Item = (usize, f64)>) -> Option<LpExpression> {
    let terms = terms.map(|(index, factor)| (index, single(factor))).filter(|(_, factor)| *factor != 0.0);
    let terms: Vec<LpExpression> = terms.map(|(index, factor)| factor * &variables[index]).collect();
    (!terms.is_empty()).then(|| lp_sum(&terms))
}

#[expect(clippy::cast_possible_truncation, reason = "the crate has no other numbers, and the answer is only a hint")]
fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_is_declared_with_its_bounds() {
        let mut program = LinearProgram::default();
        let free = program.add_variable(0.0, (f64::NEG_INFINITY, f64::INFINITY));
        program.add_variable(0.0, (f64::NEG_INFINITY, -1.0));
        program.add_variable(0.0, (0.5, f64::INFINITY));
        program.add_row(vec![(free, 2.0)], Relation::AtMost, 1.0);
        let text = model(&program).to_lp_file_format();
        for line in ["obj: zero", "2 v0 <= 1", "v1 <= -1", "v0 free", "v1 free", "0.5 <= v2"] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
    }

    #[test]
    fn rows_without_terms_are_decided_here() {
        let row = |relation, right| Row { terms: vec![], relation, right };
        assert!(contradicts(&row(Relation::AtMost, -1.0)));
        assert!(contradicts(&row(Relation::Equal, 1.0)));
        assert!(!contradicts(&row(Relation::AtMost, 1.0)));
    }
}
