use super::*;
use crate::exact::{ExactMatrix, IBig, Row, Tableau, dot, for_each_ray};
use crate::network::random::{Variance, gaussian_matrix};
use ndarray::Array2;
use quickcheck::quickcheck;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::ops::ControlFlow;

const PROGRAMS: u64 = 100_000;

fn whole(rows: &[Vec<i64>]) -> ExactMatrix {
    let fractions: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|&entry| IBig::from(entry).into()).collect()).collect();
    ExactMatrix::new(&fractions).unwrap()
}

/// `(-1)^i (1, t_i, .., t_i^(k-1))` for `n` whole numbers around zero.
fn moments(k: u32, n: i64) -> Vec<Vec<i64>> {
    (0..n)
        .map(|i| (0..k).map(|power| (-1_i64).pow((i % 2).try_into().unwrap()) * (i - n / 2).pow(power)).collect())
        .collect()
}

/// By the definition: a direction in which as many rows as possible are zero, and a point on which all others are negative.
fn injective_by_enumeration(weights: &ExactMatrix) -> bool {
    let negative = |row: &Vec<IBig>| Row::new(row.iter().map(|entry| -entry).collect(), -IBig::ONE);
    let full =
        crate::exact::Echelon::of(weights.columns(), weights.rows().iter().map(Vec::as_slice)).kernel().is_none();
    let found = for_each_ray(weights.columns(), weights.rows(), |ray| {
        let others: Vec<Row> = weights.rows().iter().filter(|row| !dot(row, ray).is_zero()).map(negative).collect();
        if Tableau::of(weights.columns(), &others).is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    full && found.is_continue()
}

quickcheck! {
    /// Small entries: many of these matrices are in no general position.
    fn the_search_agrees_with_enumeration(rows: Vec<(i8, i8, i8)>, large: bool) -> bool {
        let modulus = if large { 100 } else { 3 };
        let rows: Vec<Vec<i64>> =
            rows.iter().take(11).map(|row| [row.0, row.1, row.2].map(|entry| (entry % modulus).into()).to_vec()).collect();
        if rows.is_empty() {
            return true;
        }
        let weights = whole(&rows);
        match decide(&weights, PROGRAMS) {
            Injectivity::Injective => injective_by_enumeration(&weights),
            Injectivity::Collision(_) => !injective_by_enumeration(&weights),
            Injectivity::Undecided => false,
        }
    }

    fn the_search_agrees_with_enumeration_in_four_dimensions(seed: u64) -> bool {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let entries = gaussian_matrix(&mut rng, (11 + usize::try_from(seed % 4).unwrap(), 4), Variance::One).mapv(|x| (1.5 * x).round());
        let weights = ExactMatrix::of_floats(&entries).unwrap();
        matches!(decide(&weights, PROGRAMS), Injectivity::Injective) == injective_by_enumeration(&weights)
    }
}

#[test]
fn moment_matrices_are_injective_and_just_so() {
    for k in 2..=5 {
        let n = 3 * i64::from(k) - 1;
        let rows = moments(k, n);
        assert_eq!(decide(&whole(&rows), PROGRAMS), Injectivity::Injective, "k = {k}");
        assert_eq!(fewest_active(&whole(&rows)), Some(k as usize), "k = {k}");
        for left_out in 0..rows.len() {
            let mut fewer = rows.clone();
            fewer.remove(left_out);
            let decided = decide(&whole(&fewer), PROGRAMS);
            assert!(matches!(decided, Injectivity::Collision(_)), "k = {k} without row {left_out}");
        }
    }
}

#[test]
fn reference_matrices_are_decided_as_known() {
    let known: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../tests/data/small_matrices.json")).unwrap();
    assert!(known.len() > 5);
    for entry in known {
        let rows: Vec<Vec<i64>> = serde_json::from_value(entry["W"].clone()).unwrap();
        let injective = decide(&whole(&rows), PROGRAMS) == Injectivity::Injective;
        assert_eq!(injective, entry["injective"].as_bool().unwrap(), "{rows:?}");
        assert_eq!(
            fewest_active(&whole(&rows)),
            entry["min_active"].as_u64().map(|fewest| fewest.try_into().unwrap()),
            "{rows:?}"
        );
    }
    let known: serde_json::Value = serde_json::from_str(include_str!("../../tests/data/injectivity.json")).unwrap();
    for entry in known["gale"].as_array().unwrap() {
        let rows: Vec<Vec<i64>> = serde_json::from_value(entry["integer_moment_matrix"].clone()).unwrap();
        assert_eq!(decide(&whole(&rows), PROGRAMS), Injectivity::Injective);
    }
}

#[test]
fn opposite_rows_need_no_search() {
    let rows: Vec<Vec<i64>> =
        (0..60).map(|i| (0..30).map(|j| if i / 2 == j { 3 - 5 * (i % 2) } else { 0 }).collect()).collect();
    assert_eq!(decide(&whole(&rows), 0), Injectivity::Injective);
    assert!(matches!(decide(&whole(&rows[1..]), 100), Injectivity::Collision(_)));
}

#[test]
fn three_k_minus_two_gaussian_rows_collide() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for k in [1, 2, 3, 7, 20] {
        let matrix = gaussian_matrix(&mut rng, (3 * k - 2, k), Variance::One);
        assert!(find(&ExactMatrix::of_floats(&matrix).unwrap()).is_some(), "k = {k}");
    }
}

#[test]
fn a_limit_is_no_answer() {
    let rows = moments(4, 11);
    assert_eq!(decide(&whole(&rows), 3), Injectivity::Undecided);
}

#[test]
fn few_rows_and_no_columns() {
    let zero = ExactMatrix::of_floats(&Array2::zeros((0, 3))).unwrap();
    assert!(matches!(decide(&zero, 1), Injectivity::Collision(_)));
    let none = ExactMatrix::of_floats(&Array2::zeros((3, 0))).unwrap();
    assert_eq!(decide(&none, 1), Injectivity::Injective);
}

#[test]
fn files_hold_collisions_and_nothing_else() {
    let Injectivity::Collision(found) = decide(&whole(&[vec![1, 2], vec![-3, 1], vec![0, -1]]), PROGRAMS) else {
        panic!()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collision.json");
    let file = CollisionFile::new(&found, "a test");
    file.write(&path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let other = String::from_utf8(bytes.clone()).unwrap().replace("collision", "other");
    assert!(CollisionFile::read(other.as_bytes()).unwrap_err().to_string().contains("kind `other`"));
    let read = CollisionFile::read(&bytes).unwrap();
    assert_eq!(read.check().unwrap(), *found);
    let changed = |change: fn(&mut CollisionFile)| {
        let mut other = read.clone();
        change(&mut other);
        other.check().unwrap_err().to_string()
    };
    assert!(changed(|file| file.latents[1] = file.latents[0].clone()).contains("the same"));
    assert!(changed(|file| file.latents[0][0] = "1e5".into()).contains("entry 1: expected a fraction"));
    assert!(changed(|file| file.weights[0][1] = "1/0".into()).contains("row 1, entry 2"));
    assert!(changed(|file| file.latents[0] = vec!["1".into()]).contains("1 entries"));
    assert!(changed(|file| file.latents[0] = vec!["100".into(), "-100".into()]).contains("different outputs"));
    assert!(changed(|file| file.weights[1].push("0".into())).contains("row 2"));
}
