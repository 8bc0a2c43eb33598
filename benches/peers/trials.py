"""Times Monte Carlo trials of pointwise injectivity: this project beside numpy.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/performance/requirements.txt
    cargo build --release --examples
    [THREADS=1] .venv/bin/python benches/peers/trials.py [--shapes 5-10,10-21,20-42] [--trials 20000]

A trial draws a Gaussian latent code of `k` entries and a layer of `n` rows, and asks whether the code is the only one with its output: whether the
rows that are active at it have rank `k`. This project proves the rank; numpy takes singular values in floats, or, as a lower limit, counts
the rows and looks at no matrix. numpy works on a thousand layers at once.
"""

import timing  # before numpy

import numpy as np

BATCH = 1000


def held(rng, k, n, trials, is_only):
    count = 0
    for _ in range(trials // BATCH):
        latent, weights = rng.standard_normal((BATCH, k, 1)), rng.standard_normal((BATCH, n, k))
        active = weights @ latent > 0
        count += int(np.sum(is_only(weights, active)))
    return count


def by_rank(weights, active):
    return np.linalg.matrix_rank(weights * active) == weights.shape[2]


def by_count(weights, active):
    return np.sum(active, axis=(1, 2)) >= weights.shape[2]


def main():
    arguments = timing.parser(__doc__)
    arguments.add_argument("--shapes", default="5-10,10-21,20-42", help="k-n")
    arguments.add_argument("--trials", type=int, default=20_000)
    arguments.add_argument("--binary", default="target/release/examples/time_trials")
    options = arguments.parse_args()
    rows = timing.Rows(options.json)
    for shape in options.shapes.split(","):
        k, n = map(int, shape.split("-"))
        [(cpu, clock, _)] = timing.rows_of([options.binary, k, n, options.trials])
        # Of one trial.
        ours = timing.seconds(cpu, clock) / options.trials
        rows.add("trial", shape, k * n, "unrelu", ours, ours, f"{1 / ours:,.0f} a second")
        for name, is_only in (("numpy, rank", by_rank), ("numpy, count", by_count)):
            rng = np.random.default_rng(1)
            taken = timing.least(lambda: held(rng, k, n, options.trials, is_only), most=5)[0] / options.trials
            rows.add("trial", shape, k * n, name, taken, ours, f"{1 / taken:,.0f} a second")


if __name__ == "__main__":
    main()
