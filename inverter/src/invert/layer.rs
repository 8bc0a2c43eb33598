//! One layer undone: equations first, a linear program where they are too few (eq. 4).

use super::{
    Certificate, LayerReport, Method, Reason, ShortRank, Violation,
    certificate::Multipliers,
    factor::Factor,
    hull::{Hull, hull},
    report::largest,
    system::{Inequality, LayerSystem},
};
use faer::Mat;
use ndarray::{Array1, Array2, ArrayRef1};

/// Dense matrices of more entries (2 GiB) are refused.
const MOST_ENTRIES: usize = 1 << 28;

/// Some of the equalities stand for all of them up to this condition: it costs four of sixteen digits at most.
const WELL_CONDITIONED: f64 = 1e4;

/// Whether `rows x columns` equations of a layer can be held as a dense matrix.
pub(super) fn check_size(layer: usize, (rows, columns): (usize, usize)) -> Result<(), Reason> {
    if rows.saturating_mul(columns) > MOST_ENTRIES { Err(Reason::TooLarge { layer, rows, columns }) } else { Ok(()) }
}

/// An input that gives the output.
pub(super) struct Input {
    pub z: Array1<f64>,
    /// A basis of the directions in which it can move: no columns where it is the only one.
    pub free: Array2<f64>,
    /// How far off its entries may be, given how far off those of the output are.
    pub slack: f64,
}

/// Why there is no such input in hand.
pub(super) enum NoInput {
    Empty(Box<Certificate>),
    Undecided(Reason),
}

/// The layer in hand: its number from 1, its output, and what that says.
pub(super) struct Task<'a> {
    pub number: usize,
    pub output: &'a ArrayRef1<f64>,
    pub system: LayerSystem<'a>,
    pub short_rank: ShortRank,
}

/// An input that keeps the equalities, their errors there, the equations that it was found from, and how many
/// inequalities are among them.
struct Candidate {
    z: Array1<f64>,
    errors: Array1<f64>,
    factor: Factor,
    tight: usize,
}

impl Task<'_> {
    /// Solves for the input, and says how.
    pub fn undo(&self) -> (Result<Input, NoInput>, LayerReport) {
        let layer = self.system.layer;
        let mut report = LayerReport::blank(self.number, layer, Method::Exact);
        report.active = self.system.equalities.len();
        report.threshold = self.system.accuracy.threshold;
        let input = self.solve(&mut report);
        (input, report)
    }

    fn solve(&self, report: &mut LayerReport) -> Result<Input, NoInput> {
        let start = self.least_squares()?;
        report.rank = start.factor.rank();
        report.condition = start.factor.condition();
        report.residual_linf = largest(&start.errors);
        report.free_dimensions = report.inputs - report.rank;
        self.check_equalities(&start)?;
        if report.free_dimensions > 0 && self.short_rank == ShortRank::Stop {
            let LayerReport { layer, active, rank, inputs, .. } = *report;
            return Err(NoInput::Undecided(Reason::ShortRank { layer, active, rank, inputs }));
        }
        let end = if report.free_dimensions > 0 { self.complete(start)? } else { start };
        self.check_inequalities(&end)?;
        report.tight = end.tight;
        report.free_dimensions = report.inputs - end.factor.rank();
        report.residual_linf = largest(&end.errors);
        let slack = self.input_slack(&end);
        let null = end.factor.null_basis();
        Ok(Input { z: end.z, free: Array2::from_shape_fn(null.shape(), |index| null[index]), slack })
    }

    /// Least squares over all equalities, or over some where these fix the input well and the others agree.
    fn least_squares(&self) -> Result<Candidate, NoInput> {
        let (rows, columns) = (self.system.equalities.len(), self.system.layer.inputs());
        check_size(self.number, (rows, columns)).map_err(NoInput::Undecided)?;
        if rows >= 2 * columns {
            let some = self.least_squares_of_first(columns + columns.div_ceil(2))?;
            let fixed = some.factor.rank() == columns && some.factor.condition() <= WELL_CONDITIONED;
            if fixed && self.system.admits(largest(&some.errors), &some.z) {
                return Ok(some);
            }
        }
        self.least_squares_of_first(rows)
    }

    fn least_squares_of_first(&self, count: usize) -> Result<Candidate, NoInput> {
        let factor = self.factor(&self.system.matrix(count))?;
        let z = Array1::from(factor.solve(&self.system.targets(count)));
        self.candidate(z, factor, 0)
    }

    /// What is beyond floats is no candidate.
    fn candidate(&self, z: Array1<f64>, factor: Factor, tight: usize) -> Result<Candidate, NoInput> {
        let errors = self.system.errors(&z);
        let finite = z.iter().chain(&errors).all(|entry| entry.is_finite());
        if finite { Ok(Candidate { z, errors, factor, tight }) } else { Err(NoInput::Undecided(Reason::NotFinite)) }
    }

    fn factor(&self, matrix: &Mat<f64>) -> Result<Factor, NoInput> {
        Factor::new(matrix).ok_or(NoInput::Undecided(Reason::Factorisation { layer: self.number }))
    }

    /// The residual of least squares is orthogonal to every column, so where it is not zero it is a certificate.
    fn check_equalities(&self, candidate: &Candidate) -> Result<(), NoInput> {
        let errors = &candidate.errors;
        let excess = largest(errors);
        if self.system.admits(excess, &candidate.z) {
            return Ok(());
        }
        let worst = (0..errors.len()).max_by(|&a, &b| errors[a].abs().total_cmp(&errors[b].abs()));
        // Without equations nothing is missed, unless what it may be off by is no number.
        let worst = worst.ok_or(NoInput::Undecided(Reason::NotFinite))?;
        let (row, target) = self.system.equalities[worst];
        let bias = self.system.layer.bias()[row];
        let found = self.system.layer.weights().row_dot(row, &candidate.z) + bias;
        let violation = Violation::Output { row, found, expected: target + bias };
        let multipliers = Multipliers { equalities: errors.to_vec(), inequalities: Vec::new() };
        Err(self.empty(&multipliers, violation, excess))
    }

    /// Of a point that the equations fix, one violated inequality is a certificate: they give its left side.
    fn check_inequalities(&self, candidate: &Candidate) -> Result<(), NoInput> {
        let Some((inequality, excess)) = self.system.worst(&candidate.z) else { return Ok(()) };
        if self.system.admits(excess, &candidate.z) {
            return Ok(());
        }
        if candidate.factor.rank() < self.system.layer.inputs() || candidate.tight > 0 {
            return Err(NoInput::Undecided(Reason::WithinError { layer: self.number, excess }));
        }
        let multipliers = self.multipliers(&candidate.factor, vec![(inequality, 1.0)]);
        Err(self.empty(&multipliers, violation(inequality, excess), excess))
    }

    /// Adds what the inequalities imply: a point inside them, and the equations among them.
    fn complete(&self, start: Candidate) -> Result<Candidate, NoInput> {
        let (z, tight) = match hull(&self.system, &start.z, &start.factor.null_basis()) {
            Hull::Point { z, tight } => (z, tight),
            Hull::GaveUp(reason) => return Err(NoInput::Undecided(Reason::Lp { layer: self.number, reason })),
            Hull::Empty(multipliers) => return Err(self.contradiction(&start, multipliers)),
        };
        let factor = if tight.is_empty() { start.factor } else { self.factor(&self.stacked(&tight))? };
        let errors = self.system.errors(&z);
        let excesses = tight.iter().map(|&inequality| self.system.excess(inequality, &z));
        let wanted: Vec<f64> = errors.iter().copied().chain(excesses).map(|error| -error).collect();
        let rounding = 16.0 * f64::EPSILON * self.system.size(&z);
        let z = z + Array1::from(factor.solve(&wanted));
        let z = z.mapv(|entry| if entry.abs() > rounding { entry } else { 0.0 });
        self.candidate(z, factor, tight.len())
    }

    fn contradiction(&self, start: &Candidate, inequalities: Vec<(Inequality, f64)>) -> NoInput {
        let (inequality, excess) = self.system.worst(&start.z).expect("inequalities contradict each other");
        let multipliers = self.multipliers(&start.factor, inequalities);
        self.empty(&multipliers, violation(inequality, excess), excess)
    }

    /// Multipliers of the equalities that cancel the left sides of the inequalities.
    fn multipliers(&self, factor: &Factor, inequalities: Vec<(Inequality, f64)>) -> Multipliers {
        let mut combined = vec![0.0; self.system.layer.inputs()];
        for &(inequality, multiplier) in &inequalities {
            self.system.for_each_in(inequality, |column, entry| combined[column] -= multiplier * entry);
        }
        Multipliers { equalities: factor.solve_transposed(&combined), inequalities }
    }

    fn empty(&self, multipliers: &Multipliers, violation: Violation, excess: f64) -> NoInput {
        let certificate = Certificate::check(&self.system, (self.number, self.output), multipliers, violation);
        let unproven = NoInput::Undecided(Reason::WithinError { layer: self.number, excess });
        certificate.map_or(unproven, |certificate| NoInput::Empty(Box::new(certificate)))
    }

    /// The equalities, and below them the inequalities that hold with equality.
    fn stacked(&self, tight: &[Inequality]) -> Mat<f64> {
        let equalities = self.system.equalities.len();
        let mut matrix = self.system.matrix(equalities);
        matrix.resize_with(equalities + tight.len(), self.system.layer.inputs(), |_, _| 0.0);
        for (index, &inequality) in tight.iter().enumerate() {
            self.system.for_each_in(inequality, |column, entry| matrix[(equalities + index, column)] = entry);
        }
        matrix
    }

    /// `||A^+||_2` times the largest possible error of the equations, and rounding.
    fn input_slack(&self, candidate: &Candidate) -> f64 {
        let equations = (self.system.equalities.len() + candidate.tight) as f64;
        let rounding = 16.0 * f64::EPSILON * candidate.factor.condition() * candidate.z.dot(&candidate.z).sqrt();
        if candidate.factor.rank() == 0 {
            return self.system.slack();
        }
        self.system.slack() * equations.sqrt() / candidate.factor.smallest() + rounding
    }
}

fn violation(inequality: Inequality, excess: f64) -> Violation {
    match inequality {
        Inequality::Inactive(row) => Violation::Output { row, found: excess, expected: 0.0 },
        Inequality::Sign(column) => Violation::Input { column, found: -excess },
    }
}
