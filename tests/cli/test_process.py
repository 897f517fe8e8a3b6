"""The command as a process of its own: what it imports, and how it ends when something outside ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "exporterhub.cli"]
HEAVY = {"yaml", "pydantic", "rich", "httpx", "fastapi", "granian", "jinja2", "rapidfuzz", "promql_parser", "pathlib"}


def imported(work: Path, *words: str) -> set[str]:
    """The modules that are there when a command has ended."""
    code = (
        "import sys; from exporterhub.cli import main; code = main(sys.argv[1:]); "
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_a_search_imports_little(work: Path) -> None:
    subprocess.run([*PROGRAM, "search", "redis"], capture_output=True, check=True)  # builds the index
    modules = imported(work, "search", "redis", "--json")
    assert "sqlite3" in modules
    assert modules & HEAVY == set()
    assert {name for name in modules if name.startswith("exporterhub.cli.verbs.")} == {"exporterhub.cli.verbs.search"}


def test_the_overview_imports_no_verb(work: Path) -> None:
    modules = imported(work, "--help")
    assert not {name for name in modules if name.startswith("exporterhub.cli.verbs")}
    assert modules & HEAVY == set()


def test_scrape_of_a_file_imports_no_http(work: Path) -> None:
    assert "httpx" not in imported(work, "scrape", "catalog/redis/recordings/1.69.0_trixie.prom")


def test_a_reader_that_goes_away_is_no_error(work: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "show", "redis", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(30) == 141


def test_interrupt_ends_it_with_130(work: Path) -> None:
    # Standard input stays open, so scrape waits for it; that it was read to the first line says that it has begun.
    read, write = os.pipe()
    with subprocess.Popen([*PROGRAM, "scrape", "-", "-v"], stdin=read, stderr=subprocess.PIPE, text=True) as process:
        os.close(read)
        assert process.stderr is not None
        assert process.stderr.readline() == "reading standard input\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stderr.read() == ""
    os.close(write)


def test_a_terminal_gets_colours_and_lines_that_fit(work: Path, on_terminal: Callable[..., str]) -> None:
    text = on_terminal([*PROGRAM, "search", "redis"], columns=60)
    assert "\x1b[" in text
    plain = on_terminal([*PROGRAM, "search", "redis", "--no-color"], columns=60)
    assert max(map(len, plain.splitlines())) <= 60
    assert "redis" in plain


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colours_where_they_are_not_wanted(
    work: Path, on_terminal: Callable[..., str], environment: dict[str, str]
) -> None:
    assert "\x1b[3" not in on_terminal([*PROGRAM, "search", "redis"], **environment)
    assert "\x1b[3" not in on_terminal([*PROGRAM, "catalog", "check"], **environment)


def test_an_encoding_without_the_letters_is_no_error(work: Path) -> None:
    facts = work / "catalog" / "nats" / "exporter.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("Connections,", "Verbindungen für"), encoding="utf-8")
    done = subprocess.run(
        [*PROGRAM, "show", "nats", "--only", "facts"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert b"Verbindungen f\\xfcr" in done.stdout


def test_a_search_answers_json_on_standard_output_alone(work: Path) -> None:
    done = subprocess.run([*PROGRAM, "--json", "search", "redis"], capture_output=True, text=True, check=True)
    assert [hit["slug"] for hit in json.loads(done.stdout)] == ["redis"]
    assert done.stderr == ""
