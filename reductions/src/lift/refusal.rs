//! Why a network is not lifted.

use super::{Codes, Form};
use std::fmt;
use unrelu_inverter::network::{Activation, ObservationError};

/// Why a network is not lifted: nothing is known about it then.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The observation does not fit the network.
    #[error(transparent)]
    Observation(#[from] ObservationError),
    /// A formula says nothing about what is close.
    #[error("a formula decides whether an observation is given exactly: expected a tolerance of 0, found {0}")]
    Tolerance(f64),
    /// The formula says nothing about some of the latent codes.
    #[error("as {0} the network stands for a formula only where latent codes are {1}: expected such a domain")]
    Domain(Form, Codes),
    /// No form has so many layers and outputs.
    #[error("no reduction has {layers} layers and, with {inputs} inputs, {outputs} outputs")]
    Shape {
        /// Layers.
        layers: usize,
        /// Inputs.
        inputs: usize,
        /// Outputs.
        outputs: usize,
    },
    /// Each form that has its layers and outputs, and what is not as it is there.
    #[error("{}", Misfits(.0))]
    Misfits(Vec<(Form, Misfit)>),
}

/// What is not as a form has it. Layers, units, inputs and outputs are numbered from 1, as the network has them.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Misfit {
    /// A layer has another activation.
    #[error("layer {layer}: the activation is {found}, expected {expected}")]
    Activation {
        /// Layer.
        layer: usize,
        /// Its activation.
        found: String,
        /// That of the form.
        expected: &'static str,
    },
    /// 64 bits are too few for exact arithmetic.
    #[error("layer {layer}, unit {unit}: its numbers are no whole multiples, of 64 bits, of a common number")]
    NotExact {
        /// Layer.
        layer: usize,
        /// Unit.
        unit: usize,
    },
    /// More units than can be numbered.
    #[error("layer {0} is too wide, the most are 4294967295 units")]
    TooWide(usize),
    /// A unit is none that the form has.
    #[error("layer {layer}, unit {unit}: {problem}")]
    Unit {
        /// Layer.
        layer: usize,
        /// Unit.
        unit: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Units are missing.
    #[error("layer {layer} has no unit for each that the reduction of its clauses has")]
    Missing {
        /// Layer.
        layer: usize,
    },
    /// An output is none that the form has.
    #[error("output {output}: {problem}")]
    Output {
        /// Output.
        output: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Too few or too many coordinates are told apart.
    #[error("{found} variables can be told apart, but the network has {inputs} inputs")]
    Variables {
        /// Variables.
        found: usize,
        /// Inputs.
        inputs: usize,
    },
    /// The variables are no whole coordinates of the latent code.
    #[error("the {0} variables, as combinations of the inputs, have no whole inverse of moderate size")]
    NoInverse(usize),
    /// The formula has no network.
    #[error(transparent)]
    Formula(#[from] crate::instance::InstanceError),
    /// The observation is not the one that the form has for a number of false clauses.
    #[error("output {output} is to be {found}: expected {expected}")]
    Observed {
        /// Output.
        output: usize,
        /// Entry of the observation.
        found: f64,
        /// What the form has there.
        expected: String,
    },
}

impl Misfit {
    pub(super) fn activation(layer: usize, found: Activation, expected: &'static str) -> Self {
        Self::Activation { layer, found: found.to_string(), expected }
    }

    pub(super) fn output(index: usize, problem: impl Into<String>) -> Self {
        Self::Output { output: index + 1, problem: problem.into() }
    }

    pub(super) fn unit(layer: usize, index: usize, problem: impl Into<String>) -> Self {
        Self::Unit { layer, unit: index + 1, problem: problem.into() }
    }
}

/// One form after the other.
struct Misfits<'a>(&'a [(Form, Misfit)]);

impl fmt::Display for Misfits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (form, misfit)) in self.0.iter().enumerate() {
            let separator = if index > 0 { "; " } else { "" };
            write!(f, "{separator}not {form}: {misfit}")?;
        }
        Ok(())
    }
}
