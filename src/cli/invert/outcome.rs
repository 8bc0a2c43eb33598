//! Outcomes in words.

use unrelu_inverter::invert::{self, Inversion, Optimality, Outcome, Refutation, Search, Uniqueness, Violation, Whole};

/// One word.
pub(super) fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Found { uniqueness: Uniqueness::Unique, .. } => "unique",
        Outcome::Found { uniqueness: Uniqueness::Free(_), .. } => "not-unique",
        Outcome::Found { uniqueness: Uniqueness::Local, .. } => "locally-unique",
        Outcome::Found { .. } => "found",
        Outcome::Fitted { .. } => "fitted",
        Outcome::NotRealizable(_) | Outcome::Refuted(_) => "not-realizable",
        Outcome::TooFar(_) => "too-far",
        _ => "undecided",
    }
}

/// Dimension of the set of preimages, where it is known.
pub(super) fn free_dimensions(outcome: &Outcome) -> Option<usize> {
    match outcome {
        Outcome::Found { uniqueness: Uniqueness::Unique, .. } => Some(0),
        Outcome::Found { uniqueness: Uniqueness::Free(free), .. } => Some(free.ncols()),
        _ => None,
    }
}

/// What there is to say beyond the word.
pub(super) fn explanation(inversion: &Inversion) -> Option<String> {
    match (&inversion.outcome, &inversion.whole) {
        (Outcome::Found { uniqueness: Uniqueness::Free(free), .. }, _) => {
            Some(format!("one of many: the latent code can move in {} dimensions", free.ncols()))
        }
        (Outcome::Found { uniqueness: Uniqueness::Local, .. }, _) => {
            Some("the only one near it; whether there are others elsewhere was not searched".to_owned())
        }
        (Outcome::Found { uniqueness: Uniqueness::Unknown { layer }, .. }, _) => {
            Some(format!("layer {layer} does not fix its input; whether there are other latent codes was not searched"))
        }
        (Outcome::Fitted { .. }, Some(whole)) => Some(fitted(whole)),
        (Outcome::Fitted { unique: false, .. }, None) => {
            Some("some layer may have other fits that are as good".to_owned())
        }
        (Outcome::NotRealizable(certificate), _) => Some(violation(certificate)),
        (Outcome::Refuted(refutation), _) => Some(refuted(refutation)),
        (Outcome::TooFar(bound), _) => {
            Some(format!("every latent code misses some output by at least {:.3e}", bound.bound))
        }
        (Outcome::Undecided(reason), _) => Some(reason.to_string()),
        _ => None,
    }
}

/// How good a fit of the whole network is, and how sure.
fn fitted(whole: &Whole) -> String {
    let free = whole.free.ncols();
    let place = match (whole.converged, free) {
        (false, _) => "the descent did not end by itself".to_owned(),
        (true, 0) => "locally unique".to_owned(),
        (true, free) => format!("not identifiable: it can move in {free} dimensions and give the same"),
    };
    let best = format!("the best fit found in {} from {} starts, {place}", whole.norm.name(), whole.starts);
    match (&whole.refuted, &whole.gave_up) {
        (Some(refutation), _) => format!("{best}; {}", refuted(refutation)),
        (None, None) => format!("{best}; whether some latent code gives the observation itself is not known"),
        (None, Some(reason)) => {
            format!("{best}; whether some latent code gives the observation itself was not decided: {reason}")
        }
    }
}

fn refuted(refutation: &Refutation) -> String {
    match refutation {
        Refutation::Negative { index, value } => {
            format!("nothing gives the observation itself: its entry {} is {value:.3e}, below 0", index + 1)
        }
        Refutation::Certificate(certificate) => violation(certificate),
        Refutation::Search(proof) => format!(
            "no latent code gives the observation within the tolerance: a proof of {} steps was checked, in exact arithmetic",
            proof.steps.len()
        ),
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

/// What was taken: the norm in which `auto` fitted the whole network, the method of all layers, or those of each from the
/// first layer to the last.
pub(super) fn methods(inversion: &Inversion) -> String {
    match &inversion.whole {
        Some(Whole { search: Search::Auto, norm, .. }) => return format!("whole-{}", norm.name()),
        Some(Whole { search: Search::Gradient, .. }) => return "gd".to_owned(),
        Some(Whole { search: Search::Strong, .. }) => return "gd-strong".to_owned(),
        Some(Whole { search: Search::Complete, .. }) => return "complete".to_owned(),
        Some(Whole { search: Search::Projected, .. }) => return "projected".to_owned(),
        _ => {}
    }
    let names: Vec<&str> = inversion.layers.iter().rev().map(|layer| layer.method.name()).collect();
    match names.as_slice() {
        [first, rest @ ..] if rest.iter().all(|name| name == first) => (*first).to_owned(),
        names => names.join(","),
    }
}

/// One word.
pub(super) fn optimality(optimality: Optimality) -> &'static str {
    match optimality {
        Optimality::Exact => "exact",
        Optimality::Global => "global",
        Optimality::Program => "program",
        Optimality::Unproven => "unproven",
    }
}
