//! The figures and tables of the paper, with its parameters.

use super::method::Contestant;
use super::setup::{Family, Level, Setup};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use unrelu_inverter::name::{UnknownName, by_name};
use unrelu_inverter::network::{Law, Noise};

/// A figure or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Figure {
    /// Error against uniform noise, random network.
    Fig1a,
    /// Error against Gaussian noise, random network.
    Fig1b,
    /// Error against uniform noise, trained generator.
    Fig1c,
    /// Error against Gaussian noise, trained generator.
    Fig1d,
    /// Success against the latent dimension, ReLU.
    Fig2a,
    /// Success against the latent dimension, LeakyReLU.
    Fig2b,
    /// Pictures: digits with noise.
    Fig3,
    /// Pictures: digits that are partly hidden.
    Fig4,
    /// Error against noise, with Algorithm 3.
    Fig5,
    /// More pictures: digits that are partly hidden.
    Fig6,
    /// Time against the latent dimension.
    Table1,
}

/// What a figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Relative error against noise.
    Noise,
    /// Share of codes recovered against `k`.
    Success,
    /// Seconds against `k`.
    Time,
    /// Pictures.
    Pictures,
}

/// How the paper's `N(0, a)` is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// `a` is the standard deviation.
    Deviation,
    /// `a` is the variance.
    Variance,
}

/// What can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameters {
    /// Widths of the random network of Figures 1 and 5.
    pub widths: Vec<usize>,
    /// Hidden widths of the networks of Figure 2 and Table 1.
    pub layers: Vec<usize>,
    /// Latent dimensions of Figure 2.
    pub dimensions: Vec<usize>,
    /// Sizes `a` of noise.
    pub levels: Vec<f64>,
    /// How `N(0, a)` is read.
    pub readings: Vec<Reading>,
    /// Names of the generators.
    pub generators: Vec<String>,
    /// The methods, in place of those of each figure.
    pub methods: Vec<Contestant>,
}

impl Default for Parameters {
    /// Those of the paper.
    fn default() -> Self {
        Self {
            widths: vec![20, 100, 500],
            layers: vec![250, 600],
            dimensions: vec![10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 109, 110, 115, 120, 125, 130, 140, 160],
            levels: (1..=6).map(|power| 10_f64.powi(-power)).collect(),
            readings: vec![Reading::Deviation, Reading::Variance],
            generators: vec!["mnist".to_owned(), "mnist-bias".to_owned()],
            methods: Vec::new(),
        }
    }
}

/// One curve's setups, in the order of its abscissa.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// What is shown, in a few words.
    pub title: String,
    /// Sizes of noise as the paper counts them, or latent dimensions, each with its setup.
    pub setups: Vec<(f64, Setup)>,
    /// By what.
    pub methods: Vec<Contestant>,
}

impl Panel {
    /// Whether its network is a trained generator.
    pub fn is_trained(&self) -> bool {
        self.setups.iter().any(|(_, setup)| matches!(setup.family, Family::Trained(_)))
    }
}

impl Figure {
    /// All of them, in the order of the paper.
    pub const ALL: [Self; 11] = [
        Self::Fig1a,
        Self::Fig1b,
        Self::Fig1c,
        Self::Fig1d,
        Self::Fig2a,
        Self::Fig2b,
        Self::Fig3,
        Self::Fig4,
        Self::Fig5,
        Self::Fig6,
        Self::Table1,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fig1a => "fig1a",
            Self::Fig1b => "fig1b",
            Self::Fig1c => "fig1c",
            Self::Fig1d => "fig1d",
            Self::Fig2a => "fig2a",
            Self::Fig2b => "fig2b",
            Self::Fig3 => "fig3",
            Self::Fig4 => "fig4",
            Self::Fig5 => "fig5",
            Self::Fig6 => "fig6",
            Self::Table1 => "table1",
        }
    }

    /// What is shown.
    pub fn title(self) -> &'static str {
        match self {
            Self::Fig1a => "Error against uniform noise, random network",
            Self::Fig1b => "Error against Gaussian noise, random network",
            Self::Fig1c => "Error against uniform noise, trained generators",
            Self::Fig1d => "Error against Gaussian noise, trained generators",
            Self::Fig2a => "How often latent codes are recovered, ReLU",
            Self::Fig2b => "How often latent codes are recovered, LeakyReLU",
            Self::Fig3 => "Digits with noise",
            Self::Fig4 => "Digits that are partly hidden",
            Self::Fig5 => "Error against noise, the relaxation beside the other programs",
            Self::Fig6 => "More digits that are partly hidden",
            Self::Table1 => "Time of one inversion",
        }
    }

    /// What it is made of.
    pub fn kind(self) -> Kind {
        match self {
            Self::Fig1a | Self::Fig1b | Self::Fig1c | Self::Fig1d | Self::Fig5 => Kind::Noise,
            Self::Fig2a | Self::Fig2b => Kind::Success,
            Self::Fig3 | Self::Fig4 | Self::Fig6 => Kind::Pictures,
            Self::Table1 => Kind::Time,
        }
    }

    /// Its panels; none of pictures.
    pub fn panels(self, parameters: &Parameters) -> Vec<Panel> {
        let methods = |ours: &[Contestant]| {
            if parameters.methods.is_empty() { ours.to_vec() } else { parameters.methods.clone() }
        };
        let setups = match self.kind() {
            Kind::Noise => self.noisy(parameters),
            Kind::Success => vec![self.exact(parameters)],
            Kind::Time => timed(parameters),
            Kind::Pictures => Vec::new(),
        };
        let methods = methods(self.methods());
        setups.into_iter().map(|(title, setups)| Panel { title, setups, methods: methods.clone() }).collect()
    }

    /// The paper's, and ours beside them.
    fn methods(self) -> &'static [Contestant] {
        use Contestant::{Auto, Exact, Gd, GdStrong, L1, Linf, Relaxed};
        match self {
            Self::Fig2a | Self::Fig2b => &[Exact, Gd, Auto],
            Self::Fig5 => &[Linf, L1, Relaxed, Auto],
            Self::Table1 => &[Linf, L1, Relaxed, Gd, Auto],
            _ => &[Linf, L1, Gd, GdStrong, Auto],
        }
    }

    fn noisy(self, parameters: &Parameters) -> Vec<(String, Vec<(f64, Setup)>)> {
        let random = || vec![Family::Relu(parameters.widths.clone())];
        let trained = || parameters.generators.iter().cloned().map(Family::Trained).collect::<Vec<_>>();
        let uniform = || vec![Spread::Uniform];
        let gaussian = || parameters.readings.iter().copied().map(Spread::Gaussian).collect::<Vec<_>>();
        let all = |families: Vec<Family>, spreads: Vec<Spread>| {
            families
                .into_iter()
                .flat_map(move |family| spreads.clone().into_iter().map(move |spread| (family.clone(), spread)))
        };
        let wanted: Vec<(Family, Spread)> = match self {
            Self::Fig1a => all(random(), uniform()).collect(),
            Self::Fig1b => all(random(), gaussian()).collect(),
            Self::Fig1c => all(trained(), uniform()).collect(),
            Self::Fig1d => all(trained(), gaussian()).collect(),
            _ => {
                let families: Vec<Family> = random().into_iter().chain(trained().into_iter().take(1)).collect();
                let spreads = uniform().into_iter().chain(gaussian().into_iter().take(1)).collect();
                all(families, spreads).collect()
            }
        };
        wanted
            .into_iter()
            .map(|(family, spread)| {
                let setup = |&level: &f64| {
                    Some((level, Setup { family: family.clone(), noise: Level(Some(spread.of(level)?)) }))
                };
                let mut setups: Vec<(f64, Setup)> = parameters.levels.iter().filter_map(setup).collect();
                setups.sort_by(|a, b| a.0.total_cmp(&b.0));
                (format!("{family}, {spread}"), setups)
            })
            .collect()
    }

    fn exact(self, parameters: &Parameters) -> (String, Vec<(f64, Setup)>) {
        let family = if self == Self::Fig2a { Family::Relu } else { Family::Leaky };
        let setup = |&k: &usize| (k as f64, Setup { family: family(widths(k, parameters)), noise: Level(None) });
        let mut setups: Vec<(f64, Setup)> = parameters.dimensions.iter().map(setup).collect();
        setups.sort_by(|a, b| a.0.total_cmp(&b.0));
        let hidden = parameters.layers.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
        (format!("widths k-{hidden}, no noise"), setups)
    }
}

fn widths(k: usize, parameters: &Parameters) -> Vec<usize> {
    [k].into_iter().chain(parameters.layers.iter().copied()).collect()
}

/// The noise of Table 1, of which the paper says nothing.
const TIMED: f64 = 1e-2;

/// Latent dimensions of Table 1.
pub const TIMED_DIMENSIONS: [usize; 6] = [10, 30, 50, 70, 90, 110];

/// The random networks against `k`, then each generator, at the one size of noise.
fn timed(parameters: &Parameters) -> Vec<(String, Vec<(f64, Setup)>)> {
    let noise = Level(Noise::new(Law::Uniform, TIMED));
    let hidden = parameters.layers.iter().map(ToString::to_string).collect::<Vec<_>>().join("-");
    let random = TIMED_DIMENSIONS.map(|k| (k as f64, Setup { family: Family::Relu(widths(k, parameters)), noise }));
    let random = (format!("widths k-{hidden}, uniform noise of {TIMED}"), random.to_vec());
    let trained = parameters.generators.iter().map(|name| {
        let setup = Setup { family: Family::Trained(name.clone()), noise };
        (format!("{name}, uniform noise of {TIMED}"), vec![(TIMED, setup)])
    });
    [random].into_iter().chain(trained).collect()
}

#[derive(Clone, Copy)]
enum Spread {
    Uniform,
    Gaussian(Reading),
}

impl Spread {
    fn of(self, level: f64) -> Option<Noise> {
        match self {
            Self::Uniform => Noise::new(Law::Uniform, level),
            Self::Gaussian(Reading::Deviation) => Noise::new(Law::Gaussian, level),
            Self::Gaussian(Reading::Variance) => Noise::new(Law::Gaussian, level.sqrt()),
        }
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Uniform => "uniform on [-a, a]",
            Self::Gaussian(Reading::Deviation) => "Gaussian of standard deviation a",
            Self::Gaussian(Reading::Variance) => "Gaussian of variance a",
        })
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Reads what [`Display`](fmt::Display) writes.
impl FromStr for Figure {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name("figure or table", Self::ALL, name)
    }
}
