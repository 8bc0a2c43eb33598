use super::*;
use crate::cnf::write::write;
use flate2::{Compression, write::GzEncoder};
use quickcheck::quickcheck;
use std::io::Write;

fn lenient(text: &[u8]) -> Result<Dimacs, DimacsError> {
    read(text, Strictness::Lenient)
}

fn message(text: &str) -> String {
    lenient(text.as_bytes()).unwrap_err().to_string()
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

quickcheck! {
    fn written_formulas_are_read_back(clauses: Vec<Vec<i16>>, unused: u8, comments: Vec<String>) -> bool {
        let nonzero = |clause: &Vec<i16>| clause.iter().filter(|&&x| x != 0).map(|&x| i32::from(x)).collect::<Vec<_>>();
        let clauses: Vec<Vec<i32>> = clauses.iter().map(nonzero).collect();
        let mut formula = Cnf::from_dimacs(&clauses).unwrap();
        formula.declare(u32::from(unused));
        let mut text = Vec::new();
        write(&mut text, &formula, &comments).unwrap();
        let plain = read(&text[..], Strictness::Strict).unwrap();
        let zipped = read(&gzip(&text)[..], Strictness::Strict).unwrap();
        plain.formula == formula && zipped == plain
    }

    fn no_bytes_make_it_panic(bytes: Vec<u8>, tail: Vec<u8>) -> bool {
        let alphabet = b"0123456789- \n\r\tcp%+x";
        let tail = tail.iter().map(|&byte| alphabet[byte as usize % alphabet.len()]);
        let text: Vec<u8> = bytes.iter().copied().chain(b"\np cnf 3 2\n".iter().copied()).chain(tail).collect();
        let _ = lenient(&bytes);
        let _ = lenient(&text);
        true
    }

    fn every_truncation_of_an_archive_is_an_error(length: usize) -> bool {
        let whole = gzip(b"p cnf 3 2\n1 -2 0\n2 3 0\n%\n0\n");
        lenient(&whole[..2 + length % (whole.len() - 2)]).is_err()
    }
}

#[test]
fn places_are_exact() {
    assert_eq!(message("p cnf 3 1\n1 2a 0\n"), "line 2, column 4: expected a digit or a blank, found `a`");
    assert_eq!(message("p cnf 3 1\n1 - 0\n"), "line 2, column 4: expected a digit, found a blank or the end");
    assert_eq!(message("p cnf 3\n1 0\n"), "line 1, column 8: expected number of clauses, found a blank or the end");
    assert_eq!(message("p cnf 3 1 7\n1 0\n"), "line 1, column 11: expected the end of the header, found `7`");
    assert_eq!(message("p dnf 3 1\n"), "line 1, column 3: expected `cnf`, found `dnf`");
    assert_eq!(message("problem\n"), "line 1, column 1: expected `p cnf`, found `problem`");
    assert_eq!(message("p cnf -3 1\n"), "line 1, column 7: expected a digit or a blank, found `-3`");
    let far = format!("c{}\n\np cnf 2 1\n1\n  2 z", " 7".repeat(100_000));
    assert_eq!(message(&far), "line 5, column 5: expected a literal or 0, found `z`");
}

#[test]
fn memory_follows_the_literals_and_not_the_header() {
    assert!(message("p cnf 2000000000 0\n").contains("line 1, column 1: variable 2000000000 is too large"));
    assert!(message("1 -2000000000 0 5 0\n").contains("line 1, column 3: variable 2000000000 is too large"));
    let formula = lenient(b"p cnf 1000000 0\n").unwrap().formula;
    assert_eq!((formula.variables(), formula.clause_count()), (1_000_000, 0));
    assert!(lenient(b"p cnf 1 2147483647\n1 0\n").is_ok(), "only memory would follow the header");
}

#[test]
fn a_percent_sign_ends_the_formula_but_not_the_reading() {
    let formula = lenient(b"p cnf 2 1\n1 2 0\n%\n0\nrubbish\0").unwrap().formula;
    assert_eq!(formula.clause_count(), 1);
    let mut archive = gzip(b"p cnf 2 1\n1 2 0\n%\n0\n");
    archive.truncate(archive.len() - 4);
    assert!(matches!(lenient(&archive), Err(DimacsError::Truncated)));
}

#[test]
fn damaged_archives_are_called_that() {
    let mut archive = gzip(b"p cnf 2 1\n1 2 0\n");
    let crc = archive.len() - 6;
    archive[crc] ^= 1;
    assert!(matches!(lenient(&archive), Err(DimacsError::Damaged(_))));
}

#[test]
fn one_warning_a_kind() {
    let warnings = lenient(b"p cnf 1 9\n+1 +2 0\n+3 0\n").unwrap().warnings;
    assert_eq!(warnings.len(), 3, "{warnings:?}");
    assert_eq!(warnings[0].to_string(), "line 2, column 1: a plus sign before a literal");
}

#[test]
fn a_byte_order_mark_may_come_before_any_first_line() {
    for text in ["c\np cnf 1 1\n1 0\n", "p cnf 1 1\n1 0\n"] {
        assert_eq!(lenient(format!("\u{feff}{text}").as_bytes()).unwrap().warnings, []);
    }
    assert!(matches!(lenient(b"\xef\xbbp cnf 1 1\n"), Err(DimacsError::Unexpected { .. })));
}
