//! Curves within a panel.

use crate::report::{
    axis::Axis,
    chart::{COLOURS, Drawn, Plane, style},
};
use plotters::prelude::*;
use unrelu_reductions::{ReductionKind, solve::SolverKind};
use unrelu_verify::scale::{
    fit::Law,
    report::{LawReport, PointReport, SeriesReport, ShareReport},
};

/// What a panel has on its x-axis.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Across {
    LogSize,
    Size,
    Ratio,
}

impl Across {
    pub fn name(self) -> &'static str {
        match self {
            Self::LogSize => "latent dimension k",
            Self::Size => "variables k",
            Self::Ratio => "clauses a variable",
        }
    }

    pub fn axis<'r>(self, points: impl Iterator<Item = &'r PointReport>) -> Axis {
        let places = points.map(|point| self.place(point));
        if self == Self::LogSize { Axis::logarithmic(self.name(), places) } else { Axis::linear(self.name(), places) }
    }

    fn place(self, point: &PointReport) -> f64 {
        match self {
            Self::LogSize | Self::Size => self.size(f64::from(point.k)),
            Self::Ratio => point.ratio.unwrap_or(0.0),
        }
    }

    fn size(self, size: f64) -> f64 {
        if self == Self::LogSize { size.log10() } else { size }
    }
}

/// Quartiles as bars, medians as markers, and the law through all of them, or lines where there is none.
pub(super) fn times(plane: &mut Plane<'_, '_>, across: Across, series: &SeriesReport) -> Drawn {
    let number = series.reduction.map_or(0, number_of);
    let colour = COLOURS[number % COLOURS.len()];
    let at = |point: &PointReport, seconds: f64| (across.place(point), seconds.log10());
    let bars = series.points.iter().filter_map(|point| {
        Some(PathElement::new([at(point, point.lower_quartile?), at(point, point.upper_quartile?)], colour.mix(0.6)))
    });
    plane.draw_series(bars)?;
    let medians: Vec<(f64, f64)> = series.points.iter().filter_map(|point| Some(at(point, point.median?))).collect();
    let law = series.laws.first();
    let line = law.map_or_else(|| medians.clone(), |law| along(across, law));
    plane.draw_series(LineSeries::new(line, colour.stroke_width(1)))?;
    let markers = medians.iter().map(|&place| Circle::new(place, 4, style(number)));
    let name = series.reduction.map_or_else(|| "median".to_owned(), |reduction| reduction.to_string());
    let law = law.map_or_else(String::new, |law| format!(": {}", formula(law)));
    plane
        .draw_series(markers)?
        .label(format!("{name}{law}"))
        .legend(move |(x, y)| Circle::new((x + 10, y), 4, style(number)));
    Ok(())
}

/// `theorem-2` has the same colour and marker whatever else there is.
fn number_of(reduction: ReductionKind) -> usize {
    ReductionKind::ALL.iter().position(|&kind| kind == reduction).unwrap_or(0)
}

/// Points of a law, from the first to the last size that it was fitted to.
fn along(across: Across, LawReport { fit, .. }: &LawReport) -> Vec<(f64, f64)> {
    let step = |index: i32| fit.from + (fit.to - fit.from) * f64::from(index) / 50.0;
    (0..=50).map(step).map(|size| (across.size(size), fit.at(size).log10())).collect()
}

fn formula(LawReport { fit, .. }: &LawReport) -> String {
    let (parameter, lower, upper) = (fit.parameter, fit.interval.lower, fit.interval.upper);
    match fit.law {
        Law::Power => format!("k^{parameter:.2} ({lower:.2} to {upper:.2})"),
        Law::Exponential => format!("{parameter:.3}^k ({lower:.3} to {upper:.3})"),
    }
}

pub(super) fn shares(
    plane: &mut Plane<'_, '_>,
    (solver, shares): &(SolverKind, Vec<&ShareReport>),
    colour: RGBColor,
) -> Drawn {
    let bars = shares.iter().map(|share| {
        let ends = [(share.ratio, share.interval.lower), (share.ratio, share.interval.upper)];
        PathElement::new(ends, colour.mix(0.6))
    });
    plane.draw_series(bars)?;
    let points = || shares.iter().map(|share| (share.ratio, share.satisfiable as f64 / share.decided as f64));
    plane.draw_series(LineSeries::new(points(), colour.stroke_width(1)))?;
    let k = shares.first().map_or(0, |share| share.k);
    plane
        .draw_series(points().map(|place| Circle::new(place, 4, colour.filled())))?
        .label(format!("k = {k} ({solver})"))
        .legend(move |(x, y)| Circle::new((x + 10, y), 4, colour.filled()));
    Ok(())
}
