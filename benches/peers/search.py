"""Decides formulas by their theorem-2 networks: `unrelu solve --solver search` beside HiGHS, SCIP and Marabou, in the same run.

    python3 -m venv .venv && .venv/bin/pip install highspy pyscipopt maraboupy
    cargo build --release
    .venv/bin/python benches/peers/search.py [--limit 60] [--threads 1] [FORMULA.cnf ...]

Nothing is lifted: the peers get the network as `network.mps` (HiGHS, SCIP: every bound proven) or as ONNX with VNN-LIB
(Marabou), the search gets it as it is, and its time includes the making and the check of its proof. Wall-clock seconds. A peer
that is not installed is left out; one that does not end within the limit counts as taking longer.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
FORMULAS = [ROOT / "tests/data/cnf" / name for name in ("uf20-01.cnf", "uf50-01.cnf", "uuf50-01.cnf")]
UNRELU = ROOT / "target/release/unrelu"

# Each runs in a process of its own, since not all of them keep to a limit; they print what they found.
HIGHS = """
import sys, highspy
solver = highspy.Highs()
solver.setOptionValue("output_flag", False)
solver.setOptionValue("threads", int(sys.argv[2]))
solver.readModel(sys.argv[1] + "/network.mps")
solver.run()
print(solver.modelStatusToString(solver.getModelStatus()))
"""
SCIP = """
import sys, pyscipopt
model = pyscipopt.Model()
model.hideOutput()
model.readProblem(sys.argv[1] + "/network.mps")
model.optimize()
print(model.getStatus())
"""
MARABOU = """
import sys
from maraboupy import Marabou
network = Marabou.read_onnx(sys.argv[1] + "/network.onnx")
print(network.solve(propertyFilename=sys.argv[1] + "/network.vnnlib", verbose=False)[0])
"""
PEERS = {"HiGHS": ("highspy", HIGHS), "SCIP": ("pyscipopt", SCIP), "Marabou": ("maraboupy", MARABOU)}
WORDS = {"sat": ("Optimal", "optimal", "sat", "s SATISFIABLE"), "unsat": ("Infeasible", "infeasible", "unsat", "s UNSATISFIABLE")}


def installed(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


def timed(command, limit):
    """Seconds and verdict; no verdict where the limit was reached."""
    start = time.perf_counter()
    # Marabou ignores SIGTERM.
    done = subprocess.run(["timeout", "-s", "KILL", str(limit), *map(str, command)], capture_output=True, text=True)
    seconds = time.perf_counter() - start
    lines = done.stdout.strip().splitlines()
    verdicts = [verdict for verdict, words in WORDS.items() if any(line in words for line in lines)]
    if not verdicts and seconds < 0.95 * limit:
        raise RuntimeError(f"{command[0]} said {done.stdout[-300:]}{done.stderr[-300:]}")
    return seconds, verdicts[0] if verdicts else None


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("formulas", nargs="*", type=Path, default=FORMULAS)
    arguments.add_argument("--limit", type=float, default=60)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--unrelu", type=Path, default=UNRELU)
    options = arguments.parse_args()
    peers = {name: code for name, (module, code) in PEERS.items() if installed(module)}
    print(f"{'formula':<16}{'solver':<10}{'verdict':<10}{'seconds':>9}{'ratio':>9}")
    for formula in options.formulas:
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "made"
            subprocess.run([options.unrelu, "reduce", formula, "--to", "theorem-2", "--format", "mps,onnx,vnnlib", "--out", made],
                           check=True, capture_output=True)
            search = [options.unrelu, "solve", made, "--solver", "search", "--threads", options.threads]
            ours, expected = timed(search, options.limit)
            print(f"{formula.stem:<16}{'search':<10}{expected or 'limit':<10}{ours:>9.2f}{'':>9}", flush=True)
            for name, code in peers.items():
                seconds, verdict = timed([sys.executable, "-c", code, made, options.threads], options.limit)
                if None not in (verdict, expected) and verdict != expected:
                    raise RuntimeError(f"{name} contradicts the search on {formula}")
                more = " " if verdict else ">"
                ratio = f"{more}{seconds / ours:.0f}" if expected else "?"
                print(f"{'':<16}{name:<10}{verdict or 'limit':<10}{seconds:>9.2f}{ratio:>9}", flush=True)


if __name__ == "__main__":
    main()
