//! dev
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, Mat, Par};
use ndarray::Array1;
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use std::time::Instant;
use unrelu_inverter::lp::engine::{Bound, Method, Objective, Outcome, Program, Work, solve_by, solve_counted};
use unrelu_inverter::network::random::{Variance, gaussian_latent, gaussian_matrix};

fn best(runs: usize, mut f: impl FnMut()) -> f64 {
    (0..runs)
        .map(|_| {
            let t = Instant::now();
            f();
            t.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min)
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let a: f64 = args.get(2).map_or(1e-2, |s| s.parse().unwrap());
    for size in args[1].split(',') {
        let (n, k) = size.split_once('x').unwrap();
        let (n, k): (usize, usize) = (n.parse().unwrap(), k.parse().unwrap());
        let runs = args.get(3).map_or(if n * k > 1_000_000 { 3 } else { 15 }, |s| s.parse().unwrap());
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let w = gaussian_matrix(&mut rng, (n, k), Variance::OverOutputs);
        let z = gaussian_latent(&mut rng, k);
        let t = w.dot(&z);
        let noise = a * (t.dot(&t) / n as f64).sqrt();
        let x: Array1<f64> = t.iter().map(|t| t.max(0.0) + rng.random_range(-noise..=noise)).collect();
        let upper = x.iter().enumerate().map(|(row, &x)| Bound::upper(row, x));
        let lower = x.iter().enumerate().filter(|(_, x)| **x > noise).map(|(row, &x)| Bound::lower(row, x));
        let bounds: Vec<Bound> = upper.chain(lower).collect();
        // rate
        let left = Mat::<f64>::from_fn(n, k, |i, j| w[(i, j)]);
        let mut out = Mat::<f64>::zeros(k, k);
        let t = best(runs, || {
            triangular::matmul(
                out.as_mut(),
                BlockStructure::TriangularLower,
                Accum::Replace,
                left.transpose(),
                BlockStructure::Rectangular,
                left.as_ref(),
                BlockStructure::Rectangular,
                1.0,
                Par::Seq,
            )
        });
        let rate = n as f64 * (k * k) as f64 / t;
        println!("{n}x{k} rate {:.1} GFLOP/s", rate / 1e9);
        for (name, objective) in [("linf", Objective::Largest { cap: f64::INFINITY }), ("l1", Objective::Sum)] {
            if args.get(4).is_some_and(|a| a != name) {
                continue;
            }
            let program = Program::new(w.view(), bounds.clone(), objective).unwrap();
            let mut work = Work::default();
            let outcome = solve_counted(&program, &mut work);
            let value = match outcome {
                Outcome::Optimal(ref o) => o.objective(),
                ref o => {
                    println!("{o:?}");
                    f64::NAN
                }
            };
            let t = best(runs, || {
                std::hint::black_box(solve_counted(&program, &mut Work::default()));
            });
            let z = if let Outcome::Optimal(ref o) = outcome { o.latent().to_vec() } else { vec![0.0; k] };
            let mut ww = Work::default();
            let warm = best(runs, || {
                ww = Work::default();
                std::hint::black_box(solve_by(Method::Best, &program, Some(&z), &mut ww));
            });
            let z2: Vec<f64> = z.iter().map(|z| z * (1.0 + 1e-3 * rng.random_range(-1.0..=1.0))).collect();
            let mut ww2 = Work::default();
            let warm2 = best(runs, || {
                ww2 = Work::default();
                std::hint::black_box(solve_by(Method::Best, &program, Some(&z2), &mut ww2));
            });
            let mut wi = Work::default();
            let ti = best(runs, || {
                wi = Work::default();
                std::hint::black_box(solve_by(Method::InteriorPoint, &program, None, &mut wi));
            });
            let floor = wi.iterations as f64 * (n as f64 * (k * k) as f64 / rate + (k as f64).powi(3) / 3.0 / rate);
            println!(
                "  {name}: {:.3} ms {work:?} value {value:e}\n     ipm {:.3} ms {wi:?} ratio {:.2}\n     warm {:.3} ms {ww:?}\n     warm 1e-3 {:.3} ms {ww2:?}",
                t * 1e3,
                ti * 1e3,
                ti / floor,
                warm * 1e3,
                warm2 * 1e3
            );
        }
    }
}
