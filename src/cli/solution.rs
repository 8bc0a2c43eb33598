//! Assignments as the SAT competition writes them: `v 1 -2 3 0`.

use anyhow::Context;
use unrelu_reductions::{Assignment, Lit};

/// Signed variable numbers, from 1.
pub(super) fn signed_numbers(assignment: &Assignment) -> Vec<i64> {
    let number = |lit: Lit| i64::from(lit.var().number()) * if lit.is_positive() { 1 } else { -1 };
    assignment.literals().map(number).collect()
}

/// `v` lines of at most 78 columns, the last of them ending in 0.
pub(super) fn value_lines(numbers: &[i64]) -> String {
    let mut lines = String::from("v");
    let mut width = 1;
    for number in numbers.iter().copied().chain([0]) {
        let text = number.to_string();
        if width + 1 + text.len() > 78 {
            lines.push_str("\nv");
            width = 1;
        }
        lines.push(' ');
        lines.push_str(&text);
        width += 1 + text.len();
    }
    lines
}

/// Reads the `v` lines of a solver's output; every variable must have a value.
pub(super) fn parse(text: &str, variables: usize) -> anyhow::Result<Assignment> {
    let mut values = vec![None; variables];
    for (index, line) in text.lines().enumerate() {
        let Some(rest) = line.strip_prefix('v').filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])) else {
            continue;
        };
        for token in rest.split_ascii_whitespace() {
            let place =
                || format!("line {}: expected a literal over {variables} variables or 0, found `{token}`", index + 1);
            let number: i32 = token.parse().ok().with_context(place)?;
            if number != 0 {
                let slot = values.get_mut(number.unsigned_abs() as usize - 1).with_context(place)?;
                *slot = Some(number > 0);
            }
        }
    }
    if text.lines().any(|line| line.trim_end() == "s UNSATISFIABLE") {
        anyhow::bail!("the output says UNSATISFIABLE, which only a proof can show: pass the file of `solve --proof`");
    }
    let missing = |index: usize| format!("variable {} has no value in the `v` lines", index + 1);
    let values = values.into_iter().enumerate().map(|(index, value)| value.with_context(|| missing(index)));
    Ok(Assignment::from(values.collect::<anyhow::Result<Vec<bool>>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_lines_are_read_back() {
        let numbers: Vec<i64> = (1..=60).map(|n| if n % 3 == 0 { n } else { -n }).collect();
        let lines = value_lines(&numbers);
        assert!(lines.lines().count() > 1 && lines.lines().all(|line| line.len() <= 78));
        assert!(lines.ends_with(" 0"));
        assert_eq!(signed_numbers(&parse(&lines, 60).unwrap()), numbers);
        assert!(parse(&lines, 59).is_err() && parse(&lines, 61).is_err());
        assert_eq!(value_lines(&[]), "v 0");
    }
}
