//! What `solve` says.

use super::super::{
    exit::Exit,
    output::say,
    question::Question,
    solution::{signed_numbers, value_lines},
};
use serde::Serialize;
use unrelu_inverter::certificate::{Domain, Problem, Rational, rational};
use unrelu_inverter::exact::to_f64;
use unrelu_reductions::{
    Assignment,
    lift::Form,
    solve::{Decision, Refutation, SolverKind, Verdict, Witness},
};

/// An answer of an instance or of a bare network.
pub(super) struct Answer {
    verdict: Verdict<Found>,
    solver: SolverKind,
    form: Option<Form>,
}

/// A preimage.
struct Found {
    latent: Vec<Rational>,
    assignment: Option<Assignment>,
}

/// `--json`. Fields that do not apply are null.
#[derive(Serialize)]
pub(super) struct Report {
    schema: u32,
    version: &'static str,
    status: &'static str,
    solver: String,
    reduction: Option<String>,
    lifted: Option<String>,
    tolerance: Option<f64>,
    domain: Option<String>,
    assignment: Option<Vec<i64>>,
    latent: Option<Vec<f64>>,
    latent_exact: Option<Vec<String>>,
    evidence: String,
    seconds: f64,
}

impl Answer {
    pub fn of_instance(solver: SolverKind, verdict: Verdict) -> Self {
        let found = |witness: Witness| Found {
            latent: witness.latent().iter().map(|&entry| rational(entry)).collect(),
            assignment: Some(witness.assignment().clone()),
        };
        Self { verdict: verdict.map(found), solver, form: None }
    }

    pub fn of_network(decision: Decision) -> Self {
        let verdict = decision
            .verdict
            .map(|latent| Found { latent: latent.entries().to_vec(), assignment: latent.assignment().cloned() });
        Self { verdict, solver: decision.solver, form: decision.form }
    }

    pub fn exit(&self) -> Exit {
        match &self.verdict {
            Verdict::Satisfiable(_) => Exit::Satisfiable,
            Verdict::Unsatisfiable(_) => Exit::Unsatisfiable,
            _ => Exit::Answered,
        }
    }

    pub fn refutation(&self) -> Option<&Refutation> {
        if let Verdict::Unsatisfiable(refutation) = &self.verdict { Some(refutation) } else { None }
    }

    fn found(&self) -> Option<&Found> {
        if let Verdict::Satisfiable(found) = &self.verdict { Some(found) } else { None }
    }

    pub fn latent(&self) -> Option<&[Rational]> {
        self.found().map(|found| found.latent.as_slice())
    }

    /// Whether no entry of the latent code is rounded as a float.
    pub fn fits_floats(&self) -> bool {
        self.latent().into_iter().flatten().all(|entry| rational(to_f64(entry)) == *entry)
    }

    fn status(&self) -> &'static str {
        match &self.verdict {
            Verdict::Satisfiable(_) => "SATISFIABLE",
            Verdict::Unsatisfiable(_) => "UNSATISFIABLE",
            _ => "UNKNOWN",
        }
    }

    fn evidence(&self) -> String {
        match &self.verdict {
            Verdict::Satisfiable(_) => "the latent code gives the observation, in exact arithmetic".into(),
            Verdict::Unsatisfiable(Refutation::Proof(proof)) => {
                format!("a proof of {} bytes was checked", proof.len())
            }
            Verdict::Unsatisfiable(Refutation::Exhausted { assignments }) => {
                format!("all {assignments} assignments were tried")
            }
            Verdict::Unsatisfiable(Refutation::Certificate(certificate)) => {
                format!("a proof of {} steps was checked, in exact arithmetic", certificate.steps.len())
            }
            Verdict::Unsatisfiable(Refutation::Word(backend)) => format!("`{backend}` says so, without a proof"),
            Verdict::Undecided(reason) => reason.to_string(),
            _ => "nothing is known".into(),
        }
    }
}

impl Report {
    pub fn new(question: &Question, answer: &Answer, seconds: f64) -> Self {
        let (instance, problem) = match question {
            Question::Instance(instance) => (Some(instance), None),
            Question::Network(problem) => (None, Some(problem)),
        };
        let assignment = answer.found().and_then(|found| found.assignment.as_ref());
        Self {
            schema: 1,
            version: env!("CARGO_PKG_VERSION"),
            status: answer.status(),
            solver: answer.solver.to_string(),
            reduction: instance.map(|instance| instance.kind().to_string()),
            lifted: answer.form.map(|form| form.to_string()),
            tolerance: problem.map(Problem::tolerance),
            domain: problem.map(|problem| domain(problem.domain())),
            assignment: assignment.map(signed_numbers),
            latent: answer.latent().map(|latent| latent.iter().map(to_f64).collect()),
            latent_exact: answer.latent().map(|latent| latent.iter().map(Rational::to_string).collect()),
            evidence: answer.evidence(),
            seconds,
        }
    }

    pub fn print(&self) -> anyhow::Result<()> {
        if let (Some(tolerance), Some(domain)) = (self.tolerance, &self.domain) {
            say(format_args!("c tolerance {tolerance:?}, latent codes: {domain}"))?;
        }
        let form =
            self.lifted.as_ref().map_or_else(String::new, |form| format!(", on the formula of a {form} network"));
        say(format_args!("c by {}{form}", self.solver))?;
        say(format_args!("c {}", self.evidence))?;
        say(format_args!("s {}", self.status))?;
        if let Some(assignment) = &self.assignment {
            say(value_lines(assignment))?;
        }
        Ok(())
    }
}

fn domain(domain: &Domain) -> String {
    match domain {
        Domain::Signs => "signs".into(),
        // The command line has the same bounds for all entries.
        Domain::Box { lower, upper } => match (lower.first(), upper.first()) {
            (Some(lower), Some(upper)) => format!("[{lower}, {upper}]"),
            _ => "box".into(),
        },
        _ => "reals".into(),
    }
}
