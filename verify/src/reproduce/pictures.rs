//! Figures 3, 4 and 6: digits with noise, and digits that are partly hidden.

use super::figure::{Figure, Reading};
use super::method::Contestant::{self, Auto, Gd, L1, Linf};
use super::plan::Plan;
use super::runs::RunError;
use super::setup::{Family, Level, Setup};
use super::trial::relative;
use crate::pool::Pool;
use crate::seed::{Seed, StreamId};
use ndarray::Array1;
use rand::RngExt;
use serde::Serialize;
use std::sync::atomic::{AtomicBool, Ordering};
use unrelu_inverter::invert::{Inversion, InvertError};
use unrelu_inverter::network::{Law, Network, Noise};
use unrelu_inverter::sense::{ProjectedOptions, SenseOptions, SensingMatrix, Sensor, Strategy};

/// Digits of a sheet.
const DIGITS: u32 = 8;

/// Sizes `a` of the noise of Figure 3: the paper's "variance 0.3", and a smaller one beside it.
const LEVELS: [f64; 2] = [0.3, 0.03];

/// Rows of pictures of the same digits.
#[derive(Clone, Debug, Serialize)]
pub struct Sheet {
    /// Which figure.
    pub figure: Figure,
    /// What is shown.
    pub title: String,
    /// Height and width of a picture.
    pub size: (usize, usize),
    /// What was drawn, what is observed, and what each method makes of it.
    pub rows: Vec<SheetRow>,
}

/// Pictures of all digits.
#[derive(Clone, Debug, Serialize)]
pub struct SheetRow {
    /// What they are.
    pub label: String,
    /// `||G(z) - G(z*)||_2 / ||G(z*)||_2` of each digit, hidden pixels included; `null` where nothing was found. Of what was drawn and
    /// observed, none.
    pub output_errors: Vec<Option<f64>>,
    /// A picture a digit, from 0 (black) to 1 (white), row by row; NaN where a pixel is hidden.
    #[serde(skip)]
    pub pictures: Vec<Vec<f64>>,
}

/// A part of a digit that is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mask {
    UpperHalf,
    LeftHalf,
    RandomHalf,
    WithoutCentre,
    Stripes,
}

/// What is made of a digit.
#[derive(Clone, Copy)]
enum View {
    Noisy(Noise),
    Masked(Mask),
}

/// The sheets of the figures of a plan, on `threads` threads; fewer where `cancel` is set.
///
/// # Errors
/// [`RunError::Threads`], and [`RunError::Trial`]: a bug that was caught.
pub fn pictures(
    plan: &Plan,
    readings: &[Reading],
    threads: usize,
    cancel: &AtomicBool,
) -> Result<Vec<Sheet>, RunError> {
    let jobs: Vec<(usize, (Figure, String, View))> = plan
        .figures()
        .iter()
        .flat_map(|(figure, _)| views(*figure, readings).into_iter().map(move |view| (*figure, view)))
        .flat_map(|(figure, view)| plan.generators().keys().map(move |name| (figure, name.clone(), view)))
        .enumerate()
        .collect();
    let pool = Pool { threads, is_cancelled: || cancel.load(Ordering::Relaxed) };
    let mut sheets = Vec::new();
    let done = pool.run(
        &jobs,
        |(place, (figure, name, view))| {
            let network = &plan.generators()[name];
            (*place, sheet(*figure, (name, network), *view, plan.outline().seed))
        },
        |sheet| {
            sheets.push(sheet);
            Ok(())
        },
    );
    done.map_err(RunError::Threads)?.map_err(RunError::Store)?;
    sheets.sort_by_key(|(place, _)| *place);
    let sheets: Result<Vec<Sheet>, InvertError> = sheets.into_iter().map(|(_, sheet)| sheet).collect();
    sheets.map_err(|error| RunError::Trial(error.into()))
}

fn views(figure: Figure, readings: &[Reading]) -> Vec<View> {
    let noisy = |level: f64| {
        readings.iter().filter_map(move |reading| {
            let deviation = if *reading == Reading::Variance { level.sqrt() } else { level };
            Noise::new(Law::Gaussian, deviation).map(View::Noisy)
        })
    };
    match figure {
        Figure::Fig3 => LEVELS.into_iter().flat_map(noisy).collect(),
        Figure::Fig4 => [Mask::UpperHalf, Mask::RandomHalf].map(View::Masked).to_vec(),
        Figure::Fig6 => [Mask::LeftHalf, Mask::WithoutCentre, Mask::Stripes].map(View::Masked).to_vec(),
        _ => Vec::new(),
    }
}

impl Mask {
    fn name(self) -> &'static str {
        match self {
            Self::UpperHalf => "the upper half is seen",
            Self::LeftHalf => "the left half is seen",
            Self::RandomHalf => "a random half is seen",
            Self::WithoutCentre => "all but a square in the centre is seen",
            Self::Stripes => "every second pair of rows is seen",
        }
    }

    /// Which pixels are seen.
    fn seen(self, (height, width): (usize, usize), seed: Seed) -> Vec<bool> {
        let mut rng = seed.rng(StreamId::of("reproduce"), StreamId::of(self.name()), 0);
        let inner = |place: usize, extent: usize| (extent / 4..extent - extent / 4).contains(&place);
        let pixels = (0..height).flat_map(|row| (0..width).map(move |column| (row, column)));
        pixels
            .map(|(row, column)| match self {
                Self::UpperHalf => row < height / 2,
                Self::LeftHalf => column < width / 2,
                Self::RandomHalf => rng.random(),
                Self::WithoutCentre => !(inner(row, height) && inner(column, width)),
                Self::Stripes => row % 4 < 2,
            })
            .collect()
    }
}

fn sheet(figure: Figure, generator: (&str, &Network), view: View, seed: Seed) -> Result<Sheet, InvertError> {
    let (name, network) = generator;
    let side = (1..=network.outputs()).find(|side| side * side >= network.outputs()).unwrap_or(1);
    let size = if side * side == network.outputs() { (side, side) } else { (1, network.outputs()) };
    let (what, rows) = match view {
        View::Noisy(noise) => (
            format!("Gaussian noise of variance {:.3}, standard deviation {:.3}", noise.size().powi(2), noise.size()),
            noisy(generator, noise, seed)?,
        ),
        View::Masked(mask) => (mask.name().to_owned(), masked(generator, &mask.seen(size, seed), seed)?),
    };
    Ok(Sheet { figure, title: format!("{name}: {what}"), size, rows })
}

fn noisy(generator: (&str, &Network), noise: Noise, seed: Seed) -> Result<Vec<SheetRow>, InvertError> {
    let (name, network) = generator;
    let setup = Setup { family: Family::Trained(name.to_owned()), noise: Level(Some(noise)) };
    let only = [(name.to_owned(), network.clone())].into();
    let draws: Vec<_> = (0..DIGITS).filter_map(|number| setup.draw(&only, number, seed)).collect();
    let truth = SheetRow::shown("drawn", draws.iter().map(|draw| draw.clean.to_vec()));
    let seen = SheetRow::shown("observed", draws.iter().map(|draw| draw.observation.to_vec()));
    let mut rows = vec![truth, seen];
    for method in [Linf, L1, Auto, Gd] {
        let invert = |number: u64, observation| method.invert(network, observation, &setup.family, number);
        let found: Result<Vec<Inversion>, InvertError> =
            (0..).zip(&draws).map(|(number, draw)| invert(number, &draw.observation)).collect();
        let truths = draws.iter().map(|draw| &draw.clean);
        rows.push(SheetRow::found(method.name(), network, found?.iter().zip(truths)));
    }
    Ok(rows)
}

/// The paper's projected gradient descent with the `l_inf` program as the projection, gradient descent, and our way: the seen
/// pixels alone are a network's output.
fn masked(generator: (&str, &Network), mask: &[bool], seed: Seed) -> Result<Vec<SheetRow>, InvertError> {
    let (name, network) = generator;
    let setup = Setup { family: Family::Trained(name.to_owned()), noise: Level(None) };
    let only = [(name.to_owned(), network.clone())].into();
    let draws: Vec<_> = (0..DIGITS).filter_map(|number| setup.draw(&only, number, seed)).collect();
    let hide = |x: &Array1<f64>| x.iter().zip(mask).map(|(&x, seen)| if *seen { x } else { f64::NAN }).collect();
    let truth = SheetRow::shown("drawn", draws.iter().map(|draw| draw.clean.to_vec()));
    let seen = SheetRow::shown("observed", draws.iter().map(|draw| hide(&draw.clean)));
    let mut rows = vec![truth, seen];
    // Some pixels are seen, and there are as many as the network has outputs.
    let Ok(matrix) = SensingMatrix::mask(mask) else { return Ok(rows) };
    let Ok(sensor) = Sensor::new(network, &matrix) else { return Ok(rows) };
    let projected = Strategy::Projected(ProjectedOptions::default());
    let ways: [(&str, Contestant, Strategy); 3] = [
        ("linf, projected", Linf, projected),
        ("auto, of the seen pixels", Auto, Strategy::Direct),
        ("gd, of the seen pixels", Gd, Strategy::Direct),
    ];
    for (label, method, strategy) in ways {
        let sense = |number: u64, clean| {
            let options = SenseOptions { strategy, inverter: method.inverter(&setup.family, number) };
            sensor.sense(&matrix.apply(clean), &options)
        };
        let found: Result<Vec<Inversion>, InvertError> =
            (0..).zip(&draws).map(|(number, draw)| sense(number, &draw.clean)).collect();
        let truths = draws.iter().map(|draw| &draw.clean);
        rows.push(SheetRow::found(label, network, found?.iter().zip(truths)));
    }
    Ok(rows)
}

impl SheetRow {
    fn shown(label: &str, pictures: impl Iterator<Item = Vec<f64>>) -> Self {
        Self { label: label.to_owned(), output_errors: Vec::new(), pictures: pictures.collect() }
    }

    fn found<'r>(
        label: &str,
        network: &Network,
        found: impl Iterator<Item = (&'r Inversion, &'r Array1<f64>)>,
    ) -> Self {
        let picture = |(inversion, truth): (&Inversion, &Array1<f64>)| {
            let output = inversion.preimage().map(|preimage| network.forward(preimage.latent()));
            let error = output.as_ref().map(|output| relative(output, truth)).filter(|error| error.is_finite());
            (error, output.map_or_else(|| vec![f64::NAN; network.outputs()], |output| output.to_vec()))
        };
        let (output_errors, pictures) = found.map(picture).unzip();
        Self { label: label.to_owned(), output_errors, pictures }
    }

    /// The mean of the errors, where every digit has one.
    pub fn mean_error(&self) -> Option<f64> {
        let known: Option<Vec<f64>> = self.output_errors.iter().copied().collect();
        known.filter(|known| !known.is_empty()).map(|known| known.iter().sum::<f64>() / known.len() as f64)
    }
}
