//! From a bare network back to the formula that it was made of, with a proof, or not at all.
//!
//! [`lift`] knows the reductions ([`crate::reduction`]), whatever a [disguise](crate::disguise) made of them, and the form of
//! VNN-COMP's `sat_relu` ([`sat_relu`]). Neither seed nor formula is known to it. It goes in five steps:
//!
//! 1. The network is brought to a canonical form, without a change of its output anywhere: parallel units are merged, dead
//!    ones dropped, factors undone (module `canonical`).
//! 2. The variables are found as combinations `z = R y` of the inputs `y`: a form tells them apart by units or outputs that no
//!    clause has. `R` must have a whole inverse, which is checked by multiplying out, so `y -> R y` is a bijection.
//! 3. The clauses are read, each as often as its weight says.
//! 4. That was guesswork. Now the formula is reduced again, and the canonical form of its network `G` must be, unit by unit and
//!    weight by weight, that of the given one `N` in the coordinates `z`, but for order and positive factors of the outputs: so
//!    `N(y) = D P G(R y)` for all latent codes.
//! 5. The observation must be `D P` times one that asks for a number `t` of false clauses.
//!
//! Then `N(y)` is the observation where, and only where, `G(R y)` is the one that asks for `t`, and the theorem of the reduction
//! says when there is such a point. All numbers are whole or binary fractions of 64 bits, and every step is exact or refused.
//!
//! *What is unique.* Clauses come in the order of their units. Variables are numbered as the inputs are where each is an
//! input; where inputs are permuted, their order is lost, and where they are mixed, there is none to begin with: variables then follow the
//! order of the rows of `R`. The sign of a variable is told by the network, but under `two-layer-vector`, which has `|z_i|` only: there the first
//! input of a variable has a positive weight. Where the weights of the clauses have a factor in common and there are not as many
//! units as copies, the clauses come once for that factor, and `t` is divided by it.

mod canonical;
mod compare;
mod coordinates;
mod copies;
mod form;
mod inverse;
mod problem;
mod reading;
mod refusal;
pub mod sat_relu;
mod unit;

pub use form::{Codes, Form};
pub use problem::lift_problem;
pub use refusal::{Misfit, Refusal};

use crate::Instance;
use crate::cnf::{Assignment, Cnf};
use crate::disguise::{LatentMap, sparse};
use crate::exact::Dyadic;
use crate::reduction::{Count, LatentError, check_latent};
use canonical::Canonical;
use compare::Candidate;
use coordinates::Coordinates;
use copies::Most;
use reading::Reading;
use unrelu_inverter::{
    ndarray::{Array1, aview1},
    network::Network,
};

/// A formula, proven to decide whether a network gives an observation.
#[derive(Clone, Debug)]
pub struct Lifted {
    form: Form,
    instance: Instance,
    latent: LatentMap,
    observation: Vec<f64>,
}

/// Lifts the formula of `network`, which is to give `observation`, or what asks for no false clause where there is none.
///
/// ```
/// use unrelu_reductions::{Cnf, Instance, ReductionKind, lift::lift};
///
/// let formula = Cnf::from_dimacs(&[vec![1, 2], vec![-1]]).unwrap();
/// let instance = Instance::reduce(formula.clone(), ReductionKind::Theorem2, 0).unwrap();
/// let lifted = lift(instance.network(), None).unwrap();
/// assert_eq!(lifted.formula(), &formula);
/// assert_eq!(lifted.observation(), [0.0, 2.0]);
/// ```
///
/// # Errors
/// [`Refusal`], and nothing is known.
pub fn lift(network: &Network, observation: Option<&[f64]>) -> Result<Lifted, Refusal> {
    observation.map_or(Ok(()), |observation| network.check_observation(&aview1(observation)))?;
    let forms = Form::of_shape(network);
    if forms.is_empty() {
        let (layers, inputs, outputs) = (network.layers().len(), network.inputs(), network.outputs());
        return Err(Refusal::Shape { layers, inputs, outputs });
    }
    let mut misfits = Vec::new();
    for form in forms {
        match attempt(form, network, observation) {
            Ok(lifted) => return Ok(lifted),
            Err(misfit) => misfits.push((form, misfit)),
        }
    }
    Err(Refusal::Misfits(misfits))
}

fn attempt(form: Form, network: &Network, observation: Option<&[f64]>) -> Result<Lifted, Misfit> {
    let activation = network.last().activation();
    if !form.may_end_in(activation) {
        let expected = if form == Form::SatRelu { "identity" } else { "relu or identity" };
        return Err(Misfit::activation(network.layers().len(), activation, expected));
    }
    let range = form.codes().into();
    let mut canonical = Canonical::of(network, &sparse::identity(network.inputs()), range)?;
    let coordinates = Coordinates::of(form, &canonical, network.inputs(), observation)?;
    if !coordinates.latent.is_identity() {
        canonical = Canonical::of(network, coordinates.latent.inverse(), range)?;
    }
    let reading = Reading::of(form, &canonical, &coordinates)?;
    let most = Most::of(&network.layers()[network.layers().len() - 2]);
    let mut misfit =
        Misfit::output(0, "the weights of the clauses are no whole multiples that stand for copies of them");
    for (factor, formula) in reading.formulas(form, network.inputs(), most) {
        let candidate = Candidate { form, formula, outputs: reading.outputs(factor) };
        match candidate.prove(&canonical, observation) {
            Ok((instance, observation)) => {
                return Ok(Lifted { form, instance, latent: coordinates.latent, observation });
            }
            Err(other) => misfit = other,
        }
    }
    Err(misfit)
}

impl Lifted {
    /// What the network is.
    pub fn form(&self) -> Form {
        self.form
    }

    /// The formula as an instance of its reduction, without a disguise; under [`Form::SatRelu`] of `theorem-1`.
    ///
    /// It has a preimage exactly where the network gives the observation for a latent code of [`Form::codes`], so what decides the
    /// one decides the other.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The formula in normal form.
    pub fn formula(&self) -> &Cnf {
        self.instance.formula()
    }

    /// How many of its clauses the observation asks to be false, in the sense of [`Lifted::count`].
    pub fn unsatisfied(&self) -> u32 {
        self.instance.unsatisfied()
    }

    /// Whether exactly or at most so many.
    pub fn count(&self) -> Count {
        self.instance.count()
    }

    /// What the network is to give.
    pub fn observation(&self) -> &[f64] {
        &self.observation
    }

    /// Each variable as a combination of the inputs: input, from 0, and its whole weight. Under [`Form::SatRelu`] the inputs are
    /// true at 1 and false at 0, else variables are true where the combination is positive.
    pub fn variables(&self) -> impl Iterator<Item = Vec<(u32, f64)>> {
        self.latent.plain_rows()
    }

    /// Whether variable `i` is input `i`.
    pub fn keeps_inputs(&self) -> bool {
        self.latent.is_identity()
    }

    /// From an assignment to a latent code of the network, which gives the observation where the assignment leaves as many clauses
    /// false as that asks for. `None` as under [`Instance::push`], and where floats would round it.
    ///
    /// # Panics
    /// Where the assignment has fewer values than the formula has variables.
    pub fn push(&self, assignment: &Assignment) -> Option<Array1<f64>> {
        self.latent_code(&self.instance.push(assignment)?)
    }

    /// From a latent code of the instance to that of the network; `None` where floats would round it.
    pub(crate) fn latent_code(&self, plain: &Array1<f64>) -> Option<Array1<f64>> {
        if self.form.codes() == Codes::UnitBox {
            return Some(plain.mapv(|sign| f64::midpoint(sign, 1.0)));
        }
        let code = self.latent.disguise(plain);
        let back = self.latent.plain(&code.to_vec()).ok()?;
        back.into_iter().eq(plain.iter().map(|&entry| Dyadic::exact(entry))).then_some(code)
    }

    /// From a latent code of the network to an assignment, which leaves as many clauses false as the observation asks for where
    /// the code gives that.
    ///
    /// # Errors
    /// [`LatentError`].
    pub fn pull(&self, latent: &[f64]) -> Result<Assignment, LatentError> {
        check_latent(latent, self.formula().variables())?;
        match self.form.codes() {
            Codes::UnitBox => Ok(Assignment::from(latent.iter().map(|&entry| entry > 0.5).collect::<Vec<_>>())),
            Codes::Signs | Codes::Reals => self.instance.pull(&self.latent.plain_signs(latent)?),
        }
    }
}

#[cfg(test)]
mod tests;
