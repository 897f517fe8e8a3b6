"""promtool as the judge of every scrape job of the catalog: what is shown can be put into Prometheus as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.catalog import Catalog
from exporterhub.hub.install import Choices, plan
from exporterhub.programs import debian_root, run_tool

pytestmark = [pytest.mark.debian, pytest.mark.sandbox]
CHOICES = (Choices(), Choices(host="2001:db8::7", port=1234, listen="[2001:db8::1]:9999"))


def test_every_scrape_job_passes_promtool(real: Catalog, tmp_path: Path) -> None:
    files: list[Path] = []
    for entry in real:
        for wanted in CHOICES:
            for block in plan(entry, wanted).scrape:
                files.append(tmp_path / f"{entry.slug}-{len(files)}.yml")
                files[-1].write_text(block.text)
    assert len(files) >= 2 * sum(entry.exporter.kind != "library" for entry in real)
    root = debian_root(["promtool"], "trixie")
    done = run_tool(root, ["promtool", "check", "config", "--lint=all", *map(str, files)], folder=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().count("SUCCESS") == len(files)


def test_promtool_would_say_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text("scrape_configs: [{job_name: a, relabel_configs: [{target_label: 'a b'}]}]\n")
    root = debian_root(["promtool"], "trixie")
    done = run_tool(root, ["promtool", "check", "config", str(tmp_path / "bad.yml")], folder=tmp_path)
    assert done.returncode != 0


def test_jobs_of_several_targets_are_complete(real: Catalog) -> None:
    """Parameters, the instance label set to the target, and a job for the exporter itself."""
    found = {}
    for entry in real:
        target = entry.exporter.configure.target
        if target and target.parameter:
            jobs = yaml.safe_load(plan(entry).scrape[-1].text)["scrape_configs"]
            found[entry.slug] = jobs
            check_job(jobs, target.parameter, dict(target.parameters))
    assert {"blackbox", "snmp", "json", "ssl", "mysqld", "postgres", "redis", "ipmi", "pve"} <= set(found)


def check_job(jobs: list[dict[str, Any]], parameter: str, parameters: dict[str, str]) -> None:
    first, itself = jobs
    assert {name: [value] for name, value in parameters.items()}.items() <= first.get("params", {}).items()
    rules = first["relabel_configs"]
    assert rules[0] == {"source_labels": ["__address__"], "target_label": f"__param_{parameter}"}
    assert rules[1] == {"source_labels": [f"__param_{parameter}"], "target_label": "instance"}
    assert rules[2]["target_label"] == "__address__"
    assert itself["static_configs"] == [{"targets": [rules[2]["replacement"]]}]
    assert itself["job_name"] != first["job_name"]
