"""Which exporter a page comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from exporterhub.catalog import Catalog, identify, load
from exporterhub.exposition import inventory, parse

FACTS = """\
name: {slug}
technology: {slug}
summary: Metrics of {slug}.
category: HTTP
kind: exporter
maintainer: community
repository: https://example.org/{slug}
fingerprint: {fingerprint}
"""
FINGERPRINTS = {
    "haproxy": "{build_info: haproxy_process_build_info, prefixes: [haproxy_]}",
    "haproxy-exporter": "{up: haproxy_up, build_info: haproxy_exporter_build_info, prefixes: [haproxy_]}",
    "nginx": "{up: nginx_up, build_info: nginx_exporter_build_info, build_info_old: [nginxexporter_build_info],"
    " prefixes: [nginx_]}",
    "probe": "{prefixes: [probe_]}",
    "varnish": "{families: [varnish_version, varnish_hits], build_info: varnish_version, version_label: release}",
}
RUNTIME = "go_goroutines 1\nprocess_cpu_seconds_total 1\npromhttp_metric_handler_requests_total 1\npython_info 1\n"


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    for slug, fingerprint in FINGERPRINTS.items():
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "exporter.yaml").write_text(FACTS.format(slug=slug, fingerprint=fingerprint))
    found = load([tmp_path])
    assert found.findings == []
    return found


@pytest.mark.parametrize(
    ("page", "slug", "version"),
    [
        ('haproxy_process_build_info{version="3.0"} 1\nhaproxy_frontend_status 1\n', "haproxy", "3.0"),
        ('haproxy_exporter_build_info{version="0.15"} 1\nhaproxy_up 1\nhaproxy_x 2\n', "haproxy-exporter", "0.15"),
        ("haproxy_up 1\nhaproxy_x 2\n", "haproxy-exporter", None),
        ('nginx_up 1\nnginxexporter_build_info{version="0.9"} 1\n', "nginx", "0.9"),
        ('nginx_up 1\nnginx_exporter_build_info{version=""} 1\n', "nginx", None),
        ("probe_success 1\nprobe_duration_seconds 1\n", "probe", None),
        ('varnish_version{release="7.1"} 1\n', "varnish", "7.1"),
    ],
)
@pytest.mark.parametrize("runtime", ["", RUNTIME])
def test_the_exporter_and_its_version(
    catalog: Catalog, page: str, slug: str, version: str | None, runtime: str
) -> None:
    best = identify(parse(runtime + page), catalog)[0]
    assert (best.slug, best.version) == (slug, version)
    assert best.reasons


def test_an_inventory_names_the_exporter_but_no_version(catalog: Catalog) -> None:
    best = identify(inventory('nginx_up 1\nnginx_exporter_build_info{version="1.0"} 1\n'), catalog)[0]
    assert (best.slug, best.version) == ("nginx", None)


@pytest.mark.parametrize("page", ["", RUNTIME, "my_metric 1\nother_metric 2\n", "haproxy_like 1\n" + "a 1\n" * 1])
def test_a_page_that_nothing_fits(catalog: Catalog, page: str) -> None:
    found = identify(parse(page), catalog)
    assert [candidate.slug for candidate in found] == (["haproxy", "haproxy-exporter"] if "haproxy" in page else [])


@pytest.fixture
def with_library(catalog: Catalog, tmp_path: Path) -> Catalog:
    """The same, and a client library."""
    facts = FACTS.format(slug="lib", fingerprint="{families: [python_info]}").replace("kind: exporter", "kind: library")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "exporter.yaml").write_text(facts)
    return load([tmp_path])


@pytest.mark.parametrize("page", ["", "my_metric 1\nother_metric 2\n"])
def test_an_application_shows_the_library_it_uses(with_library: Catalog, page: str) -> None:
    (found,) = identify(parse(RUNTIME + page), with_library)
    assert (found.slug, found.version, found.reasons) == ("lib", None, ("the page has python_info",))
    assert found.score < 15  # less than what the weakest fit of an exporter has


def test_a_library_is_not_told_where_an_exporter_fits(with_library: Catalog) -> None:
    assert [found.slug for found in identify(parse(RUNTIME + "probe_x 1\nmine 1\n"), with_library)] == ["probe"]


def test_reasons_are_words(catalog: Catalog) -> None:
    best = identify(parse(RUNTIME + "nginx_up 1\nnginx_connections 2\nmine 1\n"), catalog)[0]
    assert best.reasons == (
        "the page has nginx_up",
        "67% of the names that are not the runtime's begin with nginx_",
    )


def test_every_recording_of_the_catalog_is_told(catalog_folder: Path) -> None:
    catalog = load([catalog_folder])
    slugs, versions = {}, {}
    for entry in catalog:
        mark = entry.exporter.fingerprint
        for recording in entry.recordings:
            page = recording.page()
            found = identify(parse(page, recording.content_type, strict=False), catalog)
            slugs[entry.slug, recording.name] = found[0].slug if found else None
            if mark.build_info and f"\n{mark.build_info}{{".encode() in page and found:
                versions[entry.slug, recording.name] = (found[0].version, recording.version)
    assert {key: slug for key, slug in slugs.items() if key[0] != slug} == {}
    assert {key: pair for key, pair in versions.items() if pair[0] not in (None, pair[1])} == {}
    assert any(said for said, _ in versions.values())
