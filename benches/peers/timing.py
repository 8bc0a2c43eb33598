"""What these scripts share: threads, times, and rows of results.

Import it before numpy: `THREADS` in the environment, 1 where it is not set, is how many threads all programs may use. With one thread the
seconds of a row are those of the processor, which other work on the machine hardly changes; with more they are those of the clock.
"""

import argparse
import json
import os
import resource
import subprocess
import time

THREADS = int(os.environ.get("THREADS", "1"))
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[name] = str(THREADS)


def parser(description):
    """Arguments that every script has."""
    arguments = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", metavar="FILE", help="append the rows to a file, a JSON object a line")
    return arguments


def seconds(cpu, clock):
    return float(cpu if THREADS == 1 else clock)


def timed(run):
    """Seconds and result of one call."""
    cpu, clock = time.process_time(), time.perf_counter()
    result = run()
    return seconds(time.process_time() - cpu, time.perf_counter() - clock), result


def least(run, most=25, enough=1.5):
    """The least seconds of as many calls as `enough` seconds have room for, and the last result."""
    begin, least = time.perf_counter(), float("inf")
    for _ in range(most):
        taken, result = timed(run)
        least = min(least, taken)
        if time.perf_counter() - begin > enough:
            break
    return least, result


def child(command, limit=None):
    """Seconds of a process, its output, and whether it ended within `limit` seconds of the clock."""
    before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    # Not all programs heed SIGTERM.
    within = ["timeout", "-s", "KILL", str(limit)] if limit else []
    done = subprocess.run([*within, *map(str, command)], capture_output=True, text=True)
    clock, after = time.perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = limit is None or clock < 0.98 * limit
    if done.returncode < 0 and ended:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-300:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds(cpu, clock), done, ended


def rows_of(command):
    """The lines that an example of ours prints, as words."""
    done = subprocess.run([*map(str, command)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr[-300:]}")
    return [line.split() for line in done.stdout.splitlines()]


class Rows:
    """Prints rows, and keeps them in a file where there is one."""

    def __init__(self, file):
        self.file = file
        print(f"{'what':22} {'size':>14} {'solver':16} {'seconds':>11} {'ours / it':>10}  remark")

    def add(self, what, size, scale, solver, taken, ours, remark=""):
        """`scale` is the number that exponents refer to; `taken` is None where a limit was reached, `ours` is the time to compare with."""
        shown = "limit" if taken is None else f"{taken:.3e}"
        ratio = "" if None in (taken, ours) else f"{ours / taken:.4f}"
        print(f"{what:22} {size:>14} {solver:16} {shown:>11} {ratio:>10}  {remark}", flush=True)
        if self.file:
            row = {"what": what, "size": size, "scale": scale, "solver": solver, "seconds": taken, "remark": remark, "threads": THREADS}
            with open(self.file, "a", encoding="utf-8") as out:
                out.write(json.dumps(row) + "\n")
