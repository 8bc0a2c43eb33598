"""Runs the scripts of benches/peers and times a build."""

import importlib.metadata
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORES = len(os.sched_getaffinity(0))

# Script, its arguments on one thread, and the largest work, for all cores; none where one thread does all.
RUNS = [
    ("lp.py", ["--sizes", "250x50,500x100,1000x200,2000x400"], ["--sizes", "1000x200"]),
    ("inversion.py", ["--widths", "100-240,250-600,500-1200,1000-2400", "--levels", "0"], ["--widths", "1000-2400", "--levels", "0"]),
    ("inversion.py", ["--widths", "20-100-500,50-150-500,110-250-600"], ["--widths", "110-250-600"]),
    ("formulas.py", [], ["--clauses", "1000000"]),
    ("families.py", [], None),
    ("search.py", ["--peers", "HiGHS,SCIP", "--random", "20,30,40"], ["--peers", "HiGHS,SCIP", str(ROOT / "tests/data/cnf/uuf50-01.cnf")]),
    ("trials.py", [], ["--shapes", "20-42"]),
]
EXAMPLES = {"lp.py": "time_lp", "inversion.py": "time_inversion", "formulas.py": "time_formula", "trials.py": "time_trials"}


def programs(script, target):
    """Where the script finds what it times."""
    release = Path(target) / "release"
    example = ["--binary", release / "examples" / EXAMPLES[script]] if script in EXAMPLES else []
    program = ["--unrelu", release / "unrelu"] if script in ("formulas.py", "families.py", "search.py") else []
    return example + program


def rows(target):
    """Every row of every script, on one thread and on all; what is there so far stands in target/performance/rows."""
    file = Path(target).resolve() / "performance" / "rows"
    file.unlink(missing_ok=True)
    for script, alone, together in RUNS:
        for threads, arguments in [(1, alone), (CORES, together)][: CORES if together else 1]:
            command = [sys.executable, ROOT / "benches/peers" / script, *arguments, *programs(script, target), "--json", file]
            environment = {**os.environ, "THREADS": str(threads)}
            # Standard output is the page.
            subprocess.run([*map(str, command)], env=environment, check=True, stdout=sys.stderr)
    return [json.loads(line) for line in file.read_text().splitlines()]


def build(target):
    """A build of the program from nothing: seconds on the clock and of the processor."""
    folder = Path(target) / "performance" / "cold"
    shutil.rmtree(folder, ignore_errors=True)
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = ["cargo", "build", "--release", "--locked"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "CARGO_TARGET_DIR": str(folder)}, check=True, capture_output=True)
    clock, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    shutil.rmtree(folder)
    return clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def size(target):
    """Megabytes of the program, and how many crates it is made of."""
    listed = ["cargo", "tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"]
    lines = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    crates = {tuple(line.split()[:2]) for line in lines if line}
    return (Path(target) / "release" / "unrelu").stat().st_size / 1e6, len(crates)


def machine():
    """What ran it."""
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    rustc = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    wanted = (Path(__file__).parent / "requirements.txt").read_text().splitlines()
    packages = [line.split("==")[0] for line in wanted if "==" in line]
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": CORES,
        "rustc": rustc,
        "versions": f"Python {platform.python_version()}, {versions}",
    }


def busy():
    """Seconds that all cores worked since the machine started, and that we did."""
    with open("/proc/stat", encoding="utf-8") as lines:
        user, nice, system, _, _, irq, softirq, *_ = map(int, lines.readline().split()[1:])
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK"), own


class Others:
    """How busy other programs keep the machine."""

    def __init__(self):
        self.begin, self.clock = busy(), time.perf_counter()

    def cores(self):
        """How many cores they took, in the mean."""
        all_now, own_now = busy()
        others = (all_now - self.begin[0]) - (own_now - self.begin[1])
        return max(others, 0.0) / (time.perf_counter() - self.clock)
