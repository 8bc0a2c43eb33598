//! One linear program of one Gaussian layer with noise: the engine against Clarabel and microlp, and against its floor.
//!
//! The floor is what no method can avoid that factors a normal matrix an iteration: `n k^2 + k^3 / 3` operations each, at the
//! measured rate of the symmetric product at that size. Prints the ratios, single-threaded and in the same run.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SupportedConeT};
use criterion::{BenchmarkId, Criterion};
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, Par};
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::{hint::black_box, time::Instant};
use unrelu::inverter::lp::engine::{Bound, Method, Objective, Outcome, Program, Side, Work, solve_by};
use unrelu::inverter::lp::general::{GeneralSolver, LinearProgram, LpOutcome, Microlp, Relation};
use unrelu::inverter::ndarray::{Array1, Array2};
use unrelu::inverter::network::random::{Variance, gaussian, gaussian_latent, gaussian_matrix};

const SIZES: [(usize, usize); 4] = [(100, 20), (500, 100), (2000, 200), (5000, 1000)];

/// Standard deviation of the noise, relative to the root mean square of `W z`.
const NOISE: f64 = 5e-3;

/// The most weights for which a peer takes seconds, not minutes.
const CLARABEL: usize = 500 * 100;
const MICROLP: usize = 100 * 20;

struct Layer {
    weights: Array2<f64>,
    bounds: Vec<Bound>,
}

impl Layer {
    fn new((n, k): (usize, usize)) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let weights = gaussian_matrix(&mut rng, (n, k), Variance::OverOutputs);
        let activation = weights.dot(&gaussian_latent(&mut rng, k));
        let noise = NOISE * (activation.dot(&activation) / n as f64).sqrt();
        let observation: Array1<f64> = activation.iter().map(|t| t.max(0.0) + noise * gaussian(&mut rng)).collect();
        let upper = observation.iter().enumerate().map(|(row, &x)| Bound::upper(row, x));
        let active = observation.iter().enumerate().filter(|(_, x)| **x > 2.0 * noise);
        let bounds = upper.chain(active.map(|(row, &x)| Bound::lower(row, x))).collect();
        Self { weights, bounds }
    }

    fn program(&self, objective: Objective) -> Program<'_> {
        Program::new(self.weights.view(), self.bounds.clone(), objective).expect("Gaussian draws are finite")
    }

    /// Operations a second of the lower half of `W^T W`, at `n k^2` of them.
    fn rate(&self) -> f64 {
        let (n, k) = self.weights.dim();
        let w = Mat::from_fn(n, k, |i, j| self.weights[(i, j)]);
        let mut product = Mat::<f64>::zeros(k, k);
        let (full, lower) = (BlockStructure::Rectangular, BlockStructure::TriangularLower);
        let seconds = least(|| {
            let (out, left) = (product.as_mut(), w.transpose());
            triangular::matmul(out, lower, Accum::Replace, left, full, w.as_ref(), full, 1.0, Par::Seq);
        });
        (n * k * k) as f64 / seconds
    }
}

fn objectives() -> [(&'static str, Objective); 2] {
    [("linf", Objective::Largest { cap: f64::INFINITY }), ("l1", Objective::Sum)]
}

/// Solves by the engine, and counts what that took.
fn own(program: &Program<'_>, method: Method) -> (f64, Work) {
    let mut work = Work::default();
    let outcome = black_box(solve_by(method, program, None, &mut work));
    let Outcome::Optimal(found) = outcome else { panic!("{outcome:?}") };
    (found.objective(), work)
}

/// The program with one variable a column and one an error.
fn written_out(program: &Program<'_>) -> LinearProgram {
    let mut general = LinearProgram::default();
    let shared = matches!(program.objective(), Objective::Largest { .. });
    let free = (f64::NEG_INFINITY, f64::INFINITY);
    for _ in 0..program.columns() {
        general.add_variable(0.0, free);
    }
    let errors = if shared { 1 } else { program.rows() };
    let first = program.columns();
    for _ in 0..errors {
        general.add_variable(1.0, (0.0, f64::INFINITY));
    }
    for bound in program.bounds() {
        let sign = if bound.side == Side::Upper { 1.0 } else { -1.0 };
        let row = program.matrix().row(bound.row).to_owned();
        let mut terms: Vec<_> = row.iter().enumerate().map(|(column, w)| (column, sign * w)).collect();
        terms.push((first + if shared { 0 } else { bound.row }, -bound.give));
        general.add_row(terms, Relation::AtMost, sign * bound.limit);
    }
    general
}

fn microlp(general: &LinearProgram) {
    assert!(matches!(black_box(Microlp.solve(general)), LpOutcome::Optimal(_)));
}

fn clarabel(general: &LinearProgram) {
    let mut columns = vec![Vec::new(); general.variables.len()];
    let mut right: Vec<f64> = general.rows.iter().map(|row| row.right).collect();
    for (place, row) in general.rows.iter().enumerate() {
        for &(column, factor) in &row.terms {
            columns[column].push((place, factor));
        }
    }
    for (column, _) in general.variables.iter().enumerate().filter(|(_, variable)| variable.bounds.0.is_finite()) {
        columns[column].push((right.len(), -1.0));
        right.push(0.0);
    }
    let ends = columns.iter().scan(0, |total, column| {
        *total += column.len();
        Some(*total)
    });
    let starts = std::iter::once(0).chain(ends).collect();
    let (places, factors) = columns.concat().into_iter().unzip();
    let matrix = CscMatrix::new(right.len(), columns.len(), starts, places, factors);
    let costs: Vec<f64> = general.variables.iter().map(|variable| variable.cost).collect();
    let cones = [SupportedConeT::NonnegativeConeT(right.len())];
    let settings = DefaultSettings { verbose: false, max_threads: 1, ..DefaultSettings::default() };
    let square = CscMatrix::zeros((costs.len(), costs.len()));
    let mut solver = DefaultSolver::new(&square, &costs, &matrix, &right, &cones, settings).expect("the shapes agree");
    solver.solve();
    black_box(solver.solution.obj_val);
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("lp_engine");
    group.sample_size(10);
    for size @ (n, k) in &SIZES[..3] {
        let layer = Layer::new(*size);
        for (name, objective) in objectives() {
            let program = layer.program(objective);
            let id = BenchmarkId::new(name, format!("{n}x{k}"));
            group.bench_function(id, |bencher| bencher.iter(|| own(&program, Method::Best)));
        }
    }
    group.finish();
    for size in SIZES {
        print_ratios(size);
    }
}

fn print_ratios((n, k): (usize, usize)) {
    let layer = Layer::new((n, k));
    let rate = layer.rate();
    println!("{n} x {k}: symmetric product {:.1} GFLOP/s", rate / 1e9);
    for (name, objective) in objectives() {
        let program = layer.program(objective);
        let (optimum, work) = own(&program, Method::InteriorPoint);
        let best = least(|| own(&program, Method::Best));
        let interior = least(|| own(&program, Method::InteriorPoint));
        let each = (n * k * k) as f64 + (k * k * k) as f64 / 3.0;
        let floor = work.iterations as f64 * each / rate;
        print!("  {name:4} {best:.6} s, interior point {interior:.6} s = {:.2} floors", interior / floor);
        let general = written_out(&program);
        if n * k <= CLARABEL {
            print!(", clarabel {:.1} times", least(|| clarabel(&general)) / best);
        }
        if n * k <= MICROLP {
            print!(", microlp {:.1} times", least(|| microlp(&general)) / best);
        }
        println!(" ({} iterations, optimum {optimum:e})", work.iterations);
    }
}

/// The least time of nine runs, fewer where they take long.
fn least<T>(mut run: impl FnMut() -> T) -> f64 {
    let begin = Instant::now();
    let mut seconds = f64::INFINITY;
    for _ in 0..9 {
        let start = Instant::now();
        black_box(run());
        seconds = seconds.min(start.elapsed().as_secs_f64());
        if begin.elapsed().as_secs_f64() > 5.0 {
            break;
        }
    }
    seconds
}
