use super::figure::{Figure, Kind, Parameters};
use super::finding::{Agreement, paper_seconds};
use super::method::Contestant;
use super::plan::{Plan, PlanError};
use super::report::Report;
use super::runs::{RunError, Runs};
use super::setup::{Family, Generators, Level};
use super::trial::Row;
use crate::seed::Seed;
use crate::table::Table;
use std::sync::atomic::AtomicBool;
use unrelu_inverter::network::Activation;
use unrelu_inverter::network::random::{Variance, gaussian_network};

/// A generator of pictures of 5 x 5 pixels.
fn generators() -> Generators {
    let mut rng = Seed(3).rng(crate::seed::StreamId::of("a"), crate::seed::StreamId::of("generator"), 0);
    let network = gaussian_network(&mut rng, &[2, 8, 25], Variance::OverOutputs, Activation::Relu);
    [("small".to_owned(), network)].into()
}

fn parameters() -> Parameters {
    Parameters {
        widths: vec![3, 15, 60],
        layers: vec![20, 60],
        dimensions: vec![5, 8, 11],
        levels: vec![1e-2, 1e-3, 1e-4, 1e-5],
        generators: vec!["small".to_owned()],
        ..Parameters::default()
    }
}

fn plan(figures: &[Figure], runs: u32) -> Plan {
    Plan::new(figures, &parameters(), generators(), runs, Seed(1)).unwrap()
}

fn finished(plan: &Plan, threads: usize) -> Runs<'_> {
    let mut runs = Runs::new(plan);
    runs.finish(threads, &AtomicBool::new(false), &mut |_| Ok(())).unwrap();
    runs
}

#[test]
fn names_are_read_back() {
    for figure in Figure::ALL {
        assert_eq!(figure.to_string().parse(), Ok(figure));
    }
    for method in Contestant::ALL {
        assert_eq!(method.to_string().parse(), Ok(method));
    }
    for family in ["relu:20-100-500", "leaky:3-9", "mnist"] {
        assert_eq!(family.parse::<Family>().unwrap().to_string(), family);
    }
    for level in ["none", "uniform:0.01", "gaussian:0.3"] {
        assert_eq!(level.parse::<Level>().unwrap().to_string(), level);
    }
    for wrong in ["relu:20", "relu:20-0", "leaky:a-b", "tanh:3-4"] {
        assert!(wrong.parse::<Family>().is_err(), "{wrong}");
    }
}

#[test]
fn errors_grow_like_the_noise() {
    let plan = plan(&[Figure::Fig1a, Figure::Fig5], 9);
    let report = Report::new(&finished(&plan, 2), &[], "a test");
    let figure = &report.figures[0];
    assert_eq!((figure.panels.len(), figure.panels[0].curves.len()), (1, 5));
    for method in [Contestant::Linf, Contestant::L1, Contestant::Auto] {
        let slope = figure.panels[0].curve(method).unwrap().slope.unwrap();
        assert!((slope.parameter - 1.0).abs() < 0.1, "{method}: {slope:?}");
    }
    assert_ne!(figure.findings[0].reproduces, Agreement::NotTested, "{:?}", figure.findings[0]);
    // Random networks are shared by both figures, and their runs with them.
    let panels = &report.figures[1].panels;
    assert_eq!(panels.len(), 4);
    assert_eq!(
        panels[0].curve(Contestant::L1).unwrap().points[0].error.median,
        figure.panels[0].curve(Contestant::L1).unwrap().points[0].error.median
    );
}

#[test]
fn success_follows_the_law_and_times_stand_beside_those_of_the_paper() {
    let plan = plan(&[Figure::Fig2a, Figure::Fig2b], 40);
    let report = Report::new(&finished(&plan, 2), &[], "a test");
    let [relu, leaky] = report.figures.as_slice() else { panic!() };
    assert_eq!(relu.panels[0].prediction.len(), 7);
    for point in &relu.panels[0].curve(Contestant::Exact).unwrap().points {
        let law = relu.panels[0].prediction.iter().find(|law| (law.k as f64 - point.x).abs() < 0.5).unwrap();
        assert!(point.recovered_interval.contains(law.probability), "{point:?} {law:?}");
    }
    assert!(leaky.panels[0].curve(Contestant::Exact).unwrap().points.iter().all(|point| point.recovered == 40));
    assert!(leaky.panels[0].prediction.iter().all(|law| law.probability >= 1.0));
    assert_eq!(paper_seconds(Contestant::Linf, Some(110.0)), Some(1.03));
    assert_eq!(paper_seconds(Contestant::Gd, None), Some(72.0));
    assert_eq!(paper_seconds(Contestant::Auto, None), None);
}

fn rows(runs: &Runs<'_>) -> Vec<String> {
    let rows = runs.plan().outline().entries.iter().flat_map(|entry| {
        entry
            .methods
            .iter()
            .flat_map(|method| runs.of(&entry.setup, *method).map(|row| Row { seconds: 0.0, ..row.clone() }))
    });
    rows.map(|row| format!("{row:?}")).collect()
}

#[test]
fn an_interrupted_plan_is_completed_from_its_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.csv");
    let plan = plan(&[Figure::Fig1a], 2);
    let mut table = Table::create(&path, plan.outline(), "a test").unwrap();
    let mut whole = Runs::new(&plan);
    whole.finish(1, &AtomicBool::new(false), &mut |rows| table.add(rows)).unwrap();
    drop(table);
    let text = std::fs::read_to_string(&path).unwrap();
    for end in [text.len(), text.len() - 5, text.len() / 2] {
        std::fs::write(&path, &text[..end]).unwrap();
        let mut runs = Runs::new(&plan);
        let mut table = Table::resume(&path, plan.outline(), |row: Row| runs.add(row)).unwrap();
        assert_eq!(runs.missing().is_empty(), end == text.len());
        runs.finish(3, &AtomicBool::new(false), &mut |rows| table.add(rows)).unwrap();
        assert_eq!(rows(&runs), rows(&whole));
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), text.lines().count());
    }
    let cancelled = AtomicBool::new(true);
    let mut none = Runs::new(&plan);
    none.finish(1, &cancelled, &mut |_| Ok(())).unwrap();
    assert_eq!(rows(&none).len(), 0);
    let row = whole.of(&plan.outline().entries[0].setup, Contestant::Linf).next().unwrap().clone();
    assert!(matches!(whole.add(row), Err(RunError::Unplanned)));
}

#[test]
fn sheets_show_every_digit_as_every_method_sees_it() {
    let plan = plan(&[Figure::Fig3, Figure::Fig4, Figure::Fig6], 1);
    assert!(plan.outline().entries.is_empty());
    let sheets = super::pictures::pictures(&plan, &Parameters::default().readings, 2, &AtomicBool::new(false)).unwrap();
    assert_eq!(sheets.len(), 4 + 2 + 3);
    for sheet in &sheets {
        assert_eq!((sheet.size, sheet.figure.kind()), ((5, 5), Kind::Pictures));
        assert!(sheet.rows.iter().all(|row| row.pictures.len() == 8 && row.pictures[0].len() == 25), "{}", sheet.title);
        assert!(sheet.rows.len() >= 5);
    }
}

#[test]
fn what_cannot_be_run_is_refused() {
    let new =
        |parameters: &Parameters, runs| Plan::new(&Figure::ALL, parameters, generators(), runs, Seed(0)).unwrap_err();
    assert_eq!(new(&parameters(), 0), PlanError::NoRuns);
    let unknown = Parameters { generators: vec!["vae".to_owned()], ..parameters() };
    assert!(matches!(new(&unknown, 1), PlanError::Generator { .. }));
    assert!(matches!(new(&Parameters { levels: vec![-1.0], ..parameters() }, 1), PlanError::Level(_)));
    for widths in [vec![], vec![3], vec![3, 0], vec![1 << 20, 1 << 20]] {
        assert!(matches!(new(&Parameters { widths, ..parameters() }, 1), PlanError::Widths(_)));
    }
    assert!(matches!(new(&Parameters { dimensions: vec![0], ..parameters() }, 1), PlanError::Widths(_)));
}
