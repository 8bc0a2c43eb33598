//! From sums to verdicts.

use super::{CaseReport, ClaimReport, Evidence, Verdict};
use crate::claim::{Budget, CaseResult, Claim};
use crate::results::Results;
use crate::stats::{Confidence, clopper_pearson, upper_bound};
use crate::tally::Tally;

/// A certainty, as a product of sums of a thousand terms, may fall short of 1 by this much.
const ROUNDING: f64 = 1e-12;

/// The two levels of a run: of what it shows, and of what it decides by.
#[derive(Clone, Copy)]
struct Levels {
    shown: Confidence,
    /// Bonferroni over all rates of the run: a run of true claims refutes one with probability at most 1 - `shown`.
    deciding: Confidence,
}

pub(super) fn claims(results: &Results<'_>) -> Vec<ClaimReport> {
    let plan = results.plan();
    let shown = plan.settings().confidence;
    let levels = Levels { shown, deciding: shown.shared_by(plan.comparisons()) };
    let planned = plan.claims().iter().enumerate();
    planned.map(|(index, planned)| claim(planned.claim.as_ref(), &results.cases(index), levels)).collect()
}

fn claim(claim: &dyn Claim, cases: &[CaseResult], levels: Levels) -> ClaimReport {
    let evidence = evidence(claim, cases, levels);
    ClaimReport {
        name: claim.name().to_owned(),
        verdict: evidence.cases.iter().map(|case| case.verdict).min().unwrap_or(Verdict::Inconclusive),
        expectation: claim.expectation(),
        trials: sum(cases, Tally::decided),
        failures: sum(cases, Tally::failures),
        failure_upper_bound: failure_upper_bound(cases, levels.shown),
        confidence: levels.shown,
        prediction: predicted_failure_rate(cases),
        evidence,
    }
}

fn evidence(claim: &dyn Claim, cases: &[CaseResult], levels: Levels) -> Evidence {
    Evidence {
        statement: claim.statement().to_owned(),
        source: claim.source().to_owned(),
        contradictions: sum(cases, |tally| tally.failed),
        undecided: sum(cases, |tally| tally.undecided),
        rate_confidence: levels.deciding,
        cases: cases.iter().map(|result| case(result, levels)).collect(),
        counterexamples: cases.iter().flat_map(|case| case.tally.counterexamples.clone()).collect(),
        reasons: cases.iter().flat_map(|case| case.tally.reasons.clone()).collect(),
        remarks: claim.remarks(cases),
    }
}

fn sum<'a>(cases: impl IntoIterator<Item = &'a CaseResult>, count: impl Fn(&Tally) -> u64) -> u64 {
    cases.into_iter().map(|case| count(&case.tally)).sum()
}

fn sampled(cases: &[CaseResult]) -> impl Iterator<Item = &CaseResult> {
    cases.iter().filter(|case| matches!(case.case.budget, Budget::Sampled(_)))
}

/// Over all sampled cases together. Where their rates differ, the bound on the mean rate still holds
/// (Hoeffding 1956: such sums have lighter tails than the binomial of the mean rate).
fn failure_upper_bound(cases: &[CaseResult], confidence: Confidence) -> f64 {
    let all_proven = || cases.iter().all(|result| verdict(result, confidence) == Verdict::Proven);
    if sampled(cases).count() == 0 && all_proven() {
        return 0.0;
    }
    upper_bound(sum(sampled(cases), Tally::failures), sum(sampled(cases), Tally::decided), confidence)
}

/// The mean of the predictions of all sampled cases, weighted by decided trials; one without a rate of its own never
/// fails.
fn predicted_failure_rate(cases: &[CaseResult]) -> Option<f64> {
    let trials = sum(sampled(cases), Tally::decided);
    let rates = sampled(cases).filter_map(|case| Some((case.tally.decided(), 1.0 - case.case.prediction?)));
    let expected: Vec<f64> = rates.map(|(trials, rate)| trials as f64 * rate).collect();
    (trials > 0 && !expected.is_empty()).then(|| expected.iter().sum::<f64>() / trials as f64)
}

fn case(result: &CaseResult, levels: Levels) -> CaseReport {
    let tally = &result.tally;
    CaseReport {
        name: result.case.name.clone(),
        verdict: verdict(result, levels.deciding),
        planned: result.planned,
        trials: tally.decided(),
        held: tally.held,
        missed: tally.missed,
        failed: tally.failed,
        inapplicable: tally.inapplicable,
        undecided: tally.undecided,
        success: clopper_pearson(tally.held, tally.decided(), levels.shown),
        prediction: result.case.prediction,
        largest_measure: tally.largest,
    }
}

fn verdict(result: &CaseResult, deciding: Confidence) -> Verdict {
    let tally = &result.tally;
    if tally.failed > 0 || excludes_prediction(result, deciding) {
        return Verdict::Refuted;
    }
    if tally.undecided > 0 || tally.decided() == 0 {
        return Verdict::Inconclusive;
    }
    match result.case.budget {
        Budget::Exhaustive(_) if tally.trials() < result.planned => Verdict::Inconclusive,
        Budget::Exhaustive(_) => Verdict::Proven,
        Budget::Sampled(_) => Verdict::Consistent,
    }
}

/// Whether the observed rate excludes the prediction, however the undecided trials would have ended.
fn excludes_prediction(result: &CaseResult, confidence: Confidence) -> bool {
    let (tally, Some(prediction)) = (&result.tally, result.case.prediction) else { return false };
    let trials = tally.decided() + tally.undecided;
    let lower = clopper_pearson(tally.held, trials, confidence).lower;
    let upper = clopper_pearson(tally.held + tally.undecided, trials, confidence).upper;
    prediction < lower - ROUNDING || prediction > upper + ROUNDING
}
