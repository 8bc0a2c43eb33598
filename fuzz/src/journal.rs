//! Journals of runs.

use crate::scratch;
use std::fs;
use unrelu_verify::journal;
use unrelu_verify::results::Results;

/// A journal that is read is written in order and read again, as its blocks say.
pub fn journal(bytes: &[u8]) {
    let path = scratch::new("trials.jsonl");
    fs::write(&path, bytes).expect("room for a file");
    let Ok(header) = journal::read_header(&path) else { return };
    let Ok(plan) = header.plan() else { return };
    let mut results = Results::new(&plan);
    if journal::read(&path, &header, &mut results).is_err() {
        return;
    }
    journal::write(&path, &header, &results).expect("room for a file");
    let mut again = Results::new(&plan);
    journal::read(&path, &header, &mut again).expect("it was just written");
    assert!(again.blocks().eq(results.blocks()));
    let written = fs::read(&path).expect("it was just written");
    journal::write(&path, &header, &again).expect("room for a file");
    assert_eq!(fs::read(&path).expect("it was just written"), written);
}
