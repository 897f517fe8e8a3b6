"""``show``: the same data as the API's entry, made for the reader's own address and version."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from exporterhub.catalog import load
from exporterhub.cli.verbs import show
from exporterhub.hub.documents import exporter_document


def test_json_is_the_document_of_the_api(cli: Callable[..., Any], work: Any) -> None:
    result = cli("show", "redis", "--json")
    assert result.code == 0
    document = exporter_document(load([work / "catalog"]).entry("redis"))
    assert json.loads(result.out) == json.loads(document.model_dump_json(by_alias=True))
    assert json.loads(result.out)["rules"][0]["for"] == "1m"


def test_commands_take_what_was_chosen(cli: Callable[..., Any]) -> None:
    words = ("--target", "db1:6380", "--listen", "10.0.0.5:9999", "--version", "1.70.0")
    install = json.loads(cli("show", "redis", *words, "--json").out)["install"]
    text = json.dumps(install)
    assert "redis://db1:6380" in text
    assert ":9999" in text
    assert "oliver006/redis_exporter:v1.70.0" in text


@pytest.mark.parametrize(
    ("target", "pair"),
    [
        ("", ("", "")),
        ("db1", ("db1", "")),
        ("db1:5432", ("db1", "5432")),
        ("[::1]:5432", ("[::1]", "5432")),
        ("[::1]", ("[::1]", "")),
        ("::1", ("::1", "")),
        ("2001:db8::5432", ("2001:db8::5432", "")),
    ],
)
def test_target(target: str, pair: tuple[str, str]) -> None:
    assert show._split(target) == pair


def test_everything_is_shown_unless_parts_are_named(cli: Callable[..., Any]) -> None:
    whole = cli("show", "redis").out
    for part in show.PARTS:
        some = cli("show", "redis", "--only", part).out
        assert some in whole or set(some.splitlines()) <= set(whole.splitlines())
        assert len(some) < len(whole)
