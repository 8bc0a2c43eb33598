//! The exchange from any start to an answer: with penalties, and where they mislead, feasibility first.

use super::super::answer::{Farkas, GiveUp, Optimum, Outcome, Ray};
use super::super::basis::{Frame, Seat};
use super::super::lines::Lines;
use super::vertices::{Ended, Exchange, Hard};

/// How much a penalty that is too small grows.
const GROWTH: f64 = 1e3;

/// How often an answer that was refused is sought again from its vertex.
const AGAIN: usize = 3;

/// What an exchange proved.
#[derive(Debug)]
pub(crate) enum Settled {
    /// With the lines that make the vertex.
    Optimal(Optimum, Vec<Seat>),
    Empty(Farkas),
    Unbounded(Ray),
    /// Nothing.
    Lost,
}

impl From<Settled> for Outcome {
    fn from(settled: Settled) -> Self {
        match settled {
            Settled::Optimal(found, _) => Self::Optimal(found),
            Settled::Empty(farkas) => Self::Infeasible(farkas),
            Settled::Unbounded(ray) => Self::Unbounded(ray),
            Settled::Lost => Self::GaveUp(GiveUp::Accuracy),
        }
    }
}

/// Exchanges from `seats`. `penalty` is a slope of hard limits, for lines of size one, that is believed to be large enough.
pub(crate) fn settle(lines: &Lines<'_>, frame: &Frame, seats: &[Seat], penalty: f64) -> Settled {
    let limit = 50 * (lines.size + 10);
    let mut exchange = Exchange::new(lines, frame, seats.to_vec(), Hard::Penalty(penalty));
    for slope in [penalty, GROWTH * penalty] {
        exchange.set_hard(Hard::Penalty(slope));
        if let found @ Settled::Optimal(..) = descend(&mut exchange, lines, frame, limit) {
            return found;
        }
    }
    for _ in 0..AGAIN {
        if let Some(farkas) = find_feasible(&mut exchange, lines, limit) {
            return Settled::Empty(farkas);
        }
        exchange.set_hard(Hard::Infinite);
        match descend(&mut exchange, lines, frame, limit) {
            Settled::Lost => {}
            settled => return settled,
        }
    }
    Settled::Lost
}

/// Exchanges from seats that are believed to be close to an optimum, for at most `limit` pivots; those made.
pub(crate) fn approach(
    lines: &Lines<'_>,
    frame: &Frame,
    (seats, penalty): (&[Seat], f64),
    limit: usize,
) -> (Settled, usize) {
    let mut exchange = Exchange::new(lines, frame, seats.to_vec(), Hard::Penalty(penalty));
    let settled = descend(&mut exchange, lines, frame, limit);
    (settled, exchange.pivots())
}

/// Ends at a feasible vertex, unless there is none.
fn find_feasible(exchange: &mut Exchange<'_>, lines: &Lines<'_>, limit: usize) -> Option<Farkas> {
    exchange.set_hard(Hard::Alone);
    for _ in 0..AGAIN {
        exchange.run(limit);
        if exchange.is_fresh() {
            break;
        }
        exchange.refactor();
    }
    let duals = lines.hard_duals(&exchange.vertex().multipliers);
    Farkas::check(lines.program, duals).ok()
}

/// Down to an answer, with what stands for infinite slopes left as it is.
fn descend(exchange: &mut Exchange<'_>, lines: &Lines<'_>, frame: &Frame, limit: usize) -> Settled {
    for _ in 0..AGAIN {
        match exchange.run(limit) {
            Ended::Lowest if !exchange.is_outside() => {
                if let Ok(found) = exchange.vertex().answer(lines) {
                    return Settled::Optimal(found, exchange.seats().to_vec());
                }
            }
            Ended::Lowest => {}
            Ended::Ray(direction) => return along(exchange, lines, frame, direction),
            Ended::Limit => return Settled::Lost,
        }
        if exchange.is_fresh() {
            break;
        }
        exchange.refactor();
    }
    Settled::Lost
}

fn along(exchange: &Exchange<'_>, lines: &Lines<'_>, frame: &Frame, mut direction: Vec<f64>) -> Settled {
    frame.drop_rounding(&mut direction);
    direction.truncate(lines.program.columns());
    let ray = Ray::check(lines.program, lines.program.inside(exchange.point()), direction);
    ray.map_or(Settled::Lost, Settled::Unbounded)
}
