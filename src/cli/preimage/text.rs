//! What `preimage` prints for people.

use super::{Counts, Found, shortened};
use crate::cli::output::say;
use unrelu_inverter::{
    exact::{Rational, to_f64},
    preimage::{Convexity, Gap, Generators, Polyhedron, Preimage},
};

/// Pieces that are described one by one; of more, only the number.
const DESCRIBED: usize = 20;

/// Longer fractions are given as decimals.
const LONGEST: usize = 15;

pub(super) fn describe(found: &[Found], counts: Option<&Counts>) -> anyhow::Result<()> {
    for (index, found) in found.iter().enumerate() {
        match found {
            Ok(preimage) => known(index + 1, preimage)?,
            Err(reason) => say(format_args!("observation {}: undecided: {reason}", index + 1))?,
        }
    }
    match counts {
        None => {}
        Some(Err(reason)) => say(format_args!("linear regions: undecided: {reason}"))?,
        Some(Ok(counts)) => {
            let after = |(index, count): (usize, &u64)| format!("{count} after layer {}", index + 1);
            let counts: Vec<String> = counts.iter().enumerate().map(after).collect();
            say(format_args!("linear regions: {}", counts.join(", ")))?;
        }
    }
    Ok(())
}

fn known(number: usize, preimage: &Preimage) -> anyhow::Result<()> {
    let Preimage { pieces, convexity, searched, met, pruned } = preimage;
    let count = match pieces.len() {
        0 => "no latent code".to_owned(),
        1 => "1 piece".to_owned(),
        many => format!("{many} pieces"),
    };
    let convex = match convexity {
        _ if pieces.is_empty() => String::new(),
        Convexity::Convex => ", convex".to_owned(),
        Convexity::NotConvex(_) => ", not convex".to_owned(),
        Convexity::Unknown(reason) => format!(", convex or not is undecided: {reason}"),
    };
    say(format_args!("observation {number}: {count}{convex}"))?;
    pieces.iter().take(DESCRIBED).try_for_each(|piece| say(format_args!("  {}", sentence(piece))))?;
    if pieces.len() > DESCRIBED {
        say(format_args!("  ... {} more pieces", pieces.len() - DESCRIBED))?;
    }
    if let Convexity::NotConvex(Gap { points: [first, second], midpoint }) = convexity {
        let [first, second, midpoint] = [first, second, midpoint].map(|point| tuple(point));
        say(format_args!("  {first} and {second} are in it, their midpoint {midpoint} is not"))?;
    }
    Ok(say(format_args!("  regions of the hidden layers: {searched} searched, {met} met, {pruned} left by bounds"))?)
}

fn sentence(piece: &Polyhedron) -> String {
    let dimension = piece.dimension();
    let Some(generators) = Generators::of(piece) else {
        let (facets, inside) = (piece.inequalities().len(), tuple(piece.inside()));
        return format!("polyhedron of dimension {dimension} with {facets} facets, about {inside}");
    };
    let Generators { points, rays } = &generators;
    let list = |points: &[Vec<Rational>]| points.iter().map(|point| tuple(point)).collect::<Vec<_>>().join(", ");
    let readable: Vec<Vec<Rational>> = rays.iter().map(|ray| readable(ray)).collect();
    let (name, points, directions) = (generators.name(dimension), list(points), list(&readable));
    match (name, rays.len()) {
        ("point", _) => format!("point {points}"),
        (_, 0) => format!("{name} with the vertices {points}"),
        (_, 1) => format!("{name} from {points} in direction {directions}"),
        _ => format!("{name} from {points} in directions {directions}"),
    }
}

/// Whole numbers where they are short.
fn readable(ray: &[Rational]) -> Vec<Rational> {
    if ray.iter().all(is_short) { ray.to_vec() } else { shortened(ray) }
}

fn is_short(value: &Rational) -> bool {
    value.to_string().len() <= LONGEST
}

fn tuple(point: &[Rational]) -> String {
    format!("({})", point.iter().map(number).collect::<Vec<_>>().join(", "))
}

fn number(value: &Rational) -> String {
    let float = to_f64(value);
    match float.abs() {
        _ if is_short(value) => value.to_string(),
        1e-3..1e6 => format!("~{float:.6}"),
        _ => format!("~{float:.6e}"),
    }
}
