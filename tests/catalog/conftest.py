"""Makes catalogs of a few files in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

CASES = Path(__file__).parent / "cases"

FACTS = """\
name: Redis Exporter
technology: Redis
summary: What INFO says of a Redis server, as metrics.
category: Databases
kind: exporter
maintainer: community
repository: https://github.com/oliver006/redis_exporter
port: 9121
fingerprint: {up: redis_up, build_info: redis_exporter_build_info, prefixes: [redis_]}
"""

RECORDING = """\
# exporterhub-recording: 1
# exporter: prometheus-redis-exporter 1.69.0
# target: redis-server 8.0.2
# suite: trixie
# run: trixie
# url: http://127.0.0.1:9121/metrics
# content-type: text/plain; version=0.0.4; charset=utf-8
# date: 2026-11-24
# HELP redis_up Information about the Redis instance
# TYPE redis_up gauge
redis_up 1
# HELP redis_exporter_build_info redis exporter build_info
# TYPE redis_exporter_build_info gauge
redis_exporter_build_info{version="1.69.0"} 1
# HELP redis_connected_clients connected_clients metric
# TYPE redis_connected_clients gauge
redis_connected_clients 3
"""

RULES = """\
groups:
  - name: redis
    rules:
      - alert: RedisDown
        expr: redis_up == 0
        for: 1m
        labels: {severity: critical}
        annotations: {summary: "Redis {{ $labels.instance }} is down"}
"""

Write = Callable[[dict[str, str]], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files by their path below a catalog folder, and return the folder."""

    def write(files: dict[str, str], folder: str = "catalog") -> Path:
        root = tmp_path / folder
        root.mkdir(exist_ok=True)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return root

    return write


@pytest.fixture
def facts() -> str:
    """A whole ``exporter.yaml``."""
    return FACTS


@pytest.fixture
def redis(write: Write) -> Path:
    """A catalog of one entry with rules, a guide and a recording."""
    return write(
        {
            "redis/exporter.yaml": FACTS,
            "redis/guide.md": "# Redis\n\nGive the exporter a password: [ACL](https://redis.io/docs/acl/).\n",
            "redis/rules.yaml": RULES,
            "redis/recordings/1.69.0_trixie.prom": RECORDING,
        }
    )
