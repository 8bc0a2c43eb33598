//! DIMACS as it is found: every file of `tests/data/quirks` through `reduce`, `solve` and `lint`, from a file and from stdin.

use super::run::{Place, Run, repository};
use std::fs;

/// A file with what its manifest line says: outcome and part of the message.
struct Case {
    file: String,
    content: Vec<u8>,
    outcome: String,
    message: String,
}

fn cases() -> Vec<Case> {
    let manifest = fs::read_to_string(repository("tests/data/quirks/manifest.csv")).unwrap();
    let case = |line: &str| {
        let [file, outcome, message, _] = line.splitn(4, ';').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let path = repository(&format!("tests/data/quirks/{file}"));
        let (file, content) = (path.display().to_string(), fs::read(path).unwrap());
        Case { file, content, outcome: outcome.into(), message: message.into() }
    };
    manifest.lines().skip(1).map(case).collect()
}

impl Case {
    /// The exit code of `solve`.
    fn code(&self) -> i32 {
        match &self.outcome {
            outcome if outcome == "error" => 2,
            outcome if outcome.contains("UNSAT") => 20,
            _ => 10,
        }
    }

    fn check(&self, run: &Run, code: i32) {
        assert_eq!(run.code, code, "{}: {}{}", self.file, run.stdout, run.stderr);
        assert!(run.stderr.contains(&self.message), "{}: {}", self.file, run.stderr);
    }
}

#[test]
fn every_file_is_solved_or_refused_as_the_manifest_says() {
    let place = Place::new();
    for case in cases() {
        case.check(&place.unrelu(&format!("solve {} --to theorem-2", case.file)), case.code());
        case.check(&place.with_stdin("solve - --to theorem-1", &case.content), case.code());
    }
}

#[test]
fn every_file_is_reduced_or_refused_as_the_manifest_says() {
    for case in cases() {
        let place = Place::new();
        let run = place.unrelu(&format!("reduce {} --to theorem-2 --out instance", case.file));
        case.check(&run, if case.code() == 2 { 2 } else { 0 });
        assert_eq!(place.path("instance").exists(), case.code() != 2);
        let sizes: Vec<&str> = case.outcome.trim_start_matches("warning ").split(' ').collect();
        if let [_, variables, clauses] = sizes[..] {
            let dropped = if case.file.ends_with("tautology.cnf") { 2 } else { 0 };
            let clauses = clauses.parse::<u32>().unwrap() - dropped;
            assert!(run.stderr.contains(&format!("{variables} variables, {clauses} clauses")), "{}", run.stderr);
        }
    }
}

#[test]
fn every_readable_file_is_linted_and_a_fixed_one_is_clean() {
    for case in cases() {
        let place = Place::new();
        let run = place.with_stdin("lint - --fix clean.cnf", &case.content);
        if case.code() == 2 {
            case.check(&run, 2);
            assert!(run.stdout.is_empty() && !place.path("clean.cnf").exists());
            continue;
        }
        assert_eq!(run.code, i32::from(!run.stdout.is_empty()), "{}: {}", case.file, run.stdout);
        if case.outcome.starts_with("warning ") {
            assert!(run.stdout.contains(&case.message), "{}: {}", case.file, run.stdout);
        }
        assert!(place.expect(0, "lint clean.cnf").stdout.is_empty());
        place.expect(case.code(), "solve clean.cnf --to theorem-1 --strict");
    }
}

#[test]
fn oddities_are_listed_with_their_place() {
    let place = Place::new();
    place.write("odd.cnf", "\u{feff}p  cnf 3 4\r\n1 -2 1 0 2 3\n 0\n\ncafé\n-1\t1 0\n+3 0\n%\n0\n");
    let run = place.expect(1, "lint odd.cnf");
    let expected = [
        "1:1: a UTF-8 byte-order mark [byte-order-mark]",
        "1:6: a blank too many [extra-blank]",
        "1:14: a carriage return [carriage-return]",
        "2:6: literal 1 again [repeated-literal]",
        "2:10: a clause begins on the line on which another ends [shared-line]",
        "3:1: a blank too many [extra-blank]",
        "3:2: the clause goes on on another line [split-clause]",
        "4:1: a blank line [blank-line]",
        "5:1: a comment behind the header [late-comment]",
        "5:2: no blank after the `c` of a comment [bare-comment]",
        "5:4: a byte beyond ASCII [beyond-ascii]",
        "6:3: a tab or another blank that is no space [tab]",
        "6:4: literal 1 after -1: the clause is always true [tautology]",
        "7:1: a plus sign before a literal [plus-sign]",
        "8:1: a `%` line, behind which nothing is read [trailer]",
    ];
    let listed: Vec<&str> = run.stdout.lines().filter_map(|line| line.strip_prefix("odd.cnf:")).collect();
    assert_eq!(listed, expected);
    let json = place.expect(1, "lint odd.cnf --json --fix clean.cnf").json();
    assert_eq!(
        (&json["variables"], &json["clauses"], &json["counts"]["extra-blank"]),
        (&3.into(), &4.into(), &2.into())
    );
    assert_eq!(json["oddities"][3]["kind"], "repeated-literal");
    assert_eq!((&json["oddities"][3]["line"], &json["oddities"][3]["column"]), (&2.into(), &6.into()));
    let clean = fs::read_to_string(place.path("clean.cnf")).unwrap();
    assert!(clean.starts_with("c unrelu ") && clean.ends_with("\np cnf 3 3\n1 -2 0\n2 3 0\n3 0\n"), "{clean}");
    place.refuses("lint odd.cnf --json --fix clean.cnf", &["clean.cnf", "exists"]);
}

#[test]
fn many_places_of_a_kind_are_counted() {
    let place = Place::new();
    place.write("dos.cnf", format!("p cnf 1 50\r\n{}", "1 0\r\n".repeat(50)));
    let run = place.expect(1, "lint dos.cnf");
    assert_eq!(run.stdout.lines().count(), 21);
    assert!(run.stdout.ends_with("dos.cnf: and 31 places more of [carriage-return]\n"), "{}", run.stdout);
}
