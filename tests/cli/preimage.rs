//! `preimage`: what is printed, drawn and refused.

use super::run::{Place, repository};
use serde_json::{Value, json};
use std::fs;

/// A place with Example 1 of the paper and the observation 1.
fn place() -> Place {
    let place = Place::new();
    fs::copy(repository("assets/example-1.npz"), place.path("network.npz")).unwrap();
    place.write("one.csv", "1\n");
    place
}

fn exact(points: &Value) -> Vec<Value> {
    points.as_array().unwrap().iter().map(|point| point["exact"].clone()).collect()
}

#[test]
fn example_1_is_two_rays() {
    let place = place();
    let report = place.expect(0, "preimage network.npz one.csv --count-regions --json").json();
    assert_eq!(report["linear_regions"], json!([4, 5]));
    let result = &report["results"][0];
    assert_eq!(
        (&result["outcome"], &result["dimension"], &result["convex"]),
        (&json!("found"), &json!(1), &json!(false))
    );
    assert_eq!(result["regions"], json!({"searched": 4, "met": 2, "pruned": 0}));
    for (piece, direction) in result["pieces"].as_array().unwrap().iter().zip([["-2", "1"], ["1", "2"]]) {
        assert_eq!((&piece["shape"], exact(&piece["points"])), (&json!("ray"), vec![json!(["-1/5", "3/5"])]));
        assert_eq!(piece["points"][0]["float"], json!([-0.2, 0.6]));
        assert_eq!(exact(&piece["rays"]), [json!(direction)]);
        assert_eq!(
            (piece["equations"].as_array().unwrap().len(), piece["inequalities"].as_array().unwrap().len()),
            (1, 1)
        );
    }
    assert_eq!(result["pieces"][1]["rays"][0]["float"], json!([0.5, 1.0]));
    let text = place.expect(0, "preimage network.npz one.csv --count-regions").stdout;
    for part in
        ["2 pieces, not convex", "ray from (-1/5, 3/5) in direction (-2, 1)", "4 after layer 1, 5 after layer 2"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_picture_shows_every_piece() {
    let place = place();
    let elements = |command: &str, name: &str| {
        place.expect(0, &format!("preimage network.npz one.csv {command} --svg {name}"));
        let svg = fs::read_to_string(place.path(name)).unwrap();
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"));
        assert!(svg.contains("<desc>unrelu ") && svg.contains(&format!("--svg {name}</desc>")), "{svg}");
        let count = |element: &str| svg.matches(element).count();
        (count("stroke=\"#466EB4\""), count("<polygon "))
    };
    assert_eq!(elements("", "rays.svg"), (2, 0));
    let (outlines, filled) = elements("--tolerance 0.5 --box -2,2", "band.svg");
    assert!(outlines == 2 && filled >= 2, "{outlines} {filled}");
    place.refuses("preimage network.npz one.csv --svg rays.svg", &["rays.svg", "already exists"]);
}

#[test]
fn more_inputs_give_rows_and_batches_give_entries() {
    let place = place();
    place.expect(0, "generate network --widths 4,6,2 --seed 1 --out four.npz");
    place.expect(0, "generate latents --dimension 4 --count 2 --seed 2 --out z.npy");
    place.expect(0, "forward four.npz z.npy --out x.npy");
    let report = place.expect(0, "preimage four.npz x.npy --tolerance 0.25 --json").json();
    for result in report["results"].as_array().unwrap() {
        assert_eq!((&result["outcome"], &result["dimension"]), (&json!("found"), &json!(4)));
        let piece = &result["pieces"][0];
        assert_eq!(
            (&piece["shape"], &piece["points"], &piece["rays"]),
            (&json!("polyhedron"), &Value::Null, &Value::Null)
        );
        assert!(!piece["inequalities"].as_array().unwrap().is_empty() && piece["inside"]["float"][3].is_f64());
    }
    place.refuses("preimage four.npz x.npy --svg four.svg", &["--svg", "4 inputs"]);
    place.write("two.csv", "1\n2\n");
    place.refuses("preimage network.npz two.csv --svg two.svg", &["--svg", "2 observations"]);
}

#[test]
fn nothing_and_limits_are_different_ends() {
    let place = place();
    place.write("below.csv", "-1\n");
    let empty = place.expect(0, "preimage network.npz below.csv --json").json();
    assert_eq!((&empty["results"][0]["outcome"], &empty["results"][0]["pieces"]), (&json!("empty"), &json!([])));
    let run = place.expect(3, "preimage network.npz one.csv --regions 2 --svg none.svg --json");
    assert_eq!(run.json()["results"][0]["outcome"], "undecided");
    assert!(run.stderr.contains("none.svg: not written") && !place.path("none.svg").exists());
    let text = place.expect(3, "preimage network.npz one.csv --regions 2").stdout;
    assert!(text.contains("undecided: the limit of 2 regions was reached"), "{text}");
}

#[test]
fn questions_that_do_not_fit_are_refused() {
    let place = place();
    place.write("long.csv", "1,2\n");
    place.refuses("preimage network.npz long.csv", &["long.csv", "row 1", "2 entries", "1 outputs"]);
    place.refuses("preimage network.npz one.csv --tolerance=-1", &["tolerance", "-1"]);
    place.refuses("preimage network.npz one.csv --box 2,1", &["--box", "from 2 to 1"]);
    place.refuses("preimage network.npz one.csv --box 2", &["--box", "LOWER,UPPER"]);
}

#[test]
fn a_time_limit_ends_the_search() {
    let place = place();
    let run = place.expect(3, "preimage network.npz one.csv --time-limit 0");
    assert!(run.stdout.contains("the time limit was reached"), "{}", run.stdout);
    place.expect(0, "generate network --widths 20,60,200 --seed 1 --out large.npz");
    place.expect(0, "generate latents --dimension 20 --seed 2 --out code.npy");
    place.expect(0, "forward large.npz code.npy --out output.npy");
    let run = place.expect(3, "preimage large.npz output.npy --time-limit 0.2");
    assert!(run.stderr.contains("unrelu invert"), "{}", run.stderr);
    place.refuses("preimage network.npz one.csv --time-limit soon", &["--time-limit", "seconds", "soon"]);
}
