//! Progress on stderr, on a terminal only.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

const TEMPLATE: &str = "{msg} [{wide_bar}] {human_pos}/{human_len} {eta}";

/// A bar of `length` steps.
pub(super) fn bar(length: usize, what: &'static str) -> ProgressBar {
    let style = ProgressStyle::with_template(TEMPLATE).expect("the template is fixed").progress_chars("=> ");
    ProgressBar::with_draw_target(Some(length as u64), ProgressDrawTarget::stderr_with_hz(5))
        .with_style(style)
        .with_message(what)
}
