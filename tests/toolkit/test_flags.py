"""Flags, as operators know them from the Go exporters."""

from __future__ import annotations

from typing import Any

import pytest

from exporterhub.toolkit import flags

COLLECTORS = [("cpu", True), ("disk", True), ("wifi", False)]


def parser() -> flags.Parser:
    made = flags.Parser(prog="demo_exporter")
    flags.add_web_flags(made, default_address=":9999", version="demo_exporter, version 1.2.3")
    flags.add_collector_flags(made, COLLECTORS)
    return made


def options(*words: str, **others: Any) -> Any:
    return flags.web_options(parser().parse_args(list(words)), **others)


def chosen(*words: str) -> list[str]:
    return flags.chosen_collectors(parser().parse_args(list(words)), COLLECTORS)


def test_defaults() -> None:
    made = options(name="demo")
    assert made.listen == (":9999",)
    assert (made.telemetry_path, made.max_requests, made.config_file) == ("/metrics", 40, "")
    assert (made.systemd_socket, made.health_without_auth, made.hide_version) == (False, False, False)
    assert made.name == "demo"


def test_both_ways_to_give_a_value() -> None:
    made = options(
        "--web.listen-address=:1",
        "--web.listen-address",
        "[::1]:2",
        "--web.telemetry-path=/m",
        "--web.max-requests",
        "0",
    )
    assert made.listen == (":1", "[::1]:2")
    assert (made.telemetry_path, made.max_requests) == ("/m", 0)


def test_switches() -> None:
    made = options("--web.systemd-socket", "--web.health-without-auth", "--web.hide-version", "--no-web.hide-version")
    assert (made.systemd_socket, made.health_without_auth, made.hide_version) == (True, True, False)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ([], ["cpu", "disk"]),
        (["--collector.wifi"], ["cpu", "disk", "wifi"]),
        (["--no-collector.cpu"], ["disk"]),
        (["--no-collector.cpu", "--collector.cpu"], ["cpu", "disk"]),
        (["--collector.disable-defaults"], []),
        (["--collector.disable-defaults", "--collector.disk"], ["disk"]),
    ],
)
def test_collectors(words: list[str], names: list[str]) -> None:
    assert chosen(*words) == names


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--web.listen-adress=:1"], "unknown flag --web.listen-adress; did you mean --web.listen-address?"),
        (["--colector.cpu"], "unknown flag --colector.cpu; did you mean --collector.cpu?"),
        (["--web.listen"], "unknown flag --web.listen;"),  # no abbreviations
        (["--zzzzzzz"], "unknown flag --zzzzzzz; --help lists all"),
        (["cpu"], "unexpected argument 'cpu'"),
        (["--web.max-requests=-1"], "argument --web.max-requests: '-1' is no whole number"),
        (["--web.max-requests=many"], "argument --web.max-requests: 'many' is no whole number"),
        (["--log.level=loud"], "argument --log.level: invalid choice"),
        (["--web.config.file"], "argument --web.config.file: expected one argument"),
        (["--collector.cpu=yes"], "argument --collector.cpu"),
    ],
)
def test_mistakes_end_with_2_and_the_way_out(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parser().parse_args(words)
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith(f"demo_exporter: error: {said}")
    assert error.count("\n") == 1


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parser().parse_args(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == "demo_exporter, version 1.2.3\n"


def test_no_flag_takes_a_secret() -> None:
    text = parser().format_help().lower()
    assert not any(word in text for word in ("password", "token", "secret"))
    assert "--web.config.file" in text
