//! The order of layers, which a `state_dict` in a file no longer has.
//!
//! Modules whose names differ in their numbers alone, as `fc1` and `fc2`, follow these numbers, one after the other; the shapes
//! must say in which order such groups come.

use crate::file::Problem;
use ndarray::{Array1, Array2};
use std::collections::BTreeMap;

/// A linear layer, `weight x + bias`.
pub(super) struct Linear {
    pub name: String,
    pub weight: Array2<f64>,
    pub bias: Option<Array1<f64>>,
}

/// Groups that are tried in every order: 40,320 orders.
const MOST_GROUPS: usize = 8;

/// Sorts layers from the input to the output.
pub(super) fn in_order(mut layers: Vec<Linear>) -> Result<Vec<Linear>, Problem> {
    layers.sort_by_cached_key(|layer| numbers(&layer.name));
    let mut groups: BTreeMap<String, Vec<Linear>> = BTreeMap::new();
    for layer in layers {
        groups.entry(words(&layer.name)).or_default().push(layer);
    }
    let mut groups: Vec<Vec<Linear>> = groups.into_values().collect();
    if groups.len() < 2 {
        return Ok(groups.pop().unwrap_or_default());
    }
    let ends: Vec<Ends> = groups.iter().map(|group| Ends::of(group)).collect();
    let names = groups.iter().map(|group| group[0].name.as_str()).collect::<Vec<_>>().join(", ");
    let wrong = |problem: &str| Problem::Model(format!("the order of {names} is not clear: {problem}"));
    if groups.len() > MOST_GROUPS {
        return Err(wrong("expected names that differ in a number, as 0.weight and 2.weight"));
    }
    let mut found = Vec::new();
    extend(&ends, &mut Vec::new(), &mut found);
    match found.as_slice() {
        [order] => Ok(order.iter().flat_map(|&group| std::mem::take(&mut groups[group])).collect()),
        [] => Err(wrong("their shapes do not fit together in any order")),
        _ => Err(wrong("their shapes fit together in more than one; expected names with numbers")),
    }
}

/// What a group of layers takes and gives.
struct Ends {
    inputs: usize,
    outputs: usize,
}

impl Ends {
    fn of(group: &[Linear]) -> Self {
        let (first, last) = (&group[0].weight, &group[group.len() - 1].weight);
        Self { inputs: first.ncols(), outputs: last.nrows() }
    }
}

/// Adds to `found` the orders that begin with `order` and fit, two at most.
fn extend(ends: &[Ends], order: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    if order.len() == ends.len() {
        found.push(order.clone());
    }
    for next in 0..ends.len() {
        let fits = order.last().is_none_or(|&last| ends[last].outputs == ends[next].inputs);
        if fits && !order.contains(&next) && found.len() < 2 {
            order.push(next);
            extend(ends, order, found);
            order.pop();
        }
    }
}

/// A name without its digits.
fn words(name: &str) -> String {
    name.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The numbers in a name, in their order. One too long to be a number of layers counts as the largest.
fn numbers(name: &str) -> Vec<u64> {
    let digits = name.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits.map(|digits| digits.parse().unwrap_or(u64::MAX)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Layers by name, inputs and outputs; the names in the order that is found, or the error.
    fn order(layers: &[(&str, usize, usize)]) -> String {
        let linear = |&(name, inputs, outputs): &(&str, usize, usize)| Linear {
            name: name.to_owned(),
            weight: Array2::zeros((outputs, inputs)),
            bias: None,
        };
        match in_order(layers.iter().map(linear).collect()) {
            Ok(layers) => layers.iter().map(|layer| layer.name.as_str()).collect::<Vec<_>>().join(" "),
            Err(problem) => problem.to_string(),
        }
    }

    #[test]
    fn numbers_decide_before_shapes() {
        assert_eq!(order(&[("10", 3, 3), ("2", 3, 3), ("0", 3, 3)]), "0 2 10");
        assert_eq!(order(&[("net.a.10", 3, 3), ("net.a.9", 3, 3)]), "net.a.9 net.a.10");
        assert_eq!(order(&[("head", 5, 2), ("fc2", 5, 5), ("fc1", 3, 5)]), "fc1 fc2 head");
        assert_eq!(order(&[("in", 3, 5), ("hidden", 5, 5), ("out", 5, 2)]), "in hidden out");
        assert_eq!(order(&[("", 3, 5)]), "");
    }

    #[test]
    fn what_is_not_clear_is_said() {
        assert!(order(&[("a", 3, 3), ("b", 3, 3)]).contains("order of a, b is not clear: their shapes fit"));
        assert!(order(&[("a", 3, 4), ("b", 3, 4)]).contains("do not fit together"));
        let many: Vec<String> = (b'a'..=b'j').map(|letter| char::from(letter).to_string()).collect();
        let many: Vec<(&str, usize, usize)> = many.iter().map(|name| (name.as_str(), 3, 3)).collect();
        assert!(order(&many).contains("expected names that differ in a number"));
    }
}
