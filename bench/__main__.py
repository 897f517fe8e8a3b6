"""Measure all distances, or those named, and print them: ``python -m bench [NAME...]``."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from bench import Row


def modules() -> list[str]:
    """The distances, by the names of their modules."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def show(row: Row) -> str:
    """A row as it is printed."""
    met = "" if not row.keep else "yes" if row.met else "NO"
    return f"{row.name:58} {row.ours:>22} {row.peer:>22} {row.ratio:8.2f}  {row.keep:14} {met}".rstrip()


def main(names: list[str]) -> int:
    """Print the table. Only a wrong name is an error: no distance fails on a clock."""
    unknown = set(names) - set(modules())
    if unknown:
        print(f"no such distance: {', '.join(sorted(unknown))}; there are {', '.join(modules())}", file=sys.stderr)
        return 2
    print(f"{'distance':58} {'ours':>22} {'peer':>22} {'ratio':>8}  {'keep':14} met")
    for name in names or modules():
        module = importlib.import_module(f"bench.{name}")
        if not hasattr(module, "run"):
            print(f"{name}: measured by python -m bench.{name}")
            continue
        for row in module.run():
            print(show(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
