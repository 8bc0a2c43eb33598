//! What all pages share.

use super::markup::Text;
use base64::{Engine, engine::general_purpose::STANDARD};

/// What made a page.
pub(super) struct Made<'r> {
    pub command_line: &'r str,
    pub seed: u64,
    pub version: &'r str,
    /// Where numbers depend on it.
    pub machine: Option<String>,
}

impl<'r> Made<'r> {
    /// On this machine.
    pub fn here(command_line: &'r str, seed: u64, version: &'r str) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let plural = if cores == 1 { "" } else { "s" };
        let machine = format!("{} {}, {cores} core{plural}", std::env::consts::OS, std::env::consts::ARCH);
        Self { machine: Some(machine), ..Self::anywhere(command_line, seed, version) }
    }

    /// On any machine: none of the numbers depends on it.
    pub fn anywhere(command_line: &'r str, seed: u64, version: &'r str) -> Self {
        Self { command_line, seed, version, machine: None }
    }
}

/// A file that a page brings along.
pub(super) struct Download {
    pub name: String,
    /// `data:` and the content in base 64.
    pub address: String,
}

impl Download {
    pub fn new(name: &str, csv: &str) -> Self {
        Self { name: name.to_owned(), address: format!("data:text/csv;base64,{}", STANDARD.encode(csv)) }
    }
}

/// A picture as a part of a page: without an XML declaration, named for those who do not see it, and in the page's own colours for ink
/// and paper.
pub(super) fn inline(svg: &str, title: &str) -> String {
    let start = svg.find("<svg").unwrap_or(0);
    let ink = svg[start..].replace("#FFFFFF", "var(--paper)").replace("#000000", "currentColor");
    ink.replacen("<svg", &format!("<svg role=\"img\" aria-label=\"{}\"", Text(title)), 1)
}
