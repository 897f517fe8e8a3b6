"""The exporter on each system: its flags, what it refuses, what it needs, and what it serves."""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from exporterhub.errors import BadInput, Missing
from exporterhub.node import add_flags, elsewhere, exporter, load, names, run
from exporterhub.node.command import chosen, given
from exporterhub.node.reader import open_reader
from exporterhub.node.systems import DARWIN, LINUX, SYSTEMS, WINDOWS, System, system_of
from exporterhub.programs import debian_root, tool_command
from exporterhub.toolkit import WebOptions, make_server
from exporterhub.toolkit.flags import Parser


def parse(system: System, *words: str) -> argparse.Namespace:
    parser = Parser(prog="node", conflict_handler="resolve")
    add_flags(parser, system.platform)
    args: argparse.Namespace = parser.parse_args(words)
    return args


# flags


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_the_flags_that_the_source_declares_are_those_of_the_collectors(system: System) -> None:
    """Other systems' collectors are not imported: what is known of their flags is read from the source."""
    declared = {flag.name for name in names(system) for flag in load(name, system).flags}
    assert elsewhere.declared(system) == declared | {flag.name for flag in system.flags}


@pytest.mark.parametrize(
    ("system", "words", "said"),
    [
        (DARWIN, ["--path.procfs=/x"], "--path.procfs is for Linux; this is macOS"),
        (DARWIN, ["--path.procfs", "/x"], "--path.procfs is for Linux; this is macOS"),
        (DARWIN, ["--collector.netdev.netlink"], "--collector.netdev.netlink is for Linux; this is macOS"),
        (DARWIN, ["--collector.hwmon"], "the collector hwmon is for Linux; this is macOS"),
        (DARWIN, ["--collector.service"], "the collector service is for Windows; this is macOS"),
        (DARWIN, ["--collector.thermal"], "node_exporter's collector thermal is not here"),
        (WINDOWS, ["--path.rootfs=/x"], "--path.rootfs is for Linux and macOS; this is Windows"),
        (
            WINDOWS,
            ["--collector.textfile.directory=x"],
            "--collector.textfile.directory is for Linux and macOS; this is Windows",
        ),
        (WINDOWS, ["--collector.meminfo"], "the collector meminfo is for Linux and macOS; this is Windows"),
        (WINDOWS, ["--collector.boottime"], "the collector boottime is for macOS; this is Windows"),
        (WINDOWS, ["--collector.iis"], "windows_exporter's collector iis is not here"),
        (LINUX, ["--collector.net.nic-include=x"], "--collector.net.nic-include is for Windows; this is Linux"),
        (LINUX, ["--collector.logical_disk"], "the collector logical_disk is for Windows; this is Linux"),
        (LINUX, ["--collector.systemd"], "node_exporter's collector systemd is not here"),
    ],
)
def test_flags_that_do_not_apply_are_refused_by_the_systems_name(system: System, words: list[str], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(system, *words)
    assert refused.value.message == said
    assert refused.value.remedy.startswith("leave --")


def test_switching_off_what_is_not_there_is_taken() -> None:
    assert "cpu" in chosen(parse(DARWIN, "--no-collector.hwmon", "--no-collector.thermal"), DARWIN)
    assert "cpu" in chosen(parse(WINDOWS, "--no-collector.hwmon", "--no-collector.iis"), WINDOWS)
    assert "cpu" in chosen(parse(LINUX, "--no-collector.service", "--no-collector.systemd"), LINUX)
    assert "cpu" in chosen(parse(DARWIN, "--no-collector.netdev.netlink"), DARWIN)


def test_collectors_are_chosen_per_system() -> None:
    assert chosen(parse(DARWIN, "--collector.disable-defaults", "--collector.meminfo"), DARWIN) == ["meminfo"]
    assert "boottime" not in chosen(parse(DARWIN, "--no-collector.boottime"), DARWIN)
    assert "time" not in chosen(parse(WINDOWS), WINDOWS)
    assert "time" in chosen(parse(WINDOWS, "--collector.time"), WINDOWS)


def test_the_lists_of_windows_exporter() -> None:
    def names_of(*words: str) -> list[str]:
        return chosen(parse(WINDOWS, *words), WINDOWS)

    usual = ["cpu", "logical_disk", "memory", "net", "os", "physical_disk", "service", "system"]
    assert names_of() == usual
    assert names_of("--collectors.enabled=cpu,memory") == ["cpu", "memory"]
    assert names_of("--collectors.enabled=[defaults],textfile") == [*usual, "textfile"]
    assert names_of("--collectors.disabled=service,iis") == [name for name in usual if name != "service"]
    assert names_of("--collectors.enabled=cpu,memory", "--no-collector.cpu") == ["memory"]
    with pytest.raises(BadInput, match="windows_exporter's collector iis is not here"):
        names_of("--collectors.enabled=cpu,iis")
    with pytest.raises(BadInput, match="there is no collector 'cpuu'"):
        names_of("--collectors.enabled=cpuu")


def test_values_of_flags_reach_the_collectors() -> None:
    args = parse(DARWIN, "--collector.textfile.directory=/a", "--collector.textfile.directory=/b", "--path.rootfs=/r")
    assert given(args, DARWIN) == {"collector.textfile.directory": ["/a", "/b"], "path.rootfs": "/r"}
    args = parse(WINDOWS, "--collector.net.nic-include=Eth.*")
    assert given(args, WINDOWS) == {"collector.net.nic-include": "Eth.*"}


def test_the_addresses_are_those_of_the_go_programs() -> None:
    assert [parse(system).web_default_address for system in SYSTEMS] == [":9100", ":9100", ":9182"]


def test_the_version_names_the_go_program(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(WINDOWS, "--version")
    assert "(metrics of windows_exporter 0.31.8)" in capsys.readouterr().out


# what it needs


def test_an_unknown_system() -> None:
    assert system_of("darwin") is DARWIN
    with pytest.raises(Missing, match="this is aix"):
        system_of("aix")
    with pytest.raises(Missing, match="this is aix"):
        exporter([], platform="aix")


def test_without_psutil_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psutil", None)
    with pytest.raises(Missing, match="the host exporter needs psutil on this system") as missing:
        run(parse(DARWIN, "--web.listen-address=127.0.0.1:0"), platform="darwin")
    assert "pip install psutil" in missing.value.remedy
    assert exporter(["loadavg"], {})  # Linux does without


@pytest.mark.parametrize(
    ("platform", "words", "code", "said"),
    [
        ("darwin", [], 3, "python -m pip install psutil"),
        ("win32", [], 3, "python -m pip install psutil"),
        ("aix", [], 3, "the host exporter is for Linux, macOS, Windows; this is aix"),
        ("darwin", ["--path.procfs=/x"], 2, "--path.procfs is for Linux; this is macOS"),
        ("win32", ["--collector.hwmon"], 2, "the collector hwmon is for Linux; this is Windows"),
    ],
)
def test_what_the_command_ends_with(platform: str, words: list[str], code: int, said: str) -> None:
    script = f"""
import functools, sys
from exporterhub.cli import main
from exporterhub.cli.verbs import node
sys.modules["psutil"] = None
node.add_flags = functools.partial(node.add_flags, platform={platform!r})
node.serve = functools.partial(node.serve, platform={platform!r})
sys.exit(main(["node", "--web.listen-address=127.0.0.1:0", *{words!r}]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "Listening" not in done.stderr


# As on Windows, where Python has none of these; sys.platform stays, as asyncio and others go by it.
HIDE = """
import argparse, builtins, os, socket, sys
for name in ("fcntl", "resource", "termios", "pwd", "grp"):
    sys.modules[name] = None
for name in "pread O_CLOEXEC O_NONBLOCK O_DIRECTORY statvfs statvfs_result geteuid uname getloadavg".split():
    delattr(os, name)
for name in "AF_NETLINK AF_UNIX SOCK_CLOEXEC".split():
    if hasattr(socket, name):
        delattr(socket, name)
"""


def test_it_is_made_of_what_windows_has(doubles: Any, tmp_path: Path) -> None:
    (tmp_path / "a.prom").write_bytes(b"a 1\r\n")
    script = f"""{HIDE}
sys.path.insert(0, {str(Path(doubles.__file__).parent)!r})
import doubles
from exporterhub.node import add_flags, exporter
from exporterhub.node.command import chosen, given
from exporterhub.node.systems import WINDOWS
from exporterhub.toolkit import ScrapeRequest
from exporterhub.toolkit.flags import Parser
parser = Parser(prog="node", conflict_handler="resolve")
add_flags(parser, "win32")
args = parser.parse_args(["--collector.textfile", r"--collector.textfile.directories={tmp_path}"])
source = exporter(chosen(args, WINDOWS), given(args, WINDOWS), platform="win32", reader=doubles.Windows())
print(source.page(ScrapeRequest()).body.decode())
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    success = [line for line in done.stdout.splitlines() if line.startswith("windows_exporter_collector_success{")]
    assert [line for line in success if line.endswith(" 0")] == [
        'windows_exporter_collector_success{collector="os"} 0'  # it asks the registry
    ]
    assert "\na 1\n" in done.stdout
    assert "process_max_fds" not in done.stdout


def test_the_collectors_of_macos_are_made_of_what_it_has(doubles: Any) -> None:
    script = f"""
import os, socket, sys
for name in "AF_NETLINK SOCK_CLOEXEC".split():
    delattr(socket, name)
sys.path.insert(0, {str(Path(doubles.__file__).parent)!r})
import doubles
from exporterhub.node import exporter, names
from exporterhub.node.systems import DARWIN
from exporterhub.toolkit import ScrapeRequest
source = exporter(names(DARWIN), {{}}, platform="darwin", reader=doubles.Mac())
print(source.page(ScrapeRequest()).body.decode())
print([name for name in sys.modules if name.startswith("exporterhub.node.kernel.netlink")])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 'node_scrape_collector_success{collector="cpu"} 1' in done.stdout
    assert done.stdout.endswith("[]\n")


# what it serves


@contextmanager
def served(source: Any) -> Iterator[int]:
    """The port of the web layer that serves a source."""
    server = make_server(source, WebOptions(listen=("127.0.0.1:0",)))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield int(server.addresses[0].rpartition(":")[2])
    finally:
        server.stop()
        thread.join(20)


def scrape(port: int, path: str = "/metrics", **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_a_page_of_the_real_psutil_over_http(pages: Any, platform: str, tmp_path: Path) -> None:
    system = system_of(platform)
    with served(exporter(names(system), {}, platform=platform, reader=open_reader())) as port:
        status, page = scrape(port)
        assert status == 200
        found = pages.families(page)  # strict
        memory = {"darwin": "node_memory_total_bytes", "win32": "windows_memory_physical_total_bytes"}[platform]
        assert found[memory].value() == psutil.virtual_memory().total
        assert scrape(port, "/metrics?collect[]=cpu")[1].count('collector="') == 2
        assert scrape(port, "/metrics?collect[]=hwmon")[0] == 400
        openmetrics = scrape(port, Accept="application/openmetrics-text;version=1.0.0")[1]
        assert openmetrics.endswith("# EOF\n")
    assert complaints(page, tmp_path) == []


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_promtool_takes_the_page_of_the_double(doubles: Any, pages: Any, platform: str, tmp_path: Path) -> None:
    double = {"darwin": doubles.Mac, "win32": doubles.Windows}[platform]()
    with served(exporter(names(system_of(platform)), {}, platform=platform, reader=double)) as port:
        _, page = scrape(port)
    assert pages.families(page)
    assert complaints(page, tmp_path) == []


def complaints(page: str, folder: Path) -> list[str]:
    """What ``promtool check metrics`` says."""
    command = tool_command(debian_root(["prometheus"], "trixie"), ["promtool", "check", "metrics"], folder=folder)
    done = subprocess.run(command, input=page, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).splitlines()


def test_it_ends_by_a_signal_where_the_loop_has_no_handlers_for_them() -> None:
    """On Windows asyncio has none, and its default loop waits for no sockets."""
    script = """
import asyncio, os, signal, sys, threading
def none(*_):
    raise NotImplementedError
asyncio.SelectorEventLoop.add_signal_handler = asyncio.SelectorEventLoop.remove_signal_handler = none
from exporterhub.node import exporter
from exporterhub.toolkit import WebOptions, make_server
server = make_server(exporter(["loadavg"], {}), WebOptions(listen=("127.0.0.1:0",)))
threading.Thread(target=lambda: (server.started.wait(), os.kill(os.getpid(), signal.SIGTERM))).start()
server.run()
print("ended")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "ended\n"), done.stderr


@pytest.mark.parametrize(
    ("platform", "address", "family"),
    [("darwin", ":9100", "node_memory_total_bytes"), ("win32", ":9182", "windows_memory_physical_total_bytes")],
)
def test_the_command_serves_what_the_system_has(platform: str, address: str, family: str) -> None:
    script = f"""
import exporterhub.toolkit
from exporterhub.node import add_flags, run
from exporterhub.toolkit import ScrapeRequest
from exporterhub.toolkit.flags import Parser
def serve(source, options):
    print(options.listen, source.page(ScrapeRequest()).body.decode())
    return 0
exporterhub.toolkit.serve = serve
parser = Parser(prog="node", conflict_handler="resolve")
add_flags(parser, {platform!r})
raise SystemExit(run(parser.parse_args([]), platform={platform!r}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"({address!r},)")
    assert f"\n{family} " in done.stdout
    assert "Enabled collectors" in done.stderr
