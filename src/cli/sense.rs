//! `unrelu sense`: latent codes of what a mask or a matrix leaves of an observation.

use super::{
    answers::{AnswerArgs, refused},
    exit::Exit,
    forward::NetworkArgs,
    invert::json,
    inverter::InverterArgs,
    numbers::within,
    progress, rows,
};
use anyhow::{Context, bail};
use clap::ValueEnum;
use ndarray::Array2;
use serde::Serialize;
use std::path::{Path, PathBuf};
use unrelu_inverter::{
    file::{Matrix, Precision},
    sense::{ProjectedOptions, SenseOptions, SensingMatrix, Sensor, Strategy},
};

/// Recover the latent code of observations of which only a part, or only combinations of entries, were measured.
///
/// Uniqueness and residuals are those of what was measured. `G(z)`, hidden outputs included, goes to --reconstruction.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu sense network.npz observations.npy --mask mask.npy --reconstruction whole.npy
  unrelu sense generator.npz digit.png --mask seen.png --reconstruction whole.png
  unrelu sense network.npz measurements.npy --matrix a.npy --out latents.npy
  unrelu sense generator.npz digit.png --mask seen.png --strategy projected --method linf --no-polish

The methods are those of `unrelu invert`. A matrix that combines outputs of a ReLU counts as one more layer.")]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Observations, one a row, `.npy`, `.npz`, `.csv` or a grey `.png`: with a mask, all outputs (hidden ones are ignored) or
    /// those alone that are seen; with a matrix, what it gives. `-` is stdin.
    observation: PathBuf,
    #[command(flatten)]
    measured: MeasuredArgs,
    /// What is inverted.
    #[arg(long, value_enum, default_value_t = How::Direct)]
    strategy: How,
    /// Steps of `projected`, at most, one inversion each: 100 where not given.
    #[arg(long, value_name = "N", value_parser = within(1..=u32::MAX))]
    rounds: Option<u32>,
    #[command(flatten)]
    inverter: InverterArgs,
    #[command(flatten)]
    answers: AnswerArgs,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct MeasuredArgs {
    /// Which outputs are seen, one entry an output in any shape: 0 hidden, 1 seen; or a grey `.png`, where black is hidden.
    #[arg(long, value_name = "FILE")]
    mask: Option<PathBuf>,
    /// The sensing matrix, one row a measurement, one column an output.
    #[arg(long, value_name = "FILE")]
    matrix: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum How {
    /// The network under the mask or matrix, which is a network itself.
    Direct,
    /// The network itself, again and again, by projected gradient descent (section 5.2 of the paper).
    Projected,
}

/// `--json`.
#[derive(Serialize)]
struct Report {
    strategy: &'static str,
    measured: usize,
    outputs: usize,
    #[serde(flatten)]
    answers: json::Report,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        anyhow::ensure!(
            self.rounds.is_none() || matches!(self.strategy, How::Projected),
            "--rounds is for --strategy projected"
        );
        let network = self.network.read()?;
        let (source, matrix) = self.measured.read()?;
        let named = || source.display().to_string();
        let sensor = Sensor::new(&network, &matrix).with_context(named)?;
        let observations = rows::read(&self.observation)?;
        let inverter = self.inverter.choose(observations.precision)?;
        let measurements = self.measurements(observations, &matrix)?;
        let answers = self.answers.start(&network, measurements.nrows())?;
        let options = SenseOptions { strategy: self.strategy(), inverter };
        let bar = progress::bar(measurements.nrows(), "sensing");
        let inversions = sensor.sense_batch(&measurements, &options, || bar.inc(1));
        bar.finish_and_clear();
        let inversions = inversions.map_err(|error| refused(&self.observation, error))?;
        let (measured, outputs) = (matrix.measurements(), network.outputs());
        let strategy = match self.strategy {
            How::Direct => "direct",
            How::Projected => "projected",
        };
        let title = format!("{measured} measurements of {outputs} outputs, {strategy}");
        answers.give(&inversions, Some(title), |answers| Report { strategy, measured, outputs, answers })
    }

    fn strategy(&self) -> Strategy {
        match self.strategy {
            How::Direct => Strategy::Direct,
            How::Projected => {
                let usual = ProjectedOptions::default();
                Strategy::Projected(ProjectedOptions {
                    steps: self.rounds.map_or(usual.steps, |n| n as usize),
                    ..usual
                })
            }
        }
    }

    /// What was measured, one a row.
    fn measurements(&self, observations: Matrix, matrix: &SensingMatrix) -> anyhow::Result<Array2<f64>> {
        let values = observations.values;
        let (found, measured, outputs) = (values.ncols(), matrix.measurements(), matrix.outputs());
        match (found, self.measured.mask.is_some()) {
            (found, _) if found == measured => Ok(values),
            (found, true) if found == outputs => Ok(matrix.apply_batch(&values)),
            (_, true) => bail!(
                "{}: rows have {found} entries; expected all {outputs} outputs, or the {measured} that the mask leaves",
                self.observation.display()
            ),
            (_, false) => bail!(
                "{}: rows have {found} entries, but the matrix gives {measured} measurements",
                self.observation.display()
            ),
        }
    }
}

impl MeasuredArgs {
    /// The file, and what it says.
    fn read(&self) -> anyhow::Result<(&Path, SensingMatrix)> {
        match (&self.mask, &self.matrix) {
            (Some(path), _) => Ok((path, mask(&rows::read(path)?).with_context(|| path.display().to_string())?)),
            (_, Some(path)) => {
                let matrix = SensingMatrix::matrix(rows::read(path)?.values);
                Ok((path, matrix.with_context(|| path.display().to_string())?))
            }
            (None, None) => bail!("expected --mask or --matrix"),
        }
    }
}

fn mask(matrix: &Matrix) -> anyhow::Result<SensingMatrix> {
    if !matches!(matrix.precision, Precision::Picture { .. }) {
        let wrong = matrix.values.indexed_iter().find(|(_, value)| ![0.0, 1.0].contains(*value));
        if let Some(((row, column), value)) = wrong {
            bail!("row {}, column {} is {value}; expected 0 (hidden) or 1 (seen)", row + 1, column + 1);
        }
    }
    let seen: Vec<bool> = matrix.values.iter().map(|value| *value > 0.0).collect();
    Ok(SensingMatrix::mask(&seen)?)
}
