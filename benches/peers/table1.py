"""Times Algorithm 1 over CVXOPT, HiGHS and SciPy on networks of Table 1, then `unrelu reproduce table1`, whose page shows both.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/performance/requirements.txt
    cargo build --release
    .venv/bin/python benches/peers/table1.py [--runs 10] [--out table1]

Networks are Gaussian with widths k-250-600, the noise is uniform on (-0.01, 0.01); draws are others than those of `reproduce`, from the same
law. As in inversion.py, the other programs are told the size of the noise. One thread each; CPU seconds.
"""

import csv
import subprocess
from pathlib import Path

import timing  # before numpy

from inversion import Trial, algorithm_1, by_cvxopt, by_highs, by_scipy

NOISE = 1e-2
DIMENSIONS = (10, 30, 50, 70, 90, 110)
LAYERS = (250, 600)
PEERS = {"CVXOPT": by_cvxopt, "HiGHS": by_highs, "SciPy": by_scipy}


def mean_seconds(solve, trials):
    return sum(timing.timed(lambda: algorithm_1(trial, solve))[0] for trial in trials) / len(trials)


def main():
    arguments = timing.parser(__doc__)
    arguments.add_argument("--runs", type=int, default=10)
    arguments.add_argument("--out", type=Path, default=Path("table1"))
    arguments.add_argument("--unrelu", default="target/release/unrelu")
    options = arguments.parse_args()
    options.out.mkdir(parents=True)
    table = options.out / "peers.csv"
    with table.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("solver", "k", "runs", "seconds"))
        for name, solve in PEERS.items():
            for k in DIMENSIONS:
                trials = [Trial((k, *LAYERS), NOISE, seed) for seed in range(options.runs)]
                rows.writerow((f"linf by {name}", k, len(trials), mean_seconds(solve, trials)))
                file.flush()
    command = [options.unrelu, "reproduce", "table1", "--runs", str(options.runs), "--threads", "1"]
    subprocess.run([*command, "--peers", table, "--out", options.out / "report"], check=True)


if __name__ == "__main__":
    main()
