//! Collisions as the witnesses of counterexamples, and back.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use unrelu_inverter::injective::{Collision, CollisionFile};

use crate::verdict::ClaimReport;

/// Collisions of more inputs than this are left out of a witness: seed, case and trial draw the matrix again.
const MOST_INPUTS: usize = 5;

/// Two latent codes that a layer of these widths does not tell apart.
#[derive(Serialize, Deserialize)]
struct Witness {
    /// Inputs.
    k: usize,
    /// Outputs.
    n: usize,
    /// All of it in rational numbers; left out where that is long.
    collision: Option<CollisionFile>,
}

/// What a reader needs to check the collision again.
pub(super) fn witness(found: &Collision) -> impl Serialize + use<> {
    let (n, k) = (found.weights().rows().len(), found.weights().columns());
    let made_by = format!("unrelu {}", env!("CARGO_PKG_VERSION"));
    Witness { k, n, collision: (k <= MOST_INPUTS).then(|| CollisionFile::new(found, &made_by)) }
}

/// The first collision among the counterexamples of a claim.
pub fn first_collision(report: &ClaimReport) -> Option<CollisionFile> {
    let read = |witness: &Value| serde_json::from_value::<Witness>(witness.clone()).ok()?.collision;
    report.evidence.counterexamples.iter().find_map(|found| read(&found.witness))
}
