//! The claims, one a file.

mod assumption_2;
mod assumption_3;
mod by_case;
mod collision;
mod corollary_1;
mod error_bound;
mod exact_linf;
mod example_1;
mod formula;
pub(crate) mod gaussian;
mod hoeffding;
mod injectivity;
pub mod injectivity_threshold;
mod leaky_relu;
mod lemma_1_global;
mod lemma_1_pointwise;
mod lemma_3;
mod nonneg_law;
mod one_row;
mod relaxation;
mod robust_gap;
mod small_formulas;
mod theorem_1;
mod theorem_2;
mod theorem_3;
mod two_layer_reduction;

pub use assumption_2::Assumption2;
pub use assumption_3::Assumption3;
pub use collision::first_collision;
pub use corollary_1::Corollary1;
pub use error_bound::{ErrorBound, NoisyInverter};
pub use exact_linf::{ExactLinf, LayerInverter};
pub use example_1::Example1;
pub use formula::Subject;
pub use gaussian::Inverter;
pub use hoeffding::Hoeffding;
pub use injectivity::{Decision, InjectivityBounds};
pub use injectivity_threshold::InjectivityThreshold;
pub use leaky_relu::LeakyRelu;
pub use lemma_1_global::Lemma1Global;
pub use lemma_1_pointwise::Lemma1Pointwise;
pub use lemma_3::Lemma3;
pub use nonneg_law::NonnegLaw;
pub use one_row::{OneRow, Row};
pub use relaxation::{ObjectiveWeight, Relaxation};
pub use robust_gap::{GapBound, RobustGap};
pub use theorem_1::Theorem1;
pub use theorem_2::Theorem2;
pub(crate) use theorem_3::RECOVERED;
pub use theorem_3::{FIGURE_2, Theorem3};
pub use two_layer_reduction::TwoLayerReduction;

use crate::claim::{Claim, Effort};
use unrelu_inverter::name::{UnknownName, by_name};

/// Every claim, in the order of the paper.
pub fn catalogue(effort: Effort) -> Vec<Box<dyn Claim>> {
    vec![
        Box::new(Theorem1::new(effort)),
        Box::new(Theorem1::printed(effort)),
        Box::new(Theorem2::new(effort)),
        Box::new(Example1::default()),
        Box::new(Lemma1Pointwise::new(effort)),
        Box::new(Lemma1Global::new(effort)),
        Box::new(InjectivityBounds::new(effort)),
        Box::new(InjectivityThreshold::new(effort)),
        Box::new(Hoeffding::new(effort)),
        Box::new(Theorem3::new(effort)),
        Box::new(LeakyRelu::new(effort)),
        Box::new(OneRow::equation_6()),
        Box::new(OneRow::equation_6_printed()),
        Box::new(Assumption2::new(effort)),
        Box::new(Corollary1::new(effort)),
        Box::new(Lemma3::new(effort)),
        Box::new(ErrorBound::theorem_4(effort)),
        Box::new(Assumption3::new(effort)),
        Box::new(ErrorBound::theorem_5(effort)),
        Box::new(Relaxation::new(effort)),
        Box::new(OneRow::remark_1()),
        Box::new(OneRow::remark_1_printed()),
        Box::new(TwoLayerReduction::new(effort)),
        Box::new(RobustGap::default()),
        Box::new(NonnegLaw::new(effort)),
        Box::new(ExactLinf::new(effort)),
    ]
}

/// The claims of these names, in the order of the catalogue; all of them where `names` is empty.
///
/// # Errors
/// [`UnknownName`].
pub fn select(effort: Effort, names: &[String]) -> Result<Vec<Box<dyn Claim>>, UnknownName> {
    let all = catalogue(effort);
    let known = |name: &String| by_name("claim", all.iter().map(|claim| claim.name()), name);
    let wanted: Vec<&str> = names.iter().map(known).collect::<Result<_, _>>()?;
    Ok(all.into_iter().filter(|claim| wanted.is_empty() || wanted.contains(&claim.name())).collect())
}

#[cfg(test)]
pub(crate) mod tests;
