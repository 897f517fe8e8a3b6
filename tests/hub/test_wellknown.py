"""For programs that read sites: llms.txt, sitemap, feeds, badges, and links that are absolute."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from exporterhub.errors import BadInput
from exporterhub.hub import create_app

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def public(small_catalog: Path, tmp_path_factory: pytest.TempPathFactory, client: Any) -> Any:
    """A hub that knows where visitors reach it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return type(client)(create_app([small_catalog], public_url="https://hub.example.org/"))


def test_llms_txt_lists_every_exporter(client: Any) -> None:
    answer = client.get("/llms.txt")
    assert answer.status_code == 200
    assert "[Redis Exporter](/api/v1/exporters/redis)" in answer.text


def test_a_feed_is_atom(client: Any) -> None:
    for path in ("/feed.xml", "/exporters/redis/feed.xml"):
        root = ElementTree.fromstring(client.get(path).content)
        assert root.tag == f"{ATOM}feed"
        entries = root.findall(f"{ATOM}entry")
        assert entries
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(ids) == len(set(ids))
        assert all(entry.findtext(f"{ATOM}updated", "").endswith("Z") for entry in entries)
    assert client.get("/exporters/nothing/feed.xml").status_code == 404


def test_a_badge_says_tier_and_version_and_may_be_embedded(client: Any) -> None:
    answer = client.get("/exporters/redis/badge.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers.get_list("cross-origin-resource-policy") == ["cross-origin"]
    root = ElementTree.fromstring(answer.content)
    assert "1.69.0" in root.get("aria-label", "")
    assert client.get("/exporters/nothing/badge.svg").status_code == 404


def test_absolute_links_need_a_public_url(client: Any, public: Any) -> None:
    assert client.get("/sitemap.xml").status_code == 404
    root = ElementTree.fromstring(public.get("/sitemap.xml").content)
    places = [place.text for place in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert "https://hub.example.org/exporters/redis" in places
    page = public.get("/exporters/redis", headers={"host": "evil.example"}).text
    assert '<link rel="canonical" href="https://hub.example.org/exporters/redis">' in page
    assert "evil.example" not in page
    assert "canonical" not in client.get("/exporters/redis").text


@pytest.mark.parametrize("url", ["hub.example.org", "ftp://x", "https://", "https://x/?a=b", "https://user@x"])
def test_what_is_no_public_url(small_catalog: Path, url: str) -> None:
    with pytest.raises(BadInput, match="no public URL"):
        create_app([small_catalog], public_url=url)
