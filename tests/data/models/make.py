"""Makes the model files of this folder, each with the tool that its users export with, and beside each what onnxruntime gives.

    pip install torch onnx onnxscript onnxruntime scikit-learn skl2onnx safetensors tensorflow tf2onnx
    python make.py

`NAME.onnx` or `NAME.safetensors` is the model, `NAME.inputs.npy` has four inputs a row, `NAME.outputs.npy` what onnxruntime gives for
them (PyTorch itself for safetensors). `refused-*.onnx` are models that are no chain of layers. Versions stand in versions.txt.
"""

import importlib.metadata
import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import save_file
from torch import nn

torch.manual_seed(1)
RNG = np.random.default_rng(1)


def save(name, inputs, outputs):
    rows = len(inputs)
    np.save(f"{name}.inputs.npy", inputs.reshape(rows, -1))
    np.save(f"{name}.outputs.npy", outputs.reshape(rows, -1))


def run(name, shape, dtype=np.float32):
    """Stores what onnxruntime gives, one input at a time where the model takes no more."""
    session = onnxruntime.InferenceSession(f"{name}.onnx", providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    inputs = RNG.standard_normal((4, *shape)).astype(dtype)
    if isinstance(given.shape[0], int):
        outputs = np.concatenate([session.run(None, {given.name: row[None]})[0] for row in inputs])
    else:
        outputs = session.run(None, {given.name: inputs})[0]
    save(name, inputs, outputs)


def export(name, model, shape, dtype=torch.float32, batch=True, **options):
    inputs = torch.zeros(1, *shape, dtype=dtype)
    if batch and not options.get("dynamo"):
        options["dynamic_axes"] = {"input": {0: "batch"}}
    if batch and options.get("dynamo"):
        options["dynamic_shapes"] = ({0: torch.export.Dim("batch")},)
        inputs = inputs.repeat(2, *[1] * len(shape))
    model.eval()
    torch.onnx.export(model, (inputs,), f"{name}.onnx", input_names=["input"], output_names=["output"], **options)
    drop_traces(name)


def drop_traces(name):
    """PyTorch keeps with every node the lines of the program that it comes from, with the folders of the machine."""
    model = onnx.load(f"{name}.onnx", load_external_data=False)
    for node in model.graph.node:
        del node.metadata_props[:]
    with open(f"{name}.onnx", "wb") as file:
        file.write(model.SerializeToString())


def mlp(first=5, second=7):
    last = nn.Linear(second, 4)
    return nn.Sequential(nn.Linear(3, first), nn.ReLU(), nn.Linear(first, second), nn.LeakyReLU(0.1), last)


class Product(nn.Module):
    """Weights from the right, numbers shifted and scaled before, between and after."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.randn(3, 5))
        self.v = nn.Parameter(torch.randn(5, 7))

    def forward(self, x):
        x = (x - torch.tensor([0.5, -0.25, 0.125])) / 2.0
        x = torch.relu(torch.matmul(x, self.w) * 3.0 + torch.arange(5.0)) * 0.5
        return torch.clamp(torch.matmul(x, self.v) - 1.0, min=0.0) * 0.5 + 0.5


class Image(nn.Module):
    def forward(self, x):
        return x.reshape(-1, 2, 4)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 3)

    def forward(self, x):
        return torch.relu(self.first(x)) + x


def pytorch():
    image = nn.Sequential(nn.Flatten(), nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 8, bias=False), nn.ReLU(), Image())
    export("torch-legacy", mlp(), (3,), dynamo=False)
    export("torch-legacy-one", mlp(), (3,), dynamo=False, batch=False)
    export("torch-legacy-double", nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 7)).double(), (3,), torch.float64, dynamo=False)
    export("torch-legacy-flatten", image, (2, 3), dynamo=False)
    export("torch-legacy-product", Product(), (3,), dynamo=False)
    export("torch-dynamo", mlp(), (3,), dynamo=True, external_data=False)
    # Small tensors stay in the model.
    export("torch-dynamo-external", mlp(20, 25), (3,), dynamo=True, external_data=True)
    export("torch-dynamo-flatten", image, (2, 3), dynamo=True, external_data=False)
    export("torch-dynamo-product", Product(), (3,), dynamo=True, external_data=False)
    for name in ("legacy", "legacy-one", "legacy-product", "dynamo", "dynamo-external", "dynamo-product"):
        run(f"torch-{name}", (3,))
    run("torch-legacy-double", (3,), np.float64)
    for name in ("legacy", "dynamo"):
        run(f"torch-{name}-flatten", (2, 3))
    convolution = nn.Sequential(nn.Conv1d(2, 3, 2), nn.ReLU(), nn.Flatten(), nn.Linear(6, 4))
    export("refused-conv", convolution, (2, 3), dynamo=False)
    normalised = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.BatchNorm1d(5), nn.Linear(5, 4))
    export("refused-batch-norm", normalised, (3,), dynamo=False, do_constant_folding=False)
    export("refused-tanh", nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 4)), (3,), dynamo=False)
    export("refused-residual", Residual(), (3,), dynamo=False)


def state_dicts():
    plain = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 7), nn.ReLU())
    named = nn.ModuleDict({"fc1": nn.Linear(3, 5), "fc2": nn.Linear(5, 5, bias=False), "out": nn.Linear(5, 7)})
    deep = nn.Sequential(*[module for _ in range(6) for module in (nn.Linear(3, 3), nn.ReLU())])
    inputs = torch.randn(4, 3)

    def keep(name, model, tensors, forward):
        save_file(tensors, f"{name}.safetensors")
        model.eval()
        with torch.no_grad():
            save(name, inputs.numpy(), forward(inputs).numpy())

    keep("state-dict", plain, plain.state_dict(), plain)
    keep("state-dict-prefix", plain, {f"model.net.{name}": tensor for name, tensor in plain.state_dict().items()}, plain)
    keep("state-dict-deep", deep, deep.state_dict(), deep)
    relu = torch.relu
    keep("state-dict-named", named, named.state_dict(), lambda x: relu(named["out"](relu(named["fc2"](relu(named["fc1"](x)))))))
    for name, dtype in (("half", torch.float16), ("bfloat", torch.bfloat16), ("double", torch.float64)):
        reduced = {key: tensor.to(dtype) for key, tensor in plain.state_dict().items()}
        model = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 7), nn.ReLU())
        model.load_state_dict(reduced)
        keep(f"state-dict-{name}", model, reduced, model)
    save_file(nn.Sequential(nn.Conv1d(2, 3, 2), nn.ReLU()).state_dict(), "refused-conv.safetensors")
    save_file(nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5)).state_dict(), "refused-batch-norm.safetensors")


def scikit_learn():
    from skl2onnx import to_onnx
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    x = RNG.standard_normal((50, 3))
    y = np.stack([x.sum(1), np.abs(x[:, 0])], axis=1)
    regressor = MLPRegressor(hidden_layer_sizes=(5, 7), max_iter=50, random_state=1)
    for name, kind, outputs in (("", FloatTensorType, y), ("-double", DoubleTensorType, y), ("-one", FloatTensorType, y[:, 0])):
        model = to_onnx(regressor.fit(x, outputs), initial_types=[("input", kind([None, 3]))])
        with open(f"scikit-learn{name}.onnx", "wb") as file:
            file.write(model.SerializeToString())
        run(f"scikit-learn{name}", (3,), np.float64 if kind is DoubleTensorType else np.float32)
    classifier = MLPClassifier(hidden_layer_sizes=(5,), max_iter=20, random_state=1).fit(x, y[:, 0] > 0)
    with open("refused-classifier.onnx", "wb") as file:
        file.write(to_onnx(classifier, initial_types=[("input", FloatTensorType([None, 3]))]).SerializeToString())


def keras():
    import keras
    import tensorflow
    import tf2onnx

    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((2, 3), name="input"),
            layers.Flatten(),
            layers.Dense(5, activation="relu", bias_initializer="normal"),
            layers.Dense(7, bias_initializer="normal"),
            layers.LeakyReLU(negative_slope=0.2),
            layers.Dense(4, activation="relu", use_bias=False),
        ]
    )
    model(np.zeros((1, 2, 3), np.float32))
    model.export("keras.onnx", format="onnx", verbose=False)
    run("keras", (2, 3))
    function = tensorflow.function(model, input_signature=[tensorflow.TensorSpec((None, 2, 3), name="input")])
    tf2onnx.convert.from_function(function, function.input_signature, opset=13, output_path="tf2onnx.onnx")
    run("tf2onnx", (2, 3))


def versions():
    names = ("torch", "onnx", "onnxscript", "onnxruntime", "scikit-learn", "skl2onnx", "safetensors", "keras", "tf2onnx")
    with open("versions.txt", "w") as file:
        for name in names:
            print(name, importlib.metadata.version(name), file=file)


if __name__ == "__main__":
    pytorch()
    state_dicts()
    scikit_learn()
    keras()
    versions()
