"""Times one linear program of one layer: this project's engine beside HiGHS, Clarabel and CVXOPT, in the same run.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/performance/requirements.txt
    cargo build --release --examples
    [THREADS=1] .venv/bin/python benches/peers/lp.py [--sizes 500x100,2000x200] [--seed 1] [--noise 1e-2]

The layer is Gaussian, the observation relu(W z) with uniform noise. Seconds are the least of several runs. A peer that is not
installed is left out. Peers run without limits on time: choose sizes with care.
"""

import tempfile
from pathlib import Path

import timing  # before numpy

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


def highs(costs, rows, right, method="simplex"):
    """`min c v` subject to `A v <= b`, ready to run."""
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
    for option, value in (("threads", timing.THREADS), ("presolve", "off"), ("solver", method)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver


def with_highs(*program, method="simplex"):
    solver = highs(*program, method)

    def run():
        solver.clearSolver()
        solver.run()
        return solver.getInfo().objective_function_value

    return run


def with_clarabel(costs, rows, right):
    import clarabel

    settings = clarabel.DefaultSettings()
    settings.verbose, settings.max_threads = False, timing.THREADS
    square = sparse.csc_matrix((len(costs), len(costs)))
    cones = [clarabel.NonnegativeConeT(len(right))]
    return lambda: clarabel.DefaultSolver(square, costs, rows, right, cones, settings).solve().obj_val


def with_cvxopt(costs, rows, right):
    import cvxopt

    cvxopt.solvers.options["show_progress"] = False
    costs, rows, right = cvxopt.matrix(costs), cvxopt.matrix(rows.toarray()), cvxopt.matrix(right)
    return lambda: cvxopt.solvers.lp(costs, rows, right)["primal objective"]


PEERS = {
    "HiGHS simplex": with_highs,
    "HiGHS ipm": lambda *program: with_highs(*program, method="ipm"),
    "Clarabel": with_clarabel,
    "CVXOPT": with_cvxopt,
}


def peers_of(layer, objective):
    """The solvers that are installed and suit the objective: CVXOPT is dense, too much for one error a row."""
    for name, prepare in PEERS.items():
        if name == "CVXOPT" and objective == "l1":
            continue
        try:
            yield name, prepare(*layer.program(objective))
        except ImportError as error:
            print(f"# {error}")


def ours(binary, layer):
    """Seconds and optimum by objective and method."""
    with tempfile.TemporaryDirectory() as directory:
        np.save(Path(directory) / "weights.npy", layer.weights)
        np.save(Path(directory) / "observation.npy", layer.observation.reshape(1, -1))
        rows = timing.rows_of([binary, directory, repr(layer.epsilon)])
    return {(objective, method): (timing.seconds(cpu, clock), float(optimum)) for objective, method, cpu, clock, optimum in rows}


def main():
    arguments = timing.parser(__doc__)
    arguments.add_argument("--sizes", default="250x50,500x100,1000x200,2000x400")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--noise", type=float, default=1e-2, help="relative to the root mean square of W z")
    arguments.add_argument("--binary", default="target/release/examples/time_lp")
    options = arguments.parse_args()
    rows = timing.Rows(options.json)
    for size in options.sizes.split(","):
        layer = Layer(tuple(int(side) for side in size.split("x")), options.noise, options.seed)
        results = ours(options.binary, layer)
        for objective in ("linf", "l1"):
            best, right = results[objective, "best"]
            what, scale = f"LP {objective}", layer.n * layer.k
            rows.add(what, size, scale, "unrelu", best, best)
            for name, run in peers_of(layer, objective):
                taken, optimum = timing.least(run)
                off = abs(optimum - right) / right
                rows.add(what, size, scale, name, taken, best, f"optimum off by {off:.0e}" if off > 1e-5 else "")


if __name__ == "__main__":
    main()
