"""Mounts: names, doubles, errors, and those that hang."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from exporterhub.node import Context, Options, Paths, load
from exporterhub.node.collectors.filesystem import row
from exporterhub.node.kernel.mounts import Mount, may_block, parse
from exporterhub.node.kernel.statfs import STUCK, TOO_MANY, Asker

LINE = b"29 1 8:1 / %b rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro"


def point(name: bytes) -> str:
    (mount,) = parse(LINE % name)
    return mount.point


def test_octal_escapes_are_undone() -> None:
    assert point(rb"/a\040b") == "/a b"
    assert point(rb"/a\011b\012c") == "/a\tb\nc"
    assert point(rb"/back\134040slash") == r"/back\040slash"
    assert point(rb"/caf\303\251") == "/café"


def test_lines_that_are_none_are_left_out() -> None:
    assert parse(
        b"\n29 1 8:1 / / rw\n" + LINE % b"/" + b"\nbroken - x y z\n" + LINE.replace(b"8:1", b"x:y") % b"/z"
    ) == [Mount("/dev/sda1", "/", "ext4", False, "8", "1")]


@pytest.mark.parametrize(
    ("options", "readonly"), [(b"rw", False), (b"ro,relatime", True), (b"rw,errors=remount-ro", False)]
)
def test_read_only_is_an_option_of_its_own(options: bytes, readonly: bool) -> None:
    (mount,) = parse(b"29 1 8:1 / / " + options + b" - ext4 /dev/sda1 rw")
    assert mount.readonly is readonly
    (mount,) = parse(b"29 1 8:1 / / rw - ext4 /dev/sda1 " + options)
    assert mount.readonly is readonly


def test_a_device_without_a_name() -> None:
    (mount,) = parse(b"29 1 0:5 / /x rw -  tmpfs  rw".replace(b" -  tmpfs  rw", b" - tmpfs  rw"))
    assert (mount.device, mount.type) == ("", "tmpfs")


def test_the_way_to_a_local_filesystem_may_lead_over_a_server() -> None:
    def mount(at: str, kind: str) -> Mount:
        return Mount("x", at, kind, False, "0", "1")

    remote = {"/net"}
    assert may_block(mount("/net", "nfs4"), remote)
    assert may_block(mount("/net/local", "ext4"), remote)
    assert not may_block(mount("/network", "ext4"), remote)
    assert may_block(mount("/home", "fuse.sshfs"), set())
    assert may_block(mount("/boot", "ext4"), {"/"})


def paths(root: str) -> Paths:
    return Paths(rootfs=root)


def test_the_prefix_of_the_root_goes_at_its_border() -> None:
    assert paths("/host").host("/host") == "/"
    assert paths("/host/").host("/host/boot") == "/boot"
    assert paths("/host").host("/hostile") == "/hostile"
    assert paths("/").host("/host") == "/host"
    assert paths("/host").root("/boot") == "/host/boot"
    assert paths("/").root("/boot") == "/boot"


def test_prefixed_mounts_lose_the_prefix(parsed: Any, tree: Any) -> None:
    tree.write(
        "proc/1/mountinfo",
        f"29 1 8:1 / {tree.root} rw - ext4 /dev/sda1 rw\n30 29 8:2 / {tree.root}/srv rw - xfs /dev/b rw",
    )
    found = parsed(tree, "filesystem")["node_filesystem_size_bytes"]
    assert {dict(labels)["mountpoint"] for _, labels in found.series} == {"/", "/srv"}


def test_a_mount_counts_once_on_the_labels_it_has(parsed: Any, tree: Any) -> None:
    lines = [
        "29 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw",
        "30 29 8:1 /sub / ro,noatime - ext4 /dev/sda1 rw",
        "31 29 0:99 / / rw - ext4 /dev/sda1 rw",  # the same labels, another number
        "32 29 8:2 / / rw - ext4 /dev/sdb1 rw",
    ]
    tree.write("proc/1/mountinfo", "\n".join(lines))
    found = parsed(tree, "filesystem")  # which refuses a series that is there twice
    assert len(found["node_filesystem_readonly"].series) == 2
    numbers = {dict(labels)["minor"] for _, labels in found["node_filesystem_mount_info"].series}
    assert numbers == {"1", "2", "99"}  # here the number is a label


def test_a_mount_that_is_gone_has_an_error_and_the_others_their_sizes(parsed: Any, tree: Any) -> None:
    found = parsed(tree, "filesystem")
    gone = {"mountpoint": "/srv/gone", "device_error": "no such file or directory"}
    assert found["node_filesystem_device_error"].value(**gone) == 1
    assert "/srv/gone" not in str(found["node_filesystem_size_bytes"].series.keys())
    assert found["node_filesystem_device_error"].value(mountpoint="/", device_error="") == 0


def test_without_the_table_of_pid_1_ones_own_is_read(parsed: Any, tree: Any) -> None:
    (tree.proc / "self").mkdir()
    (tree.proc / "1/mountinfo").rename(tree.proc / "self/mountinfo")
    assert "node_filesystem_size_bytes" in parsed(tree, "filesystem")


def test_a_name_that_is_no_utf8_is_repaired(parsed: Any, tree: Any) -> None:
    tree.write("proc/1/mountinfo", b"29 1 8:1 / /caf\xe9 rw - ext4 /dev/sda1 rw\n30 1 8:1 / / rw - ext4 /dev/sda1 rw\n")
    found = parsed(tree, "filesystem")
    assert found["node_filesystem_device_error"].value(mountpoint="/caf\ufffd") == 1
    assert found["node_filesystem_size_bytes"].value(mountpoint="/") > 0


def test_free_and_available_are_two_things() -> None:
    status = os.statvfs_result((512, 4096, 1000, 500, 400, 100, 50, 49, 0, 255))
    assert row(status) == (b"1.6384e+06", b"100", b"50", b"2.048e+06", b"0", b"4.096e+06")


def test_the_numbers_are_those_of_df(parsed: Any, tree: Any) -> None:
    status = os.statvfs(tree.root)
    found = parsed(tree, "filesystem")
    assert found["node_filesystem_size_bytes"].value(mountpoint="/") == status.f_blocks * status.f_frsize
    assert found["node_filesystem_files"].value(mountpoint="/") == status.f_files


# mounts that hang


class Server:
    """A statvfs of which some paths answer only when they are let."""

    def __init__(self, *hanging: str) -> None:
        self.hanging = set(hanging)
        self.calls: list[str] = []
        self.let = threading.Event()
        self.answered = threading.Semaphore(0)

    def statvfs(self, path: str) -> os.statvfs_result:
        self.calls.append(path)
        if path in self.hanging:
            self.let.wait(60)
            self.answered.release()
        return os.statvfs("/")


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server("/net")
    yield made
    made.let.set()


def eventually(condition: Any) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


def test_a_mount_that_hangs_is_reported_and_the_others_are_there(server: Server) -> None:
    asker = Asker(0.05, statvfs=server.statvfs)
    answers = asker.ask(["/a", "/net", "/b"])
    assert answers["/net"] == STUCK
    assert isinstance(answers["/a"], os.statvfs_result)
    assert isinstance(answers["/b"], os.statvfs_result)


def test_it_is_not_touched_again_until_it_answers(server: Server) -> None:
    asker = Asker(0.05, statvfs=server.statvfs)
    asker.ask(["/net", "/b"])
    threads = threading.active_count()
    for _ in range(1000):
        assert asker.ask(["/net", "/b"])["/net"] == STUCK
    assert server.calls.count("/net") == 1
    assert server.calls.count("/b") == 1001
    assert threading.active_count() <= threads

    server.let.set()
    assert server.answered.acquire(timeout=10)
    eventually(lambda: not asker.stuck)
    assert isinstance(asker.ask(["/net", "/b"])["/net"], os.statvfs_result)
    assert server.calls.count("/net") == 2


def test_many_mounts_of_one_dead_server_do_not_add_up() -> None:
    server = Server(*(f"/net/{n}" for n in range(5)))
    asker = Asker(0.4, statvfs=server.statvfs)
    answers = asker.ask([*server.hanging, "/a"])
    assert sum(answer == STUCK for answer in answers.values()) == 5
    assert isinstance(answers["/a"], os.statvfs_result)
    assert len(asker.stuck) == 5
    server.let.set()


def test_there_is_an_end_to_the_threads_that_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporterhub.node.kernel.statfs._MOST_STUCK", 2)
    server = Server("/1", "/2", "/3")
    asker = Asker(0.02, statvfs=server.statvfs)
    answers = asker.ask(["/1", "/2", "/3", "/4"])
    assert [answers[path] for path in ("/1", "/2", "/3", "/4")] == [STUCK, STUCK, TOO_MANY, TOO_MANY]
    server.let.set()


def test_an_error_is_told_in_the_words_of_go() -> None:
    assert Asker().ask(["/no/such/place"]) == {"/no/such/place": "no such file or directory"}


def test_the_page_of_a_host_with_a_dead_server(tree: Any, server: Server, pages: Any) -> None:
    tree.write("proc/1/mountinfo", "29 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 29 0:9 / /net rw - nfs4 srv:/x ro")
    options = Options((), {**tree.flags(), "collector.filesystem.mount-timeout": "50ms"})
    kind = load("filesystem")
    options.add(kind.flags)
    collector = kind(Context(Paths(str(tree.proc), rootfs=str(tree.root)), options))
    server.hanging = {f"{tree.root}/net"}
    collector._asker = Asker(0.05, statvfs=server.statvfs)  # type: ignore[attr-defined]
    assert collector.may_block
    for _ in range(3):
        found = pages.families(collector.collect().decode())
        stuck = {"mountpoint": "/net", "device_error": STUCK, "fstype": "nfs4"}
        assert found["node_filesystem_device_error"].value(**stuck) == 1
        assert found["node_filesystem_readonly"].value(**stuck) == 1
        assert found["node_filesystem_size_bytes"].value(mountpoint="/") > 0
    assert server.calls == [f"{tree.root}/net"]


def test_a_host_with_local_disks_needs_no_thread(tree: Any) -> None:
    kind = load("filesystem")
    collector = kind(Context(Paths(str(tree.proc), rootfs=str(tree.root)), Options(kind.flags)))
    assert not collector.may_block
    before = threading.active_count()
    collector.collect()
    assert threading.active_count() == before
    tree.write("proc/1/mountinfo", "29 1 8:1 / / rw - fuse.sshfs me@there:/ rw")
    collector.collect()
    assert collector.may_block
