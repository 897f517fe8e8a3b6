"""The collectors of macOS.

There is no such machine here: what they make of its numbers is tested with a double of psutil, and that they ask psutil
rightly with the real one of Linux, beside the collectors of Linux, where both measure the same.
"""

from __future__ import annotations

import os
import plistlib
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from exporterhub.errors import BadInput
from exporterhub.node import exporter, names
from exporterhub.node.addresses import keys_of
from exporterhub.node.darwin.filesystem import LOCAL
from exporterhub.node.darwin.uname import key
from exporterhub.node.kernel.statfs import Asker
from exporterhub.node.reader import Address, Battery, Partition
from exporterhub.node.systems import DARWIN
from exporterhub.toolkit import ScrapeRequest

Ask = Callable[..., Any]


@pytest.fixture
def mac(doubles: Any) -> Any:
    return doubles.Mac()


def values(family: Any, *by: str) -> dict[str, float]:
    return {"/".join(dict(labels)[name] for name in by): value for (_, labels), value in family.series.items()}


# with the double


def test_cpu(ask: Ask, mac: Any) -> None:
    family = ask("darwin", mac, "cpu")["node_cpu_seconds_total"]
    assert family.type == "counter"
    assert values(family, "cpu", "mode") == {
        "0/user": 100.5,
        "0/nice": 0,
        "0/system": 50.25,
        "0/idle": 1000,
        "1/user": 90.5,
        "1/nice": 0,
        "1/system": 40.25,
        "1/idle": 1010,
    }


def test_memory(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "meminfo")
    memory = {name[12:]: family.value() for name, family in found.items() if name.startswith("node_memory_")}
    gib = 1 << 30
    assert memory == {
        "active_bytes": 7 * gib,
        "free_bytes": gib,  # speculative pages included, as in node_exporter; psutil's own "free" is less
        "inactive_bytes": 3 * gib,
        "swap_total_bytes": 2 * gib,
        "swap_used_bytes": gib,
        "swapped_in_bytes_total": 123_456,
        "swapped_out_bytes_total": 7890,
        "total_bytes": 16 * gib,
        "wired_bytes": 2 * gib,
    }
    counters = [name for name, family in found.items() if family.type == "counter" and name.startswith("node_")]
    assert counters == ["node_memory_swapped_in_bytes_total", "node_memory_swapped_out_bytes_total"]
    assert found["node_memory_wired_bytes"].help == "Memory information field wired_bytes."


def test_disks(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "diskstats")
    assert found["node_disk_read_time_seconds_total"].value(device="disk0") == 1.5
    assert found["node_disk_write_time_seconds_total"].value(device="disk0") == 0.25
    assert found["node_disk_reads_completed_total"].value(device="disk0") == 1000
    assert found["node_disk_writes_completed_total"].value(device="disk0") == 500
    assert found["node_disk_read_bytes_total"].value(device="disk0") == 4_096_000
    assert found["node_disk_written_bytes_total"].value(device="disk0") == 2_048_000
    some = ask("darwin", mac, "diskstats", given={"collector.diskstats.device-exclude": "4$"})
    assert set(values(some["node_disk_read_bytes_total"], "device")) == {"disk0"}


def test_network(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "netdev")
    network = {
        name: values(family, "device")["en0"] for name, family in found.items() if name.startswith("node_network_")
    }
    assert network == {
        "node_network_receive_bytes_total": 1000,
        "node_network_receive_drop_total": 3,
        "node_network_receive_errs_total": 1,
        "node_network_receive_packets_total": 100,
        "node_network_transmit_bytes_total": 200,
        "node_network_transmit_errs_total": 2,
        "node_network_transmit_packets_total": 20,
    }
    flags = {"collector.netdev.enable-detailed-metrics": True, "collector.netdev.device-include": "^en"}
    detailed = ask("darwin", mac, "netdev", given=flags)
    assert values(detailed["node_network_receive_dropped_total"], "device") == {"en0": 3}
    assert "node_network_receive_drop_total" not in detailed


def test_addresses(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "netdev", given={"collector.netdev.address-info": True})["node_network_address_info"]
    assert set(values(found, "device", "address", "netmask", "scope")) == {
        "en0/192.0.2.10/24/global",
        "en0/fe80::1/64/link-local",
        "lo0/127.0.0.1/8/link-local",
    }
    assert keys_of("utun0", [Address(socket.AF_INET, "192.0.2.1", None, None, None)]) == []


def test_filesystems(ask: Ask, mac: Any, tmp_path: Path) -> None:
    mac.partitions.append(Partition("/dev/disk9", str(tmp_path), "hfs", "rw,local"))
    mac.partitions.append(Partition("/dev/disk9", str(tmp_path), "hfs", "rw,local"))  # mounted over itself
    found = ask("darwin", mac, "filesystem")
    assert values(found["node_filesystem_readonly"], "mountpoint") == {
        "/": 1,
        "/System/Volumes/Data": 0,
        str(tmp_path): 0,
    }
    status = os.statvfs(tmp_path)
    assert found["node_filesystem_size_bytes"].value(device="/dev/disk9") == status.f_blocks * status.f_frsize
    assert found["node_filesystem_files"].value(device="/dev/disk9") == status.f_files
    assert found["node_filesystem_device_error"].value(device="/dev/disk3s5") == 1  # not on this machine
    errors = values(found["node_filesystem_device_error"], "mountpoint", "device_error")
    assert errors["/System/Volumes/Data/no such file or directory"] == 1
    assert "node_filesystem_purgeable_bytes" not in found
    assert set(values(found["node_filesystem_mount_info"], "device", "major", "minor")) == {
        "/dev/disk3s1s1//",
        "/dev/disk9//",
    }


def test_the_defaults_of_filesystem_flags_are_those_of_darwin(ask: Ask, mac: Any) -> None:
    every = {"collector.filesystem.mount-points-exclude": "^$", "collector.filesystem.fs-types-exclude": "^$"}
    found = ask("darwin", mac, "filesystem", given=every)
    assert "/dev" in values(found["node_filesystem_readonly"], "mountpoint")
    only = ask("darwin", mac, "filesystem", given={"collector.filesystem.mount-points-include": "^/$"})
    assert set(values(only["node_filesystem_readonly"], "mountpoint")) == {"/"}


def test_a_mount_whose_server_is_gone_is_given_up(ask: Ask, mac: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "nfs" not in LOCAL
    mac.partitions = [
        Partition("/dev/disk1", "/", "apfs", "rw"),
        Partition("server:/x", "/net/x", "nfs", "rw"),
        Partition("/dev/disk2", "/net/x/inside", "apfs", "rw"),
    ]
    asked: list[str] = []

    def remember(_: Asker, paths: list[str], limit: float | None) -> dict[str, str]:
        asked.extend(paths)
        assert limit is not None
        return dict.fromkeys(paths, "mountpoint timeout")

    monkeypatch.setattr(Asker, "ask", remember)
    found = ask("darwin", mac, "filesystem")
    assert asked == ["/net/x", "/net/x/inside"]
    assert values(found["node_filesystem_device_error"], "mountpoint", "device_error") == {
        "//": 0,
        "/net/x/mountpoint timeout": 1,
        "/net/x/inside/mountpoint timeout": 1,
    }
    assert set(values(found["node_filesystem_size_bytes"], "mountpoint")) == {"/"}


def test_battery(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "powersupplyclass")
    assert found["node_power_supply_current_capacity"].value(power_supply="0") == 80
    assert found["node_power_supply_time_to_empty_seconds"].value() == 3600
    assert values(found["node_power_supply_power_source_state"], "state") == {"AC Power": 0}
    mac.battery = Battery(100, -2, True)  # psutil.POWER_TIME_UNLIMITED
    found = ask("darwin", mac, "powersupplyclass")
    assert values(found["node_power_supply_power_source_state"], "state") == {"AC Power": 1}
    assert "node_power_supply_time_to_empty_seconds" not in found
    mac.battery = Battery(50, -1, None)  # POWER_TIME_UNKNOWN
    assert set(ask("darwin", mac, "powersupplyclass")) >= {"node_power_supply_current_capacity"}
    assert "node_power_supply_power_source_state" not in ask("darwin", mac, "powersupplyclass")
    ignored = ask("darwin", mac, "powersupplyclass", given={"collector.powersupply.ignored-supplies": "0"})
    assert "node_power_supply_current_capacity" not in ignored


def test_without_a_battery_there_is_nothing_and_no_failure(ask: Ask, mac: Any) -> None:
    mac.battery = None
    found = ask("darwin", mac, "powersupplyclass")
    assert not any(name.startswith("node_power_supply_") for name in found)
    assert found["node_scrape_collector_success"].value() == 1


def test_load_and_boot_time(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "loadavg", "boottime")
    assert [found[f"node_load{minutes}"].value() for minutes in (1, 5, 15)] == [1.5, 1.25, 1.0]
    assert found["node_boot_time_seconds"].value() == 1_700_000_000
    assert found["node_boot_time_seconds"].help == "Unix time of last boot, including microseconds."


def test_the_version_of_the_system(ask: Ask, mac: Any, tmp_path: Path) -> None:
    folder = tmp_path / "System/Library/CoreServices"
    folder.mkdir(parents=True)
    said = {"ProductBuildVersion": "23H311", "ProductName": "macOS", "ProductVersion": "14.7.3", "iOSSupport": [1]}
    (folder / "SystemVersion.plist").write_bytes(plistlib.dumps(said))
    found = ask("darwin", mac, "os", given={"path.rootfs": str(tmp_path)})
    assert values(found["node_os_info"], "name", "version", "version_id", "build_id", "id") == {
        "macOS/14.7.3/14.7.3/23H311/": 1
    }
    assert values(found["node_os_version"], "name", "id", "id_like") == {"macOS//": 14.7}
    (folder / "SystemVersion.plist").write_text("<plist><dict>")
    broken = ask("darwin", mac, "os", given={"path.rootfs": str(tmp_path)})
    assert broken["node_scrape_collector_success"].value() == 0
    assert "node_os_info" not in broken


def test_the_domain_is_cut_off_the_hosts_name() -> None:
    system = os.uname_result(("Darwin", "mac.example.org", "23.6.0", "Darwin Kernel", "arm64"))
    assert key(system).endswith(b'nodename="mac",domainname="example.org"')
    system = os.uname_result(("Darwin", "mac", "23.6.0", "Darwin Kernel", "arm64"))
    assert key(system).endswith(b'nodename="mac",domainname="(none)"')


def test_time_and_uname(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "time", "uname")
    assert found["node_time_seconds"].value() > 1_700_000_000
    assert len(found["node_time_zone_offset_seconds"].series) == 1
    assert "node_time_clocksource_current_info" not in found
    assert values(found["node_uname_info"], "sysname") == {os.uname().sysname: 1}


def test_textfiles(ask: Ask, mac: Any, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.prom").write_text(f"# HELP {name} x.\n# TYPE {name} gauge\n{name} 1\n")
    folders = [str(tmp_path / "one"), str(tmp_path / "two")]
    found = ask("darwin", mac, "textfile", given={"collector.textfile.directory": folders})
    assert found["one"].value() == found["two"].value() == 1
    assert found["node_textfile_scrape_error"].value() == 0


def test_what_it_costs_and_which_program_it_is(ask: Ask, mac: Any) -> None:
    found = ask("darwin", mac, "cpu")
    assert found["process_resident_memory_bytes"].value() == 30_000_000
    assert found["process_open_fds"].value() == 12
    assert found["process_start_time_seconds"].value() == 1_700_000_500.25
    assert values(found["node_exporter_build_info"], "goos", "version") == {"darwin/1.11.1": 1}
    without = ask("darwin", mac, "cpu", given={"web.disable-exporter-metrics": True})
    assert not any(name.startswith(("process_", "python_")) for name in without)


def test_a_broken_expression_is_refused(mac: Any) -> None:
    with pytest.raises(BadInput, match=r"--collector\.diskstats\.device-include is no regular expression"):
        exporter(["diskstats"], {"collector.diskstats.device-include": "("}, platform="darwin", reader=mac)


# with the real psutil, beside the collectors of Linux


@pytest.fixture(scope="module")
def both(pages: Any) -> tuple[Any, Any]:
    """The page of the collectors of macOS asking the real psutil, and that of Linux."""
    linux = exporter(["cpu", "filesystem", "loadavg", "meminfo", "netdev", "stat", "uname"], {})
    darwin = exporter(names(DARWIN), {}, platform="darwin", reader=psutil)  # type: ignore[arg-type]
    return tuple(pages.families(source.page(ScrapeRequest()).body.decode()) for source in (linux, darwin))


def test_the_same_cpus_spent_the_same_time(both: tuple[Any, Any]) -> None:
    linux, darwin = (values(page["node_cpu_seconds_total"], "cpu", "mode") for page in both)
    assert {at.split("/")[0] for at in linux} == {at.split("/")[0] for at in darwin}
    for at, seconds in darwin.items():
        assert -1 < seconds - linux[at] < 30, at  # taken one after the other; idle may go back a little


def test_the_same_memory_filesystems_and_boot_time(both: tuple[Any, Any]) -> None:
    linux, darwin = both
    assert darwin["node_memory_total_bytes"].value() == linux["node_memory_MemTotal_bytes"].value()
    assert darwin["node_memory_swap_total_bytes"].value() == linux["node_memory_SwapTotal_bytes"].value()
    sizes = [values(page["node_filesystem_size_bytes"], "device", "mountpoint", "fstype") for page in both]
    shared = sizes[0].keys() & sizes[1].keys()
    assert shared
    assert all(sizes[0][at] == sizes[1][at] for at in shared)
    assert abs(darwin["node_boot_time_seconds"].value() - linux["node_boot_time_seconds"].value()) <= 1
    assert darwin["node_filesystem_size_bytes"].help == linux["node_filesystem_size_bytes"].help


def test_the_same_interfaces_carried_the_same(both: tuple[Any, Any]) -> None:
    for name in ("receive_bytes", "transmit_bytes", "receive_packets", "receive_errs", "receive_drop", "transmit_errs"):
        linux, darwin = (page[f"node_network_{name}_total"] for page in both)
        before, after = values(linux, "device"), values(darwin, "device")
        assert before.keys() == after.keys()
        assert all(before[device] <= after[device] for device in before), name
        assert (linux.type, linux.help) == (darwin.type, darwin.help)


def test_what_psutil_does_not_have_here_is_left_out_and_never_zero(both: tuple[Any, Any]) -> None:
    _, darwin = both
    assert "node_memory_wired_bytes" not in darwin  # psutil on Linux has no such field
    assert "node_memory_free_bytes" not in darwin
