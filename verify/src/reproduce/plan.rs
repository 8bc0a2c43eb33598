//! What is to be run.

use super::figure::{Figure, Panel, Parameters};
use super::method::Contestant;
use super::setup::{Generators, Setup};
use crate::seed::Seed;
use crate::table::Planned;
use serde::{Deserialize, Serialize};

/// Figures, their parameters, and how often.
#[derive(Clone, Debug)]
pub struct Plan {
    figures: Vec<(Figure, Vec<Panel>)>,
    generators: Generators,
    outline: Outline,
}

/// A plan as data: what finished runs must be runs of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// What every draw starts from.
    pub seed: Seed,
    /// Runs of every setup.
    pub runs: u32,
    /// What is inverted, by what; one that several figures have stands here once.
    pub entries: Vec<Entry>,
}

/// A setup and the methods that it is inverted by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What is inverted.
    #[serde(flatten)]
    pub setup: Setup,
    /// By what.
    pub methods: Vec<Contestant>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// No runs.
    #[error("every figure needs at least one run")]
    NoRuns,
    /// A generator that is not there.
    #[error("there is no generator `{name}`; there are {known}")]
    Generator {
        /// Its name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// A network that has less than one unit in a layer, or too many weights.
    #[error(
        "a random network of widths {0:?} is not drawn: it takes two widths or more, each at least 1, with at most 2^28 weights a layer"
    )]
    Widths(Vec<usize>),
    /// A size of noise that is none.
    #[error("a size of noise must be finite and above 0, found {0}")]
    Level(String),
}

impl Plan {
    /// A plan, without panels that are twice the same.
    ///
    /// # Errors
    /// [`PlanError`].
    pub fn new(
        figures: &[Figure],
        parameters: &Parameters,
        generators: Generators,
        runs: u32,
        seed: Seed,
    ) -> Result<Self, PlanError> {
        if runs == 0 {
            return Err(PlanError::NoRuns);
        }
        check(parameters, &generators)?;
        let figures: Vec<(Figure, Vec<Panel>)> =
            figures.iter().map(|&figure| (figure, figure.panels(parameters))).collect();
        let mut entries: Vec<Entry> = Vec::new();
        for (setup, methods) in figures.iter().flat_map(|(_, panels)| panels).flat_map(Panel::entries) {
            match entries.iter_mut().find(|entry| entry.setup == *setup) {
                Some(entry) => {
                    let known = entry.methods.clone();
                    entry.methods.extend(methods.iter().filter(|method| !known.contains(method)));
                }
                None => entries.push(Entry { setup: setup.clone(), methods: methods.to_vec() }),
            }
        }
        Ok(Self { figures, generators, outline: Outline { seed, runs, entries } })
    }

    /// The figures and their panels, in order.
    pub fn figures(&self) -> &[(Figure, Vec<Panel>)] {
        &self.figures
    }

    /// The trained generators.
    pub fn generators(&self) -> &Generators {
        &self.generators
    }

    /// The plan as data.
    pub fn outline(&self) -> &Outline {
        &self.outline
    }
}

impl Panel {
    fn entries(&self) -> impl Iterator<Item = (&Setup, &[Contestant])> {
        self.setups.iter().map(|(_, setup)| (setup, self.methods.as_slice()))
    }
}

fn check(parameters: &Parameters, generators: &Generators) -> Result<(), PlanError> {
    if let Some(name) = parameters.generators.iter().find(|name| !generators.contains_key(*name)) {
        let known = generators.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(PlanError::Generator { name: name.clone(), known });
    }
    if let Some(level) = parameters.levels.iter().find(|level| !(level.is_finite() && **level > 0.0)) {
        return Err(PlanError::Level(level.to_string()));
    }
    let largest = parameters.dimensions.iter().chain(&super::figure::TIMED_DIMENSIONS).max().copied().unwrap_or(1);
    let hidden: Vec<usize> = [largest].into_iter().chain(parameters.layers.iter().copied()).collect();
    let drawn = |widths: &[usize]| {
        let small =
            |pair: &[usize]| pair[0].checked_mul(pair[1]).is_some_and(|weights| (1..=1 << 28).contains(&weights));
        widths.len() > 1 && widths.windows(2).all(small)
    };
    let wrong = [&parameters.widths, &hidden].into_iter().find(|widths| !drawn(widths));
    if parameters.dimensions.contains(&0) {
        return Err(PlanError::Widths(vec![0]));
    }
    wrong.map_or(Ok(()), |widths| Err(PlanError::Widths(widths.clone())))
}

impl Planned for Outline {
    fn difference(&self, wanted: &Self) -> Option<String> {
        if self.seed != wanted.seed {
            return Some(format!("its seed is {}, not {}", self.seed.0, wanted.seed.0));
        }
        if self.runs != wanted.runs {
            return Some(format!("it has {} runs of every setup, not {}", self.runs, wanted.runs));
        }
        (self != wanted).then(|| "its figures, methods or parameters are others".to_owned())
    }
}
