"""Says what a listing of the public interface no longer has of that of a release: `semver.py RELEASED NOW`, and exits 1 where there is something.

What may grow, `#[non_exhaustive]` enums and structs, may have more than it had.
"""

import sys
from pathlib import Path


def parts(declaration):
    """The head of a declaration, and the parts of its body."""
    head, _, body = declaration.partition("{")
    return head, set(body.rstrip("} ").split(", "))


def has_grown(old, new):
    """Whether `new` is `old` with more in its body, which it may have."""
    (old_head, old_parts), (new_head, new_parts) = parts(old), parts(new)
    return "#[non_exhaustive]" in old_head and old_head == new_head and old_parts <= new_parts


def gone(released, now):
    """Lines of the release that there are no more, in their order."""
    kept = set(now)
    return [old for old in released if old not in kept and not any(has_grown(old, new) for new in now)]


def main():
    released, now = (Path(name).read_text(encoding="utf-8").splitlines()[1:] for name in sys.argv[1:3])
    missing = gone(released, now)
    print("\n".join(missing), end="\n" if missing else "")
    sys.exit(bool(missing))


if __name__ == "__main__":
    main()
