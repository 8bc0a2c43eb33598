//! One HTML page that needs nothing else.

use super::figure;
use std::fmt::{self, Write};
use unrelu_verify::{
    experiments::SuccessCurve,
    verdict::{CaseReport, ClaimReport, Report},
};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}\
table{border-collapse:collapse;width:100%;margin:.7rem 0;font-size:.92rem}th,td{padding:.25rem .6rem;text-align:right;border-bottom:1px solid #ddd}\
th:first-child,td:first-child,th.t,td.t{text-align:left}th{font-weight:600}.proven,.consistent{color:#17733a}.refuted{color:#b3261e;font-weight:600}\
.inconclusive{color:#8a6100}p.source,footer{color:#666;font-size:.9rem}pre{background:#f5f5f3;padding:.7rem;overflow-x:auto;font-size:.85rem}\
svg{max-width:100%;height:auto}code{background:#f5f5f3;padding:.1rem .25rem}h2{margin-top:2.2rem}";

/// The whole report as one page.
pub(super) fn page(report: &Report) -> anyhow::Result<String> {
    let mut page = String::new();
    head(&mut page, report)?;
    summary(&mut page, report)?;
    for claim in &report.claims {
        section(&mut page, claim)?;
        if claim.name == "theorem-3" {
            let curve = SuccessCurve::from_report(claim);
            if !curve.points.is_empty() {
                success_curve(&mut page, &curve, claim.confidence.get())?;
            }
        }
    }
    write!(page, "<footer>unrelu {}</footer>\n</body>\n</html>\n", Text(&report.version))?;
    Ok(page)
}

fn head(page: &mut String, report: &Report) -> fmt::Result {
    let Report { version, seed, effort, command_line, .. } = report;
    writeln!(page, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(page, "<title>unrelu verify</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>Claims, tested</h1>")?;
    writeln!(
        page,
        "<p>Version {}, seed {}, effort {effort}. Made by <code>{}</code>; the same command gives the same \
        numbers, whatever the number of threads.</p>",
        Text(version),
        seed.0,
        Text(command_line)
    )
}

fn summary(page: &mut String, report: &Report) -> fmt::Result {
    writeln!(
        page,
        "<table>\n<tr><th>claim</th><th class=\"t\">verdict</th><th class=\"t\">expected</th><th>trials</th><th>failures</th>\
        <th>failure rate below</th><th>predicted</th></tr>"
    )?;
    for claim in &report.claims {
        let ClaimReport { name, verdict, expectation, trials, failures, failure_upper_bound, prediction, .. } = claim;
        writeln!(
            page,
            "<tr><td><a href=\"#{0}\">{0}</a></td><td class=\"t {verdict}\">{verdict}</td>\
            <td class=\"t\">{expectation}</td><td>{trials}</td><td>{failures}</td><td>{failure_upper_bound:.3e}</td><td>{1}</td></tr>",
            Text(name),
            Rate(*prediction)
        )?;
    }
    writeln!(page, "</table>")?;
    writeln!(page, "<p>{}</p>", levels(report))?;
    writeln!(
        page,
        "<p><em>Proven</em>: every instance of a finite set was checked \
        exactly. <em>Consistent</em>: random trials found nothing against the claim, which is no proof.</p>"
    )
}

/// What the bounds and verdicts of a report are worth.
pub(crate) fn levels(report: &Report) -> String {
    let level = Percent(report.claims.first().map_or(0.0, |claim| claim.confidence.get()));
    let compared = match report.comparisons {
        0 => "No rate is compared with a prediction.".to_owned(),
        1 => format!("The rate with a prediction is compared at {level}."),
        count => format!("All {count} rates with a prediction are compared together at {level}, by Holm's method."),
    };
    let looks = report.claims.iter().flat_map(|claim| &claim.evidence.cases).map(|case| case.looks).max().unwrap_or(0);
    let sequential = report.until_width.map_or_else(String::new, |width| {
        format!(
            " Sequential: sampled cases ended at the first look with an interval no wider than {width}, after at most {looks} looks; \
             their intervals hold at {level} over all looks together."
        )
    });
    format!("Bounds are Clopper-Pearson at {level}. {compared}{sequential}")
}

fn section(page: &mut String, claim: &ClaimReport) -> fmt::Result {
    let evidence = &claim.evidence;
    writeln!(page, "<h2 id=\"{0}\">{0}: <span class=\"{1}\">{1}</span></h2>", Text(&claim.name), claim.verdict)?;
    writeln!(page, "<p>{}</p>\n<p class=\"source\">{}</p>", Text(&evidence.statement), Text(&evidence.source))?;
    writeln!(
        page,
        "<table>\n<tr><th>case</th><th class=\"t\">verdict</th><th>trials</th><th>held</th><th>missed</th>\
        <th>failed</th><th>inapplicable</th><th>undecided</th>{}<th>success rate</th><th>predicted</th><th>p (Holm)</th><th>largest measure</th></tr>",
        if sequential(claim) { "<th>looks</th>" } else { "" }
    )?;
    for case in &evidence.cases {
        row(page, case, claim)?;
    }
    writeln!(page, "</table>")?;
    if !evidence.remarks.is_null() {
        writeln!(page, "<pre>{}</pre>", Text(&format!("{:#}", evidence.remarks)))?;
    }
    for counterexample in &evidence.counterexamples {
        let json = serde_json::to_string_pretty(counterexample).map_err(|_| fmt::Error)?;
        writeln!(page, "<p class=\"refuted\">Counterexample</p>\n<pre>{}</pre>", Text(&json))?;
    }
    for reason in &evidence.reasons {
        writeln!(page, "<p class=\"inconclusive\">Trial {}: {}</p>", reason.trial, Text(&reason.reason))?;
    }
    Ok(())
}

/// Whether any case is looked at more than once.
fn sequential(claim: &ClaimReport) -> bool {
    claim.evidence.cases.iter().any(|case| case.planned_looks > 1)
}

fn row(page: &mut String, case: &CaseReport, claim: &ClaimReport) -> fmt::Result {
    let CaseReport {
        name, verdict, trials, held, missed, failed, inapplicable, undecided, success, prediction, ..
    } = case;
    let (lower, upper) = (success.lower, success.upper);
    let looks =
        if sequential(claim) { format!("<td>{} of {}</td>", case.looks, case.planned_looks) } else { String::new() };
    let measure = case.largest_measure.map_or_else(|| "-".to_owned(), |measure| format!("{measure:.2e}"));
    writeln!(
        page,
        "<tr><td>{}</td><td class=\"t {verdict}\">{verdict}</td><td>{trials}</td><td>{held}</td><td>{missed}</td>\
        <td>{failed}</td><td>{inapplicable}</td><td>{undecided}</td>{looks}<td>{lower:.4} to {upper:.4}</td><td>{}</td><td>{}</td><td>{measure}</td></tr>",
        Text(name),
        prediction.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.6}")),
        case.adjusted_p_value.map_or_else(|| "-".to_owned(), |p| format!("{p:.2e}"))
    )
}

fn success_curve(page: &mut String, curve: &SuccessCurve, level: f64) -> anyhow::Result<()> {
    writeln!(page, "<h3>Success of layer-wise inversion, networks k-250-600 (Figure 2 of the paper)</h3>")?;
    writeln!(page, "{}", figure::success_curve(curve)?)?;
    writeln!(
        page,
        "<p>Bars are {} intervals. The law is P(Bin(250, 1/2) &ge; k) P(Bin(600, 1/2) &ge; 250).</p>",
        Percent(level)
    )?;
    Ok(())
}

/// Text with what HTML and SVG read as markup replaced.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '&' => f.write_str("&amp;"),
            '"' => f.write_str("&quot;"),
            _ => f.write_char(c),
        })
    }
}

/// A rate that may not be predicted.
struct Rate(Option<f64>);

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(rate) => write!(f, "{rate:.3e}"),
            None => f.write_str("-"),
        }
    }
}

/// A probability in percent, without the noise of binary fractions.
struct Percent(f64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:.6}", 100.0 * self.0);
        write!(f, "{}%", digits.trim_end_matches('0').trim_end_matches('.'))
    }
}
