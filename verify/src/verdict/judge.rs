//! From sums to verdicts.

use super::{CaseReport, ClaimReport, Evidence, Verdict};
use crate::claim::{Budget, CaseResult, Claim};
use crate::results::Results;
use crate::stats::{Confidence, Interval, clopper_pearson, holm, p_value, upper_bound};
use crate::tally::Tally;

/// A certainty, as a product of sums of a thousand terms, may fall short of 1 by this much.
const ROUNDING: f64 = 1e-12;

/// The sums of one case, and what all rates of the run together say about its rate.
struct Judged {
    result: CaseResult,
    /// Holm's p-value; refuted where it is at most 1 less the confidence.
    adjusted: Option<f64>,
}

pub(super) fn claims(results: &Results<'_>) -> Vec<ClaimReport> {
    let plan = results.plan();
    let confidence = plan.settings().confidence;
    let cases: Vec<Vec<CaseResult>> = (0..plan.claims().len()).map(|index| results.cases(index)).collect();
    let mut adjusted = holm(&cases.iter().flatten().filter_map(p_value_of).collect::<Vec<_>>()).into_iter();
    let judged = cases.into_iter().map(|cases| {
        let judged = cases.into_iter().map(|result| {
            let adjusted = result.case.prediction.and_then(|_| adjusted.next());
            Judged { result, adjusted }
        });
        judged.collect()
    });
    let judged: Vec<Vec<Judged>> = judged.collect();
    plan.claims().iter().zip(judged).map(|(planned, cases)| claim(planned.claim.as_ref(), &cases, confidence)).collect()
}

/// However the undecided trials would have ended, and at whichever look the case ended.
fn p_value_of(result: &CaseResult) -> Option<f64> {
    let (tally, prediction) = (&result.tally, result.case.prediction?);
    let rate = Interval { lower: (prediction - ROUNDING).max(0.0), upper: (prediction + ROUNDING).min(1.0) };
    let at_this_look = p_value([tally.held, tally.held + tally.undecided], tally.decided() + tally.undecided, rate);
    Some((result.looks.planned as f64 * at_this_look).min(1.0))
}

fn claim(claim: &dyn Claim, judged: &[Judged], confidence: Confidence) -> ClaimReport {
    let cases: Vec<CaseResult> = judged.iter().map(|case| case.result.clone()).collect();
    let wording = claim.wording();
    let evidence = Evidence {
        statement: wording.statement.to_owned(),
        source: wording.source.to_owned(),
        contradictions: sum(&cases, |tally| tally.failed),
        undecided: sum(&cases, |tally| tally.undecided),
        cases: judged.iter().map(|judged| case(judged, confidence)).collect(),
        counterexamples: cases.iter().flat_map(|case| case.tally.counterexamples.clone()).collect(),
        reasons: cases.iter().flat_map(|case| case.tally.reasons.clone()).collect(),
        remarks: claim.remarks(&cases),
    };
    ClaimReport {
        name: wording.name.to_owned(),
        verdict: evidence.cases.iter().map(|case| case.verdict).min().unwrap_or(Verdict::Inconclusive),
        expectation: wording.expectation,
        trials: sum(&cases, Tally::decided),
        failures: sum(&cases, Tally::failures),
        failure_upper_bound: failure_upper_bound(&cases, &evidence, confidence),
        confidence,
        prediction: predicted_failure_rate(&cases),
        evidence,
    }
}

fn sum<'a>(cases: impl IntoIterator<Item = &'a CaseResult>, count: impl Fn(&Tally) -> u64) -> u64 {
    cases.into_iter().map(|case| count(&case.tally)).sum()
}

fn sampled(cases: &[CaseResult]) -> impl Iterator<Item = &CaseResult> {
    cases.iter().filter(|case| matches!(case.case.budget, Budget::Sampled(_)))
}

/// Over all sampled cases together.
///
/// Where their rates differ, the bound on the mean rate still holds for fixed numbers of trials (Hoeffding 1956: such sums have
/// lighter tails than the binomial of the mean rate). Where each case ended at a look of its own, the mean of bounds that hold
/// together is one.
fn failure_upper_bound(cases: &[CaseResult], evidence: &Evidence, confidence: Confidence) -> f64 {
    let count = sampled(cases).count();
    if count == 0 && evidence.cases.iter().all(|case| case.verdict == Verdict::Proven) {
        return 0.0;
    }
    let (failures, trials) = (sum(sampled(cases), Tally::failures), sum(sampled(cases), Tally::decided));
    if trials == 0 || cases.iter().all(|case| case.looks.planned == 1) {
        return upper_bound(failures, trials, confidence);
    }
    let weighted = sampled(cases).map(|case| {
        let bound = confidence.shared_by(count * case.looks.planned);
        case.tally.decided() as f64 * upper_bound(case.tally.failures(), case.tally.decided(), bound)
    });
    weighted.sum::<f64>() / trials as f64
}

/// The mean of the predictions of all sampled cases, weighted by decided trials; one without a rate of its own never
/// fails.
fn predicted_failure_rate(cases: &[CaseResult]) -> Option<f64> {
    let trials = sum(sampled(cases), Tally::decided);
    let rates = sampled(cases).filter_map(|case| Some((case.tally.decided(), 1.0 - case.case.prediction?)));
    let expected: Vec<f64> = rates.map(|(trials, rate)| trials as f64 * rate).collect();
    (trials > 0 && !expected.is_empty()).then(|| expected.iter().sum::<f64>() / trials as f64)
}

fn case(judged: &Judged, confidence: Confidence) -> CaseReport {
    let Judged { result, adjusted } = judged;
    let tally = &result.tally;
    CaseReport {
        name: result.case.name.clone(),
        verdict: verdict(judged, confidence),
        planned: result.planned,
        trials: tally.decided(),
        held: tally.held,
        missed: tally.missed,
        failed: tally.failed,
        inapplicable: tally.inapplicable,
        undecided: tally.undecided,
        looks: result.looks.taken,
        planned_looks: result.looks.planned,
        success: clopper_pearson(tally.held, tally.decided(), confidence.shared_by(result.looks.planned)),
        prediction: result.case.prediction,
        adjusted_p_value: *adjusted,
        largest_measure: tally.largest,
        measures: tally.measures.clone(),
    }
}

fn verdict(judged: &Judged, confidence: Confidence) -> Verdict {
    let Judged { result, adjusted } = judged;
    let tally = &result.tally;
    if tally.failed > 0 || adjusted.is_some_and(|p| p <= confidence.risk()) {
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
