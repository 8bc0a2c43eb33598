//! The methods together: which one for which program, and from where.

use super::answer::{GiveUp, Optimum, Outcome};
use super::basis::Seat;
use super::capped::within_cap;
use super::crossover::Crossover;
use super::exchange::{Settled, approach, settle};
use super::lines::Lines;
use super::normal::Normal;
use super::problem::Program;
use super::sift::Sieve;
use super::standard::Standard;
use super::start::least_squares;
use super::whole::solve_whole;
use super::work::Work;

/// Rounds of sifting after which it has failed.
const ROUNDS: usize = 20;

/// The least number of weights for which sifting saves more than it costs.
const SIFTED: usize = 1 << 12;

/// The part of the columns, past the first forty, beyond which pivots cost more than the interior-point method.
const PIVOTS: usize = 8;

/// How many pivots a violated row takes, more or less.
const PIVOTS_A_ROW: usize = 40;

/// A penalty of hard limits, for lines of size one, that suits most programs; where it does not, the answer is refused.
const NEAR_PENALTY: f64 = 1e2;

/// How a program is solved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// By whatever is fastest for its shape: sifting, and the exchange from a point that is near.
    #[default]
    Best,
    /// By the interior-point method on the whole program, with its crossover.
    InteriorPoint,
}

/// Solves a program.
pub fn solve(program: &Program<'_>) -> Outcome {
    solve_counted(program, &mut Work::default())
}

/// Solves a program; `near`, `k` long, is believed to be close to an optimum.
pub fn solve_near(program: &Program<'_>, near: &[f64]) -> Outcome {
    solve_by(Method::Best, program, Some(near), &mut Work::default())
}

/// Solves a program, and adds up what it cost.
pub fn solve_counted(program: &Program<'_>, work: &mut Work) -> Outcome {
    solve_by(Method::Best, program, None, work)
}

/// Solves a program by one method, perhaps from a point that is believed to be close to an optimum, and adds up what it cost.
///
/// A point of another length than `k`, or with entries that are not finite, is ignored.
pub fn solve_by(method: Method, program: &Program<'_>, near: Option<&[f64]>, work: &mut Work) -> Outcome {
    let near = near.filter(|near| near.len() == program.columns() && near.iter().all(|z| z.is_finite()));
    let call = Call { method, near };
    within_cap(program, |program| call.solve_uncapped(program, work), |_| GiveUp::Accuracy)
}

#[derive(Clone, Copy)]
struct Call<'n> {
    method: Method,
    near: Option<&'n [f64]>,
}

impl Call<'_> {
    fn solve_uncapped(self, program: &Program<'_>, work: &mut Work) -> Outcome {
        let found = match self.method {
            Method::Best => self.sifted(program, work).or_else(|| self.approached(program, work).map(|found| found.0)),
            Method::InteriorPoint => None,
        };
        let settled = found.map_or_else(|| solve_whole(program, work).into(), Outcome::Optimal);
        match settled {
            Outcome::GaveUp(_) => from_fit(program, work),
            settled => settled,
        }
    }

    /// Solves programs over few of the rows.
    fn sifted(self, program: &Program<'_>, work: &mut Work) -> Option<Optimum> {
        if !Sieve::suits(program) || program.rows() * program.columns() < SIFTED {
            return None;
        }
        let mut sieve = match self.near {
            Some(near) => Sieve::new(program, near)?,
            None => Sieve::new(program, &fitted(program))?,
        };
        let mut part = sieve.part();
        let mut solved = self.approached(&part, work);
        for _ in 0..ROUNDS {
            let (found, mut seats) = solved.or_else(|| match solve_whole(&part, work) {
                Settled::Optimal(found, seats) => Some((found, seats)),
                _ => None,
            })?;
            let before = part.bounds().len();
            let violated = sieve.grow(&found);
            if violated == 0 {
                return sieve.whole(&found);
            }
            part = sieve.part();
            sieve.move_seats(&mut seats, before);
            let few = violated * PIVOTS_A_ROW <= pivots_allowed(program.columns());
            solved = few.then(|| exchanged(&Crossover::new(Lines::new(&part)), &seats, work)).flatten();
        }
        None
    }

    /// The vertex that is nearest to the point given, or one a few pivots from it.
    fn approached(self, program: &Program<'_>, work: &mut Work) -> Option<(Optimum, Vec<Seat>)> {
        let near = self.near?;
        let crossover = Crossover::new(Lines::new(program));
        let nearest = crossover.nearest(near);
        work.vertices += 1;
        if let Some((vertex, seats)) = crossover.vertex_near(&nearest)
            && let Ok(found) = vertex.answer(&crossover.lines)
        {
            return Some((found, seats));
        }
        exchanged(&crossover, &crossover.seats_near(&nearest), work)
    }
}

/// The last resort: exchanges from the vertex that is nearest to the least-squares solution.
fn from_fit(program: &Program<'_>, work: &mut Work) -> Outcome {
    let crossover = Crossover::new(Lines::new(program));
    let seats = crossover.seats_near(&crossover.nearest(&program.inside(&fitted(program))));
    work.repairs += 1;
    settle(&crossover.lines, &crossover.frame, &seats, NEAR_PENALTY).into()
}

/// The least-squares solution.
fn fitted(program: &Program<'_>) -> Vec<f64> {
    let standard = Standard::new(program);
    least_squares(&standard, &mut Normal::new(program.rows(), program.columns()))
}

/// More pivots cost more than the interior-point method.
fn pivots_allowed(size: usize) -> usize {
    size / PIVOTS + 40
}

/// Exchanges from seats close to an optimum, unless they are not.
fn exchanged(crossover: &Crossover<'_>, seats: &[Seat], work: &mut Work) -> Option<(Optimum, Vec<Seat>)> {
    let lines = &crossover.lines;
    let (settled, pivots) = approach(lines, &crossover.frame, (seats, NEAR_PENALTY), pivots_allowed(lines.size));
    work.pivots += pivots;
    match settled {
        Settled::Optimal(found, seats) => Some((found, seats)),
        _ => None,
    }
}
