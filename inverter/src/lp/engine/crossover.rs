//! From an interior point to a vertex: which lines are at a kink, and the exact vertex that they make.

use super::basis::{Basis, Frame, Seat, independent_seats};
use super::ipm::InteriorPoint;
use super::lines::{Kink, Lines, Source};
use super::vertex::Vertex;

/// How many candidates, as a multiple of the number of variables, elimination chooses from.
const CANDIDATES: usize = 2;

/// A candidate this much less active than the last one needed is no candidate.
const CONTRAST: f64 = 1e-3;

/// How far, relative to the limits, a variable is believed to have to go.
const DRIFT: f64 = 1e5;

/// What is computed once for all crossovers of a program.
#[derive(Debug)]
pub(crate) struct Crossover<'a> {
    pub lines: Lines<'a>,
    pub frame: Frame,
}

/// The lines that seem to be at a kink.
#[derive(Debug)]
pub(crate) struct Guess {
    pub seats: Vec<Seat>,
    /// One multiplier a line.
    pub hints: Vec<f64>,
}

impl<'a> Crossover<'a> {
    pub(crate) fn new(lines: Lines<'a>) -> Self {
        let frame = Frame::new(&lines);
        Self { lines, frame }
    }

    /// How decidedly the most active lines stand out, without any factorisation.
    pub(crate) fn ranking(&self, ipm: &InteriorPoint<'_>) -> Ranking {
        let hints = self.hints(ipm);
        let mut v = ipm.point().latent.clone();
        if self.lines.size > v.len() {
            v.extend_from_slice(&ipm.point().errors);
        }
        self.drop_drift(&mut v);
        let values = self.lines.values(&v);
        let mut active = Vec::new();
        for (kink, place) in self.lines.kinks.iter().enumerate() {
            let q = hints[place.line];
            let depth = (q - place.left).min(place.right - q);
            if depth > 0.0 {
                let distance = (values[place.line] - place.at).abs().max(f64::MIN_POSITIVE);
                active.push((kink, depth / distance * self.frame.norms[place.line].powi(2)));
            }
        }
        active.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
        Ranking { active, hints, v }
    }

    /// Iterates may drift far along directions that no line sees: such values are as good as zero.
    fn drop_drift(&self, v: &mut [f64]) {
        let most = DRIFT * self.lines.kinks.iter().fold(f64::MIN_POSITIVE, |most: f64, kink| most.max(kink.at.abs()));
        for (v, scale) in v.iter_mut().zip(&self.frame.column_scale) {
            if v.is_nan() || v.abs() > most * scale {
                *v = 0.0;
            }
        }
    }

    /// The multipliers of the lines at the interior point.
    fn hints(&self, ipm: &InteriorPoint<'_>) -> Vec<f64> {
        let standard = ipm.standard();
        let (bounds, rest) = ipm.duals().split_at(standard.bounds.len());
        let (floors, ends) = rest.split_at(standard.floors.len());
        let k = standard.program.columns();
        let mut of_bound = vec![0.0; bounds.len()];
        let mut of_row = vec![0.0; standard.program.rows()];
        for (b, y) in standard.bounds.iter().zip(bounds) {
            of_bound[b.origin] = *y;
            of_row[b.row] += b.sign * y;
        }
        let mut of_column = vec![0.0; k + 1];
        for (end, y) in standard.ends.iter().zip(ends) {
            of_column[end.column] += end.sign * y;
        }
        of_column[k] = -floors.first().copied().unwrap_or(0.0);
        let shared = self.lines.size > k;
        let hint = |(l, line): (usize, &super::lines::Line)| match line.source {
            Source::Row { .. } if shared => of_bound[l],
            Source::Row { row, .. } => of_row[row],
            Source::Column(column) => of_column[column],
        };
        self.lines.all.iter().enumerate().map(hint).collect()
    }

    /// The vertex of the most active lines, with these.
    pub(crate) fn vertex(&self, ranking: Ranking) -> (Vertex, Vec<Seat>) {
        if let Some(found) = self.vertex_of_first(&ranking.active, &ranking.hints) {
            return found;
        }
        let guess = self.guess(ranking);
        let basis = Basis::new(&self.lines, &guess.seats, &self.frame);
        (Vertex::new(&self.lines, &self.frame, (&guess.seats, &basis), &guess.hints), guess.seats)
    }

    /// Independent seats among the most active lines.
    pub(crate) fn guess(&self, ranking: Ranking) -> Guess {
        let size = self.lines.size;
        let last = ranking.active.get(size.wrapping_sub(1)).map_or(0.0, |active| active.1);
        let count = ranking.active.iter().take(CANDIDATES * size + 10).take_while(|active| active.1 > CONTRAST * last);
        let candidates: Vec<(usize, f64)> = count.map(|&(kink, activity)| (kink, (activity / last).min(1.0))).collect();
        let seats = independent_seats(&self.lines, &candidates, &ranking.v, &self.frame);
        Guess { seats, hints: ranking.hints }
    }

    /// The kinks that are nearest to `latent`, with the least shared error that it allows.
    pub(crate) fn nearest(&self, latent: &[f64]) -> Nearest {
        let v = self.lines.point(latent);
        let values = self.lines.values(&v);
        let far =
            |kink: &Kink| (values[kink.line] - kink.at).abs() / self.frame.norms[kink.line].max(f64::MIN_POSITIVE);
        let mut kinks: Vec<(usize, f64)> = self.lines.kinks.iter().map(far).enumerate().collect();
        let count = (CANDIDATES * self.lines.size + 10).min(kinks.len());
        if count < kinks.len() {
            kinks.select_nth_unstable_by(count, |a, b| a.1.total_cmp(&b.1));
            kinks.truncate(count);
        }
        kinks.sort_unstable_by(|a, b| a.1.total_cmp(&b.1));
        Nearest { kinks, v }
    }

    /// The vertex of the nearest lines, if they are independent and there are enough.
    pub(crate) fn vertex_near(&self, nearest: &Nearest) -> Option<(Vertex, Vec<Seat>)> {
        self.vertex_of_first(&nearest.kinks, &vec![0.0; self.lines.all.len()])
    }

    /// The vertex of the first of some kinks, if there are enough and they are independent.
    fn vertex_of_first(&self, kinks: &[(usize, f64)], hints: &[f64]) -> Option<(Vertex, Vec<Seat>)> {
        let first = kinks.get(..self.lines.size)?;
        let seats: Vec<Seat> = first.iter().map(|&(kink, _)| Seat::Kink(kink)).collect();
        let basis = Basis::new(&self.lines, &seats, &self.frame);
        basis.is_independent().then(|| (Vertex::new(&self.lines, &self.frame, (&seats, &basis), hints), seats))
    }

    /// Independent seats among the nearest lines.
    pub(crate) fn seats_near(&self, nearest: &Nearest) -> Vec<Seat> {
        let last = nearest.kinks.get(self.lines.size.wrapping_sub(1)).map_or(f64::INFINITY, |far| far.1);
        let weight = |far: f64| (last.max(f64::MIN_POSITIVE) / far).clamp(CONTRAST, 1.0);
        let candidates: Vec<(usize, f64)> = nearest.kinks.iter().map(|&(kink, far)| (kink, weight(far))).collect();
        independent_seats(&self.lines, &candidates, &nearest.v, &self.frame)
    }
}

/// The kinks nearest to a point, by their distance.
#[derive(Debug)]
pub(crate) struct Nearest {
    kinks: Vec<(usize, f64)>,
    v: Vec<f64>,
}

/// The kinks by how active they are: `depth / distance`, with the multiplier's depth in its interval.
#[derive(Debug)]
pub(crate) struct Ranking {
    pub active: Vec<(usize, f64)>,
    pub hints: Vec<f64>,
    pub v: Vec<f64>,
}

impl Ranking {
    /// How much more active the `size`-th line is than the next.
    pub(crate) fn contrast(&self, size: usize) -> f64 {
        let activity = |place: usize| self.active.get(place).map_or(f64::MIN_POSITIVE, |active| active.1);
        activity(size.wrapping_sub(1)) / activity(size)
    }
}
