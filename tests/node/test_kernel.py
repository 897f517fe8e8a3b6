"""Files of the kernel that are odd: disabled, shorter, longer, vanished."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.node import exporter
from exporterhub.node.collectors.mdadm import parse as parse_mdstat
from exporterhub.node.collectors.meminfo import parse as parse_meminfo
from exporterhub.node.collectors.os import parse as parse_release
from exporterhub.node.collectors.pressure import read as read_pressure
from exporterhub.node.collectors.sockstat import parse as parse_sockstat
from exporterhub.node.collectors.softnet import parse as parse_softnet
from exporterhub.node.collectors.stat import after
from exporterhub.node.collectors.time import emit as emit_time
from exporterhub.node.collectors.timex import spelled
from exporterhub.node.files import File
from exporterhub.node.kernel import adjtimex, btrfs_ioctl
from exporterhub.node.kernel.human import bcache_size, bcachefs_size
from exporterhub.node.kernel.sysfs import number
from exporterhub.toolkit import NoData


class Failing(File):
    """A file that the kernel opens and does not read."""

    def __init__(self, number: int) -> None:
        super().__init__("/proc/pressure/cpu")
        self._number = number

    def read(self) -> bytes:
        raise OSError(self._number, os.strerror(self._number))


def test_pressure_that_is_switched_off_is_no_data() -> None:
    with pytest.raises(NoData, match="psi=1"):
        read_pressure(Failing(errno.EOPNOTSUPP))
    with pytest.raises(OSError, match="Input/output"):
        read_pressure(Failing(errno.EIO))
    assert read_pressure(File("/no/such/file")) is None


def test_a_kernel_without_pressure_of_interrupts(parsed: Any, tree: Any) -> None:
    (tree.proc / "pressure/irq").unlink()
    found = parsed(tree, "pressure")
    assert "node_pressure_irq_stalled_seconds_total" not in found
    assert found["node_pressure_cpu_waiting_seconds_total"].value() == pytest.approx(14.036781)


def test_the_line_of_the_interrupts_is_not_split() -> None:
    data = b"cpu 1\nintr 5 " + b"7 " * 100_000 + b"\nctxt 9\n"
    assert after(data, b"intr", 1) == [b"5"]
    assert after(data, b"ctxt", 1) == [b"9"]
    assert after(data, b"cpu", 1) == [b"1"]
    assert after(data, b"nothing", 1) == []


def test_a_unit_that_the_kernel_does_not_use_is_refused(tree: Any, read: Any) -> None:
    tree.write("proc/meminfo", "MemTotal: 1 MB")
    with pytest.raises(ValueError, match="MB"):
        parse_meminfo(b"MemTotal: 1 MB\n")
    assert "node_memory" not in read(tree, "meminfo")


def test_new_fields_of_meminfo_are_left_out() -> None:
    assert parse_meminfo(b"MemFree:  1 kB\nBrandNew:  2 kB\nHugePages_Free:  3\n") == {
        b"MemFree": b"1024",
        b"HugePages_Free": b"3",
    }


@pytest.mark.parametrize("text", ["md0 : active raid1 sda1[0]\n      nonsense\n\n", "md0 : active raid1 sda1[0]\n"])
def test_mdstat_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="md0"):
        parse_mdstat(text)


def test_a_host_without_arrays() -> None:
    assert parse_mdstat("Personalities : \nunused devices: <none>\n") == []


def test_softnet_of_old_and_new_kernels() -> None:
    old = " ".join(f"{n:08x}" for n in range(1, 10)).encode()
    assert parse_softnet(old) == {0: [b"1", b"2", b"3", b"9", b"0", b"0", b"0"]}
    new = " ".join(f"{n:08x}" for n in range(1, 16)).encode()
    assert parse_softnet(new) == {13: [b"1", b"2", b"3", b"9", b"10", b"11", b"12"]}
    with pytest.raises(ValueError, match="columns"):
        parse_softnet(b"1 2 3\n")


def test_sockstat_that_is_none() -> None:
    with pytest.raises(ValueError, match="malformed"):
        parse_sockstat(b"TCP: inuse\n")


def test_quotes_and_comments_of_os_release() -> None:
    text = b'# NAME=no\nNAME=\'A B\'\nID=x\nPRETTY_NAME="say \\"hi\\""\nbroken\nVERSION="open\n'
    assert parse_release(text) == {"NAME": "A B", "ID": "x", "PRETTY_NAME": 'say "hi"'}


def test_numbers_in_the_notation_of_c() -> None:
    assert [number(text) for text in (b"0x1303", b"-1", b"010", b"7", b"N/A", b"", None)] == [
        0x1303,
        -1,
        8,
        7,
        None,
        None,
        None,
    ]


def test_sizes_for_people() -> None:
    assert bcachefs_size(b"1.5k") == 1536
    assert bcachefs_size(b"449G") == 449 << 30
    assert bcache_size(b"1k") == 1024
    assert bcache_size(b"9.10G") > bcache_size(b"9.9G")  # .10 of bch_hprint is more than .9
    assert bcache_size(b"-790.0k") == -808960
    assert bcache_size(b"512") == 512


def test_the_state_of_the_clock() -> None:
    state, clock = adjtimex.read()
    assert 0 <= state <= 5
    assert 9_000 <= clock.tick <= 11_000
    values = spelled(5, clock._replace(status=0x2000 | 0x40, offset=1_500_000_000, freq=65536 * 5))
    assert values[1] == b"1.000005"
    assert values[4] == b"1.5"
    assert values[14] == b"0"


def test_the_time_and_its_zone() -> None:
    page = emit_time(1_700_000_000_000_000_000).decode()
    assert "node_time_seconds 1.7e+09\n" in page
    assert 'node_time_zone_offset_seconds{time_zone="' in page


def test_devices_of_a_btrfs(tmp_path: Path) -> None:
    """The calls are answered as linux/btrfs.h says; the kernel here has no such filesystem."""

    def call(_: int, request: int, buffer: bytearray) -> None:
        if request == 0x8400941F:  # _IOR(0x94, 31, 1024 bytes)
            buffer[:32] = (2).to_bytes(8, "little") + (1).to_bytes(8, "little") + bytes(range(16))
        elif request == 0xD000941E:  # _IOWR(0x94, 30, 4096 bytes)
            device = int.from_bytes(buffer[:8], "little")
            if device != 2:
                raise OSError(errno.ENODEV, "no such device")
            buffer[8:40] = bytes(range(16, 32)) + (7).to_bytes(8, "little") + (9).to_bytes(8, "little")
            buffer[3072:3081] = b"/dev/sda1"
        else:
            assert request == 0xC4089434  # _IOWR(0x94, 52, 1032 bytes)
            for n in range(5):
                buffer[24 + 8 * n : 32 + 8 * n] = (n + 1).to_bytes(8, "little")

    found = btrfs_ioctl.ask(str(tmp_path), call)
    member = btrfs_ioctl.Member("/dev/sda1", bytes(range(16, 32)).hex(), 7, 9, (1, 2, 3, 4, 5))
    assert found == (bytes(range(16)).hex(), [member])
    assert btrfs_ioctl.ask(str(tmp_path)) is None  # no btrfs
    assert btrfs_ioctl.ask("/no/such/place") is None


def test_the_numbers_of_the_calls_are_made_as_the_kernel_makes_them() -> None:
    def made(direction: int, number: int, size: int) -> int:
        return direction << 30 | size << 16 | 0x94 << 8 | number

    assert made(2, 31, 1024) == btrfs_ioctl._FS_INFO
    assert made(3, 30, 4096) == btrfs_ioctl._DEV_INFO
    assert made(3, 52, 8 * (3 + 5 + 121)) == btrfs_ioctl._DEV_STATS


def test_selinux(parsed: Any, tree: Any) -> None:
    assert parsed(tree, "selinux")["node_selinux_enabled"].value() == 0
    tree.write("sys/fs/selinux/enforce", "1")
    tree.write("root/etc/selinux/config", "# comment\nSELINUX=permissive\nSELINUXTYPE=targeted")
    found = parsed(tree, "selinux")
    assert [found[f"node_selinux_{name}"].value() for name in ("enabled", "current_mode", "config_mode")] == [1, 1, 0]


def test_a_label_that_does_not_exist_is_refused_at_the_start(tree: Any) -> None:
    with pytest.raises(BadInput, match="unknown IPVS backend labels: nope"):
        exporter(["ipvs"], {**tree.flags(), "collector.ipvs.backend-labels": "proto,nope"})


def test_devices_that_come_and_go(parsed: Any, tree: Any, pages: Any) -> None:
    from exporterhub.toolkit import ScrapeRequest

    source = exporter(["thermal_zone", "hwmon", "netclass"], tree.flags())

    def zones() -> set[str]:
        found = pages.families(source.page(ScrapeRequest()).body.decode())
        return {dict(labels)["zone"] for _, labels in found["node_thermal_zone_temp"].series}

    assert zones() == {"0", "1"}
    tree.files("sys/class/thermal/thermal_zone7", {"type": "new", "policy": "x", "temp": 1})
    assert zones() == {"0", "1", "7"}
    (tree.sys / "class/thermal/thermal_zone7/temp").unlink()
    assert zones() == {"0", "1"}


def test_chips_are_asked_in_a_thread(tree: Any) -> None:
    from exporterhub.toolkit import ScrapeRequest

    source = exporter(["hwmon", "loadavg"], tree.flags())
    source.page(ScrapeRequest())
    assert not source.inline  # from now on
