//! What `--version` says beyond the version.

use std::env::consts::{ARCH, OS};

/// The version, then which optional parts are in (`+`) or out (`-`), for what machine, and the Rust that builds it.
pub(super) fn long() -> String {
    let part = |is_in| if is_in { '+' } else { '-' };
    format!(
        "{}\nfeatures: {}lp-modeler {}highs\ntarget: {ARCH}-{OS}\nneeds Rust {} or later to build",
        env!("CARGO_PKG_VERSION"),
        part(cfg!(feature = "lp-modeler")),
        part(cfg!(feature = "highs")),
        env!("CARGO_PKG_RUST_VERSION"),
    )
}
