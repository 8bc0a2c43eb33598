"""Times one linear program of one layer: this project's engine beside HiGHS, Clarabel and CVXOPT, in the same run.

    python3 -m venv .venv && .venv/bin/pip install numpy scipy highspy clarabel cvxopt
    cargo build --release --example time_lp
    .venv/bin/python benches/peers/lp.py [--sizes 500x100,2000x200] [--runs 5] [--seed 1] [--noise 1e-2]

The layer is Gaussian, the observation relu(W z) with uniform noise. One thread each; wall-clock seconds, the least of the
runs, which take turns. A peer that is not installed is left out. Peers run without limits on time: choose sizes with care.
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
import scipy.sparse as sparse


class Layer:
    """A Gaussian layer and a noisy observation of it."""

    def __init__(self, size, noise, seed):
        self.n, self.k = size
        rng = np.random.default_rng([seed, self.n, self.k])
        self.weights = rng.standard_normal(size) / np.sqrt(self.n)
        activation = self.weights @ rng.standard_normal(self.k)
        self.epsilon = float(noise * np.sqrt(np.mean(activation**2)))
        self.observation = np.maximum(activation, 0) + rng.uniform(-self.epsilon, self.epsilon, self.n)

    def program(self, objective):
        """Costs, rows and right-hand side of `min c v` subject to `A v <= b` with `v = (z, e)`."""
        active = self.observation > self.epsilon
        errors = np.ones((self.n, 1)) if objective == "linf" else sparse.identity(self.n, format="csr")
        errors = sparse.csr_matrix(errors)
        width = errors.shape[1]
        floor = sparse.hstack([sparse.csr_matrix((width, self.k)), -sparse.identity(width)])
        rows = [
            sparse.hstack([sparse.csr_matrix(self.weights), -errors]),
            sparse.hstack([sparse.csr_matrix(-self.weights[active]), -errors[active]]),
            floor,
        ]
        right = np.concatenate([self.observation, -self.observation[active], np.zeros(width)])
        costs = np.concatenate([np.zeros(self.k), np.ones(width)])
        return costs, sparse.vstack(rows).tocsc(), right


def with_highs(costs, rows, right):
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(costs), len(right)
    model.col_cost_ = costs
    model.col_lower_, model.col_upper_ = np.full(len(costs), -np.inf), np.full(len(costs), np.inf)
    model.row_lower_, model.row_upper_ = np.full(len(right), -np.inf), right
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    solver = highspy.Highs()
    solver.silent()
    for option, value in (("threads", 1), ("presolve", "off")):
        solver.setOptionValue(option, value)
    solver.passModel(model)

    def run():
        solver.clearSolver()
        solver.run()
        return solver.getInfo().objective_function_value

    return run


def with_clarabel(costs, rows, right):
    import clarabel

    settings = clarabel.DefaultSettings()
    settings.verbose, settings.max_threads = False, 1
    square = sparse.csc_matrix((len(costs), len(costs)))
    cones = [clarabel.NonnegativeConeT(len(right))]
    return lambda: clarabel.DefaultSolver(square, costs, rows, right, cones, settings).solve().obj_val


def with_cvxopt(costs, rows, right):
    import cvxopt

    cvxopt.solvers.options["show_progress"] = False
    costs, rows, right = cvxopt.matrix(costs), cvxopt.matrix(rows.toarray()), cvxopt.matrix(right)
    return lambda: cvxopt.solvers.lp(costs, rows, right)["primal objective"]


PEERS = {"highs": with_highs, "clarabel": with_clarabel, "cvxopt": with_cvxopt}


def peers_of(layer, objective, names):
    """The solvers that are installed and suit the objective: CVXOPT is dense, too much for one error a row."""
    found = {}
    for name in names:
        if name == "cvxopt" and objective == "l1":
            continue
        try:
            found[name] = PEERS[name](*layer.program(objective))
        except ImportError:
            print(f"# {name} is not installed")
    return found


def timed(run):
    start = time.perf_counter()
    optimum = run()
    return time.perf_counter() - start, optimum


def ours(binary, directory, layer):
    """Seconds and optimum by objective and method."""
    command = [binary, directory, repr(layer.epsilon), "5"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    table = (line.split() for line in lines if line)
    return {(objective, method): (float(seconds), float(optimum)) for objective, method, seconds, optimum in table}


def compare(layer, binary, names, runs):
    """Least seconds, optima: by objective and solver."""
    results = {}

    def note(key, result):
        results[key] = min(results.get(key, result), result)

    peers = {objective: peers_of(layer, objective, names) for objective in ("linf", "l1")}
    with tempfile.TemporaryDirectory() as directory:
        np.save(Path(directory) / "weights.npy", layer.weights)
        np.save(Path(directory) / "observation.npy", layer.observation.reshape(1, -1))
        for _ in range(runs):
            for key, result in ours(binary, directory, layer).items():
                note(key, result)
            for objective, solvers in peers.items():
                for name, run in solvers.items():
                    note((objective, name), timed(run))
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="500x100,2000x200")
    parser.add_argument("--peers", default="highs,clarabel,cvxopt")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--noise", type=float, default=1e-2, help="relative to the root mean square of W z")
    parser.add_argument("--binary", default="target/release/examples/time_lp")
    options = parser.parse_args()
    print(f"{'n x k':>10} {'program':8} {'solver':15} {'seconds':>10} {'ours / it':>10} {'optimum':>22}")
    for size in options.sizes.split(","):
        layer = Layer(tuple(int(side) for side in size.split("x")), options.noise, options.seed)
        results = compare(layer, options.binary, options.peers.split(","), options.runs)
        for (objective, solver), (seconds, optimum) in sorted(results.items(), key=lambda entry: (entry[0][0] != "linf", entry[1])):
            ratio = results[objective, "best"][0] / seconds
            print(f"{size:>10} {objective:8} {solver:15} {seconds:10.5f} {ratio:10.4f} {optimum:22.15e}", flush=True)


if __name__ == "__main__":
    main()
