"""Times whole layer-wise inversions: this project beside Algorithm 1 of the paper over CVXOPT or HiGHS, gradient descent and LAPACK.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/performance/requirements.txt
    cargo build --release --examples
    [THREADS=1] .venv/bin/python benches/peers/inversion.py [--widths 20-100-500] [--levels 0,1e-2,1e-4] [--trials 5]

Networks and latent codes are Gaussian, the noise is uniform on (-a, a). Seconds are the median over the trials; the remark is the median of
the relative errors of the latent code.

- Algorithm 1 follows the schedule of the paper's authors: it starts from the true `a` (1e-9 without noise), which this project is not told,
  multiplies it by 1.2 until the program of a layer is feasible, goes on with that for the layer before, and hidden vectors are non-negative.
  Negative observations count as 0 for all.
- Gradient descent has the test of the sign (Huang et al.), step 1, until the gradient is 1e-10 or for 10,000 steps.
- Without noise LAPACK solves the active rows of each layer: by SVD (gelsd, as numpy does), or QR with pivoting (gelsy); of a single layer also
  by LU of its first `k` active rows, which checks nothing: what no method can avoid.
"""

import tempfile
from pathlib import Path

import timing  # before numpy

import numpy as np
import scipy.linalg
import scipy.optimize
import scipy.sparse as sparse

import lp

GROWTH = 1.2
# Of hidden vectors, what is below is rounding.
SMALLEST = 1e-9


class Trial:
    """A network, a latent code and a noisy observation."""

    def __init__(self, widths, noise, seed):
        rng = np.random.default_rng([seed, *widths])
        shapes = zip(widths[1:], widths[:-1])
        self.weights = [rng.standard_normal(shape) / np.sqrt(shape[0]) for shape in shapes]
        self.latent = rng.standard_normal(widths[0])
        self.noise = noise
        self.observation = self.forward(self.latent)[-1] + rng.uniform(-noise, noise, widths[-1])
        self.start = rng.standard_normal(widths[0])

    def forward(self, latent):
        """The output of every layer, the latent code first."""
        outputs = [latent]
        for weight in self.weights:
            outputs.append(np.maximum(weight @ outputs[-1], 0))
        return outputs

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


def by_cvxopt(rows, right):
    import cvxopt

    cvxopt.solvers.options["show_progress"] = False
    costs = cvxopt.matrix(np.eye(rows.shape[1])[-1])
    solved = cvxopt.solvers.lp(costs, cvxopt.matrix(rows), cvxopt.matrix(right))
    return np.array(solved["x"]).ravel()[:-1] if solved["status"] == "optimal" else None


def by_highs(rows, right):
    solver = lp.highs(np.eye(rows.shape[1])[-1], sparse.csc_matrix(rows), right)
    solver.run()
    optimal = solver.modelStatusToString(solver.getModelStatus()) == "Optimal"
    return np.asarray(solver.getSolution().col_value)[:-1] if optimal else None


def by_scipy(rows, right):
    solved = scipy.optimize.linprog(np.eye(rows.shape[1])[-1], A_ub=rows, b_ub=right, bounds=(None, None), method="highs")
    return solved.x[:-1] if solved.status == 0 else None


def algorithm_1(trial, solve):
    output, epsilon = trial.observation, max(trial.noise, SMALLEST)
    for number, weight in reversed(list(enumerate(trial.weights))):
        output = np.maximum(output, 0)
        while True:
            found = solve(*program(weight, output, epsilon, number > 0))
            if found is not None:
                break
            epsilon *= GROWTH
        output = found
    return output


def gradient_descent(trial, steps=10_000, smallest=1e-10):
    latent = trial.start
    loss = lambda outputs: np.sum((outputs[-1] - trial.observation) ** 2)
    for _ in range(steps):
        outputs, others = trial.forward(latent), trial.forward(-latent)
        if loss(others) < loss(outputs):
            latent, outputs = -latent, others
        slope = outputs[-1] - trial.observation
        for weight, output in zip(reversed(trial.weights), reversed(outputs[1:])):
            slope = weight.T @ (slope * (output > 0))
        if np.linalg.norm(slope) < smallest:
            break
        latent = latent - slope
    return latent


def by_lapack(trial, solve):
    output = trial.observation
    for weight in reversed(trial.weights):
        active = output > SMALLEST
        output = solve(weight[active], output[active])
    # As this project does: an answer is run forward.
    np.abs(trial.forward(output)[-1] - trial.observation).max()
    return output


def gelsd(rows, right):
    return np.linalg.lstsq(rows, right, rcond=None)[0]


def gelsy(rows, right):
    return scipy.linalg.lstsq(rows, right, lapack_driver="gelsy", check_finite=False)[0]


def lu(trial):
    rows = np.flatnonzero(trial.observation > SMALLEST)[: len(trial.latent)]
    return np.linalg.solve(trial.weights[0][rows], trial.observation[rows])


def peers(widths, noise):
    """Functions of a trial, by name."""
    single = len(widths) == 2
    if noise == 0:
        yield "LAPACK QR", lambda trial: by_lapack(trial, gelsy)
        yield "LAPACK SVD", lambda trial: by_lapack(trial, gelsd)
    if single:
        yield "LAPACK LU", lu
        return
    yield "Alg. 1, CVXOPT", lambda trial: algorithm_1(trial, by_cvxopt)
    yield "Alg. 1, HiGHS", lambda trial: algorithm_1(trial, by_highs)
    yield "gradient descent", gradient_descent


def ours(binary, trial, method):
    """Seconds and latent code."""
    with tempfile.TemporaryDirectory() as directory:
        network, observation = Path(directory) / "network.npz", Path(directory) / "observation.npy"
        np.savez(network, **{f"W{i}": weight for i, weight in enumerate(trial.weights, 1)})
        np.save(observation, trial.observation.reshape(1, -1))
        [(cpu, clock, _, *latent)] = timing.rows_of([binary, network, observation, method])
    return timing.seconds(cpu, clock), np.array(latent, dtype=float)


def compare(rows, widths, level, options):
    trials = [Trial(widths, float(level), seed) for seed in range(options.trials)]
    # The first is what the others are compared with.
    methods = ["exact"] if float(level) == 0 else ["auto", "linf"]
    solvers = {f"unrelu {method}": lambda trial, method=method: ours(options.binary, trial, method) for method in methods}
    for name, solve in peers(widths, float(level)):
        solvers[name] = lambda trial, solve=solve: timing.least(lambda: solve(trial), most=5, enough=0.5)
    first = None
    for name, solve in solvers.items():
        try:
            results = [solve(trial) for trial in trials]
        except ImportError as error:
            print(f"# {error}")
            continue
        taken = float(np.median([seconds for seconds, _ in results]))
        first = first or taken
        error = np.median([trial.error(latent) for trial, (_, latent) in zip(trials, results)])
        what = "layer, exact" if len(widths) == 2 else f"network, noise {level}"
        size = sum(n * k for n, k in zip(widths[1:], widths[:-1]))
        rows.add(what, "-".join(map(str, widths)), size, name, taken, first, f"error {error:.1e}")


def main():
    arguments = timing.parser(__doc__)
    arguments.add_argument("--widths", default="20-100-500,50-150-500,110-250-600")
    arguments.add_argument("--levels", default="0,1e-2,1e-4")
    arguments.add_argument("--trials", type=int, default=5)
    arguments.add_argument("--binary", default="target/release/examples/time_inversion")
    options = arguments.parse_args()
    rows = timing.Rows(options.json)
    for level in options.levels.split(","):
        for widths in options.widths.split(","):
            compare(rows, [int(width) for width in widths.split("-")], level, options)


if __name__ == "__main__":
    main()
