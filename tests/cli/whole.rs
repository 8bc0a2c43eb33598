//! Whether what a run left is whole, and the same as what another left.

use super::run::Place;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use unrelu::{
    inverter::file::{read_matrix, read_network},
    reductions::cnf::dimacs::{Strictness, read_file},
};

/// Files below a folder of a place, by their paths in it, without those that were never finished, which are hidden.
pub fn files(place: &Place, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
    let root = place.path(folder);
    let (mut files, mut folders) = (BTreeMap::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_string_lossy().starts_with(".unrelu-") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(&root).unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Reads every file, which must be complete; of a journal all lines but the last.
pub fn expect_whole(place: &Place, folder: &str, told: &str) {
    for (name, content) in files(place, folder) {
        let path = place.path(folder).join(&name);
        assert!(is_whole(&path, &content), "{told}: {} is not whole", name.display());
    }
}

fn is_whole(path: &Path, content: &[u8]) -> bool {
    let text = || std::str::from_utf8(content).unwrap();
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    match path.extension().unwrap_or_default().to_str().unwrap() {
        "json" => json(text()),
        "jsonl" => text().contains('\n') && text().split_inclusive('\n').filter(|line| line.ends_with('\n')).all(json),
        // A table has what made it and its plan from the beginning.
        "csv" if is_table(path) => {
            text().lines().nth(1).is_some_and(|plan| plan.starts_with("# {") && plan.ends_with('}'))
        }
        "csv" => text().ends_with('\n'),
        "html" => text().trim_end().ends_with("</html>"),
        "svg" => text().trim_end().ends_with("</svg>"),
        "mps" => text().trim_end().ends_with("ENDATA"),
        "lp" => text().trim_end().ends_with("End"),
        "vnnlib" | "drat" | "" => text().ends_with('\n'),
        "npz" | "onnx" => read_network(path).is_ok(),
        "npy" => read_matrix(path).is_ok(),
        "cnf" => read_file(path, Strictness::Strict).is_ok(),
        other => panic!("a file that ends in `{other}`"),
    }
}

/// Whether it grows while runs are finished.
fn is_table(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "scale.csv" || name == "runs.csv")
}

/// The rows of a table without times, in order; they stand in the order in which they were finished.
pub fn rows(content: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(content).unwrap();
    assert!(text.ends_with('\n'), "{text}");
    let mut lines = text.lines().skip(1).map(str::to_owned);
    let (plan, columns) = (lines.next().unwrap(), lines.next().unwrap());
    let timed: Vec<bool> = columns.split(',').map(|name| name.ends_with("seconds")).collect();
    let untimed = |line: String| {
        let fields = line.split(',').zip(&timed).filter(|(_, timed)| !**timed);
        fields.map(|(field, _)| field.to_owned()).collect::<Vec<_>>().join(",")
    };
    let mut rows: Vec<String> = lines.map(untimed).collect();
    rows.sort();
    rows.push(plan);
    rows
}

/// Fails unless two runs left the same: every byte, but of tables and of what comes of their times the rows without times.
pub fn expect_same(found: &Place, wanted: &Place, folder: &str, told: &str) {
    let (found, wanted) = (files(found, folder), files(wanted, folder));
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&wanted), "{told}");
    let table = wanted.keys().find(|name| is_table(name));
    match table {
        Some(table) => assert_eq!(rows(&found[table]), rows(&wanted[table]), "{told}"),
        None => {
            for (name, content) in &wanted {
                assert!(found[name] == *content, "{told}: {} is another", name.display());
            }
        }
    }
}
