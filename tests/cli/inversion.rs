//! `generate network`, `generate latents`, `forward` and `invert`.

use super::run::{Place, Run, repository};
use serde_json::Value;

/// Generates a network and latent codes, runs the codes forward, inverts what comes out.
fn round_trip(place: &Place, network: &str, dimension: usize, count: usize) -> Vec<Value> {
    place.expect(0, &format!("generate latents --dimension {dimension} --count {count} --seed 5 --out z.csv"));
    place.expect(0, &format!("forward {network} z.csv --out x.npy"));
    let run = place.unrelu(&format!("invert {network} x.npy --json"));
    run.json()["results"].as_array().unwrap().clone()
}

/// The numbers of a CSV file, row by row.
fn rows(place: &Place, name: &str) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(place.path(name)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(',').map(|number| number.trim().parse().unwrap()).collect()).collect()
}

fn relative_error(found: &Value, truth: &[f64]) -> f64 {
    let found: Vec<f64> = found.as_array().unwrap().iter().map(|entry| entry.as_f64().unwrap()).collect();
    let difference: f64 = found.iter().zip(truth).map(|(a, b)| (a - b).powi(2)).sum();
    (difference / truth.iter().map(|b| b * b).sum::<f64>()).sqrt()
}

#[test]
fn a_generated_network_is_inverted() {
    let place = Place::new();
    place.expect(0, "generate network --widths 20,100,500 --seed 1 --out network.npz");
    let results = round_trip(&place, "network.npz", 20, 8);
    let truth = rows(&place, "z.csv");
    assert_eq!((results.len(), truth.len()), (8, 8));
    for (result, truth) in results.iter().zip(&truth) {
        assert_eq!(result["unique"], true);
        assert_eq!((&result["outcome"], &result["method"]), (&"unique".into(), &"exact".into()));
        assert_eq!(result["free_dimensions"], 0);
        assert!(relative_error(&result["latent"], truth) < 1e-10);
        assert!(result["residual_linf"].as_f64().unwrap() < 1e-10);
        assert_eq!(result["layers"].as_array().unwrap().len(), 2);
    }
}

/// Of 200 latent codes every one that is called unique comes back to 1e-8, and whatever is found gives its observation.
#[test]
fn the_trained_generator_is_inverted() {
    let place = Place::new();
    let network = repository("assets/mnist-generator.npz").display().to_string();
    let results = round_trip(&place, &network, 20, 200);
    let truth = rows(&place, "z.csv");
    let unique = results.iter().zip(&truth).filter(|(result, _)| result["unique"] == true);
    let errors: Vec<f64> = unique.map(|(result, truth)| relative_error(&result["latent"], truth)).collect();
    assert!(errors.len() >= 195, "only {} of 200 are unique", errors.len());
    assert!(errors.iter().all(|error| *error < 1e-8), "{errors:?}");
    assert!(results.iter().all(|result| result["residual_linf"].as_f64().unwrap() < 1e-8));
}

#[test]
fn a_real_digit_that_the_generator_cannot_draw_has_a_certificate() {
    let place = Place::new();
    let (network, digits) = (repository("assets/mnist-generator.npz"), repository("assets/mnist-digits.npy"));
    let results = |method: &str| {
        let run = place.expect(0, &format!("invert {} {} --json{method}", network.display(), digits.display()));
        run.json()["results"].as_array().unwrap().clone()
    };
    let (exact, auto) = (results(" --method exact"), results(""));
    assert_eq!((exact.len(), auto.len()), (10, 10));
    for (exact, auto) in exact.iter().zip(&auto) {
        assert_eq!((&exact["outcome"], &exact["unique"]), (&"not-realizable".into(), &false.into()));
        assert!(exact["latent"].is_null() && exact["certificate"]["margin"].as_f64().unwrap() > 1e-3);
        assert_eq!((&auto["outcome"], &auto["unique"]), (&"fitted".into(), &false.into()));
        assert_eq!(auto["certificate"], exact["certificate"]);
        assert!(auto["method"].as_str().unwrap().starts_with("whole-") && auto["latent"].is_array());
    }
}

#[test]
fn too_few_active_outputs_are_said_to_leave_directions_free() {
    let place = Place::new();
    place.write("z.csv", "1,-1,-1\n");
    place.expect(0, "generate network --widths 3,4 --seed 2 --out network.npz");
    place.expect(0, "forward network.npz z.csv --out x.csv");
    let active = rows(&place, "x.csv")[0].iter().filter(|x| **x > 0.0).count();
    assert!(active < 3, "the seed was chosen so");
    let run = place.expect(0, "invert network.npz x.csv --json --out found.csv");
    let result = &run.json()["results"][0];
    assert_eq!(result["unique"], false);
    assert_eq!(result["free_dimensions"], 3 - active);
    place.expect(0, "forward network.npz found.csv --out again.csv");
    let (wanted, again) = (rows(&place, "x.csv"), rows(&place, "again.csv"));
    assert!(wanted[0].iter().zip(&again[0]).all(|(a, b)| (a - b).abs() < 1e-9));
}

#[test]
fn leaky_networks_and_other_variances_are_generated_and_inverted() {
    let place = Place::new();
    let options = "--activation leaky:0.1 --variance over-outputs";
    place.expect(0, &format!("generate network --widths 6,6,9 {options} --out network.npz"));
    let results = round_trip(&place, "network.npz", 6, 5);
    assert!(results.iter().all(|result| result["unique"] == true));
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let place = Place::new();
    let generate = |seed: u32, name: &str| {
        place.expect(0, &format!("generate latents --dimension 4 --count 3 --seed {seed} --out {name}"));
        std::fs::read(place.path(name)).unwrap()
    };
    let (first, again, other) = (generate(7, "a.npy"), generate(7, "b.npy"), generate(8, "c.npy"));
    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[test]
fn the_text_answer_says_what_was_found() {
    let place = Place::new();
    place.expect(0, "generate network --widths 2,9 --seed 3 --out network.npz");
    place.write("z.csv", "1,2\n");
    place.expect(0, "forward network.npz z.csv --out x.csv");
    let Run { stdout, .. } = place.expect(0, "invert network.npz x.csv");
    assert!(stdout.contains("the only latent code") && stdout.contains("layer 1"), "{stdout}");
}

/// A network, latent codes and observations with uniform noise: `network.npz`, `z.csv`, `x.csv`.
fn noisy(size: f64) -> Place {
    let place = Place::new();
    place.expect(0, "generate network --widths 6,20,60 --variance over-outputs --seed 4 --out network.npz");
    place.expect(0, "generate latents --dimension 6 --count 4 --seed 5 --out z.csv");
    place.expect(0, &format!("forward network.npz z.csv --noise uniform:{size} --seed 6 --out x.csv"));
    place
}

#[test]
fn noisy_observations_are_fitted_by_every_method_for_noise() {
    let place = noisy(1e-4);
    let truth = rows(&place, "z.csv");
    for method in ["linf", "linf-paper", "l1", "relaxed", "l1,linf"] {
        let report = place.expect(0, &format!("invert network.npz x.csv --method {method} --json")).json();
        let results = report["results"].as_array().unwrap();
        for (result, truth) in results.iter().zip(&truth) {
            assert_eq!((&result["outcome"], &result["method"]), (&"fitted".into(), &method.into()));
            assert!(relative_error(&result["latent"], truth) < 1e-2, "{method}");
            let fit = &result["layers"][0]["fit"];
            assert!(fit["programs"].as_u64().unwrap() >= 1 && fit["gap"].as_f64().unwrap() < 1e-9);
            assert_eq!(fit["optimality"] == "global", method.ends_with("linf"), "{method}");
        }
    }
}

#[test]
fn every_solver_of_the_build_finds_the_same_fit() {
    let place = noisy(1e-2);
    let fit = |solver: &str| {
        let run = place.expect(0, &format!("invert network.npz x.csv --method linf --lp-backend {solver} --json"));
        let objective = |result: &Value| result["layers"][0]["fit"]["objective"].as_f64().unwrap();
        run.json()["results"].as_array().unwrap().iter().map(objective).collect::<Vec<f64>>()
    };
    let own = fit("own");
    for solver in ["microlp", "clarabel"] {
        for (own, other) in own.iter().zip(fit(solver)) {
            assert!((own - other).abs() <= 1e-7 * own, "{solver}: {own} {other}");
        }
    }
}

#[test]
fn hidden_signs_find_what_equations_alone_leave_open() {
    let place = Place::new();
    place.expect(0, "generate network --widths 4,20,34 --variance over-outputs --seed 1 --out network.npz");
    place.expect(0, "generate latents --dimension 4 --count 10 --seed 2 --out z.csv");
    place.expect(0, "forward network.npz z.csv --out x.npy");
    let truth = rows(&place, "z.csv");
    let recovered = |hidden: &str| {
        let run =
            place.expect(0, &format!("invert network.npz x.npy --method linf --no-polish --hidden {hidden} --json"));
        let results = run.json()["results"].as_array().unwrap().clone();
        results.iter().zip(&truth).filter(|(result, truth)| relative_error(&result["latent"], truth) < 1e-8).count()
    };
    assert!(recovered("free") < 5 && recovered("non-negative") > 6);
}

/// `auto` and the strong baseline find the code; what is said of it is where it came from and how sure it is.
#[test]
fn noisy_observations_are_fitted_by_the_inverters_of_the_whole_network() {
    let place = noisy(1e-4);
    let truth = rows(&place, "z.csv");
    let methods = [("auto", "whole-"), ("gd-strong", "gd-strong"), ("gd --step 1 --steps 4000 --sign-test", "gd")];
    for (method, named) in methods {
        let report = place.expect(0, &format!("invert network.npz x.csv --method {method} --seed 3 --json")).json();
        for (result, truth) in report["results"].as_array().unwrap().iter().zip(&truth) {
            assert!(result["method"].as_str().unwrap().starts_with(named), "{result}");
            assert_eq!((&result["outcome"], &result["unique"]), (&"fitted".into(), &false.into()));
            let error = relative_error(&result["latent"], truth);
            assert!(named == "gd" || error < 1e-2, "{method}: {error}");
            assert_eq!(result["locally_unique"], result["whole"]["free_dimensions"] == 0, "{method}");
        }
    }
}

#[test]
fn complete_inversion_finds_or_refutes() {
    let place = Place::new();
    place.expect(0, "generate network --widths 2,3,3 --seed 5 --out small.npz");
    place.write("x.csv", "1,1,1\n0,0,0\n1,-1,1");
    let report = place.expect(0, "invert small.npz x.csv --method complete --json").json();
    let results = report["results"].as_array().unwrap();
    for (result, refuted) in results.iter().zip([true, false, true]) {
        let explanation = result["explanation"].as_str().unwrap_or_default();
        let refutation = explanation.contains("proof of")
            || explanation.contains("nothing gives")
            || explanation.contains("no latent code");
        assert_eq!(refutation, refuted, "{result}");
        assert!(!explanation.contains("not known") && !explanation.contains("not decided"), "{result}");
    }
    place.refuses("invert small.npz x.csv --method complete --time-limit soon", &["soon", "seconds"]);
}

#[test]
fn polish_brings_the_answer_of_every_method_nearer() {
    let place = noisy(1e-3);
    let truth = rows(&place, "z.csv");
    let errors = |options: &str| {
        let report = place.expect(0, &format!("invert network.npz x.csv {options} --json")).json();
        let results = report["results"].as_array().unwrap().clone();
        results.iter().zip(&truth).map(|(result, truth)| relative_error(&result["latent"], truth)).sum::<f64>()
    };
    for method in ["linf", "l1", "relaxed", "least-squares"] {
        let (raw, polished) =
            (errors(&format!("--method {method} --no-polish")), errors(&format!("--method {method}")));
        assert!(polished < raw, "{method}: {polished:e} {raw:e}");
    }
}

#[test]
fn a_batch_says_how_fast_it_was() {
    let place = noisy(1e-3);
    let run = place.expect(0, "invert network.npz x.csv --threads 1 --out found.csv");
    assert!(run.stderr.contains("4 observations in") && run.stderr.contains("1 thread"), "{}", run.stderr);
}
