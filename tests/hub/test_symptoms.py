"""From what a person complains about to the alert that watches for it, over the real catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.hub.library import Library, open_library
from exporterhub.hub.query import SearchQuery


@pytest.fixture(scope="module")
def library(catalog_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Library:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        made = open_library([catalog_folder])
        assert made.index
        return made


@pytest.mark.parametrize(
    ("words", "slug", "alert"),
    [
        ("replica lag", "redis", "RedisReplicaLagging"),
        ("replication lag", "postgres", "PostgresReplayLagging"),
        ("disk full", "node", "NodeFilesystemFull"),
        ("certificate expires", "blackbox", "BlackboxCertificateExpiresSoon"),
        ("Certificate expiry", "blackbox", "BlackboxCertificateExpiresSoon"),
        ("redis is out of memory", "redis", "RedisMemoryNearLimit"),
        ("deadlock", "mysqld", "MysqlDeadlocks"),
        ("redis", "redis", ""),
        ("redis exporter", "redis", ""),
        ("redis_up", "redis", ""),
        ("", "redis", ""),
        ("unheard of", "redis", ""),
    ],
)
def test_a_symptom_leads_to_its_alert(library: Library, words: str, slug: str, alert: str) -> None:
    assert library.symptoms.alert(slug, words) == alert


@pytest.mark.parametrize("words", ["redis", "sql", "replica lag", "postgers", "e", "certificate", "no such thing"])
@pytest.mark.parametrize("chosen", [{}, {"category": "Databases"}, {"tier": "proven"}, {"kind": "built-in"}])
def test_the_first_are_those_that_a_whole_search_begins_with(
    library: Library, words: str, chosen: dict[str, str]
) -> None:
    query = SearchQuery(words, **chosen)
    for limit in (1, 5, 50):
        assert library.first(query, limit) == library.search(query)[:limit]


def test_what_may_replace_each_other(library: Library) -> None:
    assert [item.slug for item in library.alternatives("haproxy-exporter")] == ["haproxy"]
    assert library.alternatives("kube-proxy") == [], "parts of one program are no choice"
    choices = {items[0].technology: [item.slug for item in items] for items in library.choices}
    assert set(choices["HAProxy"]) == {"haproxy", "haproxy-exporter"}
    assert all(len(slugs) > 1 for slugs in choices.values())
    assert "Kubernetes" not in choices
