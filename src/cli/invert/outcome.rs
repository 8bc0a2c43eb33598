//! Outcomes in words.

use unrelu_inverter::invert::{self, Inversion, Optimality, Outcome, Uniqueness, Violation};

/// One word.
pub(super) fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Found { uniqueness: Uniqueness::Unique, .. } => "unique",
        Outcome::Found { uniqueness: Uniqueness::Free(_), .. } => "not-unique",
        Outcome::Found { .. } => "found",
        Outcome::Fitted { .. } => "fitted",
        Outcome::NotRealizable(_) => "not-realizable",
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
pub(super) fn explanation(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Found { uniqueness: Uniqueness::Free(free), .. } => {
            Some(format!("one of many: the latent code can move in {} dimensions", free.ncols()))
        }
        Outcome::Found { uniqueness: Uniqueness::Unknown { layer }, .. } => {
            Some(format!("layer {layer} does not fix its input; whether there are other latent codes was not searched"))
        }
        Outcome::Fitted { unique: false, .. } => Some("some layer may have other fits that are as good".to_owned()),
        Outcome::NotRealizable(certificate) => Some(violation(certificate)),
        Outcome::TooFar(bound) => Some(format!("every latent code misses some output by at least {:.3e}", bound.bound)),
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

/// The method of all layers, or those of each from the first layer to the last.
pub(super) fn methods(inversion: &Inversion) -> String {
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
