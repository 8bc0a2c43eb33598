//! `sense`, and pictures as observations and as answers.

use super::run::{Place, repository};
use ndarray::{Array1, Array2, Axis};
use serde_json::Value;
use std::fs;
use unrelu::inverter::file::{self, PictureSize};

/// A place with `generator.npz`, four digits that it draws as `x.npy`, and `mask.npy`, which hides their lower half.
fn place() -> Place {
    let place = Place::new();
    fs::copy(repository("assets/mnist-generator.npz"), place.path("generator.npz")).unwrap();
    place.expect(0, "generate latents --dimension 20 --count 4 --seed 3 --out z.npy");
    place.expect(0, "forward generator.npz z.npy --out x.npy");
    write(&place, "mask.npy", &Array2::from_shape_fn((28, 28), |(row, _)| if row < 14 { 1.0 } else { 0.0 }));
    place
}

fn write(place: &Place, name: &str, values: &Array2<f64>) {
    file::write_matrix(&place.path(name), values, "a test").unwrap();
}

fn read(place: &Place, name: &str) -> Array2<f64> {
    file::read_matrix(&place.path(name)).unwrap().values
}

fn picture(place: &Place, name: &str, values: &Array1<f64>, size: &str) {
    let size: PictureSize = size.parse().unwrap();
    file::write_picture(&place.path(name), values, size, "a test").unwrap();
}

fn results(report: &Value) -> &Vec<Value> {
    report["results"].as_array().unwrap()
}

/// What `mask.npy` leaves of digits.
fn upper(digits: &Array2<f64>) -> Array2<f64> {
    digits.select(Axis(1), &(0..392).collect::<Vec<usize>>())
}

fn largest_difference(a: &Array2<f64>, b: &Array2<f64>) -> f64 {
    (a - b).iter().fold(0.0, |most, difference| most.max(difference.abs()))
}

#[test]
fn hidden_halves_of_digits_come_back() {
    let place = place();
    let run = place.expect(0, "sense generator.npz x.npy --mask mask.npy --json --reconstruction whole.npy");
    let report = run.json();
    assert_eq!(
        (&report["strategy"], &report["measured"], &report["outputs"]),
        (&"direct".into(), &392.into(), &784.into())
    );
    let unique: Vec<usize> = (0..4).filter(|&row| results(&report)[row]["unique"] == true).collect();
    assert!(unique.len() >= 2 && run.stderr.contains("4 observations in"), "{}", run.stderr);
    let (x, whole) = (read(&place, "x.npy"), read(&place, "whole.npy"));
    assert!(largest_difference(&x.select(Axis(0), &unique), &whole.select(Axis(0), &unique)) < 1e-9);
    // What is seen is enough, and what is hidden may be anything.
    let mut spoilt = x.clone();
    spoilt.columns_mut().into_iter().skip(392).for_each(|mut column| column.fill(7.0));
    write(&place, "spoilt.npy", &spoilt);
    write(&place, "seen.npy", &upper(&x));
    for name in ["spoilt.npy", "seen.npy"] {
        place.expect(0, &format!("sense generator.npz {name} --mask mask.npy --reconstruction of-{name}"));
        assert!(largest_difference(&read(&place, &format!("of-{name}")), &whole) <= 0.0);
    }
}

#[test]
fn projected_gradient_descent_nears_what_is_seen() {
    let place = place();
    let residuals = |rounds: u32| {
        let options = format!("--mask mask.npy --strategy projected --rounds {rounds}");
        let report = place.expect(0, &format!("sense generator.npz x.npy {options} --json")).json();
        assert_eq!(report["strategy"], "projected");
        let residual = |result: &Value| {
            assert_eq!((&result["method"], &result["unique"]), (&"projected".into(), &false.into()));
            result["residual_l2"].as_f64().unwrap()
        };
        results(&report).iter().map(residual).collect::<Vec<f64>>()
    };
    let (one, six) = (residuals(1), residuals(6));
    assert!(one.iter().zip(&six).all(|(one, six)| six <= one), "{one:?} {six:?}");
    assert!(six.iter().sum::<f64>() < 0.9 * one.iter().sum::<f64>(), "{one:?} {six:?}");
}

#[test]
fn a_matrix_that_scales_outputs_is_a_mask() {
    let place = place();
    let mut a = Array2::zeros((392, 784));
    (0..392).for_each(|row| a[(row, row)] = 2.0);
    write(&place, "a.npy", &a);
    write(&place, "y.npy", &(upper(&read(&place, "x.npy")) * 2.0));
    place.expect(0, "sense generator.npz y.npy --matrix a.npy --reconstruction scaled.npy");
    place.expect(0, "sense generator.npz x.npy --mask mask.npy --reconstruction masked.npy");
    assert!(largest_difference(&read(&place, "scaled.npy"), &read(&place, "masked.npy")) < 1e-9);
    let text = place.expect(0, "sense generator.npz y.npy --matrix a.npy").stdout;
    assert!(text.starts_with("392 measurements of 784 outputs, direct\n"), "{text}");
}

#[test]
fn pictures_go_in_and_come_out() {
    let place = place();
    place.expect(0, "forward generator.npz z.npy --noise gaussian:0.05 --seed 4 --out noisy.png");
    place.expect(0, "forward generator.npz z.npy --out clean.png");
    picture(&place, "mask.png", &read(&place, "mask.npy").flatten().to_owned(), "28x28");
    for command in ["invert generator.npz noisy-2.png", "sense generator.npz noisy-2.png --mask mask.png"] {
        let name = format!("{}.png", &command[..5]);
        let report = place.expect(0, &format!("{command} --json --reconstruction {name}")).json();
        assert_eq!(results(&report)[0]["outcome"], "fitted", "a picture is rounded");
        let error = |name: &str| {
            let difference = read(&place, name) - read(&place, "clean-2.png");
            difference.iter().map(|d| d * d).sum::<f64>()
        };
        assert!(error(&name) < if command.starts_with("invert") { error("noisy-2.png") } else { 20.0 }, "{command}");
    }
    // What is written over nothing, and named by `--shape`.
    place.refuses("invert generator.npz noisy-1.png --reconstruction clean-1.png", &["clean-1.png", "already exists"]);
    place.refuses("forward generator.npz z.npy --out clean.png", &["clean-1.png", "already exists"]);
    place.expect(0, "invert generator.npz noisy-1.png --reconstruction wide.png --shape 14x56");
    assert_eq!(read(&place, "wide.png").dim(), (1, 784));
}

#[test]
fn masks_and_matrices_that_do_not_fit_are_refused() {
    let place = place();
    let sense = |options: &str| format!("sense generator.npz x.npy {options}");
    write(&place, "short.npy", &Array2::ones((1, 783)));
    place.refuses(&sense("--mask short.npy"), &["short.npy", "783", "784"]);
    place.refuses(&sense("--matrix short.npy"), &["short.npy", "783", "784"]);
    write(&place, "dark.npy", &Array2::zeros((28, 28)));
    place.refuses(&sense("--mask dark.npy"), &["dark.npy", "hides every output"]);
    place.refuses(&sense("--matrix dark.npy"), &["dark.npy", "every entry of the matrix is 0"]);
    write(&place, "grey.npy", &Array2::from_elem((28, 28), 0.5));
    place.refuses(&sense("--mask grey.npy"), &["grey.npy", "row 1, column 1 is 0.5", "0 (hidden) or 1 (seen)"]);
    place.refuses(&sense("--mask nowhere.npy"), &["nowhere.npy"]);
    place.refuses(&sense(""), &["--mask", "--matrix"]);
    place.refuses(&sense("--mask mask.npy --matrix dark.npy"), &["cannot be used with"]);
    write(&place, "wrong.npy", &Array2::ones((1, 391)));
    place.refuses("sense generator.npz wrong.npy --mask mask.npy", &["wrong.npy", "391", "784", "392"]);
    write(&place, "row.npy", &Array2::ones((1, 784)));
    place.refuses("sense generator.npz x.npy --matrix row.npy", &["x.npy", "784 entries", "1 measurements"]);
}

#[test]
fn pictures_that_do_not_fit_are_refused() {
    let place = place();
    picture(&place, "small.png", &Array1::ones(12), "3x4");
    place.refuses("invert generator.npz small.png", &["small.png", "12", "784"]);
    place.refuses("sense generator.npz x.npy --mask small.png", &["small.png", "12", "784"]);
    picture(&place, "whole.png", &Array1::zeros(784), "28x28");
    let whole = fs::read(place.path("whole.png")).unwrap();
    place.write("half.png", &whole[..whole.len() / 2]);
    place.refuses("invert generator.npz half.png", &["half.png", "not a readable PNG"]);
    let out = |options: &str| format!("invert generator.npz x.npy {options}");
    place.refuses(&out("--reconstruction a.jpg"), &["a.jpg", ".npy, .csv or .png"]);
    place.refuses(&out("--reconstruction a.png --shape 28x29"), &["a.png", "28x29 has 812 pixels", "784"]);
    place.refuses(&out("--reconstruction a.npy --shape 28x28"), &["a.npy", "--shape is for pictures"]);
    place.refuses(&out("--reconstruction a.png --shape 28"), &["HEIGHTxWIDTH"]);
    place.expect(0, "generate network --widths 2,5 --out five.npz");
    place.write("z.csv", "1,1\n");
    place.refuses("forward five.npz z.csv --out five.png", &["five.png", "5 outputs", "--shape"]);
}
