//! Networks that look different and are as hard: a benchmark should not be solved by recognising its pattern.
//!
//! Every trick multiplies weights by sparse whole matrices whose inverses are known, so that outputs and latent codes map back
//! exactly. They are applied in this order, whatever order they are named in:
//!
//! | trick | what it does | why the verdict stays |
//! |---|---|---|
//! | [`Trick::Mix`] | `W_1` becomes `W_1 U` with `U` whole and unimodular | `y -> U y` is a bijection of `R^k`; not of sign vectors, so not for `theorem-1` |
//! | [`Trick::Split`] | a hidden unit becomes two of the same, whose outgoing weights sum to the old | the sums are the same |
//! | [`Trick::Pad`] | units that are never active, and pairs of copies whose outgoing weights cancel | they add nothing |
//! | [`Trick::Scale`] | rows times powers of two, and the columns that read them by the inverse | ReLU commutes with positive factors; the output is scaled |
//! | [`Trick::Permute`] | units, inputs and outputs change places | the names of units do not matter |
//!
//! The same seed gives the same network. All numbers stay whole and below `2^24`, so that 32-bit floats hold them exactly, or
//! the disguise is refused.

mod latent;
pub(crate) mod sparse;
mod tricks;

pub use latent::LatentMap;

use crate::reduction::Domain;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use tricks::Sketch;
use unrelu_inverter::name::{UnknownName, by_name};
use unrelu_inverter::ndarray::Array1;
use unrelu_inverter::network::Network;

/// One way to look different.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Trick {
    /// A whole unimodular change of the latent coordinates.
    Mix,
    /// Units become two.
    Split,
    /// Units that add nothing.
    Pad,
    /// Rows times powers of two.
    Scale,
    /// Units, inputs and outputs change places.
    Permute,
}

/// Which tricks, and from which seed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disguise {
    /// The tricks, each once, in the order in which they are applied.
    tricks: Vec<Trick>,
    /// What their choices come from.
    seed: u64,
}

/// Why a network cannot be disguised.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DisguiseError {
    /// Sign vectors do not stay sign vectors.
    #[error("`mix` needs latent codes in all of R^k; the domain here is `signs`")]
    NoMix,
    /// 32-bit floats would not hold it.
    #[error("the disguise makes {value} in layer {layer}: 32-bit floats hold whole numbers below 2^24 only")]
    TooLarge {
        /// Layer, from 1.
        layer: usize,
        /// A weight, bias or entry of the observation.
        value: f64,
    },
    /// More units than can be numbered.
    #[error("the disguise makes layer {0} too wide, the most are 4294967295 units")]
    TooWide(usize),
}

/// A network in disguise, and the ways back.
#[derive(Clone, Debug, PartialEq)]
pub struct Disguised {
    /// What the tricks made of the network.
    pub network: Network,
    /// Between its latent codes and those of the plain network.
    pub latent: LatentMap,
    /// For each output: which one of the plain network it is, from 0, and by what it is multiplied.
    pub outputs: Vec<(usize, f64)>,
}

impl Disguise {
    /// `tricks`, in any order, from `seed`.
    pub fn new(tricks: impl IntoIterator<Item = Trick>, seed: u64) -> Self {
        let mut tricks: Vec<Trick> = tricks.into_iter().collect();
        tricks.sort_unstable();
        tricks.dedup();
        Self { tricks, seed }
    }

    /// Disguises `network`, whose latent codes are those of `domain`.
    ///
    /// # Errors
    /// [`DisguiseError`].
    pub fn apply(&self, network: &Network, domain: Domain) -> Result<Disguised, DisguiseError> {
        let mut sketch = Sketch::new(network, domain);
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        for trick in &self.tricks {
            match trick {
                Trick::Mix => sketch.mix(&mut rng)?,
                Trick::Split => sketch.split(&mut rng)?,
                Trick::Pad => sketch.pad(&mut rng)?,
                Trick::Scale => sketch.scale(&mut rng),
                Trick::Permute => sketch.permute(&mut rng)?,
            }
        }
        sketch.finish()
    }
}

impl Disguised {
    /// What the disguised network gives where the plain one gives `output`.
    pub fn output(&self, output: &Array1<f64>) -> Array1<f64> {
        self.outputs.iter().map(|&(plain, factor)| factor * output[plain]).collect()
    }
}

impl fmt::Display for Trick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mix => "mix",
            Self::Split => "split",
            Self::Pad => "pad",
            Self::Scale => "scale",
            Self::Permute => "permute",
        })
    }
}

/// Reads what `Display` writes.
impl FromStr for Trick {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("disguise", [Self::Permute, Self::Scale, Self::Pad, Self::Split, Self::Mix], name)
    }
}

#[cfg(test)]
mod tests;
