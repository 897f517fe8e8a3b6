"""The folder is the registration."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from exporterhub.node import Collector, load, names

# What node_exporter 1.11 has on by default on Linux
UPSTREAM = (
    "arp bcache bcachefs bonding btrfs conntrack cpu cpufreq diskstats dmi edac entropy fibrechannel filefd filesystem"
    " hwmon infiniband ipvs kernel_hung loadavg mdadm meminfo netclass netdev netstat nfs nfsd nvme os powersupplyclass"
    " pressure rapl schedstat selinux sockstat softnet stat tapestats textfile thermal_zone time timex udp_queues uname"
    " vmstat watchdog xfs zfs"
)


def test_every_collector_that_is_on_by_default_upstream_is_here() -> None:
    assert " ".join(names()) == UPSTREAM
    assert all(load(name).default for name in names())


@pytest.mark.parametrize("name", names())
def test_a_module_offers_exactly_one_collector_and_says_what_it_is(name: str) -> None:
    module = import_module(f"exporterhub.node.collectors.{name}")
    own = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Collector) and value.__module__ == module.__name__
    ]
    assert own == [load(name)]
    assert load(name).name == name
    assert module.__doc__
    assert module.__doc__.splitlines()[0].endswith(".")


@pytest.mark.parametrize("name", names())
def test_flags_begin_with_the_name_of_their_collector(name: str) -> None:
    beginning = {"powersupplyclass": "powersupply"}.get(name, name)  # as upstream
    for flag in load(name).flags:
        assert flag.name.startswith(f"collector.{beginning}."), flag.name


def test_it_runs_without_what_the_hub_needs() -> None:
    heavy = ("pydantic", "fastapi", "httpx", "rich", "granian", "uvicorn", "jinja2", "yaml", "exporterhub.catalog")
    script = (
        "import sys\n"
        "from exporterhub.node import exporter, names\n"
        "from exporterhub.toolkit import ScrapeRequest, serve\n"
        "assert exporter(names()).page(ScrapeRequest()).body\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_table_in_the_docs_lists_every_collector() -> None:
    page = (Path(__file__).parents[2] / "docs/node.md").read_text(encoding="utf-8")
    listed = [line[2:].split(":")[0] for line in page.splitlines() if line.endswith("| yes | no | no |")]
    assert listed == list(names())
