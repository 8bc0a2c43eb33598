//! What the paper says of a figure, and what the runs say of that.

use super::figure::{Figure, TIMED_DIMENSIONS};
use super::method::Contestant::{self, Auto, Exact, Gd, L1, Linf, Relaxed};
use super::panel::{CurveReport, PanelReport, PointReport, SMALL_NOISE};
use super::pictures::{Sheet, SheetRow};
use serde::Serialize;
use std::fmt;

/// By how much a slope may differ from 1 and still be called linear.
const LINEAR: f64 = 0.05;

/// A relative error beyond this is no recovery of any use.
const LOST: f64 = 0.1;

/// A sentence of the paper, and what was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// What the paper says.
    pub paper: &'static str,
    /// Whether the runs say the same.
    pub reproduces: Agreement,
    /// What was found, in numbers.
    pub found: String,
}

/// Whether something is as the paper says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreement {
    /// It is.
    Reproduced,
    /// It is not.
    NotReproduced,
    /// What was run does not tell.
    NotTested,
}

impl Agreement {
    /// As in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reproduced => "reproduced",
            Self::NotReproduced => "not-reproduced",
            Self::NotTested => "not-tested",
        }
    }
}

/// In words.
impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.name().replace('-', " "))
    }
}

impl From<Option<bool>> for Agreement {
    fn from(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Self::Reproduced,
            Some(false) => Self::NotReproduced,
            None => Self::NotTested,
        }
    }
}

impl Finding {
    fn new(paper: &'static str, holds: Option<bool>, found: String) -> Self {
        Self { paper, reproduces: holds.into(), found }
    }
}

/// What is to be said of a figure.
pub(super) fn findings(figure: Figure, panels: &[PanelReport]) -> Vec<Finding> {
    match figure {
        Figure::Fig1a => vec![linear(panels, &[Linf, L1]), uniform(panels)],
        Figure::Fig1b => vec![linear(panels, &[Linf, L1]), large_gaussian(panels)],
        Figure::Fig1c | Figure::Fig1d => vec![descent_is_lost(panels), programs_recover(panels)],
        Figure::Fig2a => vec![always_until_109(panels), descent_fails(panels)],
        Figure::Fig2b => vec![descent_fails(panels)],
        Figure::Fig5 => vec![alike(panels)],
        Figure::Table1 => vec![descent_is_slow(panels)],
        Figure::Fig3 | Figure::Fig4 | Figure::Fig6 => Vec::new(),
    }
}

/// What is to be said of the pictures of a figure.
pub fn picture_findings(figure: Figure, sheets: &[Sheet]) -> Vec<Finding> {
    let of = sheets.iter().filter(|sheet| sheet.figure == figure);
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for sheet in of {
        let row = |name: &str| sheet.rows.iter().find(|row| row.label.starts_with(name));
        let error = |name: &str| row(name).and_then(SheetRow::mean_error).unwrap_or(f64::INFINITY);
        let (linf, gd, auto) = (error("linf"), error("gd"), error("auto"));
        holds.push(linf < gd);
        parts.push(format!("{}: linf {linf:.2e}, gd {gd:.2e}, auto {auto:.2e}", sheet.title));
    }
    let found = format!("Mean relative errors of the digits: {}.", joined(&parts));
    match figure {
        Figure::Fig3 => vec![Finding::new(
            "Digits with Gaussian noise of variance 0.3 are almost perfectly denoised by the l_inf program, better than by gradient descent.",
            all(holds),
            found,
        )],
        Figure::Fig4 | Figure::Fig6 => vec![Finding::new(
            "Projected gradient descent with the l_inf program always finds a reasonable result, gradient descent not always (here: a \
             smaller mean error).",
            all(holds),
            found,
        )],
        _ => Vec::new(),
    }
}

/// All of what is known, or nothing where nothing is.
fn all(known: impl IntoIterator<Item = bool>) -> Option<bool> {
    known.into_iter().fold(None, |all, holds| Some(all.unwrap_or(true) && holds))
}

fn joined(parts: &[String]) -> String {
    if parts.is_empty() { "nothing was run that tells".to_owned() } else { parts.join("; ") }
}

fn linear(panels: &[PanelReport], methods: &[Contestant]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for panel in panels {
        for method in methods.iter().chain(&[Auto]) {
            let Some(fit) = panel.curve(*method).and_then(|curve| curve.small_noise_slope) else { continue };
            holds.push((fit.parameter - 1.0).abs() <= LINEAR);
            let (lower, upper) = (fit.interval.lower, fit.interval.upper);
            parts.push(format!("{method}, {}: {:.3} ({lower:.3} to {upper:.3})", panel.title, fit.parameter));
        }
    }
    let found = format!(
        "Where the noise is at most {SMALL_NOISE} of the output, median errors grow like it to the power of {}.",
        joined(&parts)
    );
    Finding::new("The error grows almost linearly with the noise.", all(holds), found)
}

/// Pairs of points of two methods at the same places.
fn pairs(panel: &PanelReport, one: Contestant, other: Contestant) -> Vec<(&PointReport, &PointReport)> {
    let points = |method| panel.curve(method).map_or(&[][..], |curve| &curve.points);
    let at = |x: f64| points(other).iter().find(move |point| point.x.total_cmp(&x).is_eq());
    points(one).iter().filter_map(|point| Some((point, at(point.x)?))).collect()
}

fn uniform(panels: &[PanelReport]) -> Finding {
    let ratios = |method| {
        let ratio = |(ours, theirs): (&PointReport, &PointReport)| {
            Some((ours.x, ours.relative_noise, ours.error.median? / theirs.error.median.unwrap_or(f64::INFINITY)))
        };
        panels.iter().flat_map(|panel| pairs(panel, method, Gd)).filter_map(ratio).collect::<Vec<_>>()
    };
    let small = ratios(Linf).into_iter().filter(|(_, noise, _)| *noise <= SMALL_NOISE);
    let holds = all(small.map(|(.., ratio)| ratio <= 1.0));
    let words = |method| {
        let parts = ratios(method).into_iter().map(|(a, _, ratio)| format!("{ratio:.2} at a = {a:e}"));
        joined(&parts.collect::<Vec<_>>())
    };
    let found = format!("Median error over that of gd: linf {}; auto {}.", words(Linf), words(Auto));
    Finding::new("Under uniform noise the l_inf program does slightly better than gradient descent.", holds, found)
}

fn large_gaussian(panels: &[PanelReport]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for panel in panels {
        let median = |method| {
            panel.curve(method).and_then(CurveReport::last).and_then(|point| Some((point.x, point.error.median?)))
        };
        let (Some((x, linf)), Some((_, l1))) = (median(Linf), median(L1)) else { continue };
        let gd = median(Gd).map_or(f64::INFINITY, |(_, error)| error);
        holds.push(linf > l1 && linf > gd);
        parts.push(format!("{}, a = {x:e}: linf {linf:.2e}, l1 {l1:.2e}, gd {gd:.2e}", panel.title));
    }
    let paper =
        "Under large Gaussian noise the l_inf program is less robust than the l_1 program and gradient descent.";
    Finding::new(paper, all(holds), format!("Median errors: {}.", joined(&parts)))
}

fn descent_is_lost(panels: &[PanelReport]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for panel in panels {
        let Some(point) = panel.curve(Gd).and_then(|curve| curve.points.first()) else { continue };
        let quartile = point.error.lower_quartile.unwrap_or(f64::INFINITY);
        holds.push(quartile > LOST);
        parts.push(format!("{}, a = {:e}: a quarter of the runs ends within {quartile:.2e}", panel.title, point.x));
    }
    let paper = "Gradient descent fails to find the global minimum in almost all cases.";
    Finding::new(paper, all(holds), format!("Relative error of the latent code: {}.", joined(&parts)))
}

fn programs_recover(panels: &[PanelReport]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for (panel, method) in panels.iter().flat_map(|panel| [(panel, Linf), (panel, L1), (panel, Auto)]) {
        let Some(curve) = panel.curve(method) else { continue };
        let small: Vec<&PointReport> =
            curve.points.iter().filter(|point| point.relative_noise <= SMALL_NOISE).collect();
        let Some(worst) = small.last() else { continue };
        let median = worst.error.median.unwrap_or(f64::INFINITY);
        if method != Auto {
            holds.push(median <= LOST);
        }
        parts.push(format!("{method}, {}, a = {:e}: {median:.2e}", panel.title, worst.x));
    }
    let paper = "The programs recover the latent code with good accuracy most of the time.";
    Finding::new(paper, all(holds), format!("Median relative errors: {}.", joined(&parts)))
}

fn always_until_109(panels: &[PanelReport]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for panel in panels {
        let Some(curve) = panel.curve(Exact) else { continue };
        for point in curve.points.iter().filter(|point| (100.0..=125.0).contains(&point.x)) {
            let law = panel.prediction.iter().find(|law| (law.k as f64).total_cmp(&point.x).is_eq());
            let Some(law) = law else { continue };
            let runs = i32::try_from(point.runs).unwrap_or(i32::MAX);
            if point.x <= 109.0 {
                holds.push(point.recovered == point.runs);
            }
            let chance = law.probability.powi(runs);
            parts.push(format!(
                "k = {}: {} of {}, predicted {:.4} each, so all {} with probability {chance:.3}",
                law.k, point.recovered, point.runs, law.probability, point.runs
            ));
        }
    }
    let paper = "The programs recover every latent code until k = 109 (200 runs).";
    Finding::new(paper, all(holds), format!("By equations alone (Theorem 3): {}.", joined(&parts)))
}

fn descent_fails(panels: &[PanelReport]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for point in panels.iter().filter_map(|panel| panel.curve(Gd)).flat_map(|curve| &curve.points) {
        if point.x >= 60.0 {
            holds.push(point.recovered == 0);
        }
        parts.push(format!("k = {}: {} of {}", point.x, point.recovered, point.runs));
    }
    let found = format!(
        "Within 1,000 steps: {}. This is mostly the cap on the steps: `--methods gd-long` allows ten times as many.",
        joined(&parts)
    );
    Finding::new("Gradient descent fails completely from k = 60 on.", all(holds), found)
}

fn alike(panels: &[PanelReport]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for panel in panels {
        for place in panel.curves.first().map_or(&[][..], |curve| &curve.points) {
            let at = |method| {
                let points = panel.curve(method)?.points.iter();
                points.filter(|point| point.x.total_cmp(&place.x).is_eq()).find_map(|point| point.error.median)
            };
            let errors: Vec<f64> = [Linf, L1, Relaxed].into_iter().filter_map(at).collect();
            let (least, most) =
                errors.iter().fold((f64::INFINITY, 0.0_f64), |(a, b), &error| (a.min(error), b.max(error)));
            if errors.len() == 3 && least > 0.0 {
                holds.push(most <= 2.0 * least);
                parts.push(format!("{:.1} ({}, a = {:e})", most / least, panel.title, place.x));
            }
        }
    }
    let paper = "The three programs show no significant difference (here: medians within a factor of 2).";
    Finding::new(paper, all(holds), format!("Largest median error over the least: {}.", joined(&parts)))
}

/// Seconds of the paper's Table 1, against [`TIMED_DIMENSIONS`], then of its MNIST generator.
pub const PAPER_SECONDS: [(Contestant, [f64; 7]); 4] = [
    (Linf, [0.63, 0.73, 0.83, 0.90, 0.95, 1.03, 0.5]),
    (L1, [1.05, 1.05, 1.23, 1.28, 1.39, 1.22, 1.1]),
    (Relaxed, [0.66, 0.53, 0.58, 0.76, 0.75, 0.70, 0.6]),
    (Gd, [1.59, 1.65, 1.72, 1.80, 2.09, 2.01, 72.0]),
];

/// What the paper measured of a method on a random network, or on its generator.
pub fn paper_seconds(method: Contestant, k: Option<f64>) -> Option<f64> {
    let (_, seconds) = PAPER_SECONDS.iter().find(|(timed, _)| *timed == method)?;
    match k {
        None => Some(seconds[TIMED_DIMENSIONS.len()]),
        Some(k) => {
            let place = TIMED_DIMENSIONS.iter().position(|&timed| (timed as f64).total_cmp(&k).is_eq())?;
            Some(seconds[place])
        }
    }
}

fn descent_is_slow(panels: &[PanelReport]) -> Finding {
    let (mut parts, mut holds) = (Vec::new(), Vec::new());
    for panel in panels.iter().filter(|panel| panel.trained) {
        let seconds = |method| panel.curve(method).and_then(CurveReport::last).map(|point| point.mean_seconds);
        let (Some(linf), Some(gd)) = (seconds(Linf), seconds(Gd)) else { continue };
        holds.push(gd > 100.0 * linf);
        parts.push(format!("{}: linf {linf:.4} s, gd {gd:.3} s", panel.title));
    }
    let paper = "On the MNIST generator gradient descent takes 72 s, the l_inf program 0.5 s.";
    Finding::new(paper, all(holds), format!("Mean CPU time on this machine: {}.", joined(&parts)))
}
