"""Times whole layer-wise inversions: this project beside Algorithm 1 of the paper over CVXOPT or HiGHS, in the same run.

    python3 -m venv .venv && .venv/bin/pip install numpy highspy cvxopt scipy
    cargo build --release --example time_inversion
    .venv/bin/python benches/peers/inversion.py [--widths 20-100-500] [--levels 1e-1,1e-3] [--trials 7] [--method linf]

Networks and latent codes are Gaussian, the noise is uniform on (-a, a). The peers follow the schedule of the paper's authors: they
start from the true `a`, which this project is not told, multiply it by 1.2 until the program of a layer is feasible, go on with that for
the layer before, and hidden vectors are non-negative. Negative observations count as 0 for all. One thread each; wall-clock seconds.
"""

import argparse
import os
import subprocess
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

GROWTH = 1.2


class Trial:
    """A network, a latent code and a noisy observation."""

    def __init__(self, widths, noise, seed):
        rng = np.random.default_rng([seed, *widths])
        shapes = zip(widths[1:], widths[:-1])
        self.weights = [rng.standard_normal(shape) / np.sqrt(shape[0]) for shape in shapes]
        self.latent = rng.standard_normal(widths[0])
        output = self.latent
        for weight in self.weights:
            output = np.maximum(weight @ output, 0)
        self.noise = noise
        self.observation = output + rng.uniform(-noise, noise, widths[-1])

    def error(self, latent):
        return np.linalg.norm(latent - self.latent) / np.linalg.norm(self.latent)


def program(weight, output, epsilon, hidden):
    """`min delta` over `(z, delta)`: rows and right-hand side of `A v <= b`."""
    n, k = weight.shape
    active = output > epsilon
    ones = np.ones((n, 1))
    rows = [np.hstack([weight, -ones]), np.hstack([-weight[active], -ones[active]])]
    right = [output, -output[active], np.array([0.0, epsilon])]
    ends = np.zeros((2, k + 1))
    ends[:, k] = -1, 1
    rows.append(ends)
    if hidden:
        rows.append(np.hstack([-np.eye(k), np.zeros((k, 1))]))
        right.append(np.zeros(k))
    return np.vstack(rows), np.concatenate(right)


def with_cvxopt(rows, right):
    import cvxopt

    cvxopt.solvers.options["show_progress"] = False
    costs = cvxopt.matrix(np.eye(rows.shape[1])[-1])
    solved = cvxopt.solvers.lp(costs, cvxopt.matrix(rows), cvxopt.matrix(right))
    return np.array(solved["x"]).ravel()[:-1] if solved["status"] == "optimal" else None


def with_highs(rows, right):
    import highspy

    model = highspy.HighsLp()
    height, width = rows.shape
    model.num_col_, model.num_row_ = width, height
    model.col_cost_ = np.eye(width)[-1]
    model.col_lower_, model.col_upper_ = np.full(width, -np.inf), np.full(width, np.inf)
    model.row_lower_, model.row_upper_ = np.full(height, -np.inf), right
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(width + 1) * height
    model.a_matrix_.index_, model.a_matrix_.value_ = np.tile(np.arange(height), width), rows.T.ravel()
    solver = highspy.Highs()
    solver.silent()
    for option, value in (("threads", 1), ("presolve", "off")):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    optimal = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return np.asarray(solver.getSolution().col_value)[:-1] if optimal else None


def with_scipy(rows, right):
    from scipy.optimize import linprog

    solved = linprog(np.eye(rows.shape[1])[-1], A_ub=rows, b_ub=right, bounds=(None, None), method="highs")
    return solved.x[:-1] if solved.status == 0 else None


PEERS = {"cvxopt": with_cvxopt, "highs": with_highs, "scipy": with_scipy}


def invert(trial, solve):
    """Algorithm 1, layer by layer."""
    output, epsilon = trial.observation, trial.noise
    for number, weight in reversed(list(enumerate(trial.weights))):
        output = np.maximum(output, 0)
        while True:
            found = solve(*program(weight, output, epsilon, number > 0))
            if found is not None:
                break
            epsilon *= GROWTH
        output = found
    return output


def ours(binary, trial, method, runs):
    """Seconds and latent code."""
    with tempfile.TemporaryDirectory() as directory:
        network, observation = Path(directory) / "network.npz", Path(directory) / "observation.npy"
        np.savez(network, **{f"W{i}": weight for i, weight in enumerate(trial.weights, 1)})
        np.save(observation, trial.observation.reshape(1, -1))
        command = [binary, network, observation, method, str(runs)]
        line = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, _, *latent = map(float, line.split())
    return seconds, np.array(latent)


def timed(trial, solve, runs):
    least = np.inf
    for _ in range(runs):
        start = time.perf_counter()
        latent = invert(trial, solve)
        least = min(least, time.perf_counter() - start)
    return least, latent


def installed(names):
    for name in names:
        try:
            __import__({"highs": "highspy"}.get(name, name))
            yield name
        except ImportError:
            print(f"# {name} is not installed")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--widths", default="20-100-500")
    parser.add_argument("--levels", default="1e-1,1e-2,1e-3,1e-4,1e-5,1e-6")
    parser.add_argument("--trials", type=int, default=7)
    parser.add_argument("--runs", type=int, default=3, help="of each trial; the least time counts")
    parser.add_argument("--method", default="linf")
    parser.add_argument("--peers", default="cvxopt,highs")
    parser.add_argument("--binary", default="target/release/examples/time_inversion")
    options = parser.parse_args()
    widths = [int(width) for width in options.widths.split("-")]
    peers = list(installed(options.peers.split(",")))
    print(f"{'noise':>7} {'solver':8} {'median s':>10} {'least s':>10} {'ours / it':>10} {'median error':>13}")
    for level in options.levels.split(","):
        results = {name: [] for name in [options.method, *peers]}
        for seed in range(options.trials):
            trial = Trial(widths, float(level), seed)
            runs = {options.method: lambda: ours(options.binary, trial, options.method, options.runs)}
            runs |= {name: lambda name=name: timed(trial, PEERS[name], options.runs) for name in peers}
            for name, run in runs.items():
                seconds, latent = run()
                results[name].append((seconds, trial.error(latent)))
        first = np.median([seconds for seconds, _ in results[options.method]])
        for name, pairs in results.items():
            seconds, errors = np.array(pairs).T
            row = (np.median(seconds), min(seconds), first / np.median(seconds), np.median(errors))
            print(f"{level:>7} {name:8} {row[0]:10.5f} {row[1]:10.5f} {row[2]:10.4f} {row[3]:13.3e}", flush=True)


if __name__ == "__main__":
    main()
