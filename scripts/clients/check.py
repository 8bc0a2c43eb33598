#!/usr/bin/env python3
"""Lets other programs read the files of `unrelu reduce --format`, and compares their verdicts with the known ones.

    check.py UNRELU FOLDER [MARABOU_PYTHON]

Instances of all small formulas go below FOLDER, which must be empty. Exits 1 where any client disagrees, fails or does not
end within its time. Versions: requirements.txt and marabou.txt; cbc and glpsol from the system.
"""
import itertools
import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

SECONDS = 60
SHIPPED = Path(__file__).parents[2] / "tests/data/cnf"
# All three variables are equal and one is true; and the same, but one is false.
EQUAL = "1 2 3 0\n-1 2 0\n-2 3 0\n-3 1 0\n"
TINY = {"one-model": f"p cnf 3 4\n{EQUAL}", "no-model": f"p cnf 3 5\n{EQUAL}-1 -2 -3 0\n"}
REDUCTIONS = ["theorem-1", "theorem-2", "two-layer", "two-layer-vector"]
MOST = 20
# In disguise, MILP solvers run out of time beyond a few variables.
MOST_DISGUISED = 4
MOST_CORNERS = 12


@dataclass
class Instance:
    """A directory that `reduce` wrote."""

    path: Path
    reduction: str
    verdict: str
    inputs: int
    disguised: bool

    @property
    def name(self):
        return self.path.name

    @property
    def question(self):
        """Whether VNN-LIB can ask it: sign vectors are listed one by one, and up to 12 variables."""
        return self.inputs > 0 and (self.reduction != "theorem-1" or self.inputs <= 12)


def run(*command, codes=(0,)):
    """Standard output of a command, which must end in time with one of these codes."""
    words = [str(word) for word in command]
    # Marabou ignores its own time limit and SIGTERM.
    done = subprocess.run(["timeout", "-k", "5", str(SECONDS), *words], capture_output=True, text=True)
    if done.returncode not in codes:
        raise RuntimeError(f"{words[0]} ended with {done.returncode}: {(done.stdout + done.stderr)[-300:]}")
    return done.stdout


def formulas(folder):
    """Every formula of at most 20 variables: its file, number of variables and verdict."""
    for name, text in TINY.items():
        file = folder / f"{name}.cnf"
        file.write_text(text)
        yield file, 3, "sat" if name == "one-model" else "unsat"
    for line in (SHIPPED / "manifest.csv").read_text().splitlines()[1:]:
        name, variables, _, status, _ = line.split(",")
        if int(variables) <= MOST:
            yield SHIPPED / name, int(variables), status.lower()


def make(unrelu, folder):
    """Reduces every formula in every way, plain and, where it is small, disguised; `check` must find nothing wrong with what stands there."""
    instances = []
    for (file, inputs, verdict), reduction, disguised in itertools.product(formulas(folder), REDUCTIONS, (False, True)):
        if disguised and inputs > MOST_DISGUISED:
            continue
        path = folder / f"{file.stem}-{reduction}{'-disguised' if disguised else ''}"
        instance = Instance(path, reduction, verdict, inputs, disguised)
        formats = ["mps", "lp"] + ["opb"] * (not disguised) + ["onnx"] * (inputs > 0) + ["vnnlib"] * instance.question
        tricks = ["mix"] * (reduction != "theorem-1") + ["split", "pad", "scale", "permute"]
        disguise = ["--disguise", ",".join(tricks), "--seed", "1"] if disguised else []
        run(unrelu, "reduce", file, "--to", reduction, "--format", ",".join(formats), "--vnnlib", "2", "--certify",
            *disguise, "--out", path)
        run(unrelu, "check", path)
        assert json.loads((path / "instance.json").read_text())["verdict"] == verdict, "our own verdict"
        instances.append(instance)
    return instances


def points(inputs):
    """All corners where they are few; else random corners and eighths, with which single precision computes exactly."""
    import numpy

    if inputs <= MOST_CORNERS:
        return numpy.array(list(itertools.product((-1.0, 1.0), repeat=inputs)))
    random = numpy.random.default_rng(1)
    corners, eighths = random.choice((-1.0, 1.0), (2048, inputs)), random.integers(-16, 17, (2048, inputs)) / 8
    return numpy.vstack([corners, eighths])


def onnxruntime(instance, unrelu):
    import numpy
    import onnx
    import onnxruntime as runtime

    file = instance.path / "network.onnx"
    onnx.checker.check_model(onnx.load(file), full_check=True)
    session = runtime.InferenceSession(file, providers=["CPUExecutionProvider"])
    codes = points(instance.inputs)
    latents, outputs = instance.path / "points.npy", instance.path / "outputs.npy"
    numpy.save(latents, codes)
    run(unrelu, "forward", instance.path / "network.npz", latents, "--out", outputs)
    theirs = [session.run(["Y"], {"X": code[None].astype(numpy.float32)})[0][0] for code in codes]
    if not numpy.array_equal(numpy.array(theirs, dtype=float), numpy.load(outputs)):
        raise RuntimeError("outputs differ")


def highs(file):
    import highspy

    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", float(SECONDS))
    if solver.readModel(str(file)) != highspy.HighsStatus.kOk:
        raise RuntimeError("the file was not read without a warning")
    solver.run()
    return solver.modelStatusToString(solver.getModelStatus())


def scip(file):
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/time", SECONDS)
    model.readProblem(str(file))
    model.optimize()
    return model.getStatus()


def cbc(file):
    return run("cbc", file, "solve", "quit")


def glpk(file):
    return run("glpsol", "--mps" if file.suffix == ".mps" else "--lp", file)


def cp_sat(file):
    """Pseudo-Boolean constraints, read as the format of the competitions says."""
    from ortools.sat.python import cp_model

    model, variables = cp_model.CpModel(), {}
    for line in file.read_text().splitlines():
        if line.startswith("*"):
            continue
        left, relation, right = re.fullmatch(r"((?:[+-]\d+ x\d+ )*)(>=|=) (-?\d+) ;", line).groups()
        terms = [(int(factor), name) for factor, name in re.findall(r"([+-]\d+) (x\d+)", left)]
        total = sum(factor * variables.setdefault(name, model.new_bool_var(name)) for factor, name in terms)
        model.add(total >= int(right) if relation == ">=" else total == int(right))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS
    return solver.status_name(solver.solve(model))


def verdict(text):
    """What a solver of constraints said: sat, unsat, or the end of its words."""
    if re.search(r"infeasible|NO (PRIMAL|INTEGER) FEASIBLE", text, re.IGNORECASE):
        return "unsat"
    return "sat" if re.search(r"optimal", text, re.IGNORECASE) else text[-300:]


def vnnlib(instance):
    import vnnlib as language

    query = language.parse_query_file(str(instance.path / "network.v2.vnnlib"))
    if len(query.networks) != 1 or not query.assertions:
        raise RuntimeError("expected one network and a question about it")


MARABOU = """
import sys, warnings
warnings.filterwarnings("ignore")
from maraboupy import Marabou
network = Marabou.read_onnx(sys.argv[1])
print(network.solve(propertyFilename=sys.argv[2], verbose=False)[0])
"""


def marabou(python, unrelu, folder):
    """The tiny formulas, by the reductions with real latent codes, in VNN-LIB 1.0 with the robust gap."""
    for name, reduction in itertools.product(TINY, REDUCTIONS[1:]):
        path = folder / f"{name}-{reduction}-marabou"
        run(unrelu, "reduce", folder / f"{name}.cnf", "--to", reduction, "--format", "onnx,vnnlib", "--out", path)
        instance = Instance(path, reduction, "sat" if name == "one-model" else "unsat", 3, False)
        yield attempt(instance, "marabou", lambda path=path: last_word(
            run(python, "-c", MARABOU, path / "network.onnx", path / "network.vnnlib")))


def last_word(text):
    return text.split()[-1]


def attempt(instance, client, ask):
    """Instance, client, what is wrong (or None) and seconds; `ask` gives a verdict, or None where there is none to give."""
    start = time.monotonic()
    try:
        said = ask()
        problem = None if said in (None, instance.verdict) else f"said {said}, not {instance.verdict}"
    except Exception as error:  # noqa: BLE001: whatever a client does wrong is a finding
        problem = f"{type(error).__name__}: {error}"
    return instance.name, client, problem, time.monotonic() - start


def check(instance, unrelu):
    """Every client with every file that it reads."""
    found = []
    if instance.inputs > 0:
        found.append(attempt(instance, "onnxruntime", lambda: onnxruntime(instance, unrelu)))
    if instance.question:
        found.append(attempt(instance, "vnnlib", lambda: vnnlib(instance)))
    asked = list(itertools.product((highs, scip, cbc, glpk), ("network.mps", "network.lp")))
    asked += [(solver, "formula.opb") for solver in (scip, cp_sat) if not instance.disguised]
    for solver, file in asked:
        name = f"{solver.__name__} {file}"
        found.append(attempt(instance, name, lambda: verdict(solver(instance.path / file))))
    return found


def main():
    unrelu, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
    folder.mkdir(parents=True)
    instances = make(unrelu, folder)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = [row for rows in pool.map(check, instances, itertools.repeat(unrelu)) for row in rows]
    if len(sys.argv) > 3:
        found += marabou(sys.argv[3], unrelu, folder)
    wrong = [row for row in found if row[2]]
    for name, client, problem, _ in wrong:
        print(f"{name}: {client}: {problem}")
    for name, client, _, seconds in sorted(found, key=lambda row: -row[3])[:5]:
        print(f"slow: {name}: {client}: {seconds:.1f} s")
    print(f"{len(instances)} instances, {len(found)} runs of clients, {len(wrong)} wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
