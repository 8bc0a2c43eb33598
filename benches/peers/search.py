"""Decides formulas by their theorem-2 networks: `unrelu solve --solver search` beside HiGHS, SCIP and Marabou, in the same run.

    python3 -m venv .venv && .venv/bin/pip install -r scripts/performance/requirements.txt maraboupy
    cargo build --release
    [THREADS=1] .venv/bin/python benches/peers/search.py [--limit 60] [--random 20,30,40] [--peers HiGHS,SCIP] [FORMULA.cnf ...]

Nothing is lifted: the peers get the network as `network.mps` (HiGHS, SCIP: every bound proven) or as ONNX with VNN-LIB
(Marabou), the search gets it as it is, and its time includes the making and the check of its proof. Reading is part of the time, loading the
modules of Python is not. `--random` adds random 3-SAT with six clauses a variable, which hardly ever has a solution. A peer that is
not installed is left out.
"""

import sys
import tempfile
from pathlib import Path

import timing

ROOT = Path(__file__).parents[2]
FORMULAS = [ROOT / "tests/data/cnf" / name for name in ("uf20-01.cnf", "uf50-01.cnf", "uuf50-01.cnf")]

WORDS = {"sat": ("Optimal", "optimal", "sat", "s SATISFIABLE"), "unsat": ("Infeasible", "infeasible", "unsat", "s UNSATISFIABLE")}


# Each loads its module, and returns what then solves the instance.


def with_highs(made):
    import highspy

    def solve():
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", timing.THREADS)
        solver.readModel(f"{made}/network.mps")
        solver.run()
        return solver.modelStatusToString(solver.getModelStatus())

    return solve


def with_scip(made):
    import pyscipopt

    def solve():
        model = pyscipopt.Model()
        model.hideOutput()
        model.readProblem(f"{made}/network.mps")
        model.optimize()
        return model.getStatus()

    return solve


def with_marabou(made):
    from maraboupy import Marabou

    def solve():
        network = Marabou.read_onnx(f"{made}/network.onnx")
        return network.solve(propertyFilename=f"{made}/network.vnnlib", verbose=False)[0]

    return solve


PEERS = {"HiGHS": with_highs, "SCIP": with_scip, "Marabou": with_marabou}


def run_peer(name, made):
    """In a process of its own, since not all of them keep to a limit."""
    seconds, verdict = timing.timed(PEERS[name](made))
    print(f"seconds {seconds}", verdict, sep="\n")


def is_installed(name):
    try:
        PEERS[name](None)
    except ImportError as error:
        print(f"# {error}")
        return False
    return True


def decide(command, limit):
    """Seconds and verdict, both None where the limit was reached."""
    taken, done, ended = timing.child(command, limit)
    if not ended:
        return None, None
    lines = done.stdout.strip().splitlines()
    verdicts = [verdict for verdict, words in WORDS.items() if any(line in words for line in lines)]
    if not verdicts:
        raise RuntimeError(f"{command[0]} said {done.stdout[-300:]}{done.stderr[-300:]}")
    own = [float(line.split()[1]) for line in lines if line.startswith("seconds ")]
    return own[0] if own else taken, verdicts[0]


def compare(rows, formula, made, peers, options):
    command = [options.unrelu, "reduce", formula, "--to", "theorem-2", "--format", "mps,onnx,vnnlib", "--out", made]
    timing.rows_of(command)
    variables = next(line.split()[2] for line in formula.read_text().splitlines() if line.startswith("p cnf"))
    row = ("search random" if formula.stem.startswith("random") else "search", formula.stem, int(variables))
    command = [options.unrelu, "solve", made, "--solver", "search", "--threads", timing.THREADS]
    ours, expected = decide(command, options.limit)
    rows.add(*row, "unrelu search", ours, ours, expected or "")
    for name in peers:
        taken, verdict = decide([sys.executable, __file__, "--run", name, made], options.limit)
        if None not in (verdict, expected) and verdict != expected:
            raise RuntimeError(f"{name} contradicts the search on {formula}")
        rows.add(*row, name, taken, ours, verdict or f"over {options.limit:.0f} s")


def main():
    arguments = timing.parser(__doc__)
    arguments.add_argument("formulas", nargs="*", type=Path, default=FORMULAS)
    arguments.add_argument("--random", default="", help="numbers of variables")
    arguments.add_argument("--peers", default="HiGHS,SCIP,Marabou")
    arguments.add_argument("--limit", type=float, default=60)
    arguments.add_argument("--run", nargs=2, metavar=("PEER", "INSTANCE"), help="one peer, without a limit")
    arguments.add_argument("--unrelu", type=Path, default=ROOT / "target/release/unrelu")
    options = arguments.parse_args()
    if options.run:
        return run_peer(*options.run)
    peers = [name for name in options.peers.split(",") if is_installed(name)]
    rows = timing.Rows(options.json)
    with tempfile.TemporaryDirectory() as folder:
        formulas = list(options.formulas)
        for variables in filter(None, options.random.split(",")):
            formulas.append(Path(folder) / f"random-{variables}.cnf")
            shape = ["--vars", variables, "--ratio", 6, "--seed", 1, "--out", formulas[-1]]
            timing.rows_of([options.unrelu, "generate", "cnf", "random", *shape])
        for formula in formulas:
            compare(rows, formula, Path(folder) / formula.stem, peers, options)


if __name__ == "__main__":
    main()
