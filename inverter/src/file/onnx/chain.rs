//! The nodes between the input and the output of a graph.

use super::{
    constants::Constants,
    proto::{Attribute, Graph, Node, ValueInfo},
};
use crate::file::Problem;
use std::collections::BTreeMap;

/// A node, and which of its inputs is not constant.
pub(super) struct Step<'a> {
    pub node: &'a Node,
    pub place: usize,
}

/// Operators that [`layers`](super::layers) takes.
const KNOWN: [&str; 13] = [
    "Gemm",
    "MatMul",
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Relu",
    "LeakyRelu",
    "Clip",
    "Identity",
    "Cast",
    "Flatten",
    "Reshape",
];

/// The input that is no initializer (old files list these too).
pub(super) fn input<'a>(graph: &'a Graph, constants: &Constants) -> Result<&'a ValueInfo, Problem> {
    let inputs = graph.input.iter().filter(|input| !constants.is_initializer(&input.name));
    only("input", &inputs.collect::<Vec<_>>())
}

fn only<'a>(what: &str, values: &[&'a ValueInfo]) -> Result<&'a ValueInfo, Problem> {
    match values {
        [one] => Ok(one),
        several => {
            let names: Vec<&str> = several.iter().map(|value| value.name.as_str()).collect();
            let names = names.join(", ");
            Err(Problem::Model(format!("the graph has {} {what}s ({names}); expected one", several.len())))
        }
    }
}

/// The chain of nodes from `input` to the output, found from its end; where there is none, the error names the last node
/// that is to blame.
pub(super) fn nodes<'a>(graph: &'a Graph, constants: &Constants, input: &ValueInfo) -> Result<Vec<Step<'a>>, Problem> {
    let outputs = graph.node.iter().flat_map(|node| node.output.iter().map(move |name| (name.as_str(), node)));
    let producers: BTreeMap<&str, &Node> = outputs.collect();
    let mut name = graph.output.first().map_or("", |output| output.name.as_str());
    let mut chain = Vec::new();
    while name != input.name {
        let missing = || Problem::Model(format!("no node gives `{name}`, on which the output depends"));
        let node = *producers.get(name).ok_or_else(missing)?;
        let place = place(node, constants).map_err(|problem| Problem::Node { node: node.label(), problem })?;
        if chain.len() == graph.node.len() {
            return Err(Problem::Node { node: node.label(), problem: "depends on its own output".into() });
        }
        chain.push(Step { node, place });
        name = &node.input[place];
    }
    only("output", &graph.output.iter().collect::<Vec<_>>())?;
    chain.reverse();
    Ok(chain)
}

fn place(node: &Node, constants: &Constants) -> Result<usize, String> {
    let standard = matches!(node.domain.as_str(), "" | "ai.onnx");
    if !standard || !KNOWN.contains(&node.op_type.as_str()) {
        return Err(format!("this operator is not supported; expected one of {}", KNOWN.join(", ")));
    }
    let varying = node.input.iter().enumerate().filter(|(_, name)| !name.is_empty() && !constants.contains(name));
    let varying: Vec<usize> = varying.map(|(place, _)| place).collect();
    match varying.as_slice() {
        [one] => Ok(*one),
        [] => Err("does not depend on the network's input".into()),
        several => {
            let names: Vec<&str> = several.iter().map(|&place| node.input[place].as_str()).collect();
            Err(format!("joins {}, of which none is constant; expected a chain of layers", names.join(" and ")))
        }
    }
}

impl Node {
    /// Name and operator, for errors.
    pub fn label(&self) -> String {
        let separator = if self.domain.is_empty() { "" } else { "." };
        let operator = format!("{}{separator}{}", self.domain, self.op_type);
        match (self.name.as_str(), self.output.first()) {
            ("", Some(output)) => format!("the node that gives `{output}` ({operator})"),
            (name, _) => format!("node `{name}` ({operator})"),
        }
    }

    fn find(&self, name: &str) -> Option<&Attribute> {
        self.attribute.iter().find(|attribute| attribute.name == name)
    }

    pub fn float(&self, name: &str, default: f32) -> f32 {
        self.find(name).map_or(default, |attribute| attribute.f)
    }

    pub fn int(&self, name: &str, default: i64) -> i64 {
        self.find(name).map_or(default, |attribute| attribute.i)
    }

    /// A `Cast` to anything but float32 and float64 would change the numbers.
    pub fn check_cast(&self) -> Result<(), String> {
        match self.int("to", 0) {
            1 | 11 => Ok(()),
            other => Err(format!("casts to data type {other} of ONNX; expected float32 or float64")),
        }
    }
}
