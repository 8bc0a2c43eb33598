//! What is inverted: a network, and noise on what it gives.

use crate::seed::{Seed, StreamId};
use ndarray::Array1;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use unrelu_inverter::network::random::{Variance, gaussian_latent, gaussian_network};
use unrelu_inverter::network::{Activation, Network, Noise};

/// Slope below zero of the LeakyReLU networks: the paper names none.
pub const LEAKY_SLOPE: f64 = 0.1;

/// A kind of network.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Family {
    /// Gaussian, ReLU, no bias, entries of variance `1/n_i` (section 5.1): a new one every run.
    Relu(Vec<usize>),
    /// The same with LeakyReLU of slope [`LEAKY_SLOPE`].
    Leaky(Vec<usize>),
    /// A trained generator, by its name.
    Trained(String),
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dashed = |widths: &[usize]| widths.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
        match self {
            Self::Relu(widths) => write!(f, "relu:{}", dashed(widths)),
            Self::Leaky(widths) => write!(f, "leaky:{}", dashed(widths)),
            Self::Trained(name) => f.write_str(name),
        }
    }
}

/// Reads what [`Display`](fmt::Display) writes.
impl FromStr for Family {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let widths = |widths: &str| {
            let widths: Option<Vec<usize>> = widths.split('-').map(|width| width.parse().ok()).collect();
            let wrong = || format!("expected widths such as 20-100-500, found `{widths:?}`");
            widths.clone().filter(|widths| widths.len() > 1 && !widths.contains(&0)).ok_or_else(wrong)
        };
        match text.split_once(':') {
            Some(("relu", rest)) => widths(rest).map(Self::Relu),
            Some(("leaky", rest)) => widths(rest).map(Self::Leaky),
            Some(_) => Err(format!("expected relu:WIDTHS, leaky:WIDTHS or the name of a generator, found `{text}`")),
            None => Ok(Self::Trained(text.to_owned())),
        }
    }
}

/// As text, in tables and plans.
macro_rules! text {
    ($name:ty) => {
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        }
    };
}

text!(Family);
text!(Level);

/// Trained generators by name.
pub type Generators = BTreeMap<String, Network>;

/// A network and noise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// The network.
    pub family: Family,
    /// The noise, where there is some.
    pub noise: Level,
}

/// Noise, or none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Level(pub Option<Noise>);

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(noise) => noise.fmt(f),
            None => f.write_str("none"),
        }
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "none" { Ok(Self(None)) } else { text.parse().map(Some).map(Self) }
    }
}

impl fmt::Display for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.family, self.noise)
    }
}

/// One draw of a setup.
#[derive(Clone, Debug)]
pub struct Draw<'a> {
    /// The network.
    pub network: Cow<'a, Network>,
    /// The latent code, `k` long, from `N(0, I)`.
    pub latent: Array1<f64>,
    /// `G(z)`, `n` long.
    pub clean: Array1<f64>,
    /// `G(z)` and the noise.
    pub observation: Array1<f64>,
}

impl Setup {
    /// Draw `number`: network and latent code are those of the family, whatever the noise; `None` where the generator is missing.
    ///
    /// # Panics
    /// Never: [`LEAKY_SLOPE`] is a slope.
    pub fn draw<'a>(&self, generators: &'a Generators, number: u32, seed: Seed) -> Option<Draw<'a>> {
        let rng = |what: &str| seed.rng(StreamId::of("reproduce"), StreamId::of(what), u64::from(number));
        let mut rng_network = rng(&self.family.to_string());
        let (network, latent) = match &self.family {
            Family::Relu(widths) => gaussian(&mut rng_network, widths, Activation::Relu),
            Family::Leaky(widths) => {
                gaussian(&mut rng_network, widths, Activation::from_slope(LEAKY_SLOPE).expect("a slope from 0 to 1"))
            }
            Family::Trained(name) => {
                let network = generators.get(name)?;
                (Cow::Borrowed(network), gaussian_latent(&mut rng_network, network.inputs()))
            }
        };
        let clean = network.forward(&latent);
        let mut rng_noise = rng(&self.to_string());
        let observation = match self.noise.0 {
            Some(noise) => clean.mapv(|x| x + noise.draw(&mut rng_noise)),
            None => clean.clone(),
        };
        Some(Draw { network, latent, clean, observation })
    }
}

fn gaussian<'a>(rng: &mut ChaCha8Rng, widths: &[usize], activation: Activation) -> (Cow<'a, Network>, Array1<f64>) {
    let latent = gaussian_latent(rng, widths[0]);
    (Cow::Owned(gaussian_network(rng, widths, Variance::OverOutputs, activation)), latent)
}
