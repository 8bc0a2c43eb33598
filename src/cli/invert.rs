//! `unrelu invert`: latent codes of observations.

use super::{
    exit::Exit,
    forward::NetworkArgs,
    output::{made_by, say, say_json},
    progress,
};
use clap::ValueEnum;
use ndarray::Array2;
use serde::Serialize;
use std::path::PathBuf;
use unrelu_inverter::{
    file::{self, Precision},
    invert::{self, ExactOptions, Inversion, Outcome, ShortRank, Tolerance, Uniqueness, Violation},
    network::Network,
};

/// Recover the latent code of each observation, say whether it is the only one, or prove that there is none.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu invert network.npz observations.npy --out latents.npy
  unrelu invert assets/mnist-generator.npz assets/mnist-digits.npy --json")]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// Observations, one a row: `.npy`, `.npz` or `.csv`.
    observation: PathBuf,
    /// How to invert; `auto` picks by what the observation allows, and says which it took.
    #[arg(long, value_enum, default_value_t = Method::Auto)]
    method: Method,
    /// How far G(z) may be from the observation, relative to its largest entry: 1e-9 where not given, 1e-5 where the
    /// observation is float32.
    #[arg(long, value_name = "R", value_parser = tolerance)]
    tolerance: Option<Tolerance>,
    /// File for the latent codes, one a row (NaN where there is none), `.npy` or `.csv`; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Method {
    /// The best method for the observation: now always `exact`.
    Auto,
    /// Layer by layer: linear equations, and a linear program where they are too few.
    Exact,
}

fn tolerance(text: &str) -> Result<Tolerance, String> {
    let wrong = || format!("expected a finite number that is not negative, found `{text}`");
    text.parse().ok().and_then(Tolerance::new).ok_or_else(wrong)
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        // Every method there is comes down to this one.
        let (Method::Auto | Method::Exact) = self.method;
        let network = self.network.read()?;
        let observations = file::read_matrix(&self.observation)?;
        let single = observations.precision == Precision::Single;
        let tolerance = self.tolerance.unwrap_or(if single { Tolerance::SINGLE } else { Tolerance::DOUBLE });
        let options = ExactOptions { tolerance, short_rank: ShortRank::Complete };
        if let Some(out) = self.out.as_ref().filter(|out| out.exists()) {
            anyhow::bail!("{}: already exists; remove it or name another file", out.display());
        }
        let bar = progress::bar(observations.values.nrows(), "inverting");
        let inversions = invert::exact_batch(&network, &observations.values, &options, || bar.inc(1));
        bar.finish_and_clear();
        let inversions = inversions
            .map_err(|(row, error)| anyhow::anyhow!("{}: row {}: {error}", self.observation.display(), row + 1))?;
        if let Some(out) = &self.out {
            file::write_matrix(out, &latents(&network, &inversions), &made_by())?;
        }
        if self.json {
            say_json(&Report::new(&inversions))?;
        } else {
            describe(&inversions)?;
        }
        let undecided = inversions.iter().any(|inversion| matches!(inversion.outcome, Outcome::Undecided(_)));
        Ok(if undecided { Exit::Undecided } else { Exit::Answered })
    }
}

fn latents(network: &Network, inversions: &[Inversion]) -> Array2<f64> {
    let mut latents = Array2::from_elem((inversions.len(), network.inputs()), f64::NAN);
    for (mut row, inversion) in latents.rows_mut().into_iter().zip(inversions) {
        if let Some(preimage) = inversion.preimage() {
            row.assign(preimage.latent());
        }
    }
    latents
}

/// `--json`.
#[derive(Serialize)]
struct Report {
    schema: u32,
    version: &'static str,
    results: Vec<Entry>,
}

/// One observation. Fields that do not apply are null.
#[derive(Serialize)]
struct Entry {
    outcome: &'static str,
    latent: Option<Vec<f64>>,
    method: &'static str,
    unique: bool,
    free_dimensions: Option<usize>,
    residual_l1: Option<f64>,
    residual_l2: Option<f64>,
    residual_linf: Option<f64>,
    explanation: Option<String>,
    certificate: Option<CertificateEntry>,
    seconds: f64,
    layers: Vec<LayerEntry>,
}

/// Why there is no preimage; rows and columns count from 0.
#[derive(Serialize)]
struct CertificateEntry {
    layer: usize,
    output: Vec<f64>,
    row_multipliers: Vec<f64>,
    sign_multipliers: Vec<f64>,
    margin: f64,
    radius: Option<f64>,
}

#[derive(Serialize)]
struct LayerEntry {
    layer: usize,
    inputs: usize,
    outputs: usize,
    active: usize,
    rank: usize,
    tight: usize,
    free_dimensions: usize,
    condition: f64,
    threshold: f64,
    residual_linf: f64,
}

impl Report {
    fn new(inversions: &[Inversion]) -> Self {
        let results = inversions.iter().map(Entry::new).collect();
        Self { schema: 1, version: env!("CARGO_PKG_VERSION"), results }
    }
}

impl Entry {
    fn new(inversion: &Inversion) -> Self {
        let preimage = inversion.preimage();
        let residual = preimage.map(invert::Preimage::residual);
        let certificate = match &inversion.outcome {
            Outcome::NotRealizable(certificate) => Some(CertificateEntry::new(certificate)),
            _ => None,
        };
        Self {
            outcome: name(&inversion.outcome),
            latent: preimage.map(|preimage| preimage.latent().to_vec()),
            method: "exact",
            unique: inversion.is_unique(),
            free_dimensions: free_dimensions(&inversion.outcome),
            residual_l1: residual.map(|residual| residual.l1),
            residual_l2: residual.map(|residual| residual.l2),
            residual_linf: residual.map(|residual| residual.linf),
            explanation: explanation(&inversion.outcome),
            certificate,
            seconds: inversion.seconds,
            layers: inversion.layers.iter().map(LayerEntry::new).collect(),
        }
    }
}

impl CertificateEntry {
    fn new(certificate: &invert::Certificate) -> Self {
        Self {
            layer: certificate.layer,
            output: certificate.output.to_vec(),
            row_multipliers: certificate.row_multipliers.to_vec(),
            sign_multipliers: certificate.sign_multipliers.to_vec(),
            margin: certificate.margin,
            radius: Some(certificate.radius).filter(|radius| radius.is_finite()),
        }
    }
}

impl LayerEntry {
    fn new(report: &invert::LayerReport) -> Self {
        let invert::LayerReport { layer, inputs, outputs, active, rank, tight, .. } = *report;
        let invert::LayerReport { free_dimensions, condition, threshold, residual_linf, .. } = *report;
        Self { layer, inputs, outputs, active, rank, tight, free_dimensions, condition, threshold, residual_linf }
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Found { uniqueness: Uniqueness::Unique, .. } => "unique",
        Outcome::Found { uniqueness: Uniqueness::Free(_), .. } => "not-unique",
        Outcome::Found { .. } => "found",
        Outcome::NotRealizable(_) => "not-realizable",
        _ => "undecided",
    }
}

/// Dimension of the set of preimages, where it is known.
fn free_dimensions(outcome: &Outcome) -> Option<usize> {
    match outcome {
        Outcome::Found { uniqueness: Uniqueness::Unique, .. } => Some(0),
        Outcome::Found { uniqueness: Uniqueness::Free(free), .. } => Some(free.ncols()),
        _ => None,
    }
}

fn explanation(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Found { uniqueness: Uniqueness::Free(free), .. } => {
            Some(format!("one of many: the latent code can move in {} dimensions", free.ncols()))
        }
        Outcome::Found { uniqueness: Uniqueness::Unknown { layer }, .. } => {
            Some(format!("layer {layer} does not fix its input; whether there are other latent codes was not searched"))
        }
        Outcome::NotRealizable(certificate) => Some(violation(certificate)),
        Outcome::Undecided(reason) => Some(reason.to_string()),
        _ => None,
    }
}

fn violation(certificate: &invert::Certificate) -> String {
    let (layer, margin) = (certificate.layer, certificate.margin);
    let miss = match certificate.violation {
        Violation::Output { row, found, expected } => {
            format!("output {} of layer {layer} would be {found:.6e} where it must be {}", row + 1, wanted(expected))
        }
        Violation::Input { column, found } => {
            format!("input {} of layer {layer} would be {found:.6e}, but the layer before it is a ReLU", column + 1)
        }
    };
    format!("no latent code gives this: {miss}; every input misses some row by at least {margin:.1e}")
}

fn wanted(expected: f64) -> String {
    if expected == 0.0 { "at most 0".to_owned() } else { format!("{expected:.6e}") }
}

/// Observations that are described one by one; of more, only the counts.
const DESCRIBED: usize = 10;

fn describe(inversions: &[Inversion]) -> anyhow::Result<()> {
    for (index, inversion) in inversions.iter().enumerate().take(DESCRIBED) {
        say(format_args!("observation {}: {}", index + 1, sentence(inversion)))?;
        for layer in &inversion.layers {
            say(format_args!("  {}", layer_line(layer)))?;
        }
    }
    if inversions.len() > DESCRIBED {
        say(format_args!("... {} more observations", inversions.len() - DESCRIBED))?;
    }
    if inversions.len() > 1 {
        say(summary(inversions))?;
    }
    Ok(())
}

fn sentence(inversion: &Inversion) -> String {
    let milliseconds = 1e3 * inversion.seconds;
    let what = match (inversion.preimage(), explanation(&inversion.outcome)) {
        (None, explanation) => explanation.unwrap_or_default(),
        (Some(preimage), None) => format!("the only latent code, residual {:.1e}", preimage.residual().linf),
        (Some(preimage), Some(more)) => format!("a latent code, residual {:.1e}; {more}", preimage.residual().linf),
    };
    format!("{what} ({milliseconds:.1} ms)")
}

fn layer_line(layer: &invert::LayerReport) -> String {
    let invert::LayerReport { layer: number, inputs, outputs, active, rank, tight, condition, .. } = layer;
    let tight = if *tight > 0 { format!(", {tight} inequalities tight") } else { String::new() };
    format!(
        "layer {number}: {active} of {outputs} outputs active, rank {rank} of {inputs}{tight}, condition {condition:.1}"
    )
}

fn summary(inversions: &[Inversion]) -> String {
    let count = |outcome: &str| inversions.iter().filter(|inversion| name(&inversion.outcome) == outcome).count();
    let names = ["unique", "not-unique", "found", "not-realizable", "undecided"];
    let counts = names.map(|name| (name, count(name))).into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(name, count)| format!("{count} {name}")).collect();
    format!("{} observations: {}", inversions.len(), counts.join(", "))
}
