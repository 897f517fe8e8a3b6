"""The folder is the registration."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module

import pytest

from exporterhub.node import Collector, load, names
from exporterhub.node.systems import DARWIN, SYSTEMS, WINDOWS, System

# What node_exporter 1.11 has on by default on Linux
UPSTREAM = (
    "arp bcache bcachefs bonding btrfs conntrack cpu cpufreq diskstats dmi edac entropy fibrechannel filefd filesystem"
    " hwmon infiniband ipvs kernel_hung loadavg mdadm meminfo netclass netdev netstat nfs nfsd nvme os powersupplyclass"
    " pressure rapl schedstat selinux sockstat softnet stat tapestats textfile thermal_zone time timex udp_queues uname"
    " vmstat watchdog xfs zfs"
)


def test_every_collector_that_is_on_by_default_upstream_is_here() -> None:
    assert " ".join(name for name in names() if load(name).default) == UPSTREAM


EVERY = [pytest.param(system, name, id=f"{system.name}-{name}") for system in SYSTEMS for name in names(system)]


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_a_module_offers_exactly_one_collector_and_says_what_it_is(system: System, name: str) -> None:
    module = import_module(f"exporterhub.node.{system.folder}.{name}")
    own = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Collector) and value.__module__ == module.__name__
    ]
    assert own == [load(name, system)]
    assert load(name, system).name == name
    assert module.__doc__
    assert module.__doc__.splitlines()[0].endswith(".")


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_flags_begin_with_the_name_of_their_collector(system: System, name: str) -> None:
    beginning = {"powersupplyclass": "powersupply"}.get(name, name)  # as upstream
    for flag in load(name, system).flags:
        assert flag.name.startswith(f"collector.{beginning}."), flag.name


def test_the_other_systems_have_what_psutil_gives_of_the_go_programs_collectors() -> None:
    assert " ".join(names(DARWIN)) == (
        "boottime cpu diskstats filesystem loadavg meminfo netdev os powersupplyclass textfile time uname"
    )
    assert all(load(name, DARWIN).default for name in names(DARWIN))
    on = [name for name in names(WINDOWS) if load(name, WINDOWS).default]
    assert " ".join(on) == "cpu logical_disk memory net os physical_disk service system"  # as in windows_exporter
    assert set(names(WINDOWS)) - set(on) == {"textfile", "time"}


def test_it_runs_without_what_the_hub_needs() -> None:
    heavy = (
        *("pydantic", "fastapi", "httpx", "rich", "granian", "uvicorn", "jinja2", "yaml", "exporterhub.catalog"),
        *("psutil", "exporterhub.node.reader", "exporterhub.node.asking"),  # for other systems
    )
    script = (
        "import sys\n"
        "from exporterhub.node import exporter, names\n"
        "from exporterhub.toolkit import ScrapeRequest, serve\n"
        "assert exporter(names()).page(ScrapeRequest()).body\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
