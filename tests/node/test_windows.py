"""The collectors of Windows.

There is no such machine here: what they make of its numbers is tested with a double of psutil, and that they ask psutil
rightly with the real one of Linux, where it has the function.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from exporterhub.errors import BadInput
from exporterhub.node import exporter, names
from exporterhub.node.reader import WindowsTimes
from exporterhub.node.systems import WINDOWS
from exporterhub.node.windows import _host

Ask = Callable[..., Any]


@pytest.fixture
def windows(doubles: Any) -> Any:
    return doubles.Windows()


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Windows would say of itself."""
    monkeypatch.setattr(_host, "version", lambda: _host.Version("Windows 10 Pro ", 10, 0, 22631, 4317))
    monkeypatch.setattr(_host, "names", lambda: _host.Names("box", "example.org", "box.example.org"))
    monkeypatch.setattr(_host, "time_zone", lambda: "W. Europe Standard Time")


def values(family: Any, *by: str) -> dict[str, float]:
    return {"/".join(dict(labels).get(name, "") for name in by): value for (_, labels), value in family.series.items()}


def test_cpu(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "cpu")
    assert found["windows_cpu_logical_processor"].value() == 2
    first = {at: value for at, value in values(found["windows_cpu_time_total"], "core", "mode").items() if at < "0,1"}
    assert first == {"0,0/user": 10.5, "0,0/privileged": 5.25, "0,0/idle": 100, "0,0/interrupt": 0.5, "0,0/dpc": 0.25}


def test_processor_groups_are_not_guessed(ask: Ask, windows: Any) -> None:
    windows.cpus = [WindowsTimes(1, 1, 1, 1, 1)] * 65
    found = ask("win32", windows, "cpu")
    assert found["windows_exporter_collector_success"].value() == 0
    assert "windows_cpu_time_total" not in found


def test_memory(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "memory")
    gib = 1 << 30
    assert found["windows_memory_physical_total_bytes"].value() == 16 * gib
    assert found["windows_memory_physical_free_bytes"].value() == 6 * gib
    assert found["windows_memory_available_bytes"].value() == 6 * gib


def test_volumes(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "logical_disk")
    gib = 1 << 30
    sizes = values(found["windows_logical_disk_size_bytes"], "volume")
    assert sizes == {"C:": 100 * gib, "C:\\mnt\\data": 50 * gib, "E:": 8 * gib}  # D: holds no disc
    assert values(found["windows_logical_disk_free_bytes"], "volume")["E:"] == 6 * gib
    assert values(found["windows_logical_disk_readonly"], "volume") == {"C:": 0, "E:": 1}
    assert set(values(found["windows_logical_disk_info"], "volume", "type", "filesystem")) == {
        "C:/fixed/NTFS",
        "C:\\mnt\\data//",  # psutil has the drive's filesystem there, which need not be the volume's
        "E:/removable/NTFS",
    }


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"collector.logical_disk.volume-include": "C:"}, {"C:"}),  # as a whole
        ({"collector.logical_disk.volume-exclude": "C:.*"}, {"E:"}),
        ({"collector.logical_disk.volume-exclude": "C"}, {"C:", "C:\\mnt\\data", "E:"}),
        ({"collector.logical_disk.volume-include": "C:|E:", "collector.logical_disk.volume-exclude": "E:"}, {"C:"}),
    ],
)
def test_expressions_are_about_the_whole_name(ask: Ask, windows: Any, given: dict[str, str], wanted: set[str]) -> None:
    found = ask("win32", windows, "logical_disk", given=given)
    assert set(values(found["windows_logical_disk_size_bytes"], "volume")) == wanted


def test_disks(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "physical_disk")
    assert values(found["windows_physical_disk_reads_total"], "disk") == {"0": 1000, "1": 1}
    assert found["windows_physical_disk_writes_total"].value(disk="0") == 500
    assert found["windows_physical_disk_read_bytes_total"].value(disk="0") == 4_096_000
    assert found["windows_physical_disk_write_bytes_total"].value(disk="0") == 2_048_000
    some = ask("win32", windows, "physical_disk", given={"collector.physical_disk.disk-include": "1"})
    assert set(values(some["windows_physical_disk_reads_total"], "disk")) == {"1"}


def test_interfaces(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "net")
    counters = {
        name.removeprefix("windows_net_"): values(family, "nic")["Ethernet"]
        for name, family in found.items()
        if family.type == "counter" and name.startswith("windows_net_")
    }
    assert counters == {
        "bytes_received_total": 1000,
        "bytes_sent_total": 200,
        "bytes_total": 1200,
        "packets_outbound_discarded_total": 4,
        "packets_outbound_errors_total": 2,
        "packets_received_discarded_total": 3,
        "packets_received_errors_total": 1,
        "packets_received_total": 100,
        "packets_sent_total": 20,
        "packets_total": 120,
    }
    # psutil cannot tell what 4294 megabits or more are, and 0 is no speed
    assert values(found["windows_net_current_bandwidth_bytes"], "nic") == {"Ethernet": 125_000_000}


def test_addresses_and_state(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "net")
    assert set(values(found["windows_net_nic_address_info"], "nic", "address", "family")) == {
        "Ethernet/192.0.2.10/ipv4",
        "Ethernet/2001:db8::10/ipv6",
    }
    assert "Ethernet/Ethernet/00:0C:29:AA:BB:01" in values(found["windows_net_nic_info"], "nic", "friendly_name", "mac")
    assert values(found["windows_net_nic_operation_status"], "nic", "status") == {
        "Ethernet/up": 1,
        "Fast/up": 1,
        "Wi-Fi/up": 0,
    }


def test_parts_of_net(ask: Ask, windows: Any) -> None:
    metrics = ask("win32", windows, "net", given={"collector.net.enabled": "metrics"})
    assert "windows_net_bytes_total" in metrics
    assert "windows_net_nic_info" not in metrics
    info = ask("win32", windows, "net", given={"collector.net.enabled": "nic_info"})
    assert "windows_net_bytes_total" not in info
    assert "windows_net_nic_info" in info
    with pytest.raises(BadInput, match=r"--collector\.net\.nic-include is no regular expression at character 1"):
        exporter(["net"], {"collector.net.nic-include": "(Wi"}, platform="win32", reader=windows)


@pytest.mark.parametrize(
    ("name", "listed", "said", "remedy"),
    [
        ("net", "routes", "--collector.net.enabled: there is no part 'routes'", "it takes metrics,nic_info"),
        ("net", "", "--collector.net.enabled: there is no part ''", "it takes metrics,nic_info"),
        (
            "logical_disk",
            "metrics,bitlocker_status",
            "--collector.logical_disk.enabled: windows_exporter's part bitlocker_status is not here",
            "it takes metrics",
        ),
        (
            "time",
            "system_time,ntp",
            "--collector.time.enabled: windows_exporter's part ntp is not here",
            "it takes system_time",
        ),
    ],
)
def test_parts_that_are_not_there_are_refused(windows: Any, name: str, listed: str, said: str, remedy: str) -> None:
    with pytest.raises(BadInput) as refused:
        exporter([name], {f"collector.{name}.enabled": listed}, platform="win32", reader=windows)
    assert (refused.value.message, refused.value.remedy) == (said, remedy)


@pytest.mark.usefixtures("host")
def test_parts_that_are_there_are_taken(ask: Ask, windows: Any) -> None:
    given = {"collector.logical_disk.enabled": "metrics", "collector.time.enabled": "system_time"}
    found = ask("win32", windows, "logical_disk", "time", given=given)
    assert values(found["windows_exporter_collector_success"], "collector") == {"logical_disk": 1, "time": 1}


def test_services(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "service")
    on = {at for at, value in values(found["windows_service_state"], "name", "state").items() if value}
    assert on == {"Spooler/running", "BITS/stopped", "Slow/stop pending"}
    states = {dict(labels)["state"] for _, labels in found["windows_service_state"].series}
    assert states == {
        "continue pending",
        "pause pending",
        "paused",
        "running",
        "start pending",
        "stop pending",
        "stopped",
    }
    modes = {at for at, value in values(found["windows_service_start_mode"], "name", "start_mode").items() if value}
    assert modes == {"Spooler/auto", "BITS/manual", "Slow/disabled"}
    # the process of Slow does not tell when it began, and Secret tells nothing at all
    assert values(found["windows_service_process"], "name", "process_id") == {"Spooler/4711": 1_700_000_500}
    info = values(found["windows_service_info"], "name", "display_name", "run_as", "path_name")
    assert "BITS/The BITS/NT AUTHORITY\\LocalService/C:\\Windows\\BITS.exe -k" in info
    assert len(info) == 4
    assert found["windows_exporter_collector_success"].value() == 1


def test_services_are_chosen_by_name(ask: Ask, windows: Any) -> None:
    found = ask(
        "win32", windows, "service", given={"collector.service.include": "S.*", "collector.service.exclude": "Slow"}
    )
    assert set(values(found["windows_service_info"], "name")) == {"Spooler"}


def test_system(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "system")
    assert found["windows_system_boot_time_timestamp"].value() == 1_700_000_000.5
    assert found["windows_system_processes"].value() == 4


@pytest.mark.usefixtures("host")
def test_which_windows_this_is(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "os", "time")
    info = values(
        found["windows_os_info"], "product", "version", "major_version", "minor_version", "build_number", "revision"
    )
    assert info == {"Windows 11 Pro/10.0.22631/10/0/22631/4317": 1}
    assert found["windows_os_info"].help.endswith(
        'for Windows 11 is \\"10\\"; a build number greater than 22000 represents Windows 11.'
    )
    assert values(found["windows_os_hostname"], "hostname", "domain", "fqdn") == {"box/example.org/box.example.org": 1}
    assert values(found["windows_time_timezone"], "timezone") == {"W. Europe Standard Time": 1}
    assert found["windows_time_current_timestamp_seconds"].value() > 1_700_000_000


def test_elsewhere_windows_says_nothing_of_itself(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "os", "time", "memory")
    assert values(found["windows_exporter_collector_success"], "collector") == {"os": 0, "time": 0, "memory": 1}


def test_textfiles(ask: Ask, windows: Any, tmp_path: Path) -> None:
    (tmp_path / "a.prom").write_bytes(b"\xef\xbb\xbf# HELP a A.\r\n# TYPE a gauge\r\na 1\r\n")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "b.prom").write_bytes(b"b 2\n")
    (inside / "a.prom").write_bytes(b"c 3\n")
    (tmp_path / "broken.prom").write_bytes(b"broken{ 1\n")
    os.utime(tmp_path / "a.prom", (1_700_000_000, 1_700_000_000))
    other = tmp_path.with_name("other")
    other.mkdir()
    (other / "d.prom").write_bytes(b"d 4\n")
    folders = f"{tmp_path},{other},/no/such/folder"
    found = ask("win32", windows, "textfile", given={"collector.textfile.directories": folders})
    shutil.rmtree(other)
    assert (found["a"].value(), found["b"].value(), found["d"].value()) == (1, 2, 4)
    assert "c" not in found  # its file has the name of another
    assert set(values(found["windows_textfile_mtime_seconds"], "file")) == {"a.prom", "b.prom", "d.prom"}
    assert found["windows_textfile_mtime_seconds"].value(file="a.prom") == 1_700_000_000
    assert {Path(path).name for path in values(found["windows_textfile_file_error"], "file")} == {
        "a.prom",
        "broken.prom",
        "folder",
    }


def test_what_became_of_the_collectors_has_windows_exporters_names(ask: Ask, windows: Any) -> None:
    found = ask("win32", windows, "cpu", "memory")
    assert values(found["windows_exporter_collector_success"], "collector") == {"cpu": 1, "memory": 1}
    assert set(values(found["windows_exporter_collector_duration_seconds"], "collector")) == {"cpu", "memory"}
    assert found["windows_exporter_scrape_duration_seconds"].value() > 0
    assert not any(name.startswith("node_") for name in found)
    assert values(found["windows_exporter_build_info"], "goos", "version") == {"windows/0.31.8": 1}
    assert found["process_open_fds"].value() == 345


def test_a_textfile_with_a_family_of_the_exporter_is_merged(ask: Ask, windows: Any, tmp_path: Path) -> None:
    (tmp_path / "a.prom").write_text("# TYPE windows_system_processes gauge\nwindows_system_processes 99\n")
    given = {"collector.textfile.directories": str(tmp_path)}
    found = ask("win32", windows, "system", "textfile", given=given)
    assert found["windows_system_processes"].series == {("windows_system_processes", frozenset()): 4}


def test_the_real_psutil_is_asked_rightly(ask: Ask) -> None:
    """What it has on Linux too; the rest fails, and costs nothing else."""
    found = ask("win32", psutil, *names(WINDOWS))
    good = {name for name, value in values(found["windows_exporter_collector_success"], "collector").items() if value}
    assert good == {"cpu", "logical_disk", "memory", "net", "physical_disk", "system", "textfile"}
    assert found["windows_memory_physical_total_bytes"].value() == psutil.virtual_memory().total
    assert found["windows_cpu_logical_processor"].value() == psutil.cpu_count()
    modes = {dict(labels)["mode"] for _, labels in found["windows_cpu_time_total"].series}
    assert modes == {"idle", "privileged", "user"}  # Linux has no dpc
    usage = psutil.disk_usage("/")
    assert found["windows_logical_disk_size_bytes"].value(volume="/") == usage.total
    counters = values(found["windows_net_bytes_received_total"], "nic")
    assert counters.keys() == psutil.net_io_counters(pernic=True).keys()
    assert abs(found["windows_system_boot_time_timestamp"].value() - psutil.boot_time()) < 1
