//! The inverter that the command line asks for.

use super::numbers::{not_negative, positive, seconds, within};
use clap::ValueEnum;
use std::{sync::Arc, time::Duration};
use unrelu_inverter::{
    file::Precision,
    invert::{
        AutoOptions, CompleteOptions, GradientOptions, Growth, HiddenSign, Inverter, LayerwiseOptions, Method, Methods,
        ShortRank, StrongOptions, Tolerance,
    },
    limits::Limits,
    lp::{self, LpBackend},
};

/// Which inverter, and what it is told.
#[derive(clap::Args)]
pub(super) struct InverterArgs {
    /// How to invert: `auto`, `complete`, `gd`, `gd-strong`, or layer by layer: one method for all layers, or one each from the first
    /// layer to the last.
    #[arg(long, value_name = "M1,M2,...", default_value = "auto", value_parser = choice)]
    method: Choice,
    /// How far G(z) may be from the observation to count as equal, relative to its largest entry: 1e-9 where not given,
    /// 1e-5 where the observation is float32.
    #[arg(long, value_name = "R", value_parser = tolerance)]
    tolerance: Option<Tolerance>,
    /// Give up on the search of `complete` for one observation after so many seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    time_limit: Option<Duration>,
    #[command(flatten)]
    layerwise: LayerwiseArgs,
    #[command(flatten)]
    descent: DescentArgs,
}

/// Layer-wise inversion and its linear programs.
#[derive(clap::Args)]
struct LayerwiseArgs {
    /// Solver of the linear programs; every answer is checked, whoever found it.
    #[arg(long, value_name = "SOLVER", default_value = "own", value_parser = backend)]
    lp_backend: Arc<dyn LpBackend>,
    /// What is known of the outputs of hidden ReLU layers: the paper does not use that they are not negative.
    #[arg(long, value_enum, default_value_t = Hidden::NonNegative)]
    hidden: Hidden,
    /// Factor by which the threshold of `linf-paper`, `l1` and `relaxed` grows: 1.2 where not given.
    #[arg(long, value_name = "F", value_parser = growth)]
    alpha: Option<Growth>,
    /// Leave the answer of layer-wise inversion as it is, in place of making it better for the whole network.
    #[arg(long)]
    no_polish: bool,
}

/// Descent from random points.
#[derive(clap::Args)]
struct DescentArgs {
    /// Seed of random starting points.
    #[arg(long, default_value_t = 0, value_parser = within(0..=u64::MAX))]
    seed: u64,
    /// Random starting points, at most: 3 of `auto`, 10 of `gd-strong` where not given.
    #[arg(long, value_name = "N", value_parser = within(1..=u32::MAX))]
    starts: Option<u32>,
    /// Length of a step of `gd`, in gradients of |G(z) - x|^2 / 2: the paper has 1 for random networks, 1e-3, as
    /// where it is not given, for trained ones.
    #[arg(long, value_name = "S", value_parser = positive)]
    step: Option<f64>,
    /// Steps of `gd`, at most: the paper has 1,000 for random networks, 10,000, as where it is not given, for trained ones.
    #[arg(long, value_name = "N", value_parser = within(0..=usize::MAX))]
    steps: Option<usize>,
    /// Let `gd` go to -z wherever that is better (Huang et al.).
    #[arg(long)]
    sign_test: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Hidden {
    /// `z >= 0`.
    NonNegative,
    /// Nothing.
    Free,
}

#[derive(Clone)]
enum Choice {
    Auto,
    Complete,
    Gradient,
    Strong,
    Layerwise(Methods),
}

fn choice(text: &str) -> Result<Choice, String> {
    match text {
        "auto" => return Ok(Choice::Auto),
        "complete" => return Ok(Choice::Complete),
        "gd" => return Ok(Choice::Gradient),
        "gd-strong" => return Ok(Choice::Strong),
        _ => {}
    }
    let methods: Result<Vec<Method>, _> = text.split(',').map(str::parse).collect();
    match methods
        .map_err(|error| format!("{error}; or auto, complete, gd or gd-strong for the whole network"))?
        .as_slice()
    {
        [all] => Ok(Choice::Layerwise(Methods::All(*all))),
        each => Ok(Choice::Layerwise(Methods::Each(each.to_vec()))),
    }
}

fn tolerance(text: &str) -> Result<Tolerance, String> {
    not_negative(text).map(|number| Tolerance::new(number).expect("it was checked"))
}

fn growth(text: &str) -> Result<Growth, String> {
    let wrong = || format!("expected a finite number above 1, found `{text}`");
    text.parse().ok().and_then(Growth::new).ok_or_else(wrong)
}

fn backend(text: &str) -> Result<Arc<dyn LpBackend>, String> {
    let Some(found) = lp::backend(text) else {
        let names: Vec<&str> = lp::backends().iter().map(|backend| backend.name()).collect();
        return Err(format!("this build has {}", names.join(", ")));
    };
    match found.lacks() {
        None => Ok(found.into()),
        Some(what) => Err(what),
    }
}

/// What counts as equal where nobody says so.
pub(super) fn default_tolerance(precision: Precision) -> Tolerance {
    match precision {
        Precision::Single => Tolerance::SINGLE,
        // The numbers of a picture are what they are: how far they were rounded is noise, for the inverter to find.
        Precision::Double | Precision::Picture { .. } => Tolerance::DOUBLE,
    }
}

impl InverterArgs {
    /// The inverter, for observations of a precision. An option that it would not look at is an error.
    pub fn choose(&self, precision: Precision) -> anyhow::Result<Inverter<'_>> {
        self.ensure_meant()?;
        let tolerance = self.tolerance(precision);
        Ok(match &self.method {
            Choice::Auto => Inverter::Auto(self.auto(tolerance)),
            Choice::Complete => Inverter::Complete(CompleteOptions {
                auto: self.auto(tolerance),
                limits: Limits { time: self.time_limit, ..Limits::none() },
            }),
            Choice::Gradient => Inverter::Gradient(self.gradient(tolerance)),
            Choice::Strong => Inverter::Strong(self.strong(tolerance)),
            Choice::Layerwise(methods) => Inverter::Layerwise(self.layerwise(methods.clone(), tolerance)),
        })
    }

    fn ensure_meant(&self) -> anyhow::Result<()> {
        let (layerwise, descent) = (&self.layerwise, &self.descent);
        let gradient = ("gd", matches!(self.method, Choice::Gradient));
        let layers = ("a method that goes layer by layer", matches!(self.method, Choice::Layerwise(_)));
        let complete = ("complete", matches!(self.method, Choice::Complete));
        let starting =
            ("auto, complete or gd-strong", matches!(self.method, Choice::Auto | Choice::Complete | Choice::Strong));
        for (option, is_given, (method, is_chosen)) in [
            ("--time-limit", self.time_limit.is_some(), complete),
            ("--alpha", layerwise.alpha.is_some(), layers),
            ("--starts", descent.starts.is_some(), starting),
            ("--step", descent.step.is_some(), gradient),
            ("--steps", descent.steps.is_some(), gradient),
            ("--sign-test", descent.sign_test, gradient),
        ] {
            anyhow::ensure!(!is_given || is_chosen, "{option} is for {method}: choose that with --method");
        }
        Ok(())
    }

    fn tolerance(&self, precision: Precision) -> Tolerance {
        self.tolerance.unwrap_or_else(|| default_tolerance(precision))
    }

    fn auto(&self, tolerance: Tolerance) -> AutoOptions<'_> {
        let (backend, hidden_sign, seed) = (self.layerwise.lp_backend.as_ref(), self.hidden_sign(), self.descent.seed);
        let starts = self.descent.starts.map_or(AutoOptions::default().starts, |starts| starts as usize);
        AutoOptions { tolerance, backend, hidden_sign, starts, seed, ..AutoOptions::default() }
    }

    fn gradient(&self, tolerance: Tolerance) -> GradientOptions {
        let DescentArgs { seed, sign_test, .. } = self.descent;
        let trained = GradientOptions::TRAINED;
        let (step, steps) = (self.descent.step.unwrap_or(trained.step), self.descent.steps.unwrap_or(trained.steps));
        GradientOptions { step, steps, sign_test, tolerance, seed, ..trained }
    }

    fn strong(&self, tolerance: Tolerance) -> StrongOptions {
        let starts = self.descent.starts.map_or(StrongOptions::default().starts, |starts| starts as usize);
        StrongOptions { starts, tolerance, seed: self.descent.seed }
    }

    fn layerwise(&self, methods: Methods, tolerance: Tolerance) -> LayerwiseOptions<'_> {
        let LayerwiseArgs { lp_backend, alpha, no_polish, .. } = &self.layerwise;
        LayerwiseOptions {
            methods,
            backend: lp_backend.as_ref(),
            hidden_sign: self.hidden_sign(),
            short_rank: ShortRank::Complete,
            growth: alpha.unwrap_or(Growth::PAPER),
            tolerance,
            limit: f64::INFINITY,
            polish: !no_polish,
        }
    }

    fn hidden_sign(&self) -> HiddenSign {
        match self.layerwise.hidden {
            Hidden::NonNegative => HiddenSign::NonNegative,
            Hidden::Free => HiddenSign::Free,
        }
    }
}
