//! Piecewise linear functions of one number.

/// A continuous function: linear between its points and beyond them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piecewise {
    /// `(t, value)` by `t`; at least one.
    points: Vec<(f64, f64)>,
    /// Slopes left of the first point and right of the last.
    outer: (f64, f64),
}

impl Piecewise {
    /// `slope t + offset`.
    pub fn line(slope: f64, offset: f64) -> Self {
        Self { points: vec![(0.0, offset)], outer: (slope, slope) }
    }

    /// The value at `t`; at infinity the limit; NaN where `t` or a point is.
    pub fn at(&self, t: f64) -> f64 {
        let last = self.points.len() - 1;
        let beyond =
            |slope: f64, (from, value): (f64, f64)| if slope == 0.0 { value } else { value + slope * (t - from) };
        if t <= self.points[0].0 {
            return beyond(self.outer.0, self.points[0]);
        }
        if t >= self.points[last].0 {
            return beyond(self.outer.1, self.points[last]);
        }
        let next = self.points.partition_point(|point| point.0 <= t);
        // Where numbers overflowed, `t` or the points are NaN, and stand nowhere.
        if next == 0 || next > last {
            return f64::NAN;
        }
        let ((t0, v0), (t1, v1)) = (self.points[next - 1], self.points[next]);
        v0 + (v1 - v0) * ((t - t0) / (t1 - t0))
    }

    /// Adds another function times a factor.
    pub fn add(&mut self, other: &Self, factor: f64) {
        let mut places: Vec<f64> = self.points.iter().chain(&other.points).map(|point| point.0).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        let points = places.iter().map(|&t| (t, self.at(t) + factor * other.at(t))).collect();
        let outer = (self.outer.0 + factor * other.outer.0, self.outer.1 + factor * other.outer.1);
        *self = Self { points, outer }.tidied();
    }

    /// Adds a number.
    #[must_use]
    pub fn plus(mut self, number: f64) -> Self {
        self.points.iter_mut().for_each(|point| point.1 += number);
        self
    }

    /// This function times a factor.
    #[must_use]
    pub fn times(mut self, factor: f64) -> Self {
        self.points.iter_mut().for_each(|point| point.1 *= factor);
        self.outer = (self.outer.0 * factor, self.outer.1 * factor);
        self
    }

    /// This function through an activation whose slope below zero is `slope`.
    #[must_use]
    pub fn activated(&self, slope: f64) -> Self {
        let act = |value: f64| if value >= 0.0 { value } else { slope * value };
        let mut points = Vec::new();
        let (first, last) = (self.points[0], self.points[self.points.len() - 1]);
        if first.1 * -self.outer.0 < 0.0 {
            points.push((first.0 - first.1 / self.outer.0, 0.0));
        }
        for (index, &(t, value)) in self.points.iter().enumerate() {
            points.push((t, act(value)));
            if let Some(&(next, beyond)) = self.points.get(index + 1)
                && value * beyond < 0.0
            {
                points.push((t + (next - t) * (value / (value - beyond)), 0.0));
            }
        }
        if last.1 * self.outer.1 < 0.0 {
            points.push((last.0 - last.1 / self.outer.1, 0.0));
        }
        // The sign far out: that of the slope, or of the value where it is constant.
        let outward = |slope_out: f64, value: f64| if slope_out == 0.0 { value } else { slope_out };
        let left = if outward(-self.outer.0, first.1) >= 0.0 { 1.0 } else { slope };
        let right = if outward(self.outer.1, last.1) >= 0.0 { 1.0 } else { slope };
        Self { points, outer: (self.outer.0 * left, self.outer.1 * right) }.tidied()
    }

    /// Without points that change nothing.
    fn tidied(mut self) -> Self {
        let slope = |(t0, v0): (f64, f64), (t1, v1): (f64, f64)| (v1 - v0) / (t1 - t0);
        let mut kept: Vec<(f64, f64)> = Vec::with_capacity(self.points.len());
        for (index, &point) in self.points.iter().enumerate() {
            let before = kept.last().map_or(self.outer.0, |&last| slope(last, point));
            let after = self.points.get(index + 1).map_or(self.outer.1, |&next| slope(point, next));
            if (before - after).abs() > 0.0 {
                kept.push(point);
            }
        }
        if kept.is_empty() {
            kept.push(self.points[0]);
        }
        self.points = kept;
        self
    }

    /// The least and the greatest value between `low` and `high`.
    pub fn range(&self, (low, high): (f64, f64)) -> (f64, f64) {
        let inner = self.points.iter().filter(|point| low < point.0 && point.0 < high).map(|point| point.1);
        let ends = [self.at(low), self.at(high)];
        ends.into_iter()
            .chain(inner)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| (least.min(value), most.max(value)))
    }

    /// The least interval that holds every `t` between `low` and `high` with a value from `least` to `most`.
    pub fn hull(&self, (low, high): (f64, f64), (least, most): (f64, f64)) -> Option<(f64, f64)> {
        let mut places = vec![low];
        places.extend(self.points.iter().map(|point| point.0).filter(|&t| low < t && t < high));
        places.push(high);
        let pieces: Vec<(f64, f64)> = places.windows(2).map(|pair| (pair[0], pair[1])).collect();
        let first = pieces.iter().find_map(|&piece| self.piece_hull(piece, (least, most)))?;
        let last = pieces.iter().rev().find_map(|&piece| self.piece_hull(piece, (least, most)))?;
        Some((first.0, last.1))
    }

    /// The same within one linear piece.
    fn piece_hull(&self, (low, high): (f64, f64), (least, most): (f64, f64)) -> Option<(f64, f64)> {
        let (at_low, at_high) = (self.at(low), self.at(high));
        let (smaller, larger) = (at_low.min(at_high), at_low.max(at_high));
        if larger < least || smaller > most {
            return None;
        }
        let crossing = |value: f64| self.solve((low, high), value);
        let (mut from, mut to) = (low, high);
        if at_low < least {
            from = crossing(least);
        } else if at_low > most {
            from = crossing(most);
        }
        if at_high < least {
            to = crossing(least);
        } else if at_high > most {
            to = crossing(most);
        }
        Some((from, to))
    }

    /// Where a piece that is not constant has a value that it reaches.
    fn solve(&self, (low, high): (f64, f64), value: f64) -> f64 {
        let (anchor, slope) = if low.is_infinite() && high.is_infinite() {
            (self.points[0], self.outer.1)
        } else if low.is_infinite() {
            ((high, self.at(high)), self.outer.0)
        } else if high.is_infinite() {
            ((low, self.at(low)), self.outer.1)
        } else {
            let (v0, v1) = (self.at(low), self.at(high));
            ((low, v0), (v1 - v0) / (high - low))
        };
        (anchor.0 + (value - anchor.1) / slope).clamp(low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quickcheck::quickcheck;

    #[test]
    fn what_overflowed_has_no_value_and_is_no_panic() {
        let overflowed = Piecewise::line(f64::INFINITY, 0.0).times(0.0);
        for function in [Piecewise::line(1.0, 2.0), Piecewise::line(1.0, 2.0).activated(0.5), overflowed.clone()] {
            assert!(function.at(f64::NAN).is_nan());
        }
        let mut sum = Piecewise::line(1.0, 0.0);
        sum.add(&overflowed.activated(0.0), f64::INFINITY);
        assert!(sum.at(1.0).is_nan());
    }

    /// `relu` of lines, added up.
    fn made_of(parts: &[(i8, i8, i8)]) -> Piecewise {
        let mut sum = Piecewise::line(0.0, 0.0);
        for &(slope, offset, factor) in parts {
            let line = Piecewise::line(f64::from(slope / 16), f64::from(offset / 8));
            sum.add(&line.activated(0.0), f64::from(factor / 32));
        }
        sum
    }

    fn value(parts: &[(i8, i8, i8)], t: f64) -> f64 {
        let one = |&(slope, offset, factor): &(i8, i8, i8)| {
            (f64::from(slope / 16) * t + f64::from(offset / 8)).max(0.0) * f64::from(factor / 32)
        };
        parts.iter().map(one).sum()
    }

    quickcheck! {
        fn sums_of_activated_lines_have_their_values(parts: Vec<(i8, i8, i8)>) -> bool {
            let sum = made_of(&parts);
            (-80..80).all(|i| {
                let t = f64::from(i) / 4.0;
                (sum.at(t) - value(&parts, t)).abs() < 1e-9 && (sum.activated(0.25).at(t) - {
                    let v = value(&parts, t);
                    if v >= 0.0 { v } else { 0.25 * v }
                }).abs() < 1e-9
            })
        }

        fn ranges_and_hulls_hold_what_is_between(parts: Vec<(i8, i8, i8)>, ends: (i8, i8), values: (i8, i8)) -> bool {
            let sum = made_of(&parts);
            let order = |(a, b): (i8, i8), scale: f64| (f64::from(a.min(b)) / scale, f64::from(a.max(b)) / scale);
            let interval = order(ends, 16.0);
            let wanted = order(values, 4.0);
            let (least, most) = sum.range(interval);
            let hull = sum.hull(interval, wanted);
            let inside: Vec<f64> = (0..=64).map(|i| interval.0 + (interval.1 - interval.0) * f64::from(i) / 64.0).collect();
            inside.iter().all(|&t| {
                let v = sum.at(t);
                let wanted_here = wanted.0 <= v && v <= wanted.1;
                least - 1e-9 <= v && v <= most + 1e-9
                    && (!wanted_here || hull.is_some_and(|(from, to)| from - 1e-9 <= t && t <= to + 1e-9))
            }) && hull.is_none_or(|(from, to)| {
                [from, to].iter().all(|&t| sum.at(t) >= wanted.0 - 1e-6 && sum.at(t) <= wanted.1 + 1e-6)
            })
        }
    }

    #[test]
    fn without_ends_the_outer_slopes_count() {
        let clip = {
            let mut clip = Piecewise::line(1.0, 1.0).activated(0.0);
            clip.add(&Piecewise::line(1.0, -1.0).activated(0.0), -1.0);
            clip.plus(-1.0)
        };
        let all = (f64::NEG_INFINITY, f64::INFINITY);
        assert_eq!(clip.range(all), (-1.0, 1.0));
        assert_eq!(clip.hull(all, (0.5, 7.0)), Some((0.5, f64::INFINITY)));
        assert_eq!(clip.hull(all, (2.0, 7.0)), None);
        assert_eq!(Piecewise::line(2.0, 1.0).hull(all, (3.0, 5.0)), Some((1.0, 2.0)));
        assert_eq!(Piecewise::line(0.0, 1.0).hull(all, (1.0, 1.0)), Some(all));
    }
}
