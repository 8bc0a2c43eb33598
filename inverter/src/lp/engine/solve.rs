//! The whole method: interior point, crossover, certificates.

use super::answer::{GiveUp, Optimum, Outcome};
use super::crossover::Crossover;
use super::ipm::InteriorPoint;
use super::lines::Lines;
use super::problem::Program;
use super::standard::Standard;

/// Iterations after which the interior-point method has failed.
const ITERATIONS: usize = 100;

/// Solves a program.
pub fn solve(program: &Program<'_>) -> Outcome {
    let standard = Standard::new(program);
    let crossover = Crossover::new(Lines::new(program));
    let mut ipm = InteriorPoint::new(&standard);
    while ipm.iterations() < ITERATIONS {
        let length = ipm.step();
        let p = ipm.progress();
        if std::env::var("TRACE").is_ok() {
            eprintln!("{} len {length:.2e} compl {:.3e} obj {:.6e} mag {:.2e} primal {:.1e}", ipm.iterations(), p.complementarity, p.objective, p.magnitude, p.primal);
        }
        if p.primal < 1e-6 && p.complementarity < 1e-2 * p.objective.max(1e-9 * p.magnitude) {
            if let Some(optimum) = attempt(&crossover, &ipm, &standard) {
                return Outcome::Optimal(optimum);
            }
        }
        if !(length > 1e-10) || p.complementarity < 1e-16 * p.magnitude {
            break;
        }
    }
    Outcome::GaveUp(GiveUp::Accuracy)
}

fn attempt(crossover: &Crossover<'_>, ipm: &InteriorPoint<'_>, standard: &Standard<'_>) -> Option<Optimum> {
    let guess = crossover.guess(crossover.ranking(ipm, standard));
    let r = crossover.vertex(&guess).answer(&crossover.lines);
    if std::env::var("TRACE").is_ok() {
        eprintln!("   contrast {:.2e} {:?}", guess.contrast, r.as_ref().map(|o| (o.objective(), o.gap(), o.magnitude())));
    }
    r.ok()
}
