//! Files: `.npz` networks, and `.npy`, `.npz` or `.csv` matrices whose rows are observations or latent codes.

mod csv;
mod error;
mod matrix;
mod npy;
pub mod npz;
mod output;

pub use error::{FileError, Problem};
pub use matrix::{Matrix, Precision, read_matrix, write_matrix};
pub use output::write_new;
