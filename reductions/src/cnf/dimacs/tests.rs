use super::*;
use crate::cnf::{NormalCnf, write::write};
use flate2::{Compression, write::GzEncoder};
use quickcheck::{Arbitrary, Gen, QuickCheck, quickcheck};
use std::io::{Read, Write};

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
    fn no_bytes_make_it_panic(bytes: Vec<u8>, tail: Vec<u8>) -> bool {
        let alphabet = b"0123456789- \n\r\tcp%+x";
        let tail = tail.iter().map(|&byte| alphabet[byte as usize % alphabet.len()]);
        let text: Vec<u8> = bytes.iter().copied().chain(b"\np cnf 3 2\n".iter().copied()).chain(tail).collect();
        let _ = lenient(&bytes);
        let _ = lenient(&text);
        true
    }
}

/// A formula of clauses of 0 to 6 literals over at most 7 variables, with duplicate literals, tautologies and unused variables.
#[derive(Clone, Debug)]
struct Mixed(Cnf);

impl Arbitrary for Mixed {
    fn arbitrary(g: &mut Gen) -> Self {
        let numbers: Vec<i32> = (-7..=7).filter(|&number| number != 0).collect();
        let mut clause = || {
            let length = *g.choose(&[0, 1, 2, 3, 4, 5, 6]).unwrap();
            (0..length).map(|_| *g.choose(&numbers).unwrap()).collect::<Vec<i32>>()
        };
        let clauses: Vec<Vec<i32>> = (0..12).map(|_| clause()).collect();
        let count = *g.choose(&(0..=12).collect::<Vec<_>>()).unwrap();
        let mut formula = Cnf::from_dimacs(&clauses[..count]).unwrap();
        formula.declare(*g.choose(&[0, 3, 7]).unwrap());
        Self(formula)
    }
}

fn text(formula: &Cnf, comments: &[String]) -> Vec<u8> {
    let mut text = Vec::new();
    write(&mut text, formula, comments).unwrap();
    text
}

#[test]
fn written_formulas_are_read_back() {
    #[expect(clippy::needless_pass_by_value, reason = "so quickcheck calls it")]
    fn reads_back(Mixed(formula): Mixed, comments: Vec<String>) -> bool {
        let text = text(&formula, &comments);
        let read = read(&text[..], Strictness::Strict).unwrap();
        read.formula == formula && read.warnings.is_empty()
    }
    QuickCheck::new().tests(2000).quickcheck(reads_back as fn(Mixed, Vec<String>) -> bool);
}

#[test]
fn the_normal_form_has_the_same_models() {
    fn same_models(Mixed(formula): Mixed) -> bool {
        let normal = NormalCnf::new(formula.clone());
        (0..1_u32 << formula.variables()).all(|number| {
            let values = (0..formula.variables()).map(|bit| number >> bit & 1 == 1).collect::<Vec<_>>().into();
            normal.formula().is_satisfied_by(&values) == formula.is_satisfied_by(&values)
        })
    }
    QuickCheck::new().tests(2000).quickcheck(same_models as fn(Mixed) -> bool);
}

quickcheck! {
    fn a_fixed_file_is_clean_and_means_the_same(formula: Mixed) -> bool {
        let found = lint(&text(&formula.0, &[])[..]).unwrap();
        let kinds = ["repeated-literal", "tautology"];
        let clean = found.clone().clean();
        let again = lint(&text(&clean, &[])[..]).unwrap();
        found.formula == formula.0
            && found.counts.keys().all(|kind| kinds.contains(kind))
            && again.oddities.is_empty()
            && NormalCnf::new(clean).formula() == NormalCnf::new(formula.0).formula()
    }

    fn every_truncation_of_an_archive_is_an_error(length: usize) -> bool {
        archives(b"p cnf 3 2\n1 -2 0\n2 3 0\n%\n0\n")
            .iter()
            .all(|(_, whole)| lenient(&whole[..6 + length % (whole.len() - 6)]).is_err())
    }
}

/// `text` in every compression that is read.
fn archives(text: &[u8]) -> [(&'static str, Vec<u8>); 4] {
    let mut bzip2 = Vec::new();
    bzip2::read::BzEncoder::new(text, bzip2::Compression::fast()).read_to_end(&mut bzip2).unwrap();
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(0)).unwrap();
    xz.write_all(text).unwrap();
    let (xz, zstd) = (xz.finish().unwrap(), zstd::encode_all(text, 1).unwrap());
    [("gzip", gzip(text)), ("bzip2", bzip2), ("xz", xz), ("zstd", zstd)]
}

#[test]
fn archives_are_read_one_after_another() {
    for ((name, first), (_, second)) in archives(b"p cnf 3 2\n1 -").into_iter().zip(archives(b"2 0\n2 3 0\n")) {
        let formula = lenient(&[first, second].concat()).unwrap().formula;
        assert_eq!(formula, Cnf::from_dimacs(&[[1, -2], [2, 3]]).unwrap(), "{name}");
    }
}

#[test]
fn an_archive_cannot_ask_for_memory() {
    // A dictionary of 4 GiB, in a block header with its right checksum; a window of 2 GiB.
    let xz = b"\xfd7zXZ\0\0\x01\x69\x22\xde\x36\x02\0\x21\x01\x28\0\0\0\xe6\xa0\x11\xb3";
    let zstd = b"\x28\xb5\x2f\xfd\0\xa8\x01\0\0";
    for (archive, name) in [(&xz[..], "xz"), (&zstd[..], "zstd")] {
        let error = lenient(archive).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("damaged"), "{error}");
    }
}

#[test]
fn a_small_archive_cannot_hold_gigabytes() {
    // What a megabyte of text can be compressed to is fine; many megabytes of one letter are not.
    let comment = |bytes: usize| [b"c ".as_slice(), &vec![b'x'; bytes], b"\np cnf 1 1\n1 0\n"].concat();
    for (name, archive) in archives(&comment(1 << 20)) {
        assert!(lenient(&archive).is_ok(), "{name}");
    }
    for (name, archive) in archives(&comment(32 << 20)) {
        let error = lenient(&archive).map_err(|error| error.to_string());
        // Deflate cannot compress further than this.
        let refused = error.is_err_and(|error| error.contains(name) && error.contains("no formula"));
        assert_eq!(refused, name != "gzip", "{name}");
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
    assert!(matches!(lenient(&archive), Err(DimacsError::Truncated { archive: "gzip" })));
}

#[test]
fn damaged_archives_are_called_that() {
    let mut archive = gzip(b"p cnf 2 1\n1 2 0\n");
    let crc = archive.len() - 6;
    archive[crc] ^= 1;
    assert!(matches!(lenient(&archive), Err(DimacsError::Damaged { archive: "gzip", .. })));
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
