//! Axes: what they show, and where their labels are.

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};
use std::ops::Range;

/// An axis. Logarithmic ones have logarithms of base 10 as their coordinates.
#[derive(Clone)]
pub(super) struct Axis {
    pub name: &'static str,
    range: Range<f64>,
    ticks: Vec<f64>,
    logarithmic: bool,
}

impl Axis {
    /// From the least to the greatest place.
    pub fn linear(name: &'static str, places: impl Iterator<Item = f64>) -> Self {
        let range = around(places, 0.05);
        Self { name, ticks: steps(&range), range, logarithmic: false }
    }

    /// The same, of logarithms.
    pub fn logarithmic(name: &'static str, places: impl Iterator<Item = f64>) -> Self {
        let range = around(places, 0.05);
        Self { name, ticks: powers(&range), range, logarithmic: true }
    }

    /// Logarithms with room for a legend above them: `room` is its share of their extent.
    pub fn logarithmic_with_room(name: &'static str, places: impl Iterator<Item = f64>, room: f64) -> Self {
        let Range { start, end } = around(places, 0.08);
        let range = start..end + room * (end - start);
        Self { name, ticks: powers(&range), range, logarithmic: true }
    }

    /// From none to all.
    pub fn share(name: &'static str) -> Self {
        let range = -0.03..1.03;
        Self { name, ticks: steps(&range), range, logarithmic: false }
    }

    /// The number at a tick, without the noise of logarithms.
    fn label(&self, place: f64) -> String {
        if !self.logarithmic {
            // Without the sign of a negative zero.
            return format!("{}", (place * 1e6).round() / 1e6 + 0.0);
        }
        let value = 10_f64.powf(place);
        let decimals = (0_u8..=3).find(|&decimals| value * 10_f64.powi(i32::from(decimals)) > 0.999);
        match decimals {
            Some(decimals) if value < 1e5 => format!("{value:.*}", usize::from(decimals)),
            _ => format!("{value:.0e}"),
        }
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    fn map(&self, place: &f64, (first, last): (i32, i32)) -> i32 {
        let share = (place - self.range.start) / (self.range.end - self.range.start);
        first + (share * f64::from(last - first)).round() as i32
    }

    fn key_points<H: KeyPointHint>(&self, hint: H) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, place: &f64) -> String {
        self.label(*place)
    }
}

/// All places, and this share of their extent more at both ends.
fn around(places: impl Iterator<Item = f64>, margin: f64) -> Range<f64> {
    let ends = places.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| (least.min(x), most.max(x)));
    let (least, most) = if ends.0 <= ends.1 { ends } else { (0.0, 0.0) };
    let extent = if most > least { most - least } else { 1.0 };
    least - margin * extent..most + margin * extent
}

/// Logarithms of powers of ten, every third of them where they are many, and of 2 and 5 times these where they are few.
fn powers(range: &Range<f64>) -> Vec<f64> {
    let extent = range.end - range.start;
    let multiples: &[f64] = if extent > 2.2 { &[1.0] } else { &[1.0, 2.0, 5.0] };
    let every = if extent > 8.0 { 3 } else { 1 };
    let exponents = (-18..18).filter(|exponent| exponent % every == 0);
    let ticks =
        exponents.flat_map(|exponent| multiples.iter().map(move |multiple| f64::from(exponent) + multiple.log10()));
    ticks.filter(|tick| range.contains(tick)).collect()
}

/// Multiples of 1, 2 or 5 times a power of ten, some five of them.
fn steps(range: &Range<f64>) -> Vec<f64> {
    let rough = (range.end - range.start) / 5.0;
    let magnitude = 10_f64.powf(rough.log10().floor());
    let step = magnitude * [1.0, 2.0, 5.0, 10.0].into_iter().find(|&step| step * magnitude >= rough).unwrap_or(10.0);
    let numbers = std::iter::successors(Some((range.start / step).ceil()), |number| Some(number + 1.0));
    numbers.map(|number| number * step).take_while(|&tick| tick <= range.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<String> {
        axis.ticks.iter().map(|&tick| axis.label(tick)).collect()
    }

    #[test]
    fn labels_are_round_numbers() {
        assert_eq!(labels(&Axis::linear("x", [3.0, 6.0].into_iter())), ["3", "4", "5", "6"]);
        assert_eq!(labels(&Axis::logarithmic("x", [1.0, 2.0].into_iter())), ["10", "20", "50", "100"]);
        assert_eq!(labels(&Axis::linear("x", [60.0].into_iter())).len(), 5);
        let seconds = [0.002_f64, 0.3].into_iter().map(f64::log10);
        assert_eq!(labels(&Axis::logarithmic_with_room("x", seconds, 0.55)), ["0.01", "0.1", "1", "10"]);
        assert_eq!(labels(&Axis::logarithmic("x", [-9.0, 2.0].into_iter())), ["1e-9", "1e-6", "0.001", "1"]);
        assert_eq!(labels(&Axis::share("x")), ["0", "0.5", "1"]);
    }

    #[test]
    fn an_axis_of_nothing_still_has_a_range() {
        let axis = Axis::logarithmic("x", std::iter::empty());
        assert!(axis.range().start < axis.range().end);
    }
}
