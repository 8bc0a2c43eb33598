use super::*;
use crate::exact::{ExactMatrix, IBig, to_f64};
use crate::network::random::{Variance, gaussian_latent, gaussian_matrix};
use ndarray::{Array1, Array2};
use num_traits::Zero;
use quickcheck::quickcheck;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

/// Of values that were computed elsewhere and of answers that floats round.
const CLOSE: f64 = 1e-9;

fn fractions(rows: &[Vec<i64>]) -> ExactMatrix {
    let rows: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|&entry| IBig::from(entry).into()).collect()).collect();
    ExactMatrix::new(&rows).unwrap()
}

fn floats(matrix: &ExactMatrix) -> Array2<f64> {
    let entries: Vec<f64> =
        (0..matrix.rows().len()).flat_map(|row| matrix.row(row)).map(|entry| to_f64(&entry)).collect();
    Array2::from_shape_vec((matrix.rows().len(), matrix.columns()), entries).unwrap()
}

/// All sets of `m` of `n` rows.
fn subsets(n: usize, m: usize) -> Vec<Vec<usize>> {
    (0_u32..1 << n)
        .filter(|set| set.count_ones() as usize == m)
        .map(|set| (0..n).filter(|row| set >> row & 1 == 1).collect())
        .collect()
}

fn encloses(bracket: &Bracket, value: f64) -> bool {
    bracket.lower <= value * (1.0 + CLOSE) && value <= bracket.upper * (1.0 + CLOSE)
}

/// Small entries, some matrices without full rank.
fn small(rows: &[(i8, i8, i8)]) -> ExactMatrix {
    fractions(
        &rows
            .iter()
            .take(7)
            .map(|row| [row.0, row.1, row.2].map(|entry| (entry % 5).into()).to_vec())
            .collect::<Vec<_>>(),
    )
}

#[test]
fn reference_values_come_out_exactly() {
    let known: Vec<serde_json::Value> =
        serde_json::from_str(include_str!("../../tests/data/small_matrices.json")).unwrap();
    for entry in known {
        let rows: Vec<Vec<i64>> = serde_json::from_value(entry["W"].clone()).unwrap();
        let (matrix, m) = (fractions(&rows), usize::try_from(entry["m"].as_u64().unwrap()).unwrap());
        let right = |name: &str| entry[name].as_str().unwrap().parse::<Rational>().unwrap();
        let exact = [
            ("c_inf", c_inf_exact(&matrix)),
            ("c_1", c_1_exact(&matrix)),
            ("uniform_c_inf", c_inf_worst_exact(&matrix, m)),
            ("uniform_c_1", c_1_worst_exact(&matrix, m)),
        ];
        for (name, found) in exact {
            assert_eq!(found.unwrap().value, right(name), "{name} of {rows:?}");
        }
        let matrix = floats(&matrix);
        let found = c_inf(&matrix).unwrap();
        for bound in [found.lower, found.upper] {
            assert!((bound / to_f64(&right("c_inf")) - 1.0).abs() < CLOSE, "{found:?}");
        }
        assert!(encloses(&c_1(&matrix).unwrap(), to_f64(&right("c_1"))));
        assert!(encloses(&worst::c_inf_bounds(&matrix, m).unwrap(), to_f64(&right("uniform_c_inf"))));
        assert!(encloses(&worst::c_1_bounds(&matrix, m).unwrap(), to_f64(&right("uniform_c_1"))));
    }
}

quickcheck! {
    fn the_worst_set_is_the_least_of_all_sets(rows: Vec<(i8, i8, i8)>, left_out: usize) -> bool {
        let matrix = small(&rows);
        let n = matrix.rows().len();
        let m = n - left_out % (n + 1).min(3);
        let least = |constant: fn(&ExactMatrix) -> Option<Exact>| {
            subsets(n, m).iter().filter_map(|set| constant(&matrix.select(set))).map(|found| found.value).min()
        };
        c_inf_worst_exact(&matrix, m).map(|found| found.value) == least(c_inf_exact)
            && c_1_worst_exact(&matrix, m).map(|found| found.value) == least(c_1_exact)
    }

    fn bounds_enclose_the_exact_constants(rows: Vec<(i8, i8, i8)>) -> bool {
        let matrix = small(&rows);
        if rows.is_empty() {
            return c_inf(&floats(&matrix)) == Err(ConstantError::NoColumns);
        }
        let exact = [c_inf_exact(&matrix), c_1_exact(&matrix)].map(|found| to_f64(&found.unwrap().value));
        let (c_inf, c_1) = (c_inf(&floats(&matrix)).unwrap(), c_1(&floats(&matrix)).unwrap());
        // Where the rank is short, rounding may hide it.
        let zero = |bracket: &Bracket| bracket.lower < CLOSE && bracket.upper < CLOSE;
        (encloses(&c_inf, exact[0]) || exact[0].is_zero() && zero(&c_inf)) && (encloses(&c_1, exact[1]) || exact[1].is_zero() && zero(&c_1))
    }

    fn no_vector_is_below_a_constant(seed: u64) -> bool {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let matrix = gaussian_matrix(&mut rng, (12, 4), Variance::One);
        let bounds = [c_inf(&matrix).unwrap().lower, c_1(&matrix).unwrap().lower, smallest_singular_value(&matrix).unwrap()];
        (0..50).all(|_| {
            let x = gaussian_latent(&mut rng, 4);
            let norms = |v: &Array1<f64>| [v.iter().fold(0.0, |m: f64, e| m.max(e.abs())), v.mapv(f64::abs).sum(), v.dot(v).sqrt()];
            let (above, below) = (norms(&matrix.dot(&x)), norms(&x));
            (0..3).all(|norm| above[norm] >= bounds[norm] * below[norm] * (1.0 - CLOSE))
        })
    }
}

/// Boxes of vectors bring the bounds together where there are few inputs, and too many sets of rows to look at.
#[test]
fn bounds_of_the_worst_set_are_close_for_few_inputs() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for (n, k, m, close) in [(60, 2, 30, 0.99), (60, 3, 30, 0.9), (40, 4, 30, 0.8), (50, 6, 45, 0.2)] {
        let matrix = gaussian_matrix(&mut rng, (n, k), Variance::One);
        for found in [worst::c_inf_bounds(&matrix, m).unwrap(), worst::c_1_bounds(&matrix, m).unwrap()] {
            let share = found.lower / found.upper;
            assert!(share >= close && share <= 1.0, "{n} x {k}, {m} rows: {share}");
        }
    }
}

quickcheck! {
    fn bounds_enclose_the_worst_set(rows: Vec<(i8, i8, i8)>, left_out: usize) -> bool {
        let matrix = small(&rows);
        let n = matrix.rows().len();
        let m = n - left_out % (n + 1).min(3);
        let exact = [c_inf_worst_exact(&matrix, m), c_1_worst_exact(&matrix, m)];
        let bounds = [worst::c_inf_bounds(&floats(&matrix), m), worst::c_1_bounds(&floats(&matrix), m)];
        exact.into_iter().zip(bounds).all(|(exact, bounds)| match (exact, bounds) {
            (Some(exact), Ok(bounds)) => bounds.lower <= to_f64(&exact.value) * (1.0 + CLOSE),
            _ => true,
        })
    }
}

/// Assumption 3 for a sparse 0-1 matrix: rows away from one column have none of it.
#[test]
fn rows_away_from_a_column_have_no_constant() {
    let rows: Vec<Vec<i64>> =
        (0..8).map(|row| (0..3).map(|column| i64::from((row + 2 * column) % 8 < 3)).collect()).collect();
    let matrix = fractions(&rows);
    assert!(c_1_exact(&matrix).unwrap().value > Rational::ZERO);
    assert!(c_1_worst_exact(&matrix, 5).unwrap().value.is_zero());
    assert!(worst::c_1_bounds(&floats(&matrix), 5).unwrap().lower.is_zero());
}

#[test]
fn sets_of_rows_are_told_apart() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let matrix = gaussian_matrix(&mut rng, (20, 4), Variance::One);
    let latent = gaussian_latent(&mut rng, 4);
    let active = RowSet::active(&matrix, &latent, 0.0);
    assert!(active.of(&matrix).dot(&latent).iter().all(|&activation| activation > 0.0));
    let random = RowSet::random(&mut rng, 20, 7);
    assert!(random.rows().len() == 7 && random.rows().is_sorted() && random != RowSet::Worst(random.rows().to_vec()));
    let worst = RowSet::worst_at(&matrix, &latent, 7);
    let largest = |rows: &RowSet| rows.of(&matrix).dot(&latent).mapv(f64::abs).into_iter().fold(0.0, f64::max);
    assert!(largest(&worst) <= largest(&random));
}

#[test]
fn too_few_rows_extend_nothing() {
    let matrix = Array2::from_shape_fn((2, 3), |(row, column)| (1 + row + column * column) as f64);
    assert!(smallest_singular_value(&matrix).unwrap().is_zero());
    assert!(c_inf(&matrix).unwrap().upper < CLOSE);
    assert_eq!(smallest_singular_value(&Array2::zeros((2, 0))), Err(ConstantError::NoColumns));
}
