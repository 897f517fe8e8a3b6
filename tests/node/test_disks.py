"""Disks: columns of all kernels, and what udev says of them."""

from __future__ import annotations

from typing import Any

import pytest

from exporterhub.errors import BadInput
from exporterhub.node import exporter
from exporterhub.node.collectors.diskstats import parse, properties


def test_sectors_are_of_512_bytes(parsed: Any, tree: Any) -> None:
    tree.write("proc/diskstats", "   8       0 sda 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18")
    found = parsed(tree, "diskstats")
    assert found["node_disk_read_bytes_total"].value(device="sda") == 3 * 512
    assert found["node_disk_written_bytes_total"].value(device="sda") == 7 * 512
    assert found["node_disk_discarded_sectors_total"].value(device="sda") == 14
    assert found["node_disk_io_time_seconds_total"].value(device="sda") == 10 * 0.001


def test_fewer_and_more_columns() -> None:
    text = b"8 0 a 1 2 3 4 5 6 7 8 9 10 11\n8 1 a1 1 2 3 4\n8 2 b" + b" 1" * 30 + b"\n\n"
    assert [(line.name, len(line.numbers)) for line in parse(text)] == [("a", 11), ("b", 17)]


def test_an_old_kernel_has_fewer_families(parsed: Any, tree: Any) -> None:
    tree.write("proc/diskstats", "   8       0 sda 1 2 3 4 5 6 7 8 9 10 11")
    found = parsed(tree, "diskstats")
    assert "node_disk_discards_completed_total" not in found
    assert "node_disk_io_time_weighted_seconds_total" in found


def test_partitions_loops_and_memory_disks_are_left_out_unless_asked_for(parsed: Any, tree: Any) -> None:
    def devices(**flags: str) -> set[str]:
        given = {f"collector.diskstats.{name}": value for name, value in flags.items()}
        series = parsed(tree, "diskstats", given=given)["node_disk_io_now"].series
        return {dict(labels)["device"] for _, labels in series}

    assert devices() == {"sda", "nvme0n1", "dm-0", "mmcblk0", "cciss/c0d0"}
    assert devices(**{"device-include": "^sda"}) == {"sda", "sda1"}
    assert "ram0" in devices(**{"device-exclude": "^sda$"})


def test_both_filters_together_are_refused(tree: Any) -> None:
    given = {"collector.diskstats.device-include": "a", "collector.diskstats.device-exclude": "b", **tree.flags()}
    with pytest.raises(BadInput, match="mutually exclusive"):
        exporter(["diskstats"], given)


def test_what_udev_writes_is_seen_at_the_next_scrape(tree: Any) -> None:
    from exporterhub.toolkit import ScrapeRequest

    source = exporter(["diskstats"], tree.flags())
    assert b'model="MADEUP_DISK_4000"' in source.page(ScrapeRequest()).body
    tree.write("udev/b8:0", "E:ID_MODEL=ANOTHER\n")
    assert b'model="ANOTHER"' in source.page(ScrapeRequest()).body
    (tree.udev / "b8:0").unlink()
    assert b'device="sda",major="8",minor="0",path="",wwn="",model=""' in source.page(ScrapeRequest()).body


def test_a_disk_that_is_gone_is_gone(tree: Any) -> None:
    from exporterhub.toolkit import ScrapeRequest

    source = exporter(["diskstats"], tree.flags())
    assert b'device="dm-0"' in source.page(ScrapeRequest()).body
    tree.write("proc/diskstats", "   8       0 sda 1 2 3 4 5 6 7 8 9 10 11")
    assert b'device="dm-0"' not in source.page(ScrapeRequest()).body


def test_properties_of_udev() -> None:
    assert properties(b"S:x\nE:A=1\nE:B=a=b\nE:broken\nG:y\n") == {"A": b"1", "B": b"a=b"}
