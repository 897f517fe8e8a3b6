"""``catalog check``: each check finds what it is for, and a whole entry passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from exporterhub.catalog import check, checks, load
from exporterhub.errors import BadInput, Finding

Write = Callable[..., Path]
PAGE = "redis/recordings/1.69.0_trixie.prom"


def _ids(findings: list[Finding]) -> list[str]:
    return [finding.id for finding in findings]


def _change(folder: Path, name: str, old: str, new: str) -> list[Finding]:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return check(load([folder]))


def test_a_whole_entry_passes(redis: Path) -> None:
    assert check(load([redis])) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "rule"),
    [
        ("redis/exporter.yaml", "port: 9121", "prot: 9121", "entry/unknown-key"),
        ("redis/exporter.yaml", "port: 9121", "successor: valkey", "entry/successor"),
        ("redis/exporter.yaml", "port: 9121", "successor: redis", "entry/successor"),
        ("redis/exporter.yaml", "port: 9121", "aliases: [a, A]", "entry/alias"),
        ("redis/exporter.yaml", "port: 9121", "configure: {settings: [{what: x}]}", "entry/setting"),
        ("redis/exporter.yaml", "port: 9121", "configure: {secrets: [{what: x}]}", "entry/secret"),
        ("redis/exporter.yaml", "port: 9121", "configure: {secrets: [{env: A, instead_of: [B]}]}", "entry/secret"),
        ("redis/exporter.yaml", "port: 9121", "configure: {secrets: [{env: A, instead_of: [A]}]}", "entry/secret"),
        ("redis/exporter.yaml", "port: 9121", "configure: {arguments: [{argument: -c, file: a}]}", "entry/argument"),
        ("redis/exporter.yaml", "port: 9121", "configure: {arguments: [{argument: '{file}'}]}", "entry/argument"),
        (
            "redis/exporter.yaml",
            "port: 9121",
            "install: {pypi: {package: a}}\nconfigure: {arguments: [{argument: '{file}', file: a}]}",
            "entry/argument",
        ),
        ("redis/exporter.yaml", "port: 9121", "configure: {target: {default_port: 1}}", "entry/target"),
        ("redis/exporter.yaml", "port: 9121", "sources: [{fact: a, where: b, checked: May}]", "entry/source-date"),
        (
            "redis/exporter.yaml",
            "port: 9121",
            "install: {binary: {asset: x, tag: y, executable: z}}",
            "entry/asset",
        ),
        ("redis/exporter.yaml", "port: 9121", "# TODO", "entry/todo"),
        ("redis/guide.md", "# Redis", "# TODO", "entry/todo"),
        ("redis/guide.md", "https://redis.io", "http://redis.io", "guide/link"),
        ("redis/guide.md", "https://redis.io/docs/acl/", "../other.md", "guide/link"),
        ("redis/rules.yaml", "redis_up == 0", "redis_up ==", "query/syntax"),
        (PAGE, "# run: trixie", "# run: sid", "recording/name"),
        (PAGE, "# date: 2026-11-24", "# date: 24 November", "recording/date"),
        (PAGE, "127.0.0.1", "10.1.2.3", "recording/url"),
        (PAGE, "# suite: trixie\n", "", "recording/header"),
        (PAGE, 'version="1.69.0"', 'version="1.70.0"', "recording/version"),
        (PAGE, "redis_connected_clients 3", 'redis_connected_clients{a="/root/x"} 3', "recording/private"),
        (PAGE, "redis_connected_clients 3", 'redis_connected_clients{a="me@example.org"} 3', "recording/private"),
        (PAGE, "redis_connected_clients 3", 'redis_connected_clients{a="/home/me/x"} 3', "recording/private"),
        (
            PAGE,
            "redis_connected_clients 3\n",
            "".join(f'redis_connected_clients{{a="{n}"}} 3\n' for n in range(21)),
            "recording/size",
        ),
    ],
)
def test_a_mistake_is_found(redis: Path, name: str, old: str, new: str, rule: str) -> None:
    findings = _change(redis, name, old, new)
    assert set(_ids(findings)) == {rule}
    assert all(finding.file and finding.line and finding.remedy for finding in findings)


def test_a_page_that_does_not_parse_is_found_at_its_line(redis: Path) -> None:
    findings = _change(redis, PAGE, "redis_connected_clients 3", "redis_connected_clients three")
    assert [(finding.line, finding.file[-len(PAGE) :]) for finding in findings] == [(17, PAGE)]


def test_a_page_of_another_exporter_is_found(redis: Path, facts: str) -> None:
    other = redis / "other"
    other.mkdir()
    text = facts.replace("redis_up", "other_up").replace("redis_exporter_build_info", "x").replace("redis_]", "o_]")
    (other / "exporter.yaml").write_text(text)
    (other / "recordings").mkdir()
    (other / "recordings/1.69.0_trixie.prom").write_text((redis / PAGE).read_text())
    (finding,) = check(load([redis]))
    assert (finding.id, finding.message) == ("recording/identity", "the page looks like redis, not like other")


def test_nothing_to_tell_a_page_by_is_found(redis: Path, facts: str) -> None:
    (redis / "other").mkdir()
    (redis / "other/exporter.yaml").write_text("".join(facts.partition("fingerprint")[0]))
    assert _ids(check(load([redis]))) == ["entry/fingerprint"]


def test_a_folder_that_is_no_slug_is_found(redis: Path) -> None:
    (redis / "redis").rename(redis / "Redis_1")
    assert _ids(check(load([redis]))) == ["entry/slug"]


def test_rules_without_a_guide_are_found(redis: Path) -> None:
    (redis / "redis/guide.md").unlink()
    assert _ids(check(load([redis]))) == ["guide/missing"]


def test_links_in_code_are_not_links(redis: Path) -> None:
    text = "```sh\ncurl <http://127.0.0.1:9121/metrics>\n```\n`[x](http://y)` [here](#redis)\n"
    (redis / "redis/guide.md").write_text(text)
    assert check(load([redis])) == []


def test_a_family_in_two_places_is_the_exporters_own_untidiness(redis: Path) -> None:
    page = redis / PAGE
    page.write_text(page.read_text() + 'redis_late 1\nredis_later 1\nredis_late{a="b"} 1\n')
    assert check(load([redis])) == []


def test_a_recording_without_a_run_is_found(redis: Path) -> None:
    lab = "exporter: e\nprograms: {e: {packages: [x]}}\nscrapes: [{url: x}]\nruns: [{name: sid, suites: sid}]\n"
    (redis / "redis/lab.yaml").write_text(lab)
    assert _ids(check(load([redis]))) == ["recording/run"]


LAB = """\
exporter: exporter
target: redis
programs: {redis: {packages: [x], run: x}, exporter: {packages: [y], run: y}}
scrapes: [{url: x}]
runs: [{name: trixie, suites: trixie}, {name: bookworm, suites: bookworm}]
prove:
  runs: [trixie]
  faults:
    - {name: exporter-stop, stop: [exporter], alerts: [ONE]}
    - {name: stop, stop: [redis], alerts: [TWO]}
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[ONE]", "[Gone]", "fault exporter-stop names the alert 'Gone', which is not there"),
        ("runs: [trixie]", "runs: [sid]", "prove names the run 'sid', which is not there"),
        ("stop: [redis]", "network: [{proxy: wire}]", "fault stop names the proxy 'wire', which is not there"),
        ("stop: [redis]", "network: [{proxy: wire}]", "no fault stops only redis and fires exactly one alert"),
        ("[TWO]", "[ONE, TWO]", "no fault stops only redis and fires exactly one alert"),
        ("[TWO]", "[ONE]", "the same alert fires when exporter is dead and when redis is"),
        ("[TWO]}", "[TWO], may: [ONE]}", "no fault stops only redis and fires exactly one alert"),
    ],
)
def test_faults_name_what_is_there_and_tell_dead_things_apart(redis: Path, old: str, new: str, message: str) -> None:
    rules = "groups: [{name: r, rules: [{alert: ONE, expr: redis_up == 0}, {alert: TWO, expr: redis_up > 1}]}]\n"
    (redis / "redis/rules.yaml").write_text(rules)

    def written(text: str) -> list[str]:
        (redis / "redis/lab.yaml").write_text(text)
        return [finding.message for finding in check(load([redis])) if finding.id.startswith("prove/")]

    assert written(LAB) == []
    assert message in written(LAB.replace(old, new))


def test_stale_and_unknown_evidence_is_found(redis: Path) -> None:
    evidence = """\
recordings: {1.69.0_trixie: "0", gone: "0"}
rules:
  RedisDown: {hash: "0", fired: [{fault: gone, recording: 1.69.0_trixie, seconds: 1, resolved: 1}]}
  Gone: {hash: "0"}
panels: {Gone: {hash: "0"}}
"""
    (redis / "redis/evidence.yaml").write_text(evidence)
    found = sorted((finding.id, finding.severity) for finding in check(load([redis])))
    assert found == [("evidence/stale", "warning")] * 2 + [("evidence/unknown", "error")] * 4


def test_only_the_entries_named_are_checked(redis: Path, write: Write, facts: str) -> None:
    write({"bad/exporter.yaml": "name: x\n", "redis2/exporter.yaml": facts.replace("9121", "# TODO")})
    catalog = load([redis])
    assert check(catalog, ["redis"]) == []
    assert set(_ids(check(catalog, ["bad"]))) == {"entry/missing-key"}
    assert _ids(check(catalog, ["redis2", "redis"])) == ["entry/todo"]
    with pytest.raises(BadInput, match="no entry 'reddis'"):
        check(catalog, ["reddis"])


def test_each_module_of_the_folder_is_one_check() -> None:
    import pkgutil
    from importlib import import_module

    names = [module.name for module in pkgutil.iter_modules(checks.__path__)]
    assert {"evidence", "facts", "guide", "names", "recordings"} <= set(names)
    for name in names:
        module = import_module(f"exporterhub.catalog.checks.{name}")
        assert "check" in module.__all__
        assert callable(module.check)


def test_the_catalog_of_the_repository_passes(catalog_folder: Path) -> None:
    findings = check(load([catalog_folder]))
    assert [str(finding) for finding in findings if finding.severity == "error"] == []
