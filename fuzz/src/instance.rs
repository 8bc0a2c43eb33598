//! The directory of an instance, in one file: `instance.json`, `formula.cnf`, `network.npz` and the certificate, with `%%` between
//! them.

use crate::drat::is_satisfiable;
use crate::{parts, scratch};
use std::fs;
use unrelu_reductions::check::check_proof;
use unrelu_reductions::instance::{bundle, directory};
use unrelu_reductions::limits::Limits;

/// What is loaded is as its manifest says, and no proof is accepted where there is a preimage.
pub fn instance(bytes: &[u8]) {
    let [manifest, formula, network, certificate] = parts(bytes);
    let folder = scratch::folder("instance");
    let proof = ["witness.npy", "proof.drat"].map(|name| (name, certificate));
    for (name, content) in
        [("instance.json", manifest), ("formula.cnf", formula), ("network.npz", network)].into_iter().chain(proof)
    {
        fs::write(folder.join(name), content).expect("room for a file");
    }
    let Ok(loaded) = directory::load(&folder) else { return };
    let instance = &loaded.instance;
    assert_eq!(loaded.manifest.widths, instance.network().widths());
    assert_eq!(loaded.manifest.observation, instance.observation().to_vec());
    let lines = bundle::check(&folder, &Limits::none()).expect("it was just loaded");
    let small = instance.formula().variables() <= 10 && instance.formula().clause_count() <= 100;
    if small && check_proof(instance, certificate, &Limits::none()).is_ok() {
        assert!(!is_satisfiable(instance), "a proof was accepted: {lines:?}");
    }
}
