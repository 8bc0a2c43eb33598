//! A number a case, for remarks.

use serde_json::{Map, Value, json};

use crate::claim::CaseResult;

/// By the name of each case that took a measure, `number` of the largest.
pub(super) fn by_case(cases: &[CaseResult], number: fn(f64) -> f64) -> Value {
    let entry = |case: &CaseResult| Some((case.case.name.clone(), json!(number(case.tally.largest?))));
    Value::Object(cases.iter().filter_map(entry).collect::<Map<_, _>>())
}
