//! Which files `unrelu reduce` writes for other solvers.

use crate::cli::numbers::within;
use clap::ValueEnum;
use unrelu_reductions::export::{Export, Format, Spec};

/// Files for other solvers.
#[derive(clap::Args)]
pub(super) struct Exports {
    /// More files, for other solvers.
    #[arg(long = "format", value_name = "FORMAT,...", value_delimiter = ',')]
    formats: Vec<FormatName>,
    /// What they ask for; by default vnnlib the gap, the others exactly.
    #[arg(long, value_name = "SPEC")]
    spec: Option<SpecName>,
    /// Version of VNN-LIB.
    #[arg(long, value_name = "VERSION", default_value_t = 1, value_parser = within(1..=2_u8))]
    vnnlib: u8,
}

/// Names of formats on the command line.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatName {
    /// The network, which is written always.
    Npz,
    /// A mixed-integer program in fixed columns.
    Mps,
    /// The same in the LP format.
    Lp,
    /// Pseudo-Boolean constraints.
    Opb,
    /// The network for a network verifier, float32.
    Onnx,
    /// The question to it.
    Vnnlib,
}

/// Names of specifications on the command line.
#[derive(Clone, Copy, ValueEnum)]
enum SpecName {
    /// Within less than the robust gap.
    Gap,
    /// Exactly the observation.
    Exact,
}

/// How the files are arranged.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Layout {
    /// The directory of one instance.
    Instance,
    /// As in the neural-network verification competition: `onnx/`, `vnnlib/`, `instances.csv`, and beside them
    /// `expected.csv`, `bundles/` and `SHA256SUMS`.
    Vnncomp,
}

impl Layout {
    fn formats(self) -> &'static [FormatName] {
        match self {
            Self::Instance => &[],
            Self::Vnncomp => &[FormatName::Onnx, FormatName::Vnnlib],
        }
    }
}

impl Exports {
    /// What was asked for, and what `layout` needs; each once.
    pub fn list(&self, layout: Layout) -> Vec<Export> {
        let needed = layout.formats();
        let mut exports: Vec<Export> = Vec::new();
        for format in self.formats.iter().chain(needed).filter_map(|format| self.format(*format)) {
            let export = Export { format, spec: self.spec(format) };
            if !exports.contains(&export) {
                exports.push(export);
            }
        }
        exports
    }

    fn format(&self, name: FormatName) -> Option<Format> {
        match name {
            FormatName::Npz => None,
            FormatName::Mps => Some(Format::Mps),
            FormatName::Lp => Some(Format::Lp),
            FormatName::Opb => Some(Format::Opb),
            FormatName::Onnx => Some(Format::Onnx),
            FormatName::Vnnlib if self.vnnlib == 1 => Some(Format::Vnnlib1),
            FormatName::Vnnlib => Some(Format::Vnnlib2),
        }
    }

    fn spec(&self, format: Format) -> Spec {
        match (self.spec, format) {
            (Some(SpecName::Gap), _) | (None, Format::Vnnlib1 | Format::Vnnlib2) => Spec::Gap,
            _ => Spec::Exact,
        }
    }
}
