//! What ordinary reading does with doubtful places.

use super::reader::Watch;
use super::{DimacsError, Strictness, Warning};

/// Keeps doubtful places, one a kind, or refuses them.
#[derive(Debug)]
pub(super) struct Warnings {
    strictness: Strictness,
    pub(super) list: Vec<Warning>,
}

impl Warnings {
    pub(super) fn new(strictness: Strictness) -> Self {
        Self { strictness, list: Vec::new() }
    }
}

impl Watch for Warnings {
    fn doubt(&mut self, warning: Warning) -> Result<(), DimacsError> {
        if self.strictness == Strictness::Strict {
            return Err(DimacsError::Strict(warning));
        }
        if !self.list.iter().any(|known| known.kind == warning.kind) {
            self.list.push(warning);
        }
        Ok(())
    }
}
