"""Logs as the Prometheus family writes them."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest

from exporterhub.toolkit import logs

LOG = logs.logger("test")


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root, asyncio = logging.getLogger(), logging.getLogger("asyncio")
    before = root.level, root.handlers[:], asyncio.level
    yield
    root.setLevel(before[0])
    root.handlers[:] = before[1]
    asyncio.setLevel(before[2])


def test_logfmt(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("info", "logfmt")
    LOG.info("Listening on", address="[::]:9100", http2=False, seconds=0.25, path="/a b", empty="")
    line = capsys.readouterr().err
    assert re.fullmatch(
        r"time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=INFO source=test_logs\.py:\d+ "
        r'msg="Listening on" address=\[::\]:9100 http2=false seconds=0\.25 path="/a b" empty=""\n',
        line,
    )


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup("info", "json")
    LOG.warn("odd", name="a\nb", number=1)
    record = json.loads(capsys.readouterr().err)
    assert list(record) == ["time", "level", "source", "msg", "name", "number"]
    assert (record["level"], record["name"], record["number"]) == ("WARN", "a\nb", 1)


@pytest.mark.parametrize(("level", "count"), [("debug", 4), ("info", 3), ("warn", 2), ("error", 1)])
def test_levels(capsys: pytest.CaptureFixture[str], level: str, count: int) -> None:
    logs.setup(level)
    for write in (LOG.debug, LOG.info, LOG.warn, LOG.error):
        write("x")
    assert capsys.readouterr().err.count("\n") == count


def test_a_value_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup()
    LOG.info("a", err='x\ntime=now level=ERROR msg="forged" \x1b[31m\u2028\udc80', other='"=')
    written = capsys.readouterr().err
    assert written.count("\n") == 1
    assert r'err="x\ntime=now level=ERROR msg=\"forged\" \x1b[31m\u2028\udc80"' in written
    assert r'other="\"="' in written


def test_foreign_records_are_written_alike(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup()
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("foreign").exception("it failed: %s", 5)
    line = capsys.readouterr().err
    assert "msg=\"it failed: 5\" err=ValueError('why')\n" in line
    assert line.count("\n") == 1
