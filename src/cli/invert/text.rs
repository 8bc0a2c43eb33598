//! What `invert` prints for people.

use super::outcome::{explanation, name, optimality};
use crate::cli::output::say;
use unrelu_inverter::invert::{self, Fit, Inversion, Method, Outcome};

/// Observations that are described one by one; of more, only the counts. Layers are described where there is but one.
const DESCRIBED: usize = 10;

pub(in crate::cli) fn describe(title: Option<String>, inversions: &[Inversion]) -> anyhow::Result<()> {
    title.map_or(Ok(()), say)?;
    for (index, inversion) in inversions.iter().enumerate().take(DESCRIBED) {
        say(format_args!("observation {}: {}", index + 1, sentence(inversion)))?;
    }
    if inversions.len() > DESCRIBED {
        say(format_args!("... {} more observations", inversions.len() - DESCRIBED))?;
    }
    match inversions {
        [inversion] => describe_layers(inversion),
        _ => Ok(say(summary(inversions))?),
    }
}

fn describe_layers(inversion: &Inversion) -> anyhow::Result<()> {
    for layer in &inversion.layers {
        say(format_args!("  {}", layer_line(layer)))?;
        if let Some(fit) = &layer.fit {
            say(format_args!("    {}", fit_line(layer.method, fit)))?;
            fit.warnings.iter().try_for_each(|warning| say(format_args!("    warning: {warning}")))?;
        }
    }
    Ok(())
}

fn sentence(inversion: &Inversion) -> String {
    let milliseconds = 1e3 * inversion.seconds;
    let what = match (inversion.preimage(), explanation(inversion)) {
        (None, explanation) => explanation.unwrap_or_default(),
        (Some(preimage), None) if matches!(inversion.outcome, Outcome::Fitted { .. }) => {
            format!("the only best fit of every layer, residual {:.3e}", preimage.residual().linf)
        }
        (Some(preimage), None) => format!("the only latent code, residual {:.1e}", preimage.residual().linf),
        (Some(preimage), Some(more)) => {
            let residual = preimage.residual();
            format!("a latent code, residual {:.1e} (l2 {:.1e}); {more}", residual.linf, residual.l2)
        }
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

fn fit_line(method: Method, fit: &Fit) -> String {
    let Fit { epsilon, objective, gap, optimality: proven, programs, residual, .. } = fit;
    let bound =
        fit.certificate.as_ref().map_or_else(String::new, |found| format!(", no input below {:.3e}", found.bound));
    let (proven, linf) = (optimality(*proven), residual.linf);
    format!(
        "{method}: largest error {linf:.3e}{bound}, objective {objective:.3e} ({proven}, gap {gap:.1e}), eps {epsilon:.1e}, \
         {programs} programs"
    )
}

fn summary(inversions: &[Inversion]) -> String {
    let count = |outcome: &str| inversions.iter().filter(|inversion| name(&inversion.outcome) == outcome).count();
    let names = ["unique", "not-unique", "locally-unique", "found", "fitted", "not-realizable", "too-far", "undecided"];
    let counts = names.map(|name| (name, count(name))).into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(name, count)| format!("{count} {name}")).collect();
    format!("{} observations: {}", inversions.len(), counts.join(", "))
}
