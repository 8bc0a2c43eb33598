use super::engine::run;
use super::measure::{Address, Run, Time, Verdict, Work};
use super::plan::{PlanError, Point, SolverSizes};
use super::subject::{Curve, SOLVERS, Subject};
use super::{Plan, Report, Row, Runs, ScaleError, Settings};
use crate::journal::JournalError;
use crate::table::Table;
use std::fs;
use std::path::Path;
use std::time::Duration;
use unrelu_reductions::ReductionKind;
use unrelu_reductions::limits::Cancel;
use unrelu_reductions::solve::SolverKind;

/// Small sizes of everything.
fn tiny() -> Settings {
    let sizes = |solver| SolverSizes { solver, growth: vec![4, 6, 5], ratio: 4 };
    Settings {
        runs: 2,
        time_limit: Duration::from_secs(60),
        inversion: vec![10, 12, 14],
        solvers: SOLVERS.map(sizes).to_vec(),
        ratios: vec![3.0, 6.0],
        ..Settings::quick()
    }
}

fn done(runs: &mut Runs<'_>) {
    run(runs, &Cancel::default(), &mut |_| Ok(())).unwrap();
}

/// What does not depend on the clock.
fn answers(runs: &Runs<'_>) -> Vec<(Address, u32, Verdict)> {
    let all = runs.plan().series().iter().flat_map(|series| series.points.iter().map(|&point| (series.subject, point)));
    let runs = all.flat_map(|(subject, point)| runs.at(subject, point));
    runs.map(|run| (run.address, run.seed, run.verdict)).collect()
}

#[test]
fn all_runs_are_done_and_say_the_same_again() {
    let plan = Plan::new(&tiny()).unwrap();
    let [mut one, mut two] = [Runs::new(&plan), Runs::new(&plan)];
    done(&mut one);
    done(&mut two);
    assert_eq!(answers(&one), answers(&two));
    // 3 sizes of exact inversion; 3 solvers, 4 reductions, 3 sizes and 2 ratios.
    assert_eq!((one.len(), one.missing().count()), (2 * (3 + 3 * 4 * (3 + 2)), 0));
    assert!(answers(&one).iter().all(|(.., verdict)| *verdict != Verdict::Unknown));
}

#[test]
fn reports_have_a_law_for_each_growing_series_and_shares_of_the_ratios() {
    let plan = Plan::new(&tiny()).unwrap();
    let mut runs = Runs::new(&plan);
    done(&mut runs);
    let report = Report::new(&runs, "a test");
    assert_eq!(report.series.len(), 1 + 3 * 4 * 2);
    for series in &report.series {
        assert_eq!(series.laws.len(), usize::from(series.subject.grows()), "{series:?}");
        assert!(
            series.points.iter().all(|point| point.lower_quartile <= point.upper_quartile && point.median.is_some())
        );
    }
    let shares: Vec<_> = report.satisfiable.iter().map(|share| (share.solver, share.ratio, share.decided)).collect();
    let share = |solver| [(solver, 3.0, 2), (solver, 6.0, 2)];
    assert_eq!(shares, SOLVERS.map(share).concat());
}

/// A run with this verdict, made up.
fn made_up(runs: &Runs<'_>, address: Address, verdict: Verdict) -> Run {
    let seconds = 1.0 + f64::from(address.number);
    Run {
        address,
        seed: address.seed(runs.plan().seed()),
        verdict,
        time: Time { wall: seconds, cpu: seconds },
        work: Work::default(),
    }
}

fn growth(solver: SolverKind) -> Subject {
    Subject::Formulas { curve: Curve::Growth, solver, reduction: ReductionKind::Theorem2 }
}

#[test]
fn solvers_that_contradict_each_other_are_an_error_with_the_seed() {
    let plan = Plan::new(&tiny()).unwrap();
    let mut runs = Runs::new(&plan);
    let address = |solver| Address { subject: growth(solver), point: Point { k: 4, clauses: 17 }, number: 1 };
    let [sat, search] = [(SolverKind::Sat, Verdict::Sat), (SolverKind::Search, Verdict::Unsat)]
        .map(|(solver, verdict)| made_up(&runs, address(solver), verdict));
    runs.add(sat).unwrap();
    let error = runs.add(search).unwrap_err();
    assert!(matches!(error, ScaleError::Disagreement { seed, .. } if seed == sat.seed));
    assert!(error.to_string().contains(&format!("--vars 4 --clauses 17 --seed {}", sat.seed)), "{error}");
    assert!(matches!(runs.add(sat), Err(ScaleError::Unplanned)));
}

#[test]
fn a_series_ends_where_half_of_the_runs_have_no_answer_and_so_does_its_law() {
    let plan = Plan::new(&Settings { inversion: vec![], ratios: vec![], ..tiny() }).unwrap();
    let mut runs = Runs::new(&plan);
    let subject = growth(SolverKind::Search);
    let missing = |runs: &Runs<'_>| runs.missing().filter(|address| address.subject == subject).collect::<Vec<_>>();
    let planned = missing(&runs);
    assert_eq!(planned.iter().map(|address| address.point.k).collect::<Vec<_>>(), [4, 4, 5, 5, 6, 6]);
    for (address, verdict) in planned.iter().zip([Verdict::Sat, Verdict::Unsat, Verdict::Unsat, Verdict::Unknown]) {
        runs.add(made_up(&runs, *address, verdict)).unwrap();
    }
    assert_eq!(missing(&runs), []);
    let report = Report::new(&runs, "a test");
    let series = report.series.iter().find(|series| series.subject == subject).unwrap();
    let medians: Vec<_> = series.points.iter().map(|point| (point.median, point.unknown)).collect();
    assert_eq!(medians, [(Some(1.5), 0), (None, 1)]);
    assert!(series.laws.is_empty());
}

#[test]
fn cancelled_runs_are_missing_still() {
    let plan = Plan::new(&tiny()).unwrap();
    let mut runs = Runs::new(&plan);
    let (cancel, all) = (Cancel::default(), runs.missing().count());
    let mut finished = 0;
    let mut stop_after_three = |_: &Run| {
        finished += 1;
        if finished == 3 {
            cancel.cancel();
        }
        Ok(())
    };
    run(&mut runs, &cancel, &mut stop_after_three).unwrap();
    assert_eq!((runs.len(), runs.missing().count()), (3, all - 3));
}

fn resume(path: &Path, runs: &mut Runs<'_>) -> Result<Table, JournalError> {
    Table::resume(path, runs.plan(), |row: Row| runs.add_row(&row))
}

fn table(path: &Path, plan: &Plan) {
    let mut table = Table::create(path, plan, "a test").unwrap();
    let mut runs = Runs::new(plan);
    run(&mut runs, &Cancel::default(), &mut |run| table.add(&[Row::from(run)])).unwrap();
}

#[test]
fn tables_are_read_back_and_torn_ones_completed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scale.csv");
    let plan = Plan::new(&tiny()).unwrap();
    table(&path, &plan);
    let whole = fs::read_to_string(&path).unwrap();
    let mut first = Runs::new(&plan);
    resume(&path, &mut first).unwrap();
    assert_eq!(first.missing().count(), 0);
    // Within the columns, behind them, within a row.
    let columns = whole.match_indices('\n').nth(2).unwrap().0;
    for end in [columns - 3, columns + 1, whole.len() / 2] {
        fs::write(&path, &whole[..end]).unwrap();
        let mut runs = Runs::new(&plan);
        let mut table = resume(&path, &mut runs).unwrap();
        run(&mut runs, &Cancel::default(), &mut |run| table.add(&[Row::from(run)])).unwrap();
        drop(table);
        let mut again = Runs::new(&plan);
        resume(&path, &mut again).unwrap();
        assert_eq!(answers(&again), answers(&first));
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), whole.lines().count());
    }
}

#[test]
fn tables_of_other_plans_and_bad_rows_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("scale.csv");
    let settings = Settings { solvers: vec![], inversion: vec![10], ..tiny() };
    let plan = Plan::new(&settings).unwrap();
    table(&path, &plan);
    let refusal = |settings: Settings| {
        let plan = Plan::new(&settings).unwrap();
        resume(&path, &mut Runs::new(&plan)).unwrap_err()
    };
    for (other, part) in [
        (Settings { runs: 3, ..settings.clone() }, "2 runs at each point, not 3"),
        (Settings { time_limit: Duration::from_secs(1), ..settings.clone() }, "time limit"),
        (Settings { inversion: vec![11], ..settings.clone() }, "sizes"),
    ] {
        assert!(refusal(other).to_string().contains(part));
    }
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, whole.replace("recovered", "lost")).unwrap();
    assert!(matches!(refusal(settings.clone()), JournalError::Row { .. }));
    let last = whole.lines().last().unwrap();
    fs::write(&path, format!("{whole}{last}\n")).unwrap();
    assert!(matches!(refusal(settings.clone()), JournalError::Run { line: 6, .. }), "{:?}", refusal(settings.clone()));
    fs::write(&path, "# a test\n").unwrap();
    assert!(matches!(refusal(settings), JournalError::NoHeader { .. }));
}

#[test]
fn impossible_settings_are_refused() {
    let refusal = |settings: Settings| Plan::new(&settings).unwrap_err();
    assert_eq!(refusal(Settings { runs: 0, ..tiny() }), PlanError::Nothing);
    assert_eq!(refusal(Settings { inversion: vec![0], ..tiny() }), PlanError::Inputs(0));
    assert_eq!(refusal(Settings { inversion: vec![6_000], ..tiny() }), PlanError::Inputs(6_000));
    assert!(matches!(refusal(Settings { ratios: vec![-1.0], ..tiny() }), PlanError::Shape(_)));
}
