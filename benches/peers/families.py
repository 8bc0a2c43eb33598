"""Times the writing of formulas of known families: this project's program beside CNFgen.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/performance/requirements.txt
    cargo build --release
    [THREADS=1] .venv/bin/python benches/peers/families.py [--clauses 10000,100000,1000000]

From nothing to a file in DIMACS, of about so many clauses: random 3-SAT with four clauses a variable, the pigeonhole principle with one pigeon
more than holes, and parity on a random 3-regular graph. Ours is a whole process; CNFgen's time is without the start of Python and its imports.
"""

import tempfile
from pathlib import Path

import timing  # before numpy

import cnfgen
import networkx


def pigeonhole(holes):
    return cnfgen.PigeonholePrinciple(holes + 1, holes)


def random(variables):
    return cnfgen.RandomKCNF(3, variables, 4 * variables)


def parity(vertices):
    graph = cnfgen.Graph.from_networkx(networkx.random_regular_graph(3, vertices))
    return cnfgen.TseitinFormula(graph, charges=[1] + [0] * (vertices - 1))


def holes_of(clauses):
    """The most holes with no more clauses."""
    holes = 1
    while (holes + 2) * (1 + (holes + 1) ** 2 // 2) <= clauses:
        holes += 1
    return holes


# Options of ours, CNFgen's function, and the size for a number of clauses.
FAMILIES = {
    "random": ("--ratio 4 --vars", random, lambda clauses: clauses // 4),
    "pigeonhole": ("--holes", pigeonhole, holes_of),
    "parity": ("--degree 3 --charge odd --vertices", parity, lambda clauses: clauses // 4),
}


def size_of(path):
    """Variables and clauses, as the file says."""
    with open(path, encoding="utf-8") as lines:
        return next(line.split()[2:] for line in lines if line.startswith("p cnf"))


def least_process(command, path):
    """As `timing.least`, of a process that writes `path`."""
    taken = []
    for _ in range(5):
        path.unlink(missing_ok=True)
        seconds, done, _ = timing.child(command)
        assert done.returncode == 0, done.stderr
        taken.append(seconds)
    return min(taken)


def compare(rows, folder, family, clauses, unrelu):
    options, theirs, size = FAMILIES[family]
    size, paths = size(clauses), [Path(folder) / f"{name}-{family}-{clauses}.cnf" for name in ("ours", "theirs")]
    ours = least_process([unrelu, "generate", "cnf", family, *options.split(), size, "--out", paths[0]], paths[0])
    taken, _ = timing.least(lambda: theirs(size).to_file(str(paths[1])))
    assert size_of(paths[0]) == size_of(paths[1]), "other formulas"
    written = int(size_of(paths[0])[1])
    rows.add(f"family {family}", clauses, written, "unrelu", ours, ours)
    rows.add(f"family {family}", clauses, written, "CNFgen", taken, ours)


def main():
    arguments = timing.parser(__doc__)
    arguments.add_argument("--clauses", default="10000,100000,1000000")
    arguments.add_argument("--unrelu", default="target/release/unrelu")
    options = arguments.parse_args()
    rows = timing.Rows(options.json)
    with tempfile.TemporaryDirectory() as folder:
        for family in FAMILIES:
            for clauses in options.clauses.split(","):
                compare(rows, folder, family, int(clauses), options.unrelu)


if __name__ == "__main__":
    main()
