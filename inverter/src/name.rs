//! Things that are asked for by name.

use std::fmt::Display;

/// Names that are listed; of more, those that are nearest.
const MOST_LISTED: usize = 12;

/// Names that are offered where there are too many to list.
const OFFERED: usize = 3;

/// A name that nothing has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} `{name}`: expected {expected}")]
pub struct UnknownName {
    what: &'static str,
    name: String,
    expected: String,
}

/// The one of `all` that is displayed as `name`; blanks around it, as behind the commas of a list, do not matter. `what` says in an
/// error what it would have been.
///
/// # Errors
/// [`UnknownName`], with the names that there are, or those near to it.
pub fn by_name<T: Display>(what: &'static str, all: impl IntoIterator<Item = T>, name: &str) -> Result<T, UnknownName> {
    let name = name.trim();
    let mut names = Vec::new();
    for thing in all {
        let known = thing.to_string();
        if known == name {
            return Ok(thing);
        }
        names.push(known);
    }
    let expected = if names.len() > MOST_LISTED { nearest(names, name) } else { joined(&names, "or") };
    Err(UnknownName { what, name: name.to_owned(), expected })
}

/// Those that begin so come first.
fn nearest(mut names: Vec<String>, name: &str) -> String {
    let count = names.len();
    names.sort_by_cached_key(|known| (!known.starts_with(name), strsim::damerau_levenshtein(known, name)));
    names.truncate(OFFERED);
    format!("one of {count} names, of which {} are the nearest", joined(&names, "and"))
}

/// `a, b or c`.
fn joined(names: &[String], last: &str) -> String {
    match names {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_names_are_listed_and_of_many_the_nearest() {
        assert_eq!(by_name("fruit", ["fig", "pear", "plum"], " plum"), Ok("plum"));
        let unknown = by_name("fruit", ["fig", "pear", "plum"], "pea").unwrap_err();
        assert_eq!(unknown.to_string(), "unknown fruit `pea`: expected fig, pear or plum");
        let unknown = by_name("number", 10..100, "3").unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "unknown number `3`: expected one of 90 names, of which 30, 31 and 32 are the nearest"
        );
    }
}
