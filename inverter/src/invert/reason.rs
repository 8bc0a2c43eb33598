//! Why nothing is known.

/// Why nothing is known.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Reason {
    /// Equations alone do not fix the input, and nothing else was asked for.
    #[error("layer {layer}: {active} active outputs give {rank} independent equations for {inputs} inputs")]
    ShortRank {
        /// Number of the layer, from 1.
        layer: usize,
        /// Active outputs.
        active: usize,
        /// Independent equations among them.
        rank: usize,
        /// Inputs of the layer.
        inputs: usize,
    },
    /// The equations of a layer are too many to be held as a dense matrix.
    #[error("layer {layer}: its {rows} x {columns} equations are too large for a dense factorisation")]
    TooLarge {
        /// Number of the layer, from 1.
        layer: usize,
        /// Equations.
        rows: usize,
        /// Inputs of the layer.
        columns: usize,
    },
    /// A layer above does not fix its input, and the input that was chosen cannot be the output of this layer.
    #[error(
        "layer {above} does not fix its input, and the input chosen is no output of layer {layer}: \
         another choice might be"
    )]
    WrongChoice {
        /// Number of the layer that leaves a choice.
        above: usize,
        /// Number of the layer that cannot give what was chosen.
        layer: usize,
    },
    /// A row is missed by more than rounding explains and by less than a proof needs.
    #[error("layer {layer}: a row is missed by {excess:.3e}, too little to prove that there is no preimage")]
    WithinError {
        /// Number of the layer, from 1.
        layer: usize,
        /// How far the worst row is off.
        excess: f64,
    },
    /// A linear program was not solved.
    #[error("layer {layer}: the linear program was not solved: {reason}")]
    Lp {
        /// Number of the layer, from 1.
        layer: usize,
        /// What the solver says.
        reason: String,
    },
    /// The objective of a linear program has no limit.
    #[error("layer {layer}: the linear program is unbounded")]
    Unbounded {
        /// Number of the layer, from 1.
        layer: usize,
    },
    /// No threshold that was tried leaves an input.
    #[error("layer {layer}: {programs} linear programs, up to the threshold {threshold:.3e}, are infeasible")]
    Infeasible {
        /// Number of the layer, from 1.
        layer: usize,
        /// Programs that were solved.
        programs: usize,
        /// The last threshold.
        threshold: f64,
    },
    /// What was found for the layers above is no output of this one, by more than its error explains.
    #[error("layer {layer}: the vector found for its output is none, by at least {margin:.3e}: use a method for noise")]
    Inconsistent {
        /// Number of the layer, from 1.
        layer: usize,
        /// By how much every input misses some row.
        margin: f64,
    },
    /// A factorisation did not converge.
    #[error("layer {layer}: the singular value iteration did not converge")]
    Factorisation {
        /// Number of the layer, from 1.
        layer: usize,
    },
    /// Gradient descent left all bounds.
    #[error("gradient descent diverged: take shorter steps")]
    Diverged,
    /// The inverter gave nothing to descend from.
    #[error("the inverter found no latent code to start projected gradient descent from: use a method for noise")]
    NoProjection,
    /// A complete search ended without an answer.
    #[error("the search gave up: {0}")]
    Search(crate::search::Reason),
    /// The numbers left the range of floats.
    #[error("the latent code found, or what it gives, is beyond what floats hold: scale the network")]
    NotFinite,
    /// The latent code does not give the observation back.
    #[error("the latent code found misses the observation by {0:.3e}: the network is too ill-conditioned")]
    Residual(f64),
}
