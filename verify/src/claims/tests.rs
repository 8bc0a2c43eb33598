//! What the tests of all claims share.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::plan::{Plan, Settings};
use crate::results::{Block, Results};
use crate::run::{Control, run};
use crate::seed::Seed;
use crate::verdict::{ClaimReport, Report};

/// Runs one claim with this many trials a sampled case, and reports.
pub(crate) fn judge(claim: impl Claim + 'static, trials: u64) -> ClaimReport {
    let settings = Settings { seed: Seed(7), effort: Effort::Quick, trials: Some(trials), ..Settings::default() };
    let plan = Plan::new(vec![Box::new(claim)], settings).unwrap();
    let (mut results, cancel) = (Results::new(&plan), AtomicBool::new(false));
    let blocks = results.missing();
    let control = Control { threads: 0, cancel: &cancel };
    run(&mut results, &blocks, control, &mut |_: &Block| Ok(())).unwrap();
    Report::new(&results, "test").claims.remove(0)
}

#[test]
fn claims_are_selected_by_name() {
    let names = |selected: Vec<Box<dyn Claim>>| selected.iter().map(|claim| claim.name()).collect::<Vec<_>>();
    assert_eq!(names(select(Effort::Quick, &["hoeffding".into()]).unwrap()), ["hoeffding"]);
    assert_eq!(names(select(Effort::Quick, &[" hoeffding ".into()]).unwrap()), ["hoeffding"]);
    assert_eq!(names(select(Effort::Quick, &[]).unwrap()), names(catalogue(Effort::Quick)));
    let error = select(Effort::Quick, &["theorem-9".into()]).err().unwrap().to_string();
    assert!(error.starts_with("unknown claim `theorem-9`: expected one of"), "{error}");
    assert!(error.contains("theorem-1, theorem-2 and theorem-3"), "{error}");
}
