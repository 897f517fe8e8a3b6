"""The page: which collectors, which format, what is said about them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from exporterhub.exposition import OPENMETRICS, TEXT, lint, parse
from exporterhub.node import Collector, exporter, names
from exporterhub.node.source import Source, content_type
from exporterhub.toolkit import NoData, Refusal, Runner, ScrapeRequest

PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


def collectors_of(pages: Any, source: Source, **query: list[str]) -> dict[str, float]:
    page = source.page(ScrapeRequest({f"{name}[]": values for name, values in query.items()}))
    family = pages.families(page.body.decode())["node_scrape_collector_success"]
    return {dict(labels)["collector"]: value for (_, labels), value in family.series.items()}


@pytest.fixture
def source(tree: Any) -> Source:
    return exporter(["loadavg", "cpu", "mdadm"], tree.flags())


def test_all_some_and_all_but_some(pages: Any, source: Source) -> None:
    assert set(collectors_of(pages, source)) == {"loadavg", "cpu", "mdadm"}
    assert set(collectors_of(pages, source, collect=["cpu", "loadavg", "cpu"])) == {"cpu", "loadavg"}
    assert set(collectors_of(pages, source, exclude=["cpu", "nothing"])) == {"loadavg", "mdadm"}
    page = source.page(ScrapeRequest({"exclude[]": ["cpu", "loadavg", "mdadm"]})).body
    assert b"node_scrape_collector_success" not in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"collect[]": ["cpu"], "exclude[]": ["cpu"]}, "Combined collect and exclude queries are not allowed."),
        ({"collect[]": ["cpu", "nope"]}, "couldn't create collector: missing collector: nope"),
        ({"collect[]": ["meminfo"]}, "couldn't create collector: disabled collector: meminfo"),
    ],
)
def test_bad_queries_are_refused_in_upstreams_words(source: Source, query: dict[str, list[str]], message: str) -> None:
    with pytest.raises(Refusal) as refusal:
        source.page(ScrapeRequest(query))
    assert refusal.value.status == 400
    assert refusal.value.message.endswith(message)


def test_text_goes_to_all_who_take_it() -> None:
    assert content_type("") == TEXT
    assert content_type(PROMETHEUS) == TEXT
    assert content_type("*/*") == TEXT
    assert content_type("text/plain;q=0.1, application/openmetrics-text") == TEXT
    assert content_type("application/openmetrics-text;version=1.0.0") == OPENMETRICS
    assert content_type("application/openmetrics-text;version=1.0.0,text/plain;q=0") == OPENMETRICS


def test_openmetrics_says_the_same(host: Any) -> None:
    source = exporter(["cpu", "meminfo", "vmstat", "os"], host.flags())
    page = source.page(ScrapeRequest(accept="application/openmetrics-text; version=1.0.0"))
    assert page.content_type == OPENMETRICS
    found = {family.name: family for family in parse(page.body, page.content_type)}
    assert found["node_cpu_seconds"].type == "counter"
    assert found["node_vmstat_oom_kill"].type == "unknown"
    assert page.body.endswith(b"# EOF\n")


def test_the_page_is_one_that_prometheus_takes(host: Any) -> None:
    given = {**host.flags(), "collector.arp.netlink": False, "collector.netdev.netlink": False}
    page = exporter(names(), given).page(ScrapeRequest())
    every = list(parse(page.body, page.content_type))  # strict: raises for what Prometheus refuses
    assert len(every) > 500
    assert [finding for finding in lint(every) if finding.severity == "error"] == []


class Odd(Collector):
    """A collector that ends as it is told."""

    def __init__(self, name: str, ends: Exception | None = None, *, slow: bool = False) -> None:
        self.name = name
        self.ends = ends
        self.may_block = slow
        self.let = threading.Event()
        self.calls = 0

    def page(self) -> bytes:
        self.calls += 1
        if self.may_block:
            self.let.wait(60)
        if self.ends:
            raise self.ends
        return b"# HELP a A.\n# TYPE a gauge\na 1\n"


def test_no_data_and_failure_cost_the_others_nothing(pages: Any, caplog: pytest.LogCaptureFixture) -> None:
    made = [Odd("fine"), Odd("nothing", NoData("no such device")), Odd("broken", OSError("defect"))]
    source = Source(Runner(made, namespace="node"))
    assert collectors_of(pages, source) == {"fine": 1, "nothing": 0, "broken": 0}
    assert b"a 1\n" in source.page(ScrapeRequest()).body
    said = [record for record in caplog.records if record.getMessage() == "collector failed"]
    assert {record.fields["name"] for record in said} == {"broken"}  # type: ignore[attr-defined]


def test_a_collector_that_hangs_for_ever(pages: Any) -> None:
    hanging = Odd("hanging", slow=True)
    source = Source(Runner([Odd("fine"), hanging], namespace="node"))
    assert not source.inline
    found = source.page(ScrapeRequest(timeout=0.05)).body
    assert b'node_scrape_collector_success{collector="hanging"} 0' in found
    assert b"a 1\n" in found
    threads, files = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(1000):
        assert b"a 1\n" in source.page(ScrapeRequest(timeout=0.05)).body
    assert hanging.calls == 1
    assert threading.active_count() <= threads
    assert len(list(Path("/proc/self/fd").iterdir())) <= files
    hanging.let.set()


def test_scrapes_at_the_same_time_that_want_different_collectors(pages: Any, host: Any) -> None:
    names_ = ["loadavg", "cpu", "meminfo", "hwmon", "vmstat"]
    source = exporter(names_, host.flags())
    source.page(ScrapeRequest())
    problems: list[BaseException] = []

    def scrape(chosen: str) -> None:
        try:
            for _ in range(60):
                assert set(collectors_of(pages, source, collect=[chosen])) == {chosen}
                assert set(collectors_of(pages, source)) == set(names_)
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=scrape, args=(name,)) for name in names_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_thousand_scrapes_of_this_machine_keep_no_more_than_one(pages: Any) -> None:
    source = exporter(["cpu", "diskstats", "filesystem", "loadavg", "meminfo", "netdev", "stat", "time", "uname"])
    source.page(ScrapeRequest())
    threads, files = threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(1000):
        source.page(ScrapeRequest())
    assert threading.active_count() == threads
    assert len(list(Path("/proc/self/fd").iterdir())) == files


def test_what_the_exporter_says_of_itself(pages: Any, tree: Any) -> None:
    found = pages.families(exporter(["loadavg"], tree.flags()).page(ScrapeRequest()).body.decode())
    assert found["process_resident_memory_bytes"].value() > 1e6
    assert found["process_cpu_seconds_total"].value() > 0
    assert 0 < found["process_open_fds"].value() < found["process_max_fds"].value()
    assert found["process_start_time_seconds"].value() > 1e9
    build = dict(next(iter(found["node_exporter_build_info"].series))[1])
    assert (build["version"], build["goversion"]) == ("1.11.1", "")
    assert build["revision"].startswith("exporterhub-")
    bare = {**tree.flags(), "web.disable-exporter-metrics": True}
    found = pages.families(exporter(["loadavg"], bare).page(ScrapeRequest()).body.decode())
    assert {"node_exporter_build_info", "exporterhub_build_info"} < set(found)
    assert not any(name.startswith(("process_", "python_")) for name in found)
