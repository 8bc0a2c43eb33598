//! The slope of each line at a vertex.

use super::super::lines::{Kink, Source};
use super::vertices::{AT_KINK, Exchange, Hard};

/// The slope that enforces a limit whose multiplier is at most one.
const EXACT: f64 = 2.0;

impl Exchange<'_> {
    /// The slopes of the lines without a seat; zero for those with one.
    pub(super) fn slopes(&self) -> Vec<f64> {
        (0..self.values.len()).map(|l| if self.seated[l] { 0.0 } else { self.slope(l) }).collect()
    }

    /// The segment that a line is in: the last one where rounding leaves a choice, so that restoring perturbed kinks at a
    /// degenerate vertex changes no slope.
    pub(super) fn segment(&self, l: usize, length: f64) -> usize {
        let kinks = &self.kinks[self.lines.all[l].kinks.clone()];
        let t = self.values[l];
        let mut segment = kinks.iter().filter(|kink| kink.at < t).count();
        if let Some(&last) = self.segments.get(l) {
            let between = &kinks[segment.min(last)..segment.max(last)];
            let room = |kink: &Kink| AT_KINK * (kink.at.abs() + self.frame.norms[l] * length);
            if between.iter().all(|kink| (kink.at - t).abs() <= room(kink)) {
                segment = last;
            }
        }
        if self.hard == Hard::Infinite { self.inside(kinks, segment) } else { segment }
    }

    /// The nearest segment of finite slope.
    fn inside(&self, kinks: &[Kink], segment: usize) -> usize {
        let least = usize::from(kinks.first().is_some_and(|kink| self.sides(kink).0.is_infinite()));
        let beyond = usize::from(kinks.last().is_some_and(|kink| self.sides(kink).1.is_infinite()));
        segment.clamp(least, kinks.len() - beyond)
    }

    /// The slopes on both sides of a kink, with what stands for infinite ones.
    pub(super) fn sides(&self, kink: &Kink) -> (f64, f64) {
        let (low, high) = (kink.left.is_infinite(), kink.right.is_infinite());
        let limit = if low || high { self.limit_slope(kink.line) } else { 0.0 };
        let (left, right) = if self.hard == Hard::Alone { (0.0, 0.0) } else { (kink.left, kink.right) };
        (if low { right.min(0.0) - limit } else { left }, if high { left.max(0.0) + limit } else { right })
    }

    /// What stands for an infinite slope of line `l`: where it is that of a shared error, its multiplier is at most one.
    fn limit_slope(&self, l: usize) -> f64 {
        let of_error = match self.lines.all[l].source {
            Source::Row { give, .. } => (give > 0.0).then(|| EXACT / give),
            Source::Column(column) => (column == self.lines.program.columns()).then_some(EXACT),
        };
        let size = self.frame.norms[l].max(f64::MIN_POSITIVE);
        match (of_error, self.hard) {
            (Some(_), Hard::Alone) => 0.0,
            (Some(slope), _) => slope,
            (None, Hard::Penalty(slope)) => slope / size,
            (None, Hard::Alone) => size.recip(),
            (None, Hard::Infinite) => f64::INFINITY,
        }
    }

    /// The slope of line `l` in its segment.
    pub(super) fn slope(&self, l: usize) -> f64 {
        let kinks = &self.kinks[self.lines.all[l].kinks.clone()];
        match self.segments[l] {
            0 => kinks.first().map_or(0.0, |kink| self.sides(kink).0),
            below => self.sides(&kinks[below - 1]).1,
        }
    }
}
