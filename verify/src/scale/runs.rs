//! What came out of the runs of a plan.

use super::error::ScaleError;
use super::measure::{Address, Run, Verdict};
use super::plan::{Plan, Point, Series};
use super::subject::Subject;
use std::collections::BTreeMap;

/// The runs of a plan that are finished.
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    plan: &'a Plan,
    finished: BTreeMap<Address, Run>,
    /// Of each formula, by sizes and number of the draw, who decided it first, and how.
    decided: BTreeMap<(Point, u32), (Subject, Verdict)>,
}

impl<'a> Runs<'a> {
    /// None yet.
    pub fn new(plan: &'a Plan) -> Self {
        Self { plan, finished: BTreeMap::new(), decided: BTreeMap::new() }
    }

    /// What they are runs of.
    pub fn plan(&self) -> &'a Plan {
        self.plan
    }

    /// Takes a finished run.
    ///
    /// # Errors
    /// [`ScaleError::Unplanned`], [`ScaleError::Disagreement`].
    pub fn add(&mut self, run: Run) -> Result<(), ScaleError> {
        let Run { address, seed, verdict, .. } = run;
        let Address { subject, point, number } = address;
        let planned =
            self.plan.series().iter().any(|series| series.subject == subject && series.points.contains(&point))
                && number < self.plan.runs()
                && seed == address.seed(self.plan.seed());
        if !planned || self.finished.insert(address, run).is_some() {
            return Err(ScaleError::Unplanned);
        }
        if !matches!(verdict, Verdict::Sat | Verdict::Unsat) {
            return Ok(());
        }
        let (first, before) = *self.decided.entry((point, number)).or_insert((subject, verdict));
        if before == verdict {
            return Ok(());
        }
        Err(ScaleError::Disagreement { first, second: subject, point, seed })
    }

    /// The runs of one thing at one point, as far as they are finished, by number.
    pub fn at(&self, subject: Subject, point: Point) -> impl Iterator<Item = &Run> {
        let address = |number| Address { subject, point, number };
        self.finished.range(address(0)..=address(u32::MAX)).map(|(_, run)| run)
    }

    /// How many are finished.
    pub fn len(&self) -> usize {
        self.finished.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.finished.is_empty()
    }

    /// The runs that are still to be done, in the order of the plan. A series that [grows](Subject::grows) ends at the first size
    /// at which half of the runs have no answer: none is listed beyond it.
    pub fn missing(&self) -> impl Iterator<Item = Address> {
        self.plan.series().iter().flat_map(|series| self.missing_of(series))
    }

    fn missing_of(&self, series: &Series) -> impl Iterator<Item = Address> {
        let subject = series.subject;
        let end = series.points.iter().position(|&point| subject.grows() && self.is_out_of_reach(subject, point));
        let within = &series.points[..end.map_or(series.points.len(), |end| end + 1)];
        let numbers = 0..self.plan.runs();
        let addresses =
            within.iter().flat_map(move |&point| numbers.clone().map(move |number| Address { subject, point, number }));
        addresses.filter(|address| !self.finished.contains_key(address))
    }

    fn is_out_of_reach(&self, subject: Subject, point: Point) -> bool {
        let unknown = self.at(subject, point).filter(|run| run.verdict == Verdict::Unknown).count();
        2 * unknown >= self.plan.runs() as usize
    }
}
