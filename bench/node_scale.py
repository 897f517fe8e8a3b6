"""What a scrape of the host exporter costs on larger hosts, beside node_exporter: made-up trees of any size.

    python -m bench.node_scale [--scrapes 50]

The first ten collectors, on trees of `tests/node/tree`. Such a tree has ordinary files, which are opened anew for each
scrape; on a real host the kernel's files stay open.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from bench import Row
from bench.__main__ import show
from bench.node_exporter import COLLECTORS, HEADERS, LIMITS, Peer, executables

SIZES = (
    {"cpus": 4, "disks": 2, "mounts": 8, "interfaces": 4},
    {"cpus": 64, "disks": 2, "mounts": 8, "interfaces": 4},
    {"cpus": 256, "disks": 2, "mounts": 8, "interfaces": 4},
    {"cpus": 4, "disks": 100, "mounts": 8, "interfaces": 4},
    {"cpus": 4, "disks": 2, "mounts": 100, "interfaces": 4},
    {"cpus": 4, "disks": 2, "mounts": 500, "interfaces": 4},
    {"cpus": 4, "disks": 2, "mounts": 8, "interfaces": 200},
    {"cpus": 256, "disks": 100, "mounts": 500, "interfaces": 200},
)
PORTS = (19733, 19734)
KEEP = LIMITS["CPU per scrape"]


def trees() -> ModuleType:
    """The package that makes the trees."""
    name = "node_tests_tree"
    folder = Path(__file__).resolve().parent.parent / "tests/node/tree"
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def measure(folder: Path, size: dict[str, int], scrapes: int) -> list[tuple[float, float, int]]:
    """CPU and latency in milliseconds, and the bytes of the page, of each."""
    tree = trees().large(folder, **size)
    flags = [f"--{name}={value}" for name, value in tree.flags().items()]
    flags += ["--collector.disable-defaults", *(f"--collector.{name}" for name in COLLECTORS)]
    flags += [
        f"--collector.textfile.directory={folder}",
        "--no-collector.netdev.netlink",
        "--collector.filesystem.mount-points-exclude=^$",
        "--collector.diskstats.device-exclude=^$",
    ]
    found = []
    for command, port in zip(executables(), PORTS, strict=True):
        peer = Peer([*command, f"--web.listen-address=127.0.0.1:{port}", *flags], port)
        try:
            peer.wait()
            for _ in range(5):
                peer.scrape(HEADERS)
            peer.begin()
            for _ in range(scrapes):
                peer.scrape(HEADERS)
            result = peer.result()
            found.append((result.cpu * 1e3, result.latency * 1e3, result.page))
        finally:
            peer.process.terminate()
            peer.process.wait(10)
    return found


def run(scrapes: int = 50) -> Iterator[Row]:
    """CPU per scrape at each size."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            (theirs, _, _), (ours, _, _) = measure(Path(name), size, scrapes)
        said = ", ".join(f"{count} {what}" for what, count in size.items())
        ratio = ours / theirs
        yield Row(said, f"{ours:.2f} ms of CPU", f"{theirs:.2f} ms of CPU", ratio, f"at most {KEEP:g}", ratio <= KEEP)


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--scrapes", type=int, default=50)
    for row in run(parser.parse_args(argv).scrapes):
        print(show(row), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
