//! `unrelu convert`: a network from one file format to another.

use super::{exit::Exit, forward::NetworkArgs, output};
use std::path::PathBuf;

/// Write a network in another format, chosen by the ending of the name: `.npz`, `.onnx` or `.safetensors`.
///
/// ONNX is written in float32, with a note where that rounds weights; the others keep every bit.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  unrelu convert generator.onnx generator.npz
  unrelu convert state_dict.safetensors generator.onnx --activation relu,leaky:0.2,identity")]
pub(super) struct Args {
    #[command(flatten)]
    network: NetworkArgs,
    /// File to write, `.npz`, `.onnx` or `.safetensors`; it must not exist.
    out: PathBuf,
}

impl Args {
    pub fn run(self) -> anyhow::Result<Exit> {
        output::ensure_new(&self.out)?;
        output::write_network(&self.out, &self.network.read()?)?;
        Ok(Exit::Answered)
    }
}
