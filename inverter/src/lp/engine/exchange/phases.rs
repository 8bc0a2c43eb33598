//! The exchange from any start to an answer: with penalties, and where they mislead, feasibility first.

use super::super::answer::{Farkas, Optimum, Ray};
use super::super::basis::{Frame, Seat};
use super::super::lines::Lines;
use super::vertices::{Ended, Exchange, Hard};

/// How much a penalty that is too small grows.
const GROWTH: f64 = 1e3;

/// What an exchange proved.
#[derive(Debug)]
pub(crate) enum Settled {
    Optimal(Optimum),
    Empty(Farkas),
    Unbounded(Ray),
    /// Nothing.
    Lost,
}

/// Exchanges from `seats`. `penalty` is a slope of hard limits, for lines of size one, that is believed to be large enough.
pub(crate) fn settle(lines: &Lines<'_>, frame: &Frame, seats: &[Seat], penalty: f64) -> Settled {
    let limit = 50 * (lines.size + 10);
    let mut exchange = Exchange::new(lines, frame, seats.to_vec(), Hard::Penalty(penalty));
    for growth in [GROWTH, 1.0] {
        let ended = exchange.run(limit);
        if std::env::var("DBG").is_ok() { eprintln!("ended {ended:?} outside {}", exchange.is_outside()); }
        if matches!(ended, Ended::Lowest) && !exchange.is_outside() {
            match exchange.vertex().answer(lines) {
                Ok(found) => return Settled::Optimal(found),
                Err(e) => if std::env::var("DBG").is_ok() { eprintln!("refused {e}"); }
            }
        }
        exchange.set_hard(Hard::Penalty(penalty * growth));
    }
    for _ in 0..3 {
        if let Some(farkas) = find_feasible(&mut exchange, lines, limit) {
            return Settled::Empty(farkas);
        }
        match optimise(&mut exchange, lines, limit) {
            Settled::Lost => {}
            settled => return settled,
        }
    }
    Settled::Lost
}

/// Ends at a feasible vertex, unless there is none.
fn find_feasible(exchange: &mut Exchange<'_>, lines: &Lines<'_>, limit: usize) -> Option<Farkas> {
    exchange.set_hard(Hard::Alone);
    let ended = exchange.run(limit);
        if std::env::var("DBG").is_ok() { eprintln!("feas ended {ended:?} outside {}", exchange.is_outside()); }
    let duals = lines.hard_duals(&exchange.vertex().multipliers);
    Farkas::check(lines.program, duals).ok()
}

/// From a feasible vertex.
fn optimise(exchange: &mut Exchange<'_>, lines: &Lines<'_>, limit: usize) -> Settled {
    exchange.set_hard(Hard::Infinite);
    let ended = exchange.run(limit);
        if std::env::var("DBG").is_ok() { eprintln!("opt ended {ended:?} outside {}", exchange.is_outside()); }
    match ended {
        Ended::Lowest => { let a = exchange.vertex().answer(lines);
        if std::env::var("DBG").is_ok() { if let Err(e) = &a { eprintln!("refused {e}"); } }
            a.map_or(Settled::Lost, Settled::Optimal) },
        Ended::Ray(mut direction) => {
            let k = lines.program.columns();
            direction.truncate(k);
            let ray = Ray::check(lines.program, exchange.point()[..k].to_vec(), direction);
            ray.map_or(Settled::Lost, Settled::Unbounded)
        }
        Ended::Limit => Settled::Lost,
    }
}
