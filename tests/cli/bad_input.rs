//! Bad input: a clear error, exit code 2, nothing written over.

use super::run::{Place, repository};
use ndarray::Array2;
use std::{fs, io::Write};
use unrelu::inverter::file;

/// A place with `network.npz`, a ReLU network of two inputs and three outputs, and `x.csv`, what it gives.
fn place() -> Place {
    let place = Place::with_network();
    place.write("x.csv", "1,2,3\n");
    place
}

/// An `.npz` file with the given arrays.
fn write_npz(place: &Place, name: &str, arrays: &[(&str, Array2<f64>)]) {
    let mut archive = zip::ZipWriter::new(fs::File::create(place.path(name)).unwrap());
    for (array, values) in arrays {
        archive.start_file(format!("{array}.npy"), zip::write::SimpleFileOptions::default()).unwrap();
        let path = place.path("array.npy");
        file::write_matrix(&path, values, "a test").unwrap();
        archive.write_all(&fs::read(&path).unwrap()).unwrap();
        fs::remove_file(path).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn missing_files_are_named() {
    let place = place();
    place.refuses("invert nowhere.npz x.csv", &["nowhere.npz"]);
    place.refuses("invert network.npz nowhere.csv", &["nowhere.csv"]);
    place.refuses("forward network.npz nowhere.csv --out y.csv", &["nowhere.csv"]);
    place.refuses("reduce nowhere.cnf --to theorem-1 --out instance", &["nowhere.cnf"]);
    place.refuses("solve nowhere", &["nowhere"]);
    place.refuses("solve nowhere.cnf --to theorem-1", &["nowhere.cnf"]);
    assert!(!place.path("instance").exists() && !place.path("y.csv").exists());
}

#[test]
fn malformed_networks_are_refused() {
    let place = place();
    place.write("text.npz", "this is no archive");
    place.refuses("invert text.npz x.csv", &["text.npz"]);
    let whole = fs::read(place.path("network.npz")).unwrap();
    place.write("half.npz", &whole[..whole.len() / 2]);
    place.refuses("invert half.npz x.csv", &["half.npz"]);
    place.write("network.onnx", "\x08\x07");
    place.refuses("invert network.onnx x.csv", &["network.onnx", "expected a network as .npz, .onnx or .safetensors"]);
    place.write("network.pkl", b"\x80\x04.");
    place.refuses("invert network.pkl x.csv", &["network.pkl", "pickle"]);
}

#[test]
fn networks_of_no_layers_wrong_shapes_or_numbers_are_refused() {
    let place = place();
    let ones = |shape| Array2::<f64>::ones(shape);
    write_npz(&place, "none.npz", &[]);
    place.refuses("invert none.npz x.csv", &["none.npz", "holds no NumPy array"]);
    write_npz(&place, "gap.npz", &[("W1", ones((3, 2))), ("W3", ones((3, 3)))]);
    place.refuses("invert gap.npz x.csv", &["gap.npz", "W2"]);
    write_npz(&place, "chain.npz", &[("W1", ones((3, 2))), ("W2", ones((3, 4)))]);
    place.refuses("invert chain.npz x.csv", &["chain.npz", "4", "3"]);
    write_npz(&place, "bias.npz", &[("W1", ones((3, 2))), ("b1", ones((1, 2)))]);
    place.refuses("invert bias.npz x.csv", &["bias.npz", "the bias has 2 entries"]);
    write_npz(&place, "empty.npz", &[("W1", ones((0, 2)))]);
    place.refuses("invert empty.npz x.csv", &["0 outputs"]);
    for number in [f64::NAN, f64::INFINITY] {
        let mut weights = ones((3, 2));
        weights[(1, 1)] = number;
        write_npz(&place, "number.npz", &[("W1", weights)]);
        place.refuses("invert number.npz x.csv", &["number.npz", "layer 1", "row 2, column 2"]);
    }
}

#[test]
fn observations_of_wrong_shape_or_numbers_are_refused() {
    let place = place();
    let cases = [
        ("1,2\n", "2 entries"),
        ("1,2,3\n1,2\n", "line 2"),
        ("1,two,3\n", "line 1"),
        ("1,NaN,3\n", "row 1, column 2"),
        ("1,inf,3\n", "row 1, column 2"),
        ("", "holds no numbers"),
        (",2,3\n", "line 1, column 1"),
        ("0,5;1;2\n", "line 1, column 2: both commas and semicolons"),
        ("a,b,c\n1,2,3\n", "heading"),
        ("1\n2\n3\n", "is each a column"),
    ];
    for (content, part) in cases {
        place.write("bad.csv", content);
        place.refuses("invert network.npz bad.csv --out z.csv", &["bad.csv", part]);
    }
    for (content, part) in [("1,-2,3\n", "never negative"), ("1,2,3\n4,-5,6\n", "row 2")] {
        place.write("bad.csv", content);
        place.refuses("invert network.npz bad.csv --method exact --out z.csv", &["bad.csv", part]);
    }
    for bad in ["--step 0", "--step nan", "--starts 0", "--method newton", "--method linf,auto"] {
        place.refuses(&format!("invert network.npz x.csv {bad}"), &["error"]);
    }
    place.write("bad.csv", b"\xff\xfe1\0,\0");
    place.refuses("invert network.npz bad.csv", &["bad.csv", "UTF-16"]);
    place.write("bad.npy", "\u{93}NUMPY but not really");
    place.refuses("invert network.npz bad.npy", &["bad.npy"]);
    place.refuses("forward network.npz x.csv --out y.csv", &["x.csv", "3 entries", "2 inputs"]);
    place.refuses("forward network.npz x.csv --noise cauchy:1 --seed 1 --out y.csv", &["cauchy:1", "uniform:A"]);
    place.refuses("forward network.npz x.csv --noise uniform:1 --out y.csv", &["--seed"]);
    assert!(!place.path("z.csv").exists() && !place.path("y.csv").exists());
}

#[test]
fn doubtful_and_malformed_formulas_are_told_apart() {
    let place = place();
    let cases = [
        ("p cnf 2 1\n1 x 0\n", "line 2"),
        ("p cnf 2 1\n1 99999999999999999999 0\n", "line 2"),
        ("p wcnf 2 1 3\n1 1 0\n", "WCNF"),
        ("", "no formula"),
        ("c only a comment\n", "no formula"),
    ];
    for (content, part) in cases {
        place.write("bad.cnf", content);
        place.refuses("reduce bad.cnf --to theorem-2 --out instance", &["bad.cnf", part]);
        assert!(!place.path("instance").exists());
    }
    place.write("counts.cnf", "p cnf 2 5\n1 2 0\n");
    assert!(place.expect(10, "solve counts.cnf --to theorem-1").stderr.contains("counts.cnf"));
    place.refuses("solve counts.cnf --to theorem-1 --strict", &["counts.cnf"]);
}

#[test]
fn an_empty_formula_is_satisfiable_and_an_empty_clause_is_not() {
    let place = place();
    place.write("empty.cnf", "p cnf 0 0\n");
    place.write("variables.cnf", "p cnf 3 0\n");
    place.write("clause.cnf", "p cnf 1 2\n1 0\n0\n");
    for kind in ["theorem-1", "theorem-2"] {
        place.expect(10, &format!("solve empty.cnf --to {kind}"));
        place.expect(10, &format!("solve variables.cnf --to {kind}"));
        place.expect(20, &format!("solve clause.cnf --to {kind}"));
    }
}

#[test]
fn a_truncated_archive_is_refused() {
    let place = place();
    let formula = fs::read(repository("tests/data/cnf/uf50-01.cnf")).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&formula).unwrap();
    let whole = encoder.finish().unwrap();
    place.write("whole.cnf.gz", &whole);
    place.expect(10, "solve whole.cnf.gz --to theorem-2");
    for length in [whole.len() - 4, whole.len() / 2, 20] {
        place.write("cut.cnf.gz", &whole[..length]);
        place.refuses("solve cut.cnf.gz --to theorem-2", &["cut.cnf.gz"]);
    }
}

#[test]
fn nothing_is_written_over() {
    let place = place();
    fs::create_dir(place.path("instance")).unwrap();
    place.write("instance/mine", "mine");
    place.write("taken.csv", "mine");
    place.write("taken.npz", "mine");
    place.write("small.cnf", "p cnf 1 1\n1 0\n");
    let taken = [
        "reduce small.cnf --to theorem-1 --out instance",
        "invert network.npz x.csv --out taken.csv",
        "generate network --widths 2,3 --out taken.npz",
        "convert network.npz taken.npz",
        "generate latents --dimension 2 --out taken.csv",
        "generate cnf random --vars 5 --out taken.csv",
        "solve small.cnf --to theorem-1 --latent taken.csv",
        "solve small.cnf --to theorem-1 --proof taken.csv",
        "verify example-1 --quick --out instance",
    ];
    for arguments in taken {
        place.refuses(arguments, &["exists"]);
    }
    assert_eq!(fs::read(place.path("taken.csv")).unwrap(), b"mine");
    assert_eq!(fs::read(place.path("taken.npz")).unwrap(), b"mine");
    assert_eq!(fs::read_dir(place.path("instance")).unwrap().count(), 1);
}

#[test]
fn a_broken_instance_is_refused() {
    let place = place();
    place.write("small.cnf", "p cnf 2 1\n1 2 0\n");
    place.expect(0, "reduce small.cnf --to theorem-2 --out instance");
    let manifest = fs::read_to_string(place.path("instance/instance.json")).unwrap();
    for (from, to) in [("\"schema\": 1", "\"schema\": 9"), ("\"variables\": 2", "\"variables\": 3"), ("{", "[")] {
        let changed = manifest.replacen(from, to, 1);
        assert_ne!(changed, manifest);
        place.write("instance/instance.json", changed);
        place.refuses("solve instance", &["instance.json"]);
    }
    place.write("instance/instance.json", &manifest);
    place.write("instance/formula.cnf", "p cnf 2 1\n1 -2 0\n");
    place.refuses("solve instance", &["instance"]);
    place.refuses("solve small.cnf", &["--to"]);
    place.refuses("solve instance --to theorem-1", &["directory"]);
}

#[test]
fn wrong_usage_is_refused() {
    let place = place();
    let wrong = [
        "invert network.npz",
        "invert network.npz x.csv --method guess",
        "invert network.npz x.csv --method linf,auto",
        "invert network.npz x.csv --method linf,l1",
        "invert network.npz x.csv --method linf --lp-backend abacus",
        "invert network.npz x.csv --method linf --alpha 1",
        "invert network.npz x.csv --tolerance -1",
        "invert network.npz x.csv --activation leaky:2",
        "convert network.npz network.h5",
        "convert network.npz copy.onnx --activation relu,relu",
        "reduce x.csv --to theorem-9 --out y",
        "generate network --widths 5 --out n.npz",
        "generate network --widths 5,0 --out n.npz",
        "generate network --widths 100000,100000 --out n.npz",
        "generate latents --dimension 4000000000 --count 4000000000 --out z.npy",
        "generate cnf random --vars 4294967295 --clauses 5",
        "generate cnf random --vars 10 --ratio 1e300",
        "generate cnf random --vars 2 --length 3",
        "generate cnf random --vars 5 --ratio -1",
        "solve x --time-limit -1",
        "verify --quick --full",
        "verify --threads 0",
        "verify --trials 0",
        "nonsense",
    ];
    for arguments in wrong {
        place.refuses(arguments, &[]);
    }
}
