//! Files: `.npz`, `.onnx` or `.safetensors` networks, and `.npy`, `.npz`, `.csv` or `.png` matrices whose rows are observations
//! or latent codes.

mod csv;
mod error;
mod layer;
mod matrix;
mod network;
mod npy;
mod npz;
mod numbers;
mod onnx;
mod output;
mod png;
mod safetensors;

pub use error::{FileError, Problem};
pub use matrix::{Matrix, Precision, parse_matrix, read_matrix, write_matrix};
pub use network::{Fidelity, parse_network, read_network, write_network};
pub use output::{replace, write_new};
pub use png::{PictureSize, write_picture};
