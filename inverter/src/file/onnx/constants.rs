//! What in a graph does not depend on its input.

use super::{
    proto::{Attribute, Graph, Node, Tensor},
    tensor::External,
};
use crate::file::Problem;
use ndarray::{ArrayD, IxDyn};
use std::{cell::Cell, collections::BTreeMap};

/// Constants by name: initializers, `Constant` nodes, and these through `Identity`, `Cast` and `Transpose`.
pub(super) struct Constants<'a> {
    initializers: BTreeMap<&'a str, &'a Tensor>,
    nodes: BTreeMap<&'a str, &'a Node>,
    external: &'a External,
    /// Numbers that may still be asked for.
    allowance: Cell<usize>,
}

/// How many nodes may stand between an initializer and its use.
const DEPTH: usize = 16;
/// How often a byte of the file may be used: shared weights are fine, a small file that fills the memory is not.
const SHARES: usize = 64;

impl<'a> Constants<'a> {
    /// Of a graph in a file of `size` bytes.
    pub fn new(graph: &'a Graph, external: &'a External, size: usize) -> Self {
        let initializers = graph.initializer.iter().map(|tensor| (tensor.name.as_str(), tensor)).collect();
        let known = |node: &&Node| {
            matches!(node.op_type.as_str(), "Constant" | "Identity" | "Cast" | "Transpose") && node.output.len() == 1
        };
        let nodes = graph.node.iter().filter(known).map(|node| (node.output[0].as_str(), node)).collect();
        let allowance = Cell::new((size + external.len()).saturating_mul(SHARES));
        Self { initializers, nodes, external, allowance }
    }

    pub fn is_initializer(&self, name: &str) -> bool {
        self.initializers.contains_key(name)
    }

    pub fn contains(&self, name: &str) -> bool {
        self.source(name).is_some()
    }

    /// Where the numbers of `name` come from, and the nodes between, the last first.
    fn source(&self, name: &str) -> Option<(Source<'a>, Vec<&'a Node>)> {
        let mut name = name;
        let mut between = Vec::new();
        while between.len() < DEPTH {
            if let Some(tensor) = self.initializers.get(name) {
                return Some((Source::Tensor(tensor), between));
            }
            let node = self.nodes.get(name)?;
            if node.op_type == "Constant" {
                return Some((Source::Attribute(node.attribute.first()?), between));
            }
            between.push(*node);
            name = node.input.first()?;
        }
        None
    }

    /// Counts numbers that memory is asked for.
    pub fn spend(&self, numbers: usize, too_many: impl FnOnce() -> Problem) -> Result<(), Problem> {
        self.allowance.set(self.allowance.get().checked_sub(numbers).ok_or_else(too_many)?);
        Ok(())
    }

    /// The numbers of the constant `name`.
    pub fn get(&self, name: &str) -> Result<ArrayD<f64>, Problem> {
        let (source, between) =
            self.source(name).ok_or_else(|| Problem::tensor(name, "expected a constant; it depends on the input"))?;
        let mut values = source.values(self.external).map_err(|problem| named(problem, name))?;
        self.spend(values.len(), || Problem::Model(format!("`{name}` and others are shared too often")))?;
        for node in between.into_iter().rev() {
            values = apply(node, values).map_err(|problem| Problem::Node { node: node.label(), problem })?;
        }
        Ok(values)
    }
}

/// The tensor of a `Constant` node has no name of its own.
fn named(problem: Problem, name: &str) -> Problem {
    match problem {
        Problem::Array { problem, .. } => Problem::tensor(name, problem),
        other => other,
    }
}

enum Source<'a> {
    Tensor(&'a Tensor),
    Attribute(&'a Attribute),
}

impl Source<'_> {
    fn values(&self, external: &External) -> Result<ArrayD<f64>, Problem> {
        let list = |values: Vec<f64>| Ok(ndarray::Array1::from(values).into_dyn());
        match self {
            Self::Tensor(tensor) => tensor.values(external),
            Self::Attribute(Attribute { t: Some(tensor), .. }) => tensor.values(external),
            Self::Attribute(attribute) => match attribute.name.as_str() {
                "value_float" => Ok(ArrayD::from_elem(IxDyn(&[]), attribute.f.into())),
                "value_int" => Ok(ArrayD::from_elem(IxDyn(&[]), attribute.i as f64)),
                "value_floats" => list(attribute.floats.iter().map(|&number| number.into()).collect()),
                "value_ints" => list(attribute.ints.iter().map(|&number| number as f64).collect()),
                other => Err(Problem::tensor("", format!("a constant by `{other}` is not supported"))),
            },
        }
    }
}

fn apply(node: &Node, values: ArrayD<f64>) -> Result<ArrayD<f64>, String> {
    match node.op_type.as_str() {
        "Cast" => node.check_cast().map(|()| values),
        "Transpose" if values.ndim() == 2 => Ok(values.reversed_axes()),
        "Transpose" => Err(format!("expected a matrix, found shape {:?}", values.shape())),
        _ => Ok(values),
    }
}
