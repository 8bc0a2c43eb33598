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
    for slope in [penalty, GROWTH * penalty] {
        exchange.set_hard(Hard::Penalty(slope));
        let ended = exchange.run(limit);
        if matches!(ended, Ended::Lowest) && !exchange.is_outside() {
            if let Ok(found) = exchange.vertex().answer(lines) {
                return Settled::Optimal(found);
            }
        }
    }
    for _ in 0..3 {
        if let Some(farkas) = find_feasible(&mut exchange, lines, limit) {
            return Settled::Empty(farkas);
        }
        match optimise(&mut exchange, lines, frame, limit) {
            Settled::Lost => {}
            settled => return settled,
        }
    }
    Settled::Lost
}

/// Ends at a feasible vertex, unless there is none.
fn find_feasible(exchange: &mut Exchange<'_>, lines: &Lines<'_>, limit: usize) -> Option<Farkas> {
    exchange.set_hard(Hard::Alone);
    exchange.run(limit);
    let duals = lines.hard_duals(&exchange.vertex().multipliers);
    Farkas::check(lines.program, duals).ok()
}

/// From a feasible vertex.
fn optimise(exchange: &mut Exchange<'_>, lines: &Lines<'_>, frame: &Frame, limit: usize) -> Settled {
    exchange.set_hard(Hard::Infinite);
    match exchange.run(limit) {
        Ended::Lowest => exchange.vertex().answer(lines).map_or(Settled::Lost, Settled::Optimal),
        Ended::Ray(mut direction) => {
            let k = lines.program.columns();
            frame.drop_rounding(&mut direction);
            direction.truncate(k);
            let ray = Ray::check(lines.program, lines.program.inside(exchange.point()), direction);
            ray.map_or(Settled::Lost, Settled::Unbounded)
        }
        Ended::Limit => Settled::Lost,
    }
}
