//! What the program is made of: licences, demands on Rust, origins, and crates that come twice.
//!
//! Ignored, since cargo may have to fetch what other platforms and optional features need:
//!
//! ```text
//! cargo test --test dependencies -- --ignored
//! ```

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

/// Terms under which binaries of `unrelu` may be passed on by anyone who keeps the notices.
const LICENCES: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "bzip2-1.0.6",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that name a file instead of an expression, which is what that file holds.
const BY_FILE: [(&str, &str); 1] = [("fuchsia-cprng", "BSD-3-Clause")];

/// Crates of the default build that come in two versions or more, and who asks for the old one.
const TWICE: [(&str, &str); 11] = [
    ("equator", "nano-gemm, of faer"),
    ("equator-macro", "the same"),
    ("hashbrown", "safetensors"),
    ("itertools", "clarabel"),
    ("itoa", "varisat"),
    ("miniz_oxide", "png"),
    ("rustc-hash", "varisat"),
    ("strsim", "derive_builder, of clarabel"),
    ("syn", "for macros alone: varisat and clarabel (1), prost and zerocopy (2)"),
    ("thiserror", "clarabel and varisat"),
    ("thiserror-impl", "the same"),
];

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Every package of every platform and feature.
fn packages() -> Vec<Value> {
    let text = cargo(&["metadata", "--format-version", "1", "--all-features", "--locked"]);
    let mut metadata: Value = serde_json::from_str(&text).unwrap();
    let Value::Array(packages) = metadata["packages"].take() else { panic!("no packages") };
    assert!(packages.len() > 200);
    packages
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

#[test]
#[ignore = "fetches"]
fn licences_are_permissive() {
    for package in packages() {
        let by_file = || BY_FILE.iter().find(|(known, _)| *known == name(&package)).map(|(_, licence)| *licence);
        let licence =
            package["license"].as_str().or_else(by_file).unwrap_or_else(|| panic!("{} names none", name(&package)));
        let expression = Expression::parse_mode(licence, ParseMode::LAX).unwrap();
        let allowed = expression.evaluate(|wanted| LICENCES.contains(&wanted.to_string().as_str()));
        assert!(allowed, "{}: {licence}", name(&package));
    }
}

#[test]
#[ignore = "fetches"]
fn none_asks_for_a_later_rust() {
    let release = |text: &str| {
        let numbers: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
        (numbers[0], numbers[1])
    };
    for package in packages() {
        let Some(needs) = package["rust_version"].as_str() else { continue };
        assert!(release(needs) <= release(env!("CARGO_PKG_RUST_VERSION")), "{} needs Rust {needs}", name(&package));
    }
}

#[test]
#[ignore = "fetches"]
fn all_come_from_the_registry_in_versions() {
    for package in packages() {
        let source = package["source"].as_str();
        assert!(source.is_none_or(|source| source == REGISTRY), "{} comes from {source:?}", name(&package));
        if source.is_none() {
            let wanted = package["dependencies"].as_array().unwrap();
            assert!(wanted.iter().all(|dependency| dependency["req"] != "*"), "{} takes any version", name(&package));
        }
    }
}

#[test]
#[ignore = "fetches"]
fn none_comes_twice_without_a_reason() {
    let tree = cargo(&["tree", "--locked", "--workspace", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    let mut versions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in tree.lines() {
        let mut words = line.split(' ');
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        versions.entry(name).or_default().insert(version);
    }
    let twice: Vec<&str> = versions.iter().filter(|(_, versions)| versions.len() > 1).map(|(name, _)| *name).collect();
    assert_eq!(twice, TWICE.map(|(name, _)| name), "{versions:?}");
}
