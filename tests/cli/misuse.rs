//! What people mistake: a clear error before any work, exit code 2.

use super::run::{Place, repository};
use ndarray::array;
use std::fs;
use unrelu::inverter::file;

/// A place with `network.npz` (two inputs, three outputs), three observations in `x.csv`, latent codes in `z.csv`, a mask, a
/// formula and an instance of it.
fn place() -> Place {
    let place = Place::with_network();
    file::write_matrix(&place.path("x.npy"), &array![[1.0, 2.0, 3.0]], "a test").unwrap();
    place.write("x.csv", "1,2,3\n2,3,5\n");
    place.write("one.csv", "1,2,3\n");
    place.write("z.csv", "1,2\n");
    place.write("mask.csv", "1,1,0\n");
    place.write("f.cnf", "p cnf 3 1\n1 2 3 0\n");
    place.expect(0, "reduce f.cnf --to theorem-2 --out instance");
    place
}

#[test]
fn places_for_results_are_checked_before_the_work() {
    let place = place();
    let invert = "invert network.npz x.csv";
    for (command, option, endings) in [
        (invert, "--out", "npz png txt"),
        (invert, "--reconstruction", "npz txt"),
        ("sense network.npz x.csv --mask mask.csv", "--out", "npz png"),
        ("forward network.npz z.csv", "--out", "npz txt"),
        ("solve network.npz --observation one.csv", "--latent", "npz txt"),
        ("solve network.npz --observation one.csv", "--model", "txt"),
        ("preimage network.npz one.csv", "--svg", "png csv"),
        ("generate network --widths 20000,50000", "--out", "npy txt"),
        ("generate latents --dimension 2", "--out", "npz png"),
        ("generate cnf random --vars 5", "--out", "cnf.gz cnf.xz"),
        ("lint f.cnf", "--fix", "cnf.zst"),
        ("lift instance/network.npz", "--out", "cnf.bz2"),
    ] {
        for ending in endings.split(' ') {
            place.refuses(&format!("{command} {option} made.{ending}"), &[&format!("made.{ending}"), "name"]);
        }
        let ending = if option == "--svg" { "svg" } else { "npy" };
        let run = place.expect(2, &format!("{command} {option} nowhere/made.{ending}"));
        assert!(run.stderr.contains("nowhere") || run.stderr.contains("expected a name"), "{command}: {}", run.stderr);
        assert!(!run.stderr.contains(" a second") && run.stdout.is_empty(), "{command}: {}", run.stderr);
    }
    place.refuses(&format!("{invert} --out y.npy --reconstruction y.npy"), &["same file"]);
    place.refuses("reduce f.cnf --to theorem-1 --out nowhere/instance", &["there is no folder nowhere"]);
    place.refuses("verify example-1 --quick --resume --out nowhere", &["nowhere", "no run to resume"]);
}

#[test]
fn options_that_would_be_ignored_are_refused() {
    let place = place();
    let (invert, solve) = ("invert network.npz x.csv", "solve f.cnf --to theorem-1");
    for (command, option) in [
        (invert, "--time-limit 1"),
        (invert, "--alpha 1.5"),
        (invert, "--step 1"),
        (invert, "--steps 5"),
        (invert, "--sign-test"),
        ("invert network.npz x.csv --method linf", "--starts 2"),
        ("sense network.npz x.csv --mask mask.csv", "--rounds 3"),
        (solve, "--tolerance 0.1"),
        (solve, "--box -1,1"),
        (solve, "--domain signs"),
        ("solve network.npz --observation one.csv", "--observe 3"),
        ("solve network.npz --observation one.csv", "--strict"),
        ("solve instance", "--strict"),
        ("scale --solvers exact", "--reductions theorem-1"),
        ("scale --solvers exact", "--ratios 4"),
        ("scale --solvers exact", "--ratio-size 20"),
        ("reproduce fig2a", "--widths 2,4"),
        ("reproduce fig1a", "--layers 4,8"),
        ("reproduce table1 fig1a", "--dimensions 2"),
        ("reproduce fig2a fig6", "--levels 0.1"),
        ("reproduce fig1a", "--gaussian variance"),
        ("reproduce fig1a fig2b", "--generator network.npz"),
        ("reproduce fig3 fig4", "--methods linf"),
        ("reproduce fig3", "--peers x.csv"),
    ] {
        let name = option.split(' ').next().unwrap();
        place.refuses(&format!("{command} {option}"), &[name]);
    }
    place.refuses("invert network.npz x.csv --method linf,l1", &["--method: 2 methods"]);
}

#[test]
fn files_of_another_kind_are_named_for_what_they_are() {
    let place = place();
    for (command, parts) in [
        ("invert x.npy network.npz", ["x.npy", "a single NumPy array; expected a network"]),
        ("invert network.npz network.npz", ["network.npz", "expected one array, found W1, b1"]),
        ("solve network.npz --to theorem-1", ["network.npz", "this is a network"]),
        ("reduce network.npz --to theorem-1 --out made", ["network.npz", "expected a formula"]),
        ("lint network.npz", ["network.npz", "expected a formula"]),
        ("lift instance", ["instance", "expected a network; that of an instance is instance/network.npz"]),
        ("solve .", ["holds no instance.json", "expected a directory that `unrelu reduce` wrote"]),
        ("solve nowhere", ["nowhere", "does not exist"]),
        ("check nowhere", ["nowhere", "does not exist"]),
        ("check network.npz", ["network.npz", "a certificate"]),
        ("check instance --to theorem-1", ["instance", "is a directory"]),
        ("report instance", ["instance", "expected a directory that `verify` or `merge` wrote"]),
        ("man f.cnf", ["f.cnf", "is a file; expected a directory"]),
    ] {
        place.refuses(command, &parts);
    }
}

/// An `.npy` file of one row of three numbers.
fn npy(kind: &str, bytes: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (1, 3), }}\n");
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", length.as_slice(), header.as_bytes(), bytes].concat()
}

#[test]
fn arrays_of_numbers_are_read_and_others_named() {
    let place = place();
    // 1, 2 and 3 as float16 and as whole numbers.
    let half = [0x3c00_u16, 0x4000, 0x4200];
    for (kind, bytes) in [
        ("<f2", half.map(u16::to_le_bytes).concat()),
        (">f2", half.map(u16::to_be_bytes).concat()),
        (">f8", [1.0_f64, 2.0, 3.0].map(f64::to_be_bytes).concat()),
        ("|u1", vec![1, 2, 3]),
        (">i4", [1_i32, 2, 3].map(i32::to_be_bytes).concat()),
    ] {
        place.write("kind.npy", npy(kind, &bytes));
        let run = place.expect(0, "invert network.npz kind.npy --method exact --json");
        assert_eq!(run.json()["results"][0]["latent"], serde_json::json!([1.0, 2.0]), "{kind}");
    }
    for (kind, size) in [("<c16", 16), ("<U1", 4), ("|O", 1), ("<f16", 16), ("<M8[s]", 8)] {
        place.write("kind.npy", npy(kind, &vec![0; 3 * size]));
        place.refuses("invert network.npz kind.npy", &["kind.npy", &kind[1..], "expected floats"]);
    }
}

#[test]
fn what_a_cause_says_is_not_said_again() {
    let place = place();
    for command in [
        "reduce f.cnf --to theorem-2 --disguise pad --format opb --out made",
        "solve instance --latent nowhere/z.npy",
        "check instance nowhere.npy",
        "merge nowhere --out made",
        "report nowhere",
    ] {
        let error = place.expect(2, command).stderr;
        let parts: Vec<&str> = error.trim().split(": ").collect();
        let twice = parts.iter().enumerate().find(|(index, part)| parts[..*index].contains(*part));
        assert_eq!(twice, None, "{command}: {error}");
    }
}

#[test]
fn rounded_numbers_to_which_nothing_belongs_are_noted() {
    let (place, example) = (Place::new(), repository("assets/example-1.npz"));
    let preimage = |number: &str, options: &str| {
        place.write("x.csv", number);
        place.expect(0, &format!("preimage {} x.csv {options}", example.display())).stderr
    };
    assert!(preimage("-0.1\n", "").contains("--tolerance"));
    assert_eq!(preimage("-0.5\n", ""), "");
    assert_eq!(preimage("-0.1\n", "--tolerance 0.01"), "");
}

#[test]
fn what_is_named_twice_is_done_once() {
    let place = Place::new();
    let twice = "--methods exact,linf,linf --levels 0.1,0.1";
    place.expect(0, &format!("reproduce fig1a --widths 3,9,27 {twice} --runs 1 --out made"));
    let runs = fs::read_to_string(place.path("made/runs.csv")).unwrap();
    assert_eq!(runs.lines().skip(3).count(), 2, "{runs}");
}
