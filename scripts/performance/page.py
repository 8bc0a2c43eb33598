"""Prints docs/performance.md: `page.py TARGET [--no-build]`."""

import math
import sys
from pathlib import Path
from string import Template

import measure

# Cores that other programs may take while the clock is still to be trusted.
IDLE = 0.1


def time_of(seconds):
    """With three digits and a unit."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "us"), (1e9, "ns")):
        number = seconds * factor
        if number >= 0.9995 or unit == "ns":
            return f"{number:.{max(0, 2 - math.floor(math.log10(number)))}f} {unit}"


def times(ratio):
    return f"{ratio:.0f}" if ratio >= 9.95 else f"{ratio:.2g}"


def slope(points):
    """Of the line through points, by least squares."""
    count = len(points)
    mean_x, mean_y = (sum(column) / count for column in zip(*points))
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / sum((x - mean_x) ** 2 for x, _ in points)


def exponent(rows):
    """`t` of `seconds ~ scale^t`, where there are three sizes."""
    points = [(math.log(row["scale"]), math.log(row["seconds"])) for row in rows if row["seconds"]]
    return f"{slope(points):.2f}" if len(points) > 2 else ""


def factor(rows):
    """`t` of `seconds ~ t^(scale / 10)`, where there are three sizes."""
    points = [(row["scale"] / 10, math.log(row["seconds"])) for row in rows if row["seconds"]]
    return f"{math.exp(slope(points)):.2g}" if len(points) > 2 else ""


def cell(row, ours, remarks):
    if row is None:
        return ""
    if row["seconds"] is None:
        return row["remark"]
    ratio = row["seconds"] / ours if ours else 1.0
    shown = time_of(row["seconds"]) + ("" if row["seconds"] == ours else f" ({times(ratio)})")
    return shown + (f", {row['remark']}" if remarks and row["remark"] else "")


def table(rows, growth=None, heading="", remarks=False):
    """A line a solver, a column a size; in brackets, how many times as long as the first solver, which is ours."""
    sizes, solvers = (list(dict.fromkeys(row[key] for row in rows)) for key in ("size", "solver"))
    found = {(row["size"], row["solver"]): row for row in rows}
    ours = {size: found[size, solvers[0]]["seconds"] for size in sizes}
    ends = [heading] if growth else []
    lines = [["", *map(str, sizes), *ends], ["---"] * (1 + len(sizes) + len(ends))]
    for solver in solvers:
        own = [row for row in rows if row["solver"] == solver]
        cells = [cell(found.get((size, solver)), ours[size], remarks) for size in sizes]
        lines.append([solver, *cells, *([growth(own)] if growth else [])])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


class Page:
    def __init__(self, rows):
        self.rows = rows

    def part(self, what, **options):
        return table([row for row in self.rows if row["what"] == what and row["threads"] == 1], **options)

    def sized(self, what, **options):
        return self.part(what, growth=exponent, heading="exponent", **options)

    def all_cores(self):
        """A line a solver and kind of work."""
        lines = ["| work | size | solver | seconds on the clock |", "|---|---|---|---|"]
        ours = {}
        for row in self.rows:
            if row["threads"] > 1:
                key = row["what"], row["size"]
                ours.setdefault(key, row["seconds"])
                lines.append(f"| {row['what']} | {row['size']} | {row['solver']} | {cell(row, ours[key], False)} |")
        return "\n".join(lines)

    def texts(self):
        return {
            "linf": self.sized("LP linf"),
            "l1": self.sized("LP l1"),
            "layer": self.sized("layer, exact"),
            "exact": self.sized("network, noise 0", remarks=True),
            "noisy": self.sized("network, noise 1e-2", remarks=True),
            "quiet": self.sized("network, noise 1e-4", remarks=True),
            "read": self.sized("read DIMACS"),
            "reduction": self.sized("reduction theorem-2"),
            "two_layer": self.sized("reduction two-layer"),
            "random": self.sized("family random"),
            "pigeonhole": self.sized("family pigeonhole"),
            "parity": self.sized("family parity"),
            "search": self.part("search"),
            "search_random": self.part("search random", growth=factor, heading="factor for 10 variables"),
            "trials": self.sized("trial", remarks=True),
        }


def build_text(target):
    (clock, cpu), (megabytes, crates) = measure.build(target), measure.size(target)
    taken = f"`cargo build --release` from nothing: {clock:.0f} s on the clock, {cpu:.0f} s of the processor."
    return f"{taken} The program is made of {crates} crates, and has {megabytes:.1f} MB."


def texts(target, is_build_timed):
    others = measure.Others()
    page, cores = Page(measure.rows(target)), others.cores()
    return {
        **measure.machine(),
        **page.texts(),
        "others": f"{cores:.2f}",
        "all_cores": page.all_cores() if cores < IDLE else "Left out: seconds on the clock mean little where other programs run.",
        "build": build_text(target) if is_build_timed else "Not taken in this run.",
    }


def main():
    target, *rest = sys.argv[1:]
    if rest not in ([], ["--no-build"]):
        raise SystemExit("usage: page.py TARGET [--no-build]")
    template = Template((Path(__file__).parent / "page.md").read_text(encoding="utf-8"))
    print(template.substitute(texts(target, not rest)), end="")


if __name__ == "__main__":
    main()
