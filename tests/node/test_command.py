"""`exporterhub node`, as a person runs it."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from exporterhub.errors import Missing
from exporterhub.node import run

COMMAND = [str(Path(sys.executable).with_name("exporterhub")), "node"]


class Running:
    """A running exporter."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: list[str]) -> None:
        self.process = process
        self.port = port
        self.log = log

    def get(self, path: str = "/metrics", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@contextlib.contextmanager
def running(flags: Sequence[str]) -> Iterator[Running]:
    """The exporter, on a port of its choice, until the end of the block."""
    command = [*COMMAND, "--web.listen-address=127.0.0.1:0", *flags]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    log: list[str] = []
    try:
        for line in process.stderr:
            log.append(line)
            found = re.search(r"Listening on.*127\.0\.0\.1:(\d+)", line)
            if found:
                rest = threading.Thread(target=lambda: log.extend(process.stderr or ()), daemon=True)
                rest.start()
                yield Running(process, int(found[1]), log)
                break
        else:
            pytest.fail("".join(log))
    finally:
        process.terminate()
        process.wait(20)
        process.stderr.close()


def refused(*flags: str) -> tuple[int, str]:
    done = subprocess.run([*COMMAND, *flags], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_it_serves_this_host_and_ends_when_told() -> None:
    with running([]) as exporter:
        status, page = exporter.get()
        assert status == 200
        assert f'node_uname_info{{sysname="{os.uname().sysname}"' in page
        assert exporter.get("/")[0] == 200
        assert exporter.get("/-/healthy")[0] == 200
        assert exporter.get("/nothing")[0] == 404
        assert exporter.get("/metrics?collect[]=cpu&exclude[]=cpu")[0] == 400
        assert exporter.get("/metrics?collect[]=nope")[0] == 400
        exporter.process.send_signal(signal.SIGTERM)
        assert exporter.process.wait(20) == 0


def test_only_what_was_asked_for_is_on(tree: Any, pages: Any) -> None:
    flags = [f"--{name}={value}" for name, value in tree.flags().items()]
    with running(
        [*flags, "--collector.disable-defaults", "--collector.loadavg", "--web.telemetry-path=/m"]
    ) as exporter:
        found = pages.families(exporter.get("/m")[1])
        assert found["node_load1"].value() == 0.21
        assert {dict(labels)["collector"] for _, labels in found["node_scrape_collector_success"].series} == {"loadavg"}
        assert "node_cpu_seconds_total" not in found


def test_defaults_can_be_switched_off(tree: Any) -> None:
    flags = [f"--{name}={value}" for name, value in tree.flags().items()]
    with running(
        [
            *flags,
            "--no-collector.cpu",
            "--no-collector.systemd",
            "--web.max-requests=3",
            "--log.format=json",
            "--log.level=debug",
        ]
    ) as exporter:
        page = exporter.get()[1]
        assert "node_load1" in page
        assert "node_cpu_seconds_total" not in page
        assert any('"msg": "Starting exporterhub node"' in line for line in exporter.log)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--collector.cpuu"], "--collector.cpu"),
        (["--collector.systemd"], "node_exporter's collector systemd is not here"),
        (["--collector.netdev.device-include=(", "--web.listen-address=127.0.0.1:0"], "no regular expression"),
        (["--collector.filesystem.mount-timeout=soon"], "--collector.filesystem.mount-timeout takes a duration"),
        (["--web.listen-address=nowhere"], "nowhere"),
        (["--web.telemetry-path=metrics"], "--web.telemetry-path"),
        (["--web.config.file=/no/such/file"], "/no/such/file"),
        (["--web.max-requests=many"], "whole number"),
        (["--log.level=loud"], "--log.level"),
    ],
)
def test_bad_flags_end_it_before_anything_is_served(flags: list[str], said: str) -> None:
    code, error = refused(*flags)
    assert code == 2
    assert said in error
    assert "Listening" not in error


def test_the_version_names_what_it_is_compatible_with() -> None:
    done = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"exporterhub node [\w.]+ \(metrics of node_exporter 1\.11\.1\)\n", done.stdout)


def test_help_lists_the_flags_of_all_collectors() -> None:
    done = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True)
    for flag in ("--collector.cpu.info.flags-include", "--no-collector.zfs", "--path.rootfs", "--web.config.file"):
        assert flag in done.stdout
    assert "--collector.diskstats.ignored-devices" not in done.stdout  # the old name, still taken


def test_on_a_system_it_does_not_know_it_says_what_runs_there() -> None:
    with pytest.raises(Missing, match="for Linux, macOS, Windows; this is freebsd14") as missing:
        run(argparse.Namespace(), platform="freebsd14")
    assert "node_exporter" in missing.value.remedy
