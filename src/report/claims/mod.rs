//! The page of `verify`: claim by claim, is it true, how sure is that, and what shows it.

mod rates;
mod spread;
mod threshold;

use super::{
    figure,
    markup::Percent,
    page::{self, Download, Made},
};
use askama::Template;
use unrelu_verify::{
    claim::{Effort, Expectation},
    experiments::SuccessCurve,
    verdict::{CaseReport, ClaimReport, Report, Verdict},
};

#[derive(Template)]
#[template(path = "verify.html")]
struct Page<'r> {
    title: &'static str,
    made: Made<'r>,
    effort: Effort,
    levels: String,
    claims: Vec<Section<'r>>,
}

struct Section<'r> {
    claim: &'r ClaimReport,
    verdict: String,
    bound: String,
    prediction: String,
    is_it_true: String,
    how_sure: String,
    again: String,
    collision: Option<String>,
    pictures: Vec<(String, String)>,
    has_looks: bool,
    cases: Vec<Case<'r>>,
    remarks: Option<String>,
    counterexamples: Vec<String>,
    download: Download,
}

struct Case<'r> {
    report: &'r CaseReport,
    verdict: String,
    success: String,
    prediction: String,
    p_value: String,
    measure: String,
}

/// The whole report as one page. It is the same on every machine.
pub(super) fn page(report: &Report) -> anyhow::Result<String> {
    let made = Made::anywhere(&report.command_line, report.seed.0, &report.version);
    let claims: anyhow::Result<Vec<Section<'_>>> =
        report.claims.iter().map(|claim| Section::new(report, claim)).collect();
    let page = Page {
        title: "Claims, tested",
        made,
        effort: report.effort,
        levels: levels(report).join(" "),
        claims: claims?,
    };
    Ok(page.render()?)
}

/// What the bounds and verdicts of a report are worth, in sentences of at most 100 characters.
pub(crate) fn levels(report: &Report) -> Vec<String> {
    let level = Percent(report.claims.first().map_or(0.0, |claim| claim.confidence.get()));
    let compared = match report.comparisons {
        0 => "No rate is compared with a prediction.".to_owned(),
        1 => format!("The rate with a prediction is compared at {level}."),
        count => format!("All {count} rates with a prediction are compared together at {level}, by Holm's method."),
    };
    let mut sentences = vec![format!("Bounds are Clopper-Pearson at {level}."), compared];
    if let Some(width) = report.until_width {
        let cases = report.claims.iter().flat_map(|claim| &claim.evidence.cases);
        let looks = cases.map(|case| case.looks).max().unwrap_or(0);
        sentences.extend([
            format!("Sampled cases ended at the first look, of at most {looks}, at an interval no wider than {width}."),
            format!("Their intervals are sequential: they hold at {level} over all looks together."),
        ]);
    }
    sentences
}

impl<'r> Section<'r> {
    fn new(report: &Report, claim: &'r ClaimReport) -> anyhow::Result<Self> {
        let evidence = &claim.evidence;
        let pretty = |value: &serde_json::Value| serde_json::to_string_pretty(value);
        let witnesses = evidence.counterexamples.iter().map(|found| pretty(&serde_json::to_value(found)?));
        let name = &claim.name;
        let has_collision = unrelu_verify::claims::first_collision(claim).is_some();
        Ok(Self {
            verdict: claim.verdict.to_string(),
            bound: format!("{:.3e}", claim.failure_upper_bound),
            prediction: rate(claim.prediction),
            is_it_true: is_it_true(claim),
            how_sure: how_sure(claim),
            again: format!("unrelu verify {name} {}--seed {}", flag(report.effort), report.seed.0),
            collision: has_collision.then(|| format!("{name}-collision.json")),
            pictures: pictures(claim, &report.command_line)?,
            has_looks: evidence.cases.iter().any(|case| case.planned_looks > 1),
            cases: evidence.cases.iter().map(Case::new).collect(),
            remarks: (!evidence.remarks.is_null()).then(|| pretty(&evidence.remarks)).transpose()?,
            counterexamples: witnesses.collect::<Result<_, _>>()?,
            download: Download::new(&format!("{name}.csv"), &csv(claim)?),
            claim,
        })
    }
}

fn flag(effort: Effort) -> &'static str {
    effort.pick("--quick ", "", "--full ")
}

fn is_it_true(claim: &ClaimReport) -> String {
    let expected = match (claim.expectation, claim.verdict) {
        (_, Verdict::Inconclusive) => "",
        (Expectation::Refuted, Verdict::Refuted) => " As expected: this statement is known to be wrong.",
        (Expectation::Holds, Verdict::Refuted) => " That was not expected.",
        (Expectation::Refuted, _) => " That was not expected: this statement is known to be wrong.",
        (Expectation::Holds, _) => "",
    };
    let answer = match claim.verdict {
        Verdict::Refuted => "No.",
        Verdict::Inconclusive => "Nothing is known: trials are missing, or some could not be decided.",
        Verdict::Consistent => "No trial and no rate speaks against it, which is no proof.",
        Verdict::Proven => "Yes, for the sizes named: every instance was checked exactly.",
    };
    format!("{answer}{expected}")
}

fn how_sure(claim: &ClaimReport) -> String {
    let ClaimReport { trials, failures, failure_upper_bound, confidence, prediction, evidence, .. } = claim;
    if evidence.contradictions > 0 {
        let plural = if evidence.contradictions == 1 { "" } else { "s" };
        return format!(
            "{} of {trials} trials contradict it; the counterexample{plural} can be checked.",
            evidence.contradictions
        );
    }
    if claim.verdict == Verdict::Proven {
        return format!("All {trials} instances were checked; chance plays no part.");
    }
    let predicted = prediction.map_or_else(String::new, |rate| {
        let seen = if *trials > 0 { *failures as f64 / *trials as f64 } else { 0.0 };
        format!(" The theory predicts {rate:.4e}, seen were {seen:.4e}.")
    });
    let level = Percent(confidence.get());
    format!(
        "{failures} failures in {trials} trials: the failure rate is below {failure_upper_bound:.3e} ({level}).{predicted}"
    )
}

/// The rates of all cases, Figure 2 of the paper, and where layers become injective.
fn pictures(claim: &ClaimReport, made_by: &str) -> anyhow::Result<Vec<(String, String)>> {
    let mut pictures = Vec::new();
    if claim.name == "injectivity-threshold" {
        let title = "Gaussian layers that are injective against rows a column, by exact decisions; dashed what the literature says of \
                     large layers: none below 3.4, nearly all above 10.5, the change conjectured at 6.7";
        pictures.push((page::inline(&threshold::picture(claim, made_by)?, title), title.to_owned()));
    }
    if claim.name == "theorem-3" {
        let curve = SuccessCurve::from_report(claim);
        if !curve.points.is_empty() {
            let title = "Success of layer-wise inversion, networks k-250-600 (Figure 2 of the paper), with the exact law \
                         P(Bin(250, 1/2) >= k) P(Bin(600, 1/2) >= 250)";
            pictures.push((page::inline(&figure::success_curve(&curve)?, title), title.to_owned()));
        }
    }
    if matches!(claim.name.as_str(), "theorem-4" | "theorem-5") {
        let title = "The error of the latent code relative to the theorem's bound, over the trials in which the theorem says something; \
                     dashed the bound";
        pictures.push((page::inline(&spread::picture(claim, "error / bound", made_by)?, title), title.to_owned()));
    }
    if let Some(svg) = rates::picture(claim)? {
        let title = "How often each case held: share and interval, and a diamond where the theory predicts one";
        pictures.push((page::inline(&svg, title), title.to_owned()));
    }
    Ok(pictures)
}

impl<'r> Case<'r> {
    fn new(report: &'r CaseReport) -> Self {
        Self {
            verdict: report.verdict.to_string(),
            success: format!("{:.4} to {:.4}", report.success.lower, report.success.upper),
            prediction: report.prediction.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.6}")),
            p_value: report.adjusted_p_value.map_or_else(|| "-".to_owned(), |p| format!("{p:.2e}")),
            measure: report.largest_measure.map_or_else(|| "-".to_owned(), |measure| format!("{measure:.2e}")),
            report,
        }
    }
}

fn rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.3e}"))
}

fn csv(claim: &ClaimReport) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "case",
        "verdict",
        "planned",
        "trials",
        "held",
        "missed",
        "failed",
        "inapplicable",
        "undecided",
        "looks",
        "success_lower",
        "success_upper",
        "predicted",
        "adjusted_p_value",
        "largest_measure",
    ])?;
    let number = |value: Option<f64>| value.map_or_else(String::new, |value| value.to_string());
    for case in &claim.evidence.cases {
        let CaseReport { planned, trials, held, missed, failed, inapplicable, undecided, looks, success, .. } = case;
        let counts = [planned, trials, held, missed, failed, inapplicable, undecided].map(u64::to_string);
        let mut record = vec![case.name.clone(), case.verdict.to_string()];
        record.extend(counts);
        record.extend([looks.to_string(), success.lower.to_string(), success.upper.to_string()]);
        record.extend([case.prediction, case.adjusted_p_value, case.largest_measure].map(number));
        writer.write_record(record)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
