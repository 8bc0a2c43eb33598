"""Compares onnxruntime with `unrelu forward` on an ONNX file: prints the largest difference, relative to the largest output.

    python3 -m venv .venv && .venv/bin/pip install numpy onnxruntime
    cargo build --release
    .venv/bin/python benches/peers/onnx_check.py network.onnx latents.npy [--unrelu target/release/unrelu]
"""

import argparse
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime


def by_onnxruntime(network, latents):
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    kind = np.float64 if given.type == "tensor(double)" else np.float32
    shape = [1, *given.shape[1:]]
    rows = [session.run(None, {given.name: row.reshape(shape).astype(kind)})[0].ravel() for row in latents]
    return np.stack(rows).astype(np.float64)


def by_unrelu(program, network, latents):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "observations.npy"
        subprocess.run([program, "forward", network, latents, "--out", out], check=True)
        return np.load(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network")
    parser.add_argument("latents")
    parser.add_argument("--unrelu", default="target/release/unrelu")
    arguments = parser.parse_args()
    theirs = by_onnxruntime(arguments.network, np.load(arguments.latents))
    ours = by_unrelu(arguments.unrelu, arguments.network, arguments.latents)
    print(f"{np.abs(ours - theirs).max() / np.abs(theirs).max():.3e}")


if __name__ == "__main__":
    main()
