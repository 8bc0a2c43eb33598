//! Numbers at the ends of their range, and shapes that are hardly programs: whatever the answer, it is one.

use crate::programs::rng;
use ndarray::{Array1, Array2};
use rand::RngExt;
use unrelu_inverter::lp::engine::{Bound, Objective, Outcome, Program, ProgramError, solve, solve_near};
use unrelu_inverter::network::random::{Variance, gaussian, gaussian_matrix};

fn objectives(columns: usize) -> [Objective; 4] {
    let linear = Objective::Linear(Array1::ones(columns));
    [Objective::Largest { cap: f64::INFINITY }, Objective::Largest { cap: 1e-3 }, Objective::Sum, linear]
}

#[test]
fn a_matrix_without_columns_has_an_optimum() {
    let matrix = Array2::zeros((3, 0));
    let bounds = vec![Bound::upper(0, 1.0), Bound::lower(1, 2.0), Bound::lower(2, 3.0)];
    for (objective, least) in [(Objective::Largest { cap: f64::INFINITY }, 3.0), (Objective::Sum, 5.0)] {
        let program = Program::new(matrix.view(), bounds.clone(), objective).unwrap();
        let Outcome::Optimal(found) = solve(&program) else { panic!("the errors are free") };
        assert!((found.objective() - least).abs() < 1e-15);
        let Outcome::Optimal(_) = solve_near(&program, &[]) else { panic!("the errors are free") };
    }
    let program = Program::new(matrix.view(), bounds, Objective::Largest { cap: 2.0 }).unwrap();
    assert!(matches!(solve(&program), Outcome::Infeasible(_)));
}

#[test]
fn no_size_of_the_entries_panics() {
    let mut rng = rng(1);
    for trial in 0..400 {
        let (n, k) = (rng.random_range(1..12), rng.random_range(1..5));
        let power = |rng: &mut rand_chacha::ChaCha8Rng| 10.0_f64.powi(rng.random_range(-320..308));
        let (matrix_size, limit_size, give) = (power(&mut rng), power(&mut rng), power(&mut rng));
        let matrix = gaussian_matrix(&mut rng, (n, k), Variance::One) * matrix_size;
        if matrix.iter().any(|entry: &f64| !entry.is_finite()) {
            continue;
        }
        for objective in objectives(k) {
            let soft = !matches!(objective, Objective::Linear(_)) && trial % 3 != 0;
            let mut bound = |row| {
                let limit = limit_size * gaussian(&mut rng);
                let bound = if rng.random_bool(0.5) { Bound::upper(row, limit) } else { Bound::lower(row, limit) };
                bound.with_give(if soft { give } else { 0.0 })
            };
            let bounds = (0..n).map(&mut bound).collect();
            let Ok(program) = Program::new(matrix.view(), bounds, objective) else { continue };
            solve(&program);
            solve_near(&program, &vec![limit_size; k]);
            solve(&program.non_negative());
        }
    }
}

#[test]
fn a_give_without_an_inverse_is_refused() {
    let matrix = Array2::ones((1, 1));
    for give in [f64::MIN_POSITIVE / 1e3, f64::NAN, -1.0, f64::INFINITY] {
        let bounds = vec![Bound::upper(0, 1.0).with_give(give)];
        let refused = Program::new(matrix.view(), bounds, Objective::Sum);
        assert!(matches!(refused, Err(ProgramError::Bound { index: 0, .. })), "{give}");
    }
}
