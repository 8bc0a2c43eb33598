"""Times the way from a DIMACS file to a network: this project beside PySAT's reader, and numpy for both steps.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/performance/requirements.txt
    cargo build --release --examples --bins
    [THREADS=1] .venv/bin/python benches/peers/formulas.py [--clauses 10000,100000,1000000]

Random 3-SAT, four clauses a variable. Reading starts from a file in the cache of the system. The numpy reader takes every number as it comes and looks at
no clause: it cannot tell a bad file. The numpy reduction makes the four matrices of `theorem-2` and their biases for clauses of equal length.
"""

import tempfile
from pathlib import Path

import timing  # before numpy

import numpy as np
import scipy.sparse as sparse


def read_by_numpy(path):
    """Literals, a row a clause."""
    text = path.read_bytes()
    start = text.index(b"\n", text.index(b"p cnf")) + 1
    return np.fromstring(text[start:], dtype=np.int64, sep=" ").reshape(-1, 4)[:, :3]


def read_by_pysat(path):
    from pysat.formula import CNF

    return CNF(from_file=str(path)).clauses


def theorem_2(clauses, k):
    """The four layers, each a sparse matrix and its bias."""
    m, width = clauses.shape
    one, ones = sparse.identity(k, format="csr"), np.ones(k)
    shift = sparse.vstack([one, one]), np.concatenate([ones, -ones])
    difference = sparse.hstack([one, -one])
    clip = sparse.vstack([difference, -difference]), np.concatenate([-ones, ones])
    inputs, signs = np.abs(clauses) - 1, -np.sign(clauses).astype(float)
    columns, entries = np.hstack([inputs, k + inputs]).ravel(), np.hstack([signs, -signs]).ravel()
    rows = sparse.csr_matrix((entries, columns, np.arange(m + 1) * 2 * width), shape=(m, 2 * k))
    halves = sparse.kron(np.eye(2), np.ones(k), format="csr")
    clause = sparse.vstack([rows, halves]), np.concatenate([np.full(m, 1.0 - width), np.zeros(2)])
    ends = np.repeat([0, 1], [m, 2])
    total = sparse.csr_matrix((np.ones(m + 2), (ends, np.arange(m + 2)))), np.zeros(2)
    return [(sparse.csr_matrix(weights), bias) for weights, bias in (shift, clip, clause, total)]


def compare(rows, folder, clauses, options):
    path, variables = Path(folder) / f"{clauses}.cnf", clauses // 4
    command = [options.unrelu, "generate", "cnf", "random", "--vars", variables, "--ratio", 4, "--seed", 1, "--out", path]
    timing.rows_of(command)
    results = {}
    for step, cpu, clock, count in timing.rows_of([options.binary, path]):
        results[step] = timing.seconds(cpu, clock), int(count)
    ours, literals = results.pop("read")
    what = "read DIMACS"
    rows.add(what, clauses, clauses, "unrelu", ours, ours)
    taken, read = timing.least(lambda: read_by_numpy(path))
    assert read.size == literals
    rows.add(what, clauses, clauses, "numpy", taken, ours, "checks nothing")
    try:
        taken, found = timing.least(lambda: read_by_pysat(path))
        assert sum(map(len, found)) == literals
        rows.add(what, clauses, clauses, "PySAT", taken, ours)
    except ImportError as error:
        print(f"# {error}")
    first, weights = results["theorem-2"]
    taken, layers = timing.least(lambda: theorem_2(read, variables))
    assert sum(matrix.nnz for matrix, _ in layers) == weights
    for kind, (ours, count) in results.items():
        rows.add(f"reduction {kind}", clauses, clauses, "unrelu", ours, ours, f"{count} weights")
        if kind == "theorem-2":
            rows.add(f"reduction {kind}", clauses, clauses, "numpy, scipy.sparse", taken, first)


def main():
    arguments = timing.parser(__doc__)
    arguments.add_argument("--clauses", default="10000,100000,1000000")
    arguments.add_argument("--unrelu", default="target/release/unrelu")
    arguments.add_argument("--binary", default="target/release/examples/time_formula")
    options = arguments.parse_args()
    rows = timing.Rows(options.json)
    with tempfile.TemporaryDirectory() as folder:
        for clauses in options.clauses.split(","):
            compare(rows, folder, int(clauses), options)


if __name__ == "__main__":
    main()
