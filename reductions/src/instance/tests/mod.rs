mod bundle;

use super::directory::{Extras, MANIFEST, load, save};
use super::*;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use unrelu_inverter::file::write_network;
use unrelu_inverter::network::Network;

fn made_by() -> Provenance {
    Provenance {
        version: "unrelu 0.1.0".to_owned(),
        command: "unrelu reduce some.cnf --to theorem-2\np cnf 1 1".to_owned(),
        seed: Some(3),
        source: None,
    }
}

fn instance(kind: ReductionKind) -> Instance {
    let formula = Cnf::from_dimacs(&[vec![3, 1, 3], vec![1, -1], vec![], vec![-2, 1, 3]]).unwrap();
    Instance::reduce(formula, kind, 0).unwrap()
}

fn saved(kind: ReductionKind) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("instance");
    save(&path, &instance(kind), &Extras::default(), made_by()).unwrap();
    (folder, path)
}

/// Saves, changes a file, and gives the error of loading.
fn refusal(change: impl Fn(&Path)) -> LoadError {
    let (_folder, path) = saved(ReductionKind::Theorem2);
    change(&path);
    load(&path).unwrap_err()
}

fn change_manifest(path: &Path, field: &str, value: Value) {
    let path = path.join(MANIFEST);
    let mut manifest: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    manifest[field] = value;
    fs::write(path, manifest.to_string()).unwrap();
}

#[test]
fn what_is_saved_is_loaded() {
    for kind in ReductionKind::ALL {
        let (folder, path) = saved(kind);
        let loaded = load(&path).unwrap();
        assert_eq!(loaded.instance.network(), instance(kind).network());
        assert_eq!(loaded.instance.formula(), instance(kind).formula());
        let plain = Manifest::new(&instance(kind), &Extras::default(), made_by());
        assert_eq!(loaded.manifest, Manifest { sha256: loaded.manifest.sha256.clone(), ..plain });
        assert_eq!((loaded.manifest.tautologies_dropped, loaded.manifest.literals_merged), (1, 1));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing but the instance is left");
        let formula = fs::read_to_string(path.join("formula.cnf")).unwrap();
        let head = "c unrelu 0.1.0\nc command: unrelu reduce some.cnf --to theorem-2\nc p cnf 1 1\nc seed: 3\n";
        assert!(formula.starts_with(head), "{formula}");
    }
}

#[test]
fn what_exists_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let instance = instance(ReductionKind::Theorem1);
    let (file, directory) = (folder.path().join("file"), folder.path().join("directory"));
    fs::write(&file, "mine").unwrap();
    fs::create_dir(&directory).unwrap();
    for path in [&file, &directory] {
        assert!(matches!(save(path, &instance, &Extras::default(), made_by()), Err(SaveError::Exists(_))));
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 0);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    assert!(matches!(
        save(&folder.path().join("no/such/place"), &instance, &Extras::default(), made_by()),
        Err(SaveError::Io { .. })
    ));
}

#[test]
fn a_network_with_another_activation_is_refused() {
    let refused = refusal(|path| {
        let mut layers = instance(ReductionKind::Theorem2).network().layers().to_vec();
        layers[1] = layers[1].clone().with_activation(unrelu_inverter::network::Activation::Identity);
        fs::remove_file(path.join("network.npz")).unwrap();
        write_network(&path.join("network.npz"), &Network::new(layers).unwrap(), "a test").unwrap();
    });
    assert!(matches!(refused, LoadError::OtherNetwork(_)), "{refused}");
}

#[test]
fn manifests_that_do_not_fit_the_formula_are_refused() {
    let cases = [
        ("variables", json!(4)),
        ("clauses", json!(2)),
        ("widths", json!([3, 6, 6, 5, 1])),
        ("observation", json!([1.0, 3.0])),
        ("domain", json!("signs")),
    ];
    for (name, value) in cases {
        let refused = refusal(|path| change_manifest(path, name, value.clone()));
        assert!(matches!(refused, LoadError::Mismatch { field, .. } if field == name), "{refused}");
    }
    let another = refusal(|path| change_manifest(path, "reduction", json!("theorem-1")));
    assert!(matches!(another, LoadError::Mismatch { field: "widths", .. }), "{another}");
    assert!(matches!(refusal(|path| change_manifest(path, "reduction", json!("magic"))), LoadError::Kind(_)));
    assert!(matches!(refusal(|path| change_manifest(path, "schema", json!(2))), LoadError::Schema { found: 2, .. }));
    assert!(matches!(refusal(|path| change_manifest(path, "extra", json!(2))), LoadError::Manifest { .. }));
    let leaving = json!({"formula": "../formula.cnf", "network": "network.npz", "certificate": null});
    assert!(matches!(refusal(|path| change_manifest(path, "files", leaving.clone())), LoadError::FileName(_)));
}

#[test]
fn damaged_files_are_refused() {
    let formula = |text: &'static str| refusal(|path| fs::write(path.join("formula.cnf"), text).unwrap());
    assert!(matches!(formula("p cnf 3 2\n1 0\n"), LoadError::Formula { .. }));
    assert!(matches!(formula("p cnf 3 3\n3 1 0\n0\n1 -2 3 0\n"), LoadError::NotNormal(_)));
    assert!(matches!(formula("p cnf 3 3\n1 3 0\n0\n1 2 3 0\n"), LoadError::OtherNetwork(_)));
    assert!(matches!(refusal(|path| fs::remove_file(path.join("network.npz")).unwrap()), LoadError::Network(_)));
    assert!(matches!(refusal(|path| fs::write(path.join(MANIFEST), "{}").unwrap()), LoadError::Manifest { .. }));
    assert!(matches!(refusal(|path| fs::remove_file(path.join(MANIFEST)).unwrap()), LoadError::Io { .. }));
}
