//! From a chain of nodes to layers.

use super::{
    chain::Step,
    constants::Constants,
    proto::{Node, ValueInfo},
    shape::Shape,
};
use crate::{
    file::{Problem, layer::layer},
    network::{Activation, Layer, Network, SparseMatrix},
};
use ndarray::{Array1, Array2, ArrayD, Axis, Ix2, array};

/// What stands between the last activation and the current node.
enum Pending {
    /// `scale x + shift` of each entry; one number stands for all.
    Entries { scale: Array1<f64>, shift: Array1<f64> },
    /// `W x + b`.
    Affine { weights: Array2<f64>, bias: Array1<f64> },
}

impl Pending {
    fn nothing() -> Self {
        Self::Entries { scale: array![1.0], shift: array![0.0] }
    }
}

/// The layers up to the current node.
struct Reader<'a> {
    constants: &'a Constants<'a>,
    layers: Vec<Layer>,
    pending: Pending,
    shape: Shape,
}

/// What is wrong with a node, or with a constant of its.
enum Wrong {
    Node(String),
    Other(Problem),
}

impl From<String> for Wrong {
    fn from(problem: String) -> Self {
        Self::Node(problem)
    }
}

impl From<&str> for Wrong {
    fn from(problem: &str) -> Self {
        Self::Node(problem.to_owned())
    }
}

impl From<Problem> for Wrong {
    fn from(problem: Problem) -> Self {
        Self::Other(problem)
    }
}

pub(super) fn read(chain: &[Step], input: &ValueInfo, constants: &Constants) -> Result<Network, Problem> {
    // At the end it keeps the numbers in their order, whatever the shape: skl2onnx makes one column of all rows.
    let chain = match chain {
        [rest @ .., Step { node, .. }] if node.op_type == "Reshape" => rest,
        all => all,
    };
    let (layers, pending) = (Vec::new(), Pending::nothing());
    let mut reader = Reader { constants, layers, pending, shape: Shape::of(input) };
    for step in chain {
        reader.node(step).map_err(|wrong| match wrong {
            Wrong::Node(problem) => Problem::Node { node: step.node.label(), problem },
            Wrong::Other(problem) => problem,
        })?;
    }
    reader.finish()
}

impl Reader<'_> {
    fn node(&mut self, Step { node, place }: &Step) -> Result<(), Wrong> {
        match node.op_type.as_str() {
            "Gemm" => self.gemm(node, *place),
            "MatMul" => {
                let weights = self.matrix(node, *place)?;
                self.multiply(weights.reversed_axes())
            }
            "Add" | "Sub" | "Mul" | "Div" => self.entrywise(node, *place),
            "Relu" => self.activate(Activation::Relu),
            "LeakyRelu" => {
                let slope = Activation::from_slope(node.float("alpha", 0.01).into());
                self.activate(slope.map_err(|error| error.to_string())?)
            }
            "Clip" => self.clip(node),
            "Cast" => Ok(node.check_cast()?),
            "Flatten" => Ok(self.shape.flatten(node.int("axis", 1))?),
            "Reshape" => self.reshape(node),
            _ => Ok(()),
        }
    }

    /// The constant second factor of a product, as it stands in the file.
    fn matrix(&self, node: &Node, place: usize) -> Result<Array2<f64>, Wrong> {
        let name = node.input.get(1).filter(|_| place == 0);
        let name = name.ok_or("expected the input first and constant weights second")?;
        let values = self.constants.get(name)?;
        let shape = values.shape().to_vec();
        let matrix = values.into_dimensionality::<Ix2>().ok().filter(|matrix| !matrix.is_empty());
        Ok(matrix.ok_or_else(|| format!("its weights `{name}` have shape {shape:?}; expected a matrix"))?)
    }

    /// `alpha x B + beta C`, with `B` or its transpose.
    fn gemm(&mut self, node: &Node, place: usize) -> Result<(), Wrong> {
        if node.int("transA", 0) != 0 {
            return Err("transposes its input (transA = 1); only weights may be transposed".into());
        }
        let given = self.matrix(node, place)?;
        let weights = if node.int("transB", 0) == 0 { given.reversed_axes() } else { given };
        self.multiply(weights * f64::from(node.float("alpha", 1.0)))?;
        match node.input.get(2).filter(|name| !name.is_empty()) {
            Some(name) => {
                let bias = row(name, self.constants.get(name)?)? * f64::from(node.float("beta", 1.0));
                self.scale_and_shift(&array![1.0], &bias)
            }
            None => Ok(()),
        }
    }

    fn multiply(&mut self, weights: Array2<f64>) -> Result<(), Wrong> {
        self.shape.multiply(weights.dim())?;
        let (outputs, inputs) = weights.dim();
        let (weights, bias) = match std::mem::replace(&mut self.pending, Pending::nothing()) {
            Pending::Entries { scale, shift } => {
                let shift = shift.broadcast(inputs).expect("one entry, or as many as the width").to_owned();
                let bias = weights.dot(&shift);
                (weights * &scale, bias)
            }
            Pending::Affine { weights: before, bias } => {
                self.push(before, bias, Activation::Identity)?;
                let bias = Array1::zeros(outputs);
                (weights, bias)
            }
        };
        self.pending = Pending::Affine { weights, bias };
        Ok(())
    }

    fn entrywise(&mut self, node: &Node, place: usize) -> Result<(), Wrong> {
        let other = node.input.get(1 - place.min(1));
        let name = other.ok_or_else(|| format!("has {} inputs; expected 2", node.input.len()))?;
        let constant = row(name, self.constants.get(name)?)?;
        let (one, zero) = (array![1.0], array![0.0]);
        match (node.op_type.as_str(), place) {
            ("Add", _) => self.scale_and_shift(&one, &constant),
            ("Sub", 0) => self.scale_and_shift(&one, &-constant),
            ("Sub", _) => self.scale_and_shift(&-one, &constant),
            ("Mul", _) => self.scale_and_shift(&constant, &zero),
            ("Div", 0) => self.scale_and_shift(&constant.recip(), &zero),
            _ => Err("divides by what depends on the input".into()),
        }
    }

    /// `scale x + shift` of what there is. Shapes: one entry, or as many as the width.
    fn scale_and_shift(&mut self, scale: &Array1<f64>, shift: &Array1<f64>) -> Result<(), Wrong> {
        self.shape.combine(scale.len())?;
        self.shape.combine(shift.len())?;
        match &mut self.pending {
            Pending::Entries { scale: before, shift: offset } => {
                *offset = &*offset * scale + shift;
                *before = &*before * scale;
            }
            Pending::Affine { weights, bias } => {
                *weights *= &scale.view().insert_axis(Axis(1));
                *bias *= scale;
                *bias += shift;
            }
        }
        Ok(())
    }

    fn clip(&mut self, node: &Node) -> Result<(), Wrong> {
        let bound = |place: usize, attribute: &str, none: f32| match node.input.get(place) {
            Some(name) if !name.is_empty() => Ok(self.constants.get(name)?.iter().copied().collect()),
            _ => Ok::<Vec<f64>, Problem>(vec![node.float(attribute, none).into()]),
        };
        let (least, most) = (bound(1, "min", f32::MIN)?, bound(2, "max", f32::MAX)?);
        if least == [0.0] && most.iter().all(|&most| most >= f32::MAX.into()) {
            return self.activate(Activation::Relu);
        }
        Err("clips elsewhere than below zero, which no layer here does".into())
    }

    fn reshape(&mut self, node: &Node) -> Result<(), Wrong> {
        let name = node.input.get(1).ok_or("has no shape to give")?;
        let target: Vec<f64> = self.constants.get(name)?.into_iter().collect();
        Ok(self.shape.reshape(&target)?)
    }

    fn activate(&mut self, activation: Activation) -> Result<(), Wrong> {
        match std::mem::replace(&mut self.pending, Pending::nothing()) {
            Pending::Affine { weights, bias } => Ok(self.push(weights, bias, activation)?),
            Pending::Entries { .. } if self.layers.is_empty() => {
                Err("comes before any weights; expected Gemm or MatMul first".into())
            }
            Pending::Entries { scale, shift } => Ok(self.push_entries(&scale, &shift, activation)?),
        }
    }

    fn push(&mut self, weights: Array2<f64>, bias: Array1<f64>, activation: Activation) -> Result<(), Problem> {
        let by_rows = weights.is_standard_layout();
        let weights = if by_rows { weights } else { weights.as_standard_layout().into_owned() };
        self.layers.push(layer(self.layers.len() + 1, weights.into(), Some(bias), activation)?);
        Ok(())
    }

    /// A layer of its own, diagonal, for what no weights before it take in.
    fn push_entries(
        &mut self,
        scale: &Array1<f64>,
        shift: &Array1<f64>,
        activation: Activation,
    ) -> Result<(), Problem> {
        let width = self.layers.last().map_or(0, Layer::outputs);
        let too_many = || Problem::Model("too many layers without weights, for a file of this size".into());
        self.constants.spend(width, too_many)?;
        let all = |entries: &Array1<f64>| entries.broadcast(width).expect("one entry, or the width").to_owned();
        let columns = (0..u32::try_from(width).map_err(|_| Problem::Model("too wide".into()))?).collect();
        let weights = SparseMatrix::new((width, width), (0..=width).collect(), columns, all(scale).to_vec());
        self.layers.push(layer(self.layers.len() + 1, weights.into(), Some(all(shift)), activation)?);
        Ok(())
    }

    fn finish(mut self) -> Result<Network, Problem> {
        match std::mem::replace(&mut self.pending, Pending::nothing()) {
            Pending::Affine { weights, bias } => self.push(weights, bias, Activation::Identity)?,
            Pending::Entries { scale, shift } if scale == array![1.0] && shift == array![0.0] => {}
            Pending::Entries { .. } if self.layers.is_empty() => {}
            Pending::Entries { scale, shift } => self.push_entries(&scale, &shift, Activation::Identity)?,
        }
        Ok(Network::new(self.layers)?)
    }
}

/// A constant that is the same in every row of a batch: all dimensions but the last are 1.
fn row(name: &str, values: ArrayD<f64>) -> Result<Array1<f64>, String> {
    match values.shape() {
        [rest @ .., _] if rest.iter().any(|&n| n != 1) => {
            Err(format!("its constant `{name}` has shape {:?}; expected one number or one row", values.shape()))
        }
        _ => Ok(values.into_iter().collect()),
    }
}
