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
//! | [`sense`] | inversion of what a mask or a matrix leaves of an output |
//! | [`preimage`] | all latent codes of an observation, as polyhedra |
//! | [`exact`] | networks and linear programs in rational numbers, without rounding |
//! | [`cancel`] | a switch that stops long work |

pub mod cancel;
pub mod exact;
pub mod file;
pub mod invert;
pub mod lp;
pub mod network;
pub mod preimage;
pub mod sense;

pub use ndarray;
