"""The real node_exporter 1.11 and this one, on the same made-up host and on this machine, family by family."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from exporterhub.node import COMPATIBLE, exporter, names
from exporterhub.toolkit import ScrapeRequest

pytestmark = [pytest.mark.debian]

# Debian's package has other defaults for this flag than node_exporter itself.
MOUNT_POINTS = r"^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)"

MOVING = "node_scrape_collector_duration|node_time_seconds|node_filesystem_(avail|free|files_free)|node_timex"
"""Families whose values differ from one moment to the next, also on a made-up host: the clock, the real disk below."""

MOVING_HERE = MOVING + (
    "|_total$|node_memory|node_sockstat|node_load|node_netstat|node_vmstat|node_entropy|node_filefd|node_procs"
    "|node_filesystem|node_udp_queues|node_arp|node_cooling|node_thermal|node_hwmon|node_cpu_.*frequency|node_nf_conntrack"
)


def flags_of(given: dict[str, Any]) -> list[str]:
    """The command line of flags."""
    found = []
    for name, value in given.items():
        if isinstance(value, bool):
            found.append(f"--{'' if value else 'no-'}{name}")
        else:
            found += [f"--{name}={one}" for one in ([value] if isinstance(value, str) else value)]
    return found


def compare(
    peer: Any, pages: Any, collectors: list[str], given: dict[str, Any], moving: str, folder: Path | None
) -> list[str]:
    """The differences between the two pages."""
    chosen = ["--collector.disable-defaults", *(f"--collector.{name}" for name in collectors)]
    page = exporter(collectors, given).page(ScrapeRequest()).body.decode()
    theirs = peer.page([*chosen, *flags_of({**given, "web.disable-exporter-metrics": True})], folder=folder)
    return pages.differences(pages.families(theirs), pages.families(page), moving=moving)


@pytest.fixture
def given(host: Any) -> dict[str, Any]:
    """The flags that make both see the made-up host."""
    textfiles = host.folder / "textfile"
    textfiles.mkdir(exist_ok=True)
    (textfiles / "good.prom").write_text(
        "# HELP made_up_total Made up.\n# TYPE made_up_total counter\nmade_up_total 7\n"
    )
    (textfiles / "plain.prom").write_text('plain{a="b \\"c\\""} 1e9\n')
    return {
        **host.flags(),
        "collector.arp.netlink": False,
        "collector.netdev.netlink": False,
        "collector.filesystem.mount-points-exclude": MOUNT_POINTS,
        "collector.textfile.directory": [str(textfiles)],
    }


def test_the_version_compared_with_is_the_one_that_is_claimed(peer: Any) -> None:
    assert peer.version == COMPATIBLE


@pytest.mark.sandbox
def test_all_collectors_on_the_made_up_host(peer: Any, pages: Any, accepted: Any, host: Any, given: Any) -> None:
    found = compare(peer, pages, list(names()), given, MOVING, host.folder)
    meant = (*accepted.EVERYWHERE, *accepted.MADE_UP)
    assert accepted.unexplained(found, meant) == []
    assert accepted.unused(found, meant) == []


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("collectors", "more"),
    [
        (
            ["cpu"],
            {"collector.cpu.info": True, "collector.cpu.info.flags-include": "avx", "collector.cpu.guest": False},
        ),
        (["cpu"], {"collector.cpu.info.bugs-include": "^s"}),
        (["stat"], {"collector.stat.softirq": True}),
        (["netdev"], {"collector.netdev.enable-detailed-metrics": True, "collector.netdev.device-exclude": "^lo$"}),
        (["netdev"], {"collector.netdev.device-include": "^eth0$", "collector.netdev.label-ifalias": True}),
        (["diskstats"], {"collector.diskstats.device-include": "^sd"}),
        (["filesystem"], {"collector.filesystem.fs-types-include": "^(xfs|tmpfs)$"}),
        (["netstat", "vmstat"], {"collector.netstat.fields": ".*", "collector.vmstat.fields": "^nr_|thp"}),
        (["hwmon"], {"collector.hwmon.chip-include": "coretemp", "collector.hwmon.sensor-exclude": ";temp2$"}),
        (["rapl", "bcache"], {"collector.rapl.enable-zone-label": True, "collector.bcache.priorityStats": True}),
        (["ipvs"], {"collector.ipvs.backend-labels": "local_port,proto"}),
        (
            ["netclass"],
            {"collector.netclass.ignore-invalid-speed": True, "collector.netclass.ignored-devices": "^bond"},
        ),
        (["powersupplyclass", "tapestats"], {"collector.powersupply.ignored-supplies": "^AC$"}),
    ],
)
def test_flags_do_the_same(
    peer: Any, pages: Any, accepted: Any, host: Any, given: Any, collectors: list[str], more: dict[str, Any]
) -> None:
    own = {name: value for name, value in given.items() if name.startswith("path.") or name.split(".")[1] in collectors}
    own = {name: value for name, value in own.items() if not ("types-include" in str(more) and "exclude" in name)}
    if "filesystem" in collectors:
        own["collector.filesystem.mount-points-exclude"] = MOUNT_POINTS
    found = compare(peer, pages, collectors, {**own, **more}, MOVING, host.folder)
    assert accepted.unexplained(found, (*accepted.EVERYWHERE, *accepted.MADE_UP)) == []


@pytest.mark.sandbox
def test_without_any_of_the_files_both_say_the_same_of_success(
    peer: Any, pages: Any, accepted: Any, tmp_path: Path, empty_host: Any
) -> None:
    """What is no data, what is success without data, and what is failure."""
    collectors = [name for name in names() if name not in ("netdev", "arp", "textfile")]
    found = compare(peer, pages, collectors, empty_host.flags(), MOVING, empty_host.folder)
    reasons = (
        *accepted.EVERYWHERE,
        pages.Accepted(r"node_uname_info", "the host name of the sandbox"),
        pages.Accepted(
            r'node_scrape_collector_success\{collector="cpufreq"\}',
            "a file that says which CPUs are offline is not needed to know the frequency of the others",
        ),
    )
    assert accepted.unexplained(found, reasons) == []


def test_this_machine(peer: Any, pages: Any, accepted: Any) -> None:
    given = {
        "collector.filesystem.mount-points-exclude": MOUNT_POINTS,
        "collector.textfile.directory": ["/nowhere/at/all"],
    }
    found = compare(peer, pages, list(names()), given, MOVING_HERE, None)
    named = pages.Accepted(r"node_textfile_file_error: not theirs", "the directory that cannot be read is named")
    assert accepted.unexplained(found, (*accepted.EVERYWHERE, *accepted.HERE, named)) == []


@pytest.mark.sandbox
def test_textfiles_good_and_bad(peer: Any, pages: Any, accepted: Any, tmp_path: Path) -> None:
    folder = tmp_path / "textfiles"
    folder.mkdir()
    texts = {
        "a.prom": '# HELP x One.\n# TYPE x counter\nx{from="a"} 1\n',
        "b.prom": '# HELP x Two.\n# TYPE x counter\nx{from="b"} 1\n',
        "shapes.prom": (
            '# TYPE h histogram\nh_bucket{le="0.5"} 3\nh_bucket{le="+Inf"} 4\nh_sum 2.5\nh_count 4\n'
            '# HELP s S.\n# TYPE s summary\ns{quantile="0.5"} 1e-9\ns_sum 2e20\ns_count 3\n'
            'untyped{text="back\\\\slash \\"quoted\\" line\\nfeed"} NaN\nbig 1.8446744073709552e+19\n'
        ),
        "stamped.prom": "stamped 1 1234567890\n",
        "torn.prom": "torn 1",
        "worse.prom": "worse{ 1\n",
        "README": "nothing",
    }
    for name, text in texts.items():
        (folder / name).write_text(text)
    found = compare(peer, pages, ["textfile"], {"collector.textfile.directory": [str(folder)]}, MOVING, tmp_path)
    meant = (
        pages.Accepted(r'x\{from="b"\}: not theirs', "the sample is kept, with the first help text"),
        pages.Accepted(r"node_textfile_file_error: not theirs", "the files are named"),
    )
    assert accepted.unexplained(found, (*accepted.EVERYWHERE, *meant)) == []
    assert accepted.unused(found, meant) == []
