//! By what it is inverted.

use super::setup::Family;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unrelu_inverter::invert::{
    AutoOptions, ExactOptions, GradientOptions, Inversion, InvertError, Inverter, LayerwiseOptions, Method, Methods,
    StrongOptions, exact,
};
use unrelu_inverter::name::{UnknownName, by_name};
use unrelu_inverter::ndarray::ArrayRef1;
use unrelu_inverter::network::Network;

/// An inverter, with its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contestant {
    /// Exact inversion layer by layer (Theorem 3).
    Exact,
    /// The least `l_inf` error of each layer: what Algorithm 1 approaches.
    Linf,
    /// Algorithm 1 as printed, until feasible.
    LinfPaper,
    /// Algorithm 2.
    L1,
    /// Algorithm 3.
    Relaxed,
    /// Gradient descent as in the paper: from one random point, step 1 and 1,000 steps on random networks (section 5.1), step 1e-3
    /// and 10,000 steps on trained ones (section 5.2).
    Gd,
    /// The same with ten times as many steps.
    GdLong,
    /// The best of ten Levenberg-Marquardt descents: the strong baseline.
    GdStrong,
    /// What `unrelu invert` does.
    Auto,
}

impl Contestant {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Linf,
        Self::LinfPaper,
        Self::L1,
        Self::Relaxed,
        Self::Exact,
        Self::Gd,
        Self::GdLong,
        Self::GdStrong,
        Self::Auto,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Linf => "linf",
            Self::LinfPaper => "linf-paper",
            Self::L1 => "l1",
            Self::Relaxed => "relaxed",
            Self::Gd => "gd",
            Self::GdLong => "gd-long",
            Self::GdStrong => "gd-strong",
            Self::Auto => "auto",
        }
    }

    /// Inverts an observation. No method is told anything about the noise, and layer-wise methods are left as they are, without
    /// our polish. `seed` is that of random starts.
    ///
    /// # Errors
    /// [`InvertError`] where the observation is none of the network.
    pub fn invert(
        self,
        network: &Network,
        observation: &ArrayRef1<f64>,
        family: &Family,
        seed: u64,
    ) -> Result<Inversion, InvertError> {
        if self == Self::Exact {
            return exact(network, observation, &ExactOptions::default());
        }
        self.inverter(family, seed).invert(network, observation)
    }

    /// The inverter that it is, of a network of this family.
    pub fn inverter(self, family: &Family, seed: u64) -> Inverter<'static> {
        let layerwise = |method| {
            let methods = Methods::All(method);
            Inverter::Layerwise(LayerwiseOptions { methods, polish: false, ..LayerwiseOptions::default() })
        };
        let descent = match family {
            Family::Trained(_) => GradientOptions::TRAINED,
            Family::Relu(_) | Family::Leaky(_) => GradientOptions::RANDOM,
        };
        match self {
            Self::Exact => layerwise(Method::Exact),
            Self::Linf => layerwise(Method::Linf),
            Self::LinfPaper => layerwise(Method::LinfPaper),
            Self::L1 => layerwise(Method::L1),
            Self::Relaxed => layerwise(Method::Relaxed),
            Self::Gd => Inverter::Gradient(GradientOptions { seed, ..descent }),
            Self::GdLong => Inverter::Gradient(GradientOptions { seed, steps: 10 * descent.steps, ..descent }),
            Self::GdStrong => Inverter::Strong(StrongOptions { seed, ..StrongOptions::default() }),
            Self::Auto => Inverter::Auto(AutoOptions { seed, ..AutoOptions::default() }),
        }
    }
}

impl fmt::Display for Contestant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads what [`Display`](fmt::Display) writes.
impl FromStr for Contestant {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("method", Self::ALL, name)
    }
}
