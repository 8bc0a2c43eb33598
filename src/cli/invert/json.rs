//! `invert --json`.

use super::outcome::{explanation, free_dimensions, methods, name, optimality};
use serde::Serialize;
use unrelu_inverter::invert::{self, Fit, Inversion, Outcome, Refutation, Whole};

/// `--json`.
#[derive(Serialize)]
pub(in crate::cli) struct Report {
    schema: u32,
    version: &'static str,
    results: Vec<Entry>,
}

/// One observation. Fields that do not apply are null.
#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "fields of a file format")]
struct Entry {
    outcome: &'static str,
    latent: Option<Vec<f64>>,
    method: String,
    unique: bool,
    locally_unique: bool,
    free_dimensions: Option<usize>,
    residual_l1: Option<f64>,
    residual_l2: Option<f64>,
    residual_linf: Option<f64>,
    explanation: Option<String>,
    certificate: Option<CertificateEntry>,
    seconds: f64,
    whole: Option<WholeEntry>,
    layers: Vec<LayerEntry>,
}

/// How the whole network was fitted.
#[derive(Serialize)]
struct WholeEntry {
    norm: &'static str,
    starts: usize,
    steps: usize,
    converged: bool,
    free_dimensions: usize,
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
    method: &'static str,
    inputs: usize,
    outputs: usize,
    active: usize,
    rank: usize,
    tight: usize,
    free_dimensions: usize,
    condition: f64,
    threshold: f64,
    residual_linf: f64,
    fit: Option<FitEntry>,
}

/// What the linear programs of a layer say.
#[derive(Serialize)]
struct FitEntry {
    epsilon: f64,
    objective: f64,
    gap: f64,
    optimality: &'static str,
    lower_bound: Option<f64>,
    programs: usize,
    unique: bool,
    residual_l1: f64,
    residual_l2: f64,
    warnings: Vec<String>,
}

impl Report {
    pub fn new(inversions: &[Inversion]) -> Self {
        let results = inversions.iter().map(Entry::new).collect();
        Self { schema: 1, version: env!("CARGO_PKG_VERSION"), results }
    }
}

impl Entry {
    fn new(inversion: &Inversion) -> Self {
        let preimage = inversion.preimage();
        let residual = preimage.map(invert::Preimage::residual);
        let refuted = inversion.whole.as_ref().and_then(|whole| whole.refuted.as_ref());
        let certificate = match (&inversion.outcome, refuted) {
            (Outcome::NotRealizable(certificate), _) | (_, Some(Refutation::Certificate(certificate))) => {
                Some(CertificateEntry::new(certificate))
            }
            _ => None,
        };
        Self {
            outcome: name(&inversion.outcome),
            latent: preimage.map(|preimage| preimage.latent().to_vec()),
            method: methods(inversion),
            unique: inversion.is_unique(),
            locally_unique: inversion.is_locally_unique(),
            free_dimensions: free_dimensions(&inversion.outcome),
            residual_l1: residual.map(|residual| residual.l1),
            residual_l2: residual.map(|residual| residual.l2),
            residual_linf: residual.map(|residual| residual.linf),
            explanation: explanation(inversion),
            certificate,
            seconds: inversion.seconds,
            whole: inversion.whole.as_ref().map(WholeEntry::new),
            layers: inversion.layers.iter().map(LayerEntry::new).collect(),
        }
    }
}

impl WholeEntry {
    fn new(whole: &Whole) -> Self {
        let Whole { norm, starts, steps, converged, ref free, .. } = *whole;
        Self { norm: norm.name(), starts, steps, converged, free_dimensions: free.ncols() }
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
        let (method, fit) = (report.method.name(), report.fit.as_ref().map(FitEntry::new));
        Self {
            layer,
            method,
            inputs,
            outputs,
            active,
            rank,
            tight,
            free_dimensions,
            condition,
            threshold,
            residual_linf,
            fit,
        }
    }
}

impl FitEntry {
    fn new(fit: &Fit) -> Self {
        let Fit { epsilon, objective, gap, programs, unique, .. } = *fit;
        Self {
            epsilon,
            objective,
            gap,
            optimality: optimality(fit.optimality),
            lower_bound: fit.certificate.as_ref().map(|certificate| certificate.bound),
            programs,
            unique,
            residual_l1: fit.residual.l1,
            residual_l2: fit.residual.l2,
            warnings: fit.warnings.iter().map(ToString::to_string).collect(),
        }
    }
}
