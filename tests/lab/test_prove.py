"""Alerts proven for real: redis, its exporter and Prometheus in the sandbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exporterhub.catalog import Entry, load, read_rules
from exporterhub.catalog.models import Lab
from exporterhub.errors import BadInput, LabFailure
from exporterhub.lab import Proof, prove, prove_runs

RULES = """\
groups:
  - name: redis
    rules:
      - alert: ExporterDown
        for: 1m
        expr: up == 0 and on (job, instance) last_over_time(redis_exporter_build_info[1d])
      - {alert: ServiceDown, for: 1m, expr: "redis_up == 0"}
      - {alert: Crowded, for: 5m, expr: "redis_connected_clients > 20"}
      - {alert: Pushed, expr: "redis_connected_clients > 20"}
      - {alert: Noisy, for: 1h, expr: "redis_up == 1"}
      - {alert: Deaf, for: 1m, expr: "redis_connected_clients > 1e6"}
"""
PROVE: dict[str, Any] = {
    "runs": ["sid"],
    "seconds": 10,
    "proxies": {"network": {"listen": 16379, "to": 6379}},
    "programs": {
        "exporter": {
            "files": {"/etc/default/prometheus-redis-exporter": 'REDIS_ADDR=redis://127.0.0.1:16379\nARGS=""\n'},
        }
    },
}


def entry(folder: Path, faults: list[dict[str, Any]], **changes: Any) -> Entry:
    """redis of the catalog with the rules above, and faults."""
    found = load([folder]).entries["redis"]
    rules, problems = read_rules(RULES, "rules.yaml")
    assert problems == []
    assert found.lab is not None
    data = found.lab.model_dump(mode="json", exclude_unset=True)
    data["load"] = []
    data["prove"] = {**PROVE, "faults": faults, **changes}
    return replace(found, rules=tuple(rules), lab=Lab.model_validate(data))


def proven(entry: Entry) -> Proof:
    return prove(entry, prove_runs(entry)[0])


CROWD = "for i in $(seq 30); do (sleep 300 | redis-cli subscribe x$i >/dev/null) & done; wait"


@pytest.mark.debian
@pytest.mark.sandbox
def test_each_fault_fires_what_it_names_and_what_else_fires_is_told(catalog_folder: Path) -> None:
    faults = [
        {"name": "exporter-stop", "stop": ["exporter"], "alerts": ["ExporterDown"]},
        {"name": "stop", "stop": ["redis"], "alerts": ["ServiceDown"]},
        {"name": "cut", "network": [{"proxy": "network", "cut": True}], "alerts": ["ServiceDown"]},
        {
            "name": "crowd",
            "run": [{"program": "redis", "background": True, "run": CROWD}],
            "alerts": ["Crowded", "Deaf"],
            "seconds": 20,
        },
    ]
    proof = proven(entry(catalog_folder, faults))
    assert list(proof.noisy) == ["Noisy"]
    assert proof.seconds == 10
    seen = {fault.fault: fault for fault in proof.faults}
    # what is not quiet on the healthy service is told once, not with each fault
    assert (list(seen["exporter-stop"].fired), seen["exporter-stop"].unexpected) == (["ExporterDown"], ())
    assert (list(seen["stop"].fired), list(seen["stop"].resolved)) == (["ServiceDown"], ["ServiceDown"])
    assert (list(seen["cut"].fired), list(seen["cut"].resolved)) == (["ServiceDown"], ["ServiceDown"])
    assert list(seen["crowd"].fired) == ["Crowded"]
    assert (seen["crowd"].missed, seen["crowd"].unexpected) == (("Deaf",), ("Pushed",))
    assert seen["stop"].fired["ServiceDown"] >= 2  # its `for` in the lab
    assert not proof.as_expected


@pytest.mark.debian
@pytest.mark.sandbox
def test_load_that_fails_on_the_healthy_service_is_a_failure(catalog_folder: Path) -> None:
    found = entry(catalog_folder, [])
    assert found.lab is not None
    data = found.lab.model_dump(mode="json", exclude_unset=True)
    data["load"] = [{"program": "redis", "run": "redis-cli no-such-command | grep PONG", "repeat": True}]
    with pytest.raises(LabFailure, match="load in redis ended with exit code 1"):
        proven(replace(found, lab=Lab.model_validate(data)))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"alerts": ["Nothing"]}, "there is no alert 'Nothing'"),
        ({"alerts": [], "stop": ["ghost"]}, "there is no program 'ghost'"),
        ({"alerts": [], "undo": [{"program": "ghost", "run": "true"}]}, "there is no program 'ghost'"),
        ({"alerts": [], "network": [{"proxy": "wire", "cut": True}]}, "there is no proxy 'wire'"),
    ],
)
def test_what_a_fault_names_must_be_there(catalog_folder: Path, fault: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        proven(entry(catalog_folder, [{"name": "broken", **fault}]))


def test_an_entry_must_have_something_to_prove(catalog_folder: Path) -> None:
    found = load([catalog_folder]).entries["redis"]
    assert found.lab is not None
    with pytest.raises(BadInput, match="has no `prove`"):
        prove_runs(replace(found, lab=found.lab.model_copy(update={"prove": None})))
    with pytest.raises(BadInput, match="no alerts"):
        prove_runs(replace(entry(catalog_folder, []), rules=()))
    with pytest.raises(BadInput, match="names the run 'nowhere'"):
        prove_runs(entry(catalog_folder, [], runs=["nowhere"]))
    with pytest.raises(BadInput, match="has no fault 'none'"):
        prove(entry(catalog_folder, []), prove_runs(entry(catalog_folder, []))[0], faults=["none"])
