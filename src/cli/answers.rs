//! Where latent codes go, of `invert` and of `sense`.

use super::{
    exit::Exit,
    invert::{json::Report, text},
    output::{note, say_json},
    rows::RowsFile,
};
use ndarray::Array2;
use serde::Serialize;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};
use unrelu_inverter::{
    file::PictureSize,
    invert::{Inversion, InvertError, Outcome},
    network::Network,
};

/// What becomes of the answers.
#[derive(clap::Args)]
pub(super) struct AnswerArgs {
    /// File for the latent codes, one a row (NaN where there is none), `.npy` or `.csv`; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// File for the outputs that the latent codes give, G(z), one a row: `.npy`, `.csv`, or `.png` for a grey picture from 0
    /// (black) to 1 (white). Of several rows the pictures are FILE-1.png, FILE-2.png and so on.
    #[arg(long, value_name = "FILE")]
    reconstruction: Option<PathBuf>,
    /// Height and width of the picture, where it is no square.
    #[arg(long, value_name = "HxW", requires = "reconstruction")]
    shape: Option<PictureSize>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Answers that are on their way.
pub(super) struct Answers<'a> {
    args: &'a AnswerArgs,
    network: &'a Network,
    out: Option<RowsFile<'a>>,
    reconstruction: Option<RowsFile<'a>>,
    clock: Instant,
}

impl AnswerArgs {
    /// Checks where they go; the clock runs from here.
    pub fn start<'a>(&'a self, network: &'a Network, observations: usize) -> anyhow::Result<Answers<'a>> {
        let out = self.out.as_deref().map(RowsFile::numbers).transpose()?;
        anyhow::ensure!(
            self.out.is_none() || self.out != self.reconstruction,
            "--out and --reconstruction name the same file"
        );
        let rows = |path| RowsFile::new(path, self.shape, (observations, network.outputs()));
        let reconstruction = self.reconstruction.as_deref().map(rows).transpose()?;
        Ok(Answers { args: self, network, out, reconstruction, clock: Instant::now() })
    }
}

impl Answers<'_> {
    /// Writes the files and says what was found, under a `title`, or as `json` makes it.
    pub fn give<T: Serialize>(
        self,
        inversions: &[Inversion],
        title: Option<String>,
        json: impl FnOnce(Report) -> T,
    ) -> anyhow::Result<Exit> {
        self.throughput(inversions.len());
        let latents = self.latents(inversions);
        if let Some(out) = &self.out {
            out.write(&latents)?;
        }
        if let Some(reconstruction) = &self.reconstruction {
            reconstruction.write(&self.outputs(&latents))?;
        }
        if self.args.json {
            say_json(&json(Report::new(inversions)))?;
        } else {
            text::describe(title, inversions)?;
        }
        let undecided = inversions.iter().any(|inversion| matches!(inversion.outcome, Outcome::Undecided(_)));
        Ok(if undecided { Exit::Undecided } else { Exit::Answered })
    }

    /// How fast many observations went.
    fn throughput(&self, count: usize) {
        let (seconds, threads) = (self.clock.elapsed().as_secs_f64(), rayon::current_num_threads());
        let plural = if threads == 1 { "" } else { "s" };
        if count > 1 {
            let rate = count as f64 / seconds;
            note(format_args!(
                "{count} observations in {seconds:.2} s on {threads} thread{plural}: {rate:.0} a second"
            ));
        }
    }

    fn latents(&self, inversions: &[Inversion]) -> Array2<f64> {
        let mut latents = Array2::from_elem((inversions.len(), self.network.inputs()), f64::NAN);
        for (mut row, inversion) in latents.rows_mut().into_iter().zip(inversions) {
            if let Some(preimage) = inversion.preimage() {
                row.assign(preimage.latent());
            }
        }
        latents
    }

    /// `G` of every row. ReLU makes 0 of NaN, so that no answer must be said again.
    fn outputs(&self, latents: &Array2<f64>) -> Array2<f64> {
        let mut outputs = self.network.forward_batch(latents);
        for (mut output, latent) in outputs.rows_mut().into_iter().zip(latents.rows()) {
            if latent.iter().any(|entry| entry.is_nan()) {
                output.fill(f64::NAN);
            }
        }
        outputs
    }
}

/// Why a batch was not inverted: the row is to blame, or what was asked for.
pub(super) fn refused(observations: &Path, (row, error): (usize, InvertError)) -> anyhow::Error {
    match error {
        InvertError::Methods { .. } => anyhow::anyhow!("--method: {error}"),
        error => anyhow::anyhow!("{}: row {}: {error}", observations.display(), row + 1),
    }
}
