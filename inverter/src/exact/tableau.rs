//! Linear programs by the simplex method, in whole numbers.
//!
//! The pivots are those of Edmonds and of Avis (lrs): all entries are whole numbers over one denominator, the last pivot, and stay
//! subdeterminants of the constraints, so that every division is exact and no fraction is reduced. Bland's rule chooses them,
//! so that no program cycles.

use super::{IBig, Rational, Row};
use dashu_int::Sign;
use num_traits::Signed;
use std::cmp::Ordering;

/// The solutions `z` of constraints `row(z) >= 0`, held at one of them.
///
/// Some variables (the columns) are 0, the others (the basis) are functions of them. Variables are the coordinates of `z`, which are
/// free, and the values of the constraints, which are not negative.
#[derive(Clone, Debug)]
pub struct Tableau {
    inputs: usize,
    constraints: usize,
    columns: Vec<Variable>,
    basis: Vec<Variable>,
    /// The basis as functions of the columns, times the denominator.
    rows: Vec<Row>,
    denominator: IBig,
}

/// In the order of Bland's rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Variable {
    /// A coordinate, or the value of a constraint that was dropped.
    Free(usize),
    /// The value of a constraint.
    Slack(usize),
}

/// An objective: free, and the last row of the basis.
const OBJECTIVE: Variable = Variable::Free(usize::MAX);

/// How the way to the maximum of an objective ended.
enum Climb {
    /// As high as was asked for.
    Reached,
    /// At the maximum, before that.
    Optimal,
    /// It grows without limit along a column.
    Unbounded { column: usize },
}

impl Tableau {
    /// All of `R^inputs`, held at 0.
    pub fn new(inputs: usize) -> Self {
        Self {
            inputs,
            constraints: 0,
            columns: (0..inputs).map(Variable::Free).collect(),
            basis: Vec::new(),
            rows: Vec::new(),
            denominator: IBig::ONE,
        }
    }

    /// The solutions of `rows >= 0`, or `None` where there are none.
    pub fn of<'a>(inputs: usize, rows: impl IntoIterator<Item = &'a Row>) -> Option<Self> {
        let mut tableau = Self::new(inputs);
        rows.into_iter().all(|row| tableau.add(row)).then_some(tableau)
    }

    /// Adds the constraint `row >= 0` and moves to a solution; where that gives `false` there is none, and the tableau is spent.
    pub fn add(&mut self, row: &Row) -> bool {
        self.push(row);
        let climb = self.climb(|value| !value.is_negative());
        let last = self.basis.len() - 1;
        self.basis[last] = Variable::Slack(self.constraints);
        self.constraints += 1;
        match climb {
            Climb::Reached => true,
            Climb::Unbounded { column } => {
                self.pivot(last, column);
                true
            }
            Climb::Optimal => false,
        }
    }

    /// The largest value of `row`, or `None` where there is no limit.
    pub fn maximum(&mut self, row: &Row) -> Option<Rational> {
        self.push(row);
        let climb = self.climb(|_| false);
        let value = self.pop();
        matches!(climb, Climb::Optimal)
            .then(|| Rational::from_parts_signed(value.constant().clone(), self.denominator.clone()))
    }

    /// Whether `row` is positive at some solution.
    pub fn exceeds_zero(&mut self, row: &Row) -> bool {
        self.push(row);
        let climb = self.climb(Signed::is_positive);
        self.pop();
        !matches!(climb, Climb::Optimal)
    }

    /// A solution at which `row` is positive, or `None` where there is none.
    pub fn above_zero(&mut self, row: &Row) -> Option<Vec<Rational>> {
        self.push(row);
        let climb = self.climb(Signed::is_positive);
        let value = self.pop();
        match climb {
            Climb::Reached => Some(self.point()),
            Climb::Optimal => None,
            Climb::Unbounded { column } => {
                // So far that the value is 1.
                let step =
                    Rational::from_parts_signed(&self.denominator - value.constant(), value.entries[column].clone());
                Some(self.point_along(column, &step))
            }
        }
    }

    /// Drops a constraint where the others imply it, and says whether they do. `index` counts the constraints in the order in
    /// which they were added, and `row` is the constraint itself.
    pub fn drop_if_implied(&mut self, index: usize, row: &Row) -> bool {
        let mut relaxed = self.clone();
        for variable in relaxed.columns.iter_mut().chain(&mut relaxed.basis) {
            if *variable == Variable::Slack(index) {
                *variable = Variable::Free(self.inputs + index);
            }
        }
        let implied = !relaxed.exceeds_zero(&-row.clone());
        if implied {
            *self = relaxed;
        }
        implied
    }

    /// The solution at which it is held.
    pub fn point(&self) -> Vec<Rational> {
        self.coordinates(|row| row.constant().clone().into())
    }

    /// The point at which the variable of `column` is `step` in place of 0.
    fn point_along(&self, column: usize, step: &Rational) -> Vec<Rational> {
        let mut point = self.coordinates(|row| step * &row.entries[column] + row.constant());
        if let Variable::Free(index) = self.columns[column]
            && index < self.inputs
        {
            point[index].clone_from(step);
        }
        point
    }

    /// 0 for the columns, and `value`, over the denominator, for the basis.
    fn coordinates(&self, value: impl Fn(&Row) -> Rational) -> Vec<Rational> {
        let mut point = vec![Rational::ZERO; self.inputs];
        for (variable, row) in self.basis.iter().zip(&self.rows) {
            if let Variable::Free(index) = *variable
                && index < self.inputs
            {
                point[index] = value(row) / &self.denominator;
            }
        }
        point
    }

    /// Makes an objective the last row.
    fn push(&mut self, objective: &Row) {
        let mut row = Row::zero(self.inputs);
        row.shift(&(objective.constant() * &self.denominator));
        for (column, variable) in self.columns.iter().enumerate() {
            if let Some(coefficient) = coefficient(objective, *variable) {
                row.entries[column] += coefficient * &self.denominator;
            }
        }
        for (variable, basic) in self.basis.iter().zip(&self.rows) {
            if let Some(coefficient) = coefficient(objective, *variable) {
                row.add(coefficient, basic);
            }
        }
        self.rows.push(row);
        self.basis.push(OBJECTIVE);
    }

    /// Takes the objective out again.
    fn pop(&mut self) -> Row {
        self.basis.pop();
        self.rows.pop().expect("an objective was pushed")
    }

    /// Moves the last row up until `enough`.
    fn climb(&mut self, enough: impl Fn(&IBig) -> bool) -> Climb {
        loop {
            let objective = &self.rows[self.rows.len() - 1];
            if enough(objective.constant()) {
                return Climb::Reached;
            }
            let Some(column) = self.entering(objective) else { return Climb::Optimal };
            let direction = objective.entries[column].sign();
            match self.leaving(column, direction) {
                Some(row) => self.pivot(row, column),
                None => return Climb::Unbounded { column },
            }
        }
    }

    /// The first variable that moves the objective up.
    fn entering(&self, objective: &Row) -> Option<usize> {
        let improves = |column: &usize| match self.columns[*column] {
            Variable::Free(_) => !objective.entries[*column].is_zero(),
            Variable::Slack(_) => objective.entries[*column].is_positive(),
        };
        (0..self.inputs).filter(improves).min_by_key(|&column| self.columns[column])
    }

    /// The first constraint that ends the way along a column, in a direction that is plus or minus.
    fn leaving(&self, column: usize, direction: Sign) -> Option<usize> {
        let falls = |row: &usize| {
            let rate = &self.rows[*row].entries[column];
            !rate.is_zero() && rate.sign() == -direction && matches!(self.basis[*row], Variable::Slack(_))
        };
        (0..self.rows.len()).filter(falls).min_by(|&a, &b| self.earlier(a, b, column))
    }

    /// Which of two constraints that fall along a column comes to 0 first.
    fn earlier(&self, a: usize, b: usize, column: usize) -> Ordering {
        let (first, second) = (&self.rows[a], &self.rows[b]);
        let left = first.constant() * second.entries[column].abs();
        let right = second.constant() * first.entries[column].abs();
        left.cmp(&right).then_with(|| self.basis[a].cmp(&self.basis[b]))
    }

    /// Exchanges a variable of the basis with one of the columns.
    fn pivot(&mut self, leaving: usize, column: usize) {
        let mut leaver = std::mem::take(&mut self.rows[leaving]);
        let negative = leaver.entries[column].is_negative();
        if negative {
            leaver = -leaver;
        }
        let pivot = leaver.entries[column].clone();
        for (_, row) in self.rows.iter_mut().enumerate().filter(|(index, _)| *index != leaving) {
            let factor = std::mem::take(&mut row.entries[column]);
            for (entry, other) in row.entries.iter_mut().zip(&leaver.entries) {
                *entry = (&*entry * &pivot - &factor * other) / &self.denominator;
            }
            row.entries[column] = if negative { -factor } else { factor };
        }
        let denominator = std::mem::replace(&mut self.denominator, pivot);
        leaver = -leaver;
        leaver.entries[column] = if negative { -denominator } else { denominator };
        self.rows[leaving] = leaver;
        std::mem::swap(&mut self.basis[leaving], &mut self.columns[column]);
    }
}

/// What a function of the coordinates has for a variable, if that is a coordinate.
fn coefficient(row: &Row, variable: Variable) -> Option<&IBig> {
    match variable {
        Variable::Free(index) => row.coefficients().get(index).filter(|coefficient| !coefficient.is_zero()),
        Variable::Slack(_) => None,
    }
}
