"""The marks of technologies: the file has those that the catalog names, and pages show them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from exporterhub.catalog import load
from exporterhub.hub.assets import Assets
from exporterhub.hub.site import Site

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "src" / "exporterhub" / "hub" / "static"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_file_has_every_icon_that_an_entry_names_and_no_other() -> None:
    named = {entry.exporter.icon for entry in load([ROOT / "catalog"])} - {""}
    assert Assets(STATIC).symbols("icons.svg") == named, "run `make icons`"


def test_the_file_is_nothing_but_drawings_in_one_colour() -> None:
    root = ElementTree.fromstring((STATIC / "icons.svg").read_bytes())
    assert {one.tag for one in root.iter()} == {f"{SVG}svg", f"{SVG}symbol", f"{SVG}path"}
    assert {name for one in root.iter() for name in one.attrib} == {"id", "viewBox", "d"}
    assert b"simple-icons" in (STATIC / "icons.svg").read_bytes(), "it says where they come from"


def test_lists_and_the_entrys_page_show_the_mark(client: Any) -> None:
    path = Assets(STATIC).path("icons.svg")
    mark = f'<span class="tile" aria-hidden="true"><svg><use href="{path}#redis"/></svg></span>'
    for page in ("/", "/?q=redis&part=results", "/exporters/redis", "/compare?exporters=redis&exporters=blackbox"):
        assert mark in client.get(page).text, page
    assert client.get(path).headers["content-type"] == "image/svg+xml"
    assert client.get("/api/v1/exporters/redis").json()["icon"] == "redis"


def test_without_a_mark_there_are_two_letters() -> None:
    template = Site().environment.from_string('{% from "_macros.html" import tile %}{{ tile("BIND 9", mark) }}')
    for mark in ("", "no-such-brand", "redis<"):
        assert template.render(mark=mark) == '<span class="tile" aria-hidden="true">Bi</span>'
    assert re.search(r"#redis\"/></svg></span>$", template.render(mark="redis"))
