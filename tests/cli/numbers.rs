//! Numbers on the command line that cannot be meant: exit code 2, and the argument is named; memory is not asked for.

use super::run::Place;

/// What is wrong with a number: there is none, it is too large for a whole number, not finite, or of the wrong sign.
const NO_NUMBERS: [&str; 7] = ["", "x", "99999999999999999999999", "nan", "inf", "-1", "-1e-3"];

/// These need not be whole, so that one of the above is right for them.
const FLOATS: [&str; 9] =
    ["--tolerance", "--time-limit", "--alpha", "--step", "--ratio", "--ratios", "--q", "--levels", "--noise"];

/// A place with a network, what it gives, a formula and an instance.
fn place() -> Place {
    let place = Place::with_network();
    place.write("x.csv", "1,2,3\n");
    place.write("z.csv", "1,2\n");
    place.write("mask.csv", "1,1,0\n");
    place.write("f.cnf", "p cnf 3 1\n1 2 3 0\n");
    place
}

/// Expects a refusal that names `argument`.
fn refuses(place: &Place, arguments: &str, value: &str, argument: &str) {
    let mut command = place.command(arguments);
    // A value behind a blank may look like an option.
    if value.starts_with('-') {
        command.args([argument, value]);
    } else {
        command.arg(format!("{argument}={value}"));
    }
    let run: super::run::Run = command.output().unwrap().into();
    let what = format!("unrelu {arguments} {argument}={value}\n{}{}", run.stdout, run.stderr);
    assert_eq!(run.code, 2, "{what}");
    assert!(run.stderr.contains(argument), "{what}");
    assert!(!run.stderr.contains("panicked") && run.stdout.is_empty(), "{what}");
    for unclear in ["digit found in string", "empty string", "number too large", "use '-- "] {
        assert!(!run.stderr.contains(unclear), "{what}");
    }
}

fn no_numbers(argument: &str) -> impl Iterator<Item = &'static str> + use<> {
    let whole = !FLOATS.contains(&argument);
    NO_NUMBERS.into_iter().filter(move |value| whole || !value.starts_with('9'))
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of all arguments")]
fn what_is_no_number_is_refused_by_every_argument() {
    let place = place();
    let arguments: [(&str, &[&str]); 17] = [
        (
            "verify example-1 --quick --out o",
            &["--trials", "--seed", "--confidence", "--until-width", "--shard", "--threads"],
        ),
        (
            "invert network.npz x.csv",
            &["--tolerance", "--time-limit", "--alpha", "--seed", "--starts", "--step", "--steps"],
        ),
        ("invert network.npz x.csv --reconstruction r.png", &["--shape"]),
        ("sense network.npz x.csv --mask mask.csv", &["--rounds", "--tolerance", "--starts"]),
        ("preimage network.npz x.csv", &["--tolerance", "--box", "--regions"]),
        ("forward network.npz z.csv --out y.csv --seed 1", &["--noise"]),
        ("forward network.npz z.csv --out y.csv --noise uniform:1", &["--seed"]),
        ("convert network.npz m.npz", &["--activation"]),
        ("reduce f.cnf --to theorem-1 --out o", &["--observe", "--vnnlib", "--timeout"]),
        ("reduce f.cnf --to theorem-1 --certify --disguise pad --out o", &["--time-limit", "--seed"]),
        ("solve f.cnf --to theorem-1", &["--observe", "--time-limit"]),
        ("solve network.npz --observation x.csv", &["--tolerance", "--box"]),
        ("generate network --out n2.npz", &["--widths"]),
        ("generate latents --out z2.csv", &["--dimension"]),
        ("generate latents --dimension 2 --out z2.csv", &["--count", "--seed"]),
        ("scale --quick --out o", &["--sizes", "--ratio-size", "--ratios", "--runs", "--time-limit", "--seed"]),
        ("reproduce fig1a fig2a --out o", &["--runs", "--seed", "--widths", "--layers", "--dimensions", "--levels"]),
    ];
    for (command, names) in arguments {
        for name in names {
            no_numbers(name).for_each(|value| refuses(&place, command, value, name));
        }
    }
    for (family, names) in [
        ("random", &["--vars", "--ratio", "--clauses", "--length", "--seed"][..]),
        ("planted", &["--q"]),
        ("pigeonhole", &["--holes", "--pigeons"]),
        ("parity", &["--vertices", "--degree"]),
        ("colouring", &["--vertices", "--edges", "--colours"]),
        ("pair --out p", &["--vars", "--length"]),
    ] {
        for name in names {
            no_numbers(name).for_each(|value| refuses(&place, &format!("generate cnf {family}"), value, name));
        }
    }
    assert!(!place.path("o").exists());
}

#[test]
fn numbers_out_of_range_are_refused() {
    let place = place();
    for (command, argument, values) in [
        (
            "generate network --out n2.npz",
            "--widths",
            "0 5 5,0 99999999999 99999999999,2 100000,100000 4294967296,4294967296",
        ),
        ("generate latents --count 4294967295 --out z2.csv", "--dimension", "0 4294967295 1000000"),
        ("verify example-1 --quick --out o", "--trials", "0 18446744073709551615 1099511627777"),
        ("verify example-1 --quick --out o", "--shard", "0/0 0/1 2/1 1/99999999999 1/-1 auto/0"),
        ("verify example-1 --quick --out o", "--confidence", "0 1 2"),
        ("verify example-1 --quick --out o", "--until-width", "0 1 2"),
        ("verify example-1 --quick --out o", "--threads", "0 65536"),
        ("scale --quick --out o", "--runs", "0 4294967295"),
        ("scale --quick --out o", "--sizes", "0 10,0"),
        ("reproduce fig1a --out o", "--runs", "0 4294967295"),
        ("reproduce fig1a --out o", "--widths", "0 20,0"),
        ("reproduce fig1a --out o", "--levels", "0 1,0"),
        ("preimage network.npz x.csv", "--box", "2,-2 1,1 0,inf nan,1 1 1,2,3"),
        ("solve network.npz --observation x.csv", "--box", "2,-2 1,1 0,inf nan,1"),
        ("invert network.npz x.csv", "--alpha", "1 0.5"),
        ("invert network.npz x.csv", "--starts", "0 4294967296"),
        ("invert network.npz x.csv", "--step", "0"),
        ("invert network.npz x.csv", "--time-limit", "1e300"),
        ("forward network.npz z.csv --out y.csv --seed 1", "--noise", "uniform:-1 gaussian:nan uniform:inf"),
        ("forward network.npz z.csv --out y.png", "--shape", "0x3 3x0 3 99999999999x1"),
        ("convert network.npz m.npz", "--activation", "leaky:0 leaky:1 leaky:-1 leaky:nan relu,leaky:2"),
    ] {
        values.split(' ').for_each(|value| refuses(&place, command, value, argument));
    }
    assert!(!place.path("o").exists() && !place.path("y.csv").exists());
}

/// These are numbers, but not of any formula; the message says of what.
#[test]
fn formulas_that_cannot_be_are_refused() {
    let place = place();
    for (family, part) in [
        ("random --vars 4294967295 --clauses 5", "variables"),
        ("random --vars 10 --ratio 1e300", "ratio"),
        ("random --vars 10 --clauses 18446744073709551615", "literals"),
        ("random --vars 2 --length 3", "clauses of 3"),
        ("random --length 0", "literal"),
        ("planted --q 2", "q ="),
        ("pigeonhole --holes 4294967295", "literals"),
        ("pigeonhole --pigeons 1 --holes 4294967295", "literals"),
        ("pigeonhole --holes 0", "hole"),
        ("parity --vertices 4294967295 --degree 4294967294", "literals"),
        ("parity --vertices 3 --degree 3", "vertices"),
        ("colouring --vertices 4294967295 --colours 4294967295", "literals"),
        ("colouring --vertices 3 --edges 18446744073709551615", "edges"),
        ("colouring --colours 0", "colour"),
        ("pair --vars 4294967295 --out p", "literals"),
    ] {
        place.refuses(&format!("generate cnf {family}"), &[part]);
    }
}
