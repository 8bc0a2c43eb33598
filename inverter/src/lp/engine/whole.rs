//! The interior-point method on a whole program: crossover, repair by exchange, certificates.

use super::answer::{Farkas, Optimum};
use super::basis::Seat;
use super::crossover::Crossover;
use super::exchange::{Settled, settle};
use super::ipm::{InteriorPoint, Progress};
use super::lines::Lines;
use super::problem::Program;
use super::softened::Softened;
use super::standard::Standard;
use super::work::Work;

/// Iterations after which the interior-point method has failed.
const ITERATIONS: usize = 80;

/// Complementarity, relative to the objective, below which the lines that stand out are tried as a vertex.
const TRY: f64 = 1e-3;

/// How much the last seat must stand out from the first line without one to be tried early.
const CONTRAST: f64 = 1.5;

/// Complementarity, relative to the objective, below which any guess is tried.
const TIGHT: f64 = 1e-7;

/// The least complementarity worth iterating for, relative to the terms of the objective.
const ROUNDING: f64 = 1e-15;

/// Solves a program from nothing.
pub(crate) fn solve_whole(program: &Program<'_>, work: &mut Work) -> Settled {
    let standard = Standard::new(program);
    let crossover = Crossover::new(Lines::new(program));
    let mut ipm = InteriorPoint::new(&standard);
    if let Some((found, seats)) = iterate(&crossover, &mut ipm, work) {
        return Settled::Optimal(found, seats);
    }
    if let Feasibility::Empty(farkas) = feasible_point(program, work) {
        return Settled::Empty(farkas);
    }
    repair(&crossover, &ipm, work)
}

/// Steps of the interior-point method until some vertex passes its check, or until steps lead no further.
fn iterate(crossover: &Crossover<'_>, ipm: &mut InteriorPoint<'_>, work: &mut Work) -> Option<(Optimum, Vec<Seat>)> {
    for _ in 0..ITERATIONS {
        let length = ipm.step();
        work.iterations += 1;
        let progress = ipm.progress();
        let done = progress.complementarity < ROUNDING * progress.magnitude;
        if is_close(&progress, TRY) || done {
            let ranking = crossover.ranking(ipm);
            if ranking.contrast(crossover.lines.size) > CONTRAST || is_close(&progress, TIGHT) || done {
                work.vertices += 1;
                let (vertex, seats) = crossover.vertex(ranking);
                if let Ok(found) = vertex.answer(&crossover.lines) {
                    return Some((found, seats));
                }
            }
        }
        let moves = length > 1e-9 && progress.complementarity.is_finite();
        if done || !moves {
            break;
        }
    }
    None
}

fn is_close(progress: &Progress, part: f64) -> bool {
    let size = progress.objective.max(1e-9 * progress.magnitude);
    progress.primal < 1e-6 && progress.complementarity < part * size
}

/// Whether the hard bounds and the box have a point in common.
enum Feasibility {
    Point,
    Empty(Farkas),
    Unknown,
}

fn feasible_point(program: &Program<'_>, work: &mut Work) -> Feasibility {
    let Some(softened) = Softened::new(program) else { return Feasibility::Point };
    let Settled::Optimal(found, _) = solve_whole(&softened.program, work) else { return Feasibility::Unknown };
    softened.farkas(program, &found).map_or(Feasibility::Point, Feasibility::Empty)
}

/// Exchanges from the best guess of the interior-point method.
fn repair(crossover: &Crossover<'_>, ipm: &InteriorPoint<'_>, work: &mut Work) -> Settled {
    let guess = crossover.guess(crossover.ranking(ipm));
    work.repairs += 1;
    settle(&crossover.lines, &crossover.frame, &guess.seats, crossover.frame.penalty(&guess.hints))
}
