//! Networks in files of any known format.

use super::{FileError, Problem, npz, onnx, output::write_new, safetensors};
use crate::network::Network;
use std::{fs, path::Path};

/// Whether a file holds the numbers of a network as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fidelity {
    /// Bit for bit.
    Exact,
    /// Rounded to float32.
    Rounded,
}

/// Reads a network from `.npz`, `.onnx` or `.safetensors`. The content decides, not the name.
///
/// ```no_run
/// use unrelu_inverter::file::read_network;
///
/// let network = read_network("generator.onnx".as_ref())?;
/// println!("from {} latent dimensions to {} outputs", network.inputs(), network.outputs());
/// # Ok::<(), unrelu_inverter::file::FileError>(())
/// ```
///
/// # Errors
/// A file that is missing, damaged or of another kind; tensors that are absent, misshapen or unknown, NaN and infinity;
/// an ONNX operator that makes no chain of layers, by its name and its node's.
pub fn read_network(path: &Path) -> Result<Network, FileError> {
    let bytes = fs::read(path).map_err(|error| Problem::from(error).at(path))?;
    parse_network(&bytes, path)
}

/// The network in the content of a file; `path` is its name in errors, and where ONNX looks for data beside it.
///
/// # Errors
/// Those of [`read_network`].
pub fn parse_network(bytes: &[u8], path: &Path) -> Result<Network, FileError> {
    let network = if bytes.starts_with(b"PK") {
        npz::parse_network(bytes)
    } else if bytes.starts_with(b"\x93NUMPY") {
        Err(Problem::Model("a single NumPy array; expected a network as .npz, .onnx or .safetensors".into()))
    } else if safetensors::is_one(bytes) {
        safetensors::parse_network(bytes)
    } else {
        onnx::parse_network(bytes, path.parent().unwrap_or(Path::new("")))
    };
    network.map_err(|problem| problem.at(path))
}

/// Writes a network as `.npz`, `.onnx` or `.safetensors`, as the name ends; `made_by` goes into the file. Only `.npz`
/// keeps sparse weights sparse, and only `.onnx` rounds to float32.
///
/// # Errors
/// [`Problem::Exists`], [`Problem::Ending`], what the operating system reports, and [`Problem::Unwritable`] for what the
/// format cannot hold: in `.onnx` a whole number that is none of float32, a layer without inputs or outputs, and more
/// than 2 GiB; sparse weights that would fill as much in `.safetensors`.
pub fn write_network(path: &Path, network: &Network, made_by: &str) -> Result<Fidelity, FileError> {
    let written = match path.extension().and_then(|ending| ending.to_str()) {
        Some("npz") => {
            return write_new(path, |file| npz::write_archive(file, network, made_by)).map(|()| Fidelity::Exact);
        }
        Some("onnx") => onnx::to_bytes(network, made_by),
        Some("safetensors") => safetensors::to_bytes(network, made_by).map(|bytes| (bytes, Fidelity::Exact)),
        _ => Err(Problem::Ending { expected: ".npz, .onnx or .safetensors" }),
    };
    let (bytes, fidelity) = written.map_err(|problem| problem.at(path))?;
    write_new(path, |file| Ok(std::io::Write::write_all(file, &bytes)?))?;
    Ok(fidelity)
}
