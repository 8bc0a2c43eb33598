//! `unrelu preimage`: every latent code of an observation.

mod json;
mod text;

use super::{
    exit::Exit,
    forward::NetworkArgs,
    limits::interruptible,
    numbers::{not_negative, seconds, within},
    output::{ensure_new_with, made_by, note, say_json},
    rows,
};
use crate::report;
use ndarray::Array2;
use std::{io::Write, path::PathBuf, time::Duration};
use unrelu_inverter::{
    certificate::{Domain, Problem},
    exact::Rational,
    file,
    limits::Run,
    network::Network,
    preimage::{self, Convexity, LatentBox, Preimage, PreimageError, Question},
};

/// Every latent code of an observation, exactly: a union of polyhedra, and whether it is convex.
///
/// For small networks: the time grows with the number of linear regions. Numbers are taken as the files have them and nothing is
/// rounded, so outputs that a computation rounded usually need a --tolerance.
#[derive(clap::Args)]
#[command(
    after_help = "Pieces of at most two dimensions come with their points and rays, others with their equations and inequalities.
Exits 0 where the preimage is known, even if there is none, and 3 where a limit or Ctrl-C ended the search.

Examples:
  unrelu preimage network.npz observation.csv --svg preimage.svg
  unrelu preimage network.npz observation.csv --tolerance 0.125 --box -1,1 --json
  unrelu preimage network.npz observation.csv --count-regions --time-limit 60"
)]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Observations, one a row: `.npy`, `.npz` or `.csv`; `-` is stdin.
    observation: PathBuf,
    /// How far each output may be from the observation.
    #[arg(long, value_name = "EPS", default_value_t = 0.0, value_parser = not_negative)]
    tolerance: f64,
    #[command(flatten)]
    search: SearchArgs,
    /// Picture to write, of one observation of a network with two inputs; it must not exist.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct SearchArgs {
    /// From where to where each coordinate of the latent code goes; everywhere where not given.
    #[arg(long = "box", value_name = "LOWER,UPPER")]
    domain: Option<LatentBox>,
    /// Give up after so many regions of the network, or as many steps to decide whether the preimage is convex.
    #[arg(long, value_name = "N", default_value_t = Question::REGIONS, value_parser = within(0..=u64::MAX))]
    regions: u64,
    /// Give up after so many seconds.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    time_limit: Option<Duration>,
    /// Count the linear regions of the network as well, after each layer.
    #[arg(long)]
    count_regions: bool,
}

/// Inputs for which all preimages can be hoped for.
const FEW: usize = 8;

/// What was found of one observation, or why that is not known.
type Found = Result<Preimage, preimage::StopReason>;

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        let network = self.network.read()?;
        let observations = rows::read(&self.observation)?.values;
        self.check_picture(&network, observations.nrows())?;
        // One clock for all observations and what is asked of them.
        let run = interruptible(self.search.time_limit)?.start();
        if network.inputs() > FEW {
            note(format_args!(
                "note: {} inputs: the time grows exponentially with them; `unrelu invert` finds one latent code at once",
                network.inputs()
            ));
        }
        let mut found = Vec::new();
        for (row, observation) in observations.rows().into_iter().enumerate() {
            found.push(match preimage::find(&network, &observation.to_vec(), &self.question(&run)) {
                Ok(preimage) => Ok(preimage),
                Err(PreimageError::Undecided(reason)) => Err(reason),
                Err(error) => anyhow::bail!("{}: row {}: {error}", self.observation.display(), row + 1),
            });
        }
        if self.tolerance == 0.0 {
            note_rounding(&network, &observations, &found)?;
        }
        let counts = self.count(&network, &run)?;
        self.draw(&network, &found, &run)?;
        if self.json {
            say_json(&json::Report::new(&found, counts.as_ref()))?;
        } else {
            text::describe(&found, counts.as_ref())?;
        }
        let decided = found.iter().all(is_decided) && !matches!(counts, Some(Err(_)));
        Ok(if decided { Exit::Answered } else { Exit::Undecided })
    }

    fn question(&self, run: &Run) -> Question {
        let SearchArgs { domain, regions, .. } = self.search;
        Question { tolerance: self.tolerance, domain, regions, limits: run.rest() }
    }

    fn count(&self, network: &Network, run: &Run) -> anyhow::Result<Option<Counts>> {
        if !self.search.count_regions {
            return Ok(None);
        }
        match preimage::count_regions(network, &self.question(run)) {
            Ok(counts) => Ok(Some(Ok(counts))),
            Err(PreimageError::Undecided(reason)) => Ok(Some(Err(reason))),
            Err(error) => Err(error.into()),
        }
    }

    fn check_picture(&self, network: &Network, observations: usize) -> anyhow::Result<()> {
        let Some(path) = &self.svg else { return Ok(()) };
        let inputs = network.inputs();
        anyhow::ensure!(inputs == 2, "--svg: the network has {inputs} inputs; a picture needs one with 2");
        anyhow::ensure!(observations == 1, "--svg: there are {observations} observations; a picture needs one");
        ensure_new_with(path, &["svg"])
    }

    fn draw(&self, network: &Network, found: &[Found], run: &Run) -> anyhow::Result<()> {
        let (Some(path), [found]) = (&self.svg, found) else { return Ok(()) };
        let Ok(preimage) = found else {
            note(format_args!("note: {}: not written: the preimage is not known", path.display()));
            return Ok(());
        };
        // Regions are the background; where they are too many there is none.
        let regions = preimage::regions(network, &self.question(run)).unwrap_or_default();
        let picture = report::preimage(preimage, &regions, &made_by())?;
        Ok(file::write_new(path, |file| Ok(file.write_all(picture.as_bytes())?))?)
    }
}

/// Says of rounded numbers to which there is nothing what may be the reason.
fn note_rounding(network: &Network, observations: &Array2<f64>, found: &[Found]) -> anyhow::Result<()> {
    for (row, found) in observations.rows().into_iter().zip(found) {
        let is_empty = found.as_ref().is_ok_and(|preimage| preimage.pieces.is_empty());
        if is_empty && !Problem::new(network.clone(), row.to_owned(), 0.0, Domain::Reals)?.is_round() {
            note("note: nothing is rounded here; what a computation rounded needs a --tolerance, such as 1e-9");
            break;
        }
    }
    Ok(())
}

/// Regions after each layer.
type Counts = Result<Vec<u64>, preimage::StopReason>;

fn is_decided(found: &Found) -> bool {
    matches!(found, Ok(preimage) if !matches!(preimage.convexity, Convexity::Unknown(_)))
}

/// The same direction with 1 or -1 as its largest entry.
fn shortened(ray: &[Rational]) -> Vec<Rational> {
    let size = |entry: &Rational| entry.clone().max(-entry);
    match ray.iter().map(size).max() {
        Some(largest) => ray.iter().map(|entry| entry / &largest).collect(),
        None => Vec::new(),
    }
}
