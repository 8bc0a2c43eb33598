//! ReLU networks and how they are undone.
//!
//! ```text
//! G(z) = phi_d(W_d ... phi_1(W_1 z + b_1) ... + b_d)
//! ```
//!
//! | module | what |
//! |---|---|
//! | [`network`] | layers, weights, activations, the forward pass, random networks |
//! | [`file`](mod@file) | `.npz`, `.onnx` and `.safetensors` networks, `.npy` and `.csv` observations |
//! | [`lp`] | linear programs and their backends |
//! | [`invert`] | inversion of one layer and of a whole network |
//! | [`search`](mod@search) | decides any network and observation, with a proof |
//! | [`milp`] | the same by mixed-integer programs, without proofs; their files |
//! | [`certificate`] | the proofs, and their checker |
//! | [`rup`] | unit propagation, for checkers of clausal proofs |
//! | [`name`] | things that are asked for by name |
//! | [`limits`] | when a solver or a checker has to give up |
//! | [`sense`] | inversion of what a mask or a matrix leaves of an output |
//! | [`preimage`] | all latent codes of an observation, as polyhedra |
//! | [`injective`] | whether a layer tells all its inputs apart |
//! | [`constants`] | by how much rows extend norms: `c_inf`, `c_1`, singular values |
//! | [`exact`] | networks and linear programs in rational numbers, without rounding |

pub mod certificate;
pub mod constants;
pub mod exact;
pub mod file;
pub mod injective;
pub mod invert;
pub mod limits;
pub mod lp;
pub mod milp;
pub mod name;
pub mod network;
pub mod preimage;
pub mod rup;
pub mod search;
pub mod sense;

pub use ndarray;
