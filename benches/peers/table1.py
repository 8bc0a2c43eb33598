"""Times Algorithm 1 over CVXOPT, HiGHS and SciPy on networks of Table 1, then `unrelu reproduce table1`, whose page shows both.

    python3 -m venv .venv && .venv/bin/pip install numpy highspy cvxopt scipy
    cargo build --release
    .venv/bin/python benches/peers/table1.py [--runs 10] [--out table1]

Networks are Gaussian with widths k-250-600, the noise is uniform on (-0.01, 0.01); draws are others than those of `reproduce`, from the same
law. As in inversion.py, the other programs are told the size of the noise. One thread each; CPU seconds.
"""

import argparse
import csv
import subprocess
import time
from pathlib import Path

from inversion import PEERS, Trial, installed, invert

NOISE = 1e-2
DIMENSIONS = (10, 30, 50, 70, 90, 110)
LAYERS = (250, 600)


def mean_seconds(solve, trials):
    start = time.process_time()
    for trial in trials:
        invert(trial, solve)
    return (time.process_time() - start) / len(trials)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--peers", default="cvxopt,highs,scipy")
    parser.add_argument("--out", type=Path, default=Path("table1"))
    parser.add_argument("--binary", default="target/release/unrelu")
    options = parser.parse_args()
    options.out.mkdir(parents=True)
    table = options.out / "peers.csv"
    with table.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("solver", "k", "runs", "seconds"))
        for name in installed(options.peers.split(",")):
            for k in DIMENSIONS:
                trials = [Trial((k, *LAYERS), NOISE, seed) for seed in range(options.runs)]
                rows.writerow((f"linf by {name}", k, len(trials), mean_seconds(PEERS[name], trials)))
                file.flush()
    command = [options.binary, "reproduce", "table1", "--runs", str(options.runs), "--threads", "1"]
    subprocess.run([*command, "--peers", table, "--out", options.out / "report"], check=True)


if __name__ == "__main__":
    main()
