//! Text within markup, and numbers as people write them.

use std::fmt::{self, Write};

/// Text with what HTML and SVG read as markup replaced.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '&' => f.write_str("&amp;"),
            '"' => f.write_str("&quot;"),
            _ => f.write_char(c),
        })
    }
}

/// A probability in percent, without the noise of binary fractions.
pub(super) struct Percent(pub(super) f64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:.6}", 100.0 * self.0);
        write!(f, "{}%", digits.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A size of noise or a count.
pub(crate) fn short(x: f64) -> String {
    if (0.1..1e6).contains(&x) { format!("{x}") } else { format!("{x:e}") }
}
