//! Numbers on the command line. Whatever is said here of a number, the parser puts the name of its argument before it.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr, time::Duration};

/// Runs of a setup or of a point that a plan may have, each of which it lists.
pub(super) const MOST_RUNS: u32 = 1_000_000;

/// Finite and at least 0.
pub(super) fn not_negative(text: &str) -> Result<f64, String> {
    number(text, "a finite number that is not negative", |number| number >= 0.0)
}

/// Finite and above 0.
pub(super) fn positive(text: &str) -> Result<f64, String> {
    number(text, "a finite number above 0", |number| number > 0.0)
}

fn number(text: &str, expected: &str, is_right: impl Fn(f64) -> bool) -> Result<f64, String> {
    let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite() && is_right(*number));
    number.ok_or_else(|| wrong(expected, text))
}

/// Whole and in a range. Blanks around it, as behind the commas of a list, do not matter.
pub(super) fn within<T>(range: RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String> + Clone + Send + Sync
where
    T: FromStr + PartialOrd + Display + Clone + Send + Sync,
{
    move |text| {
        let number = text.trim().parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| wrong(&format!("a whole number from {} to {}", range.start(), range.end()), text))
    }
}

/// A time.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| wrong("a number of seconds", text))
}

/// A number that a type of its own may refuse.
pub(super) fn checked<T, E: Display>(text: &str, new: impl Fn(f64) -> Result<T, E>) -> Result<T, String> {
    let number = text.trim().parse().map_err(|_| wrong("a number", text))?;
    new(number).map_err(|error| error.to_string())
}

fn wrong(expected: &str, found: &str) -> String {
    format!("expected {expected}, found `{found}`")
}
