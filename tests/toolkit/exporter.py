"""An exporter as an author writes it, for the tests that need one in a process of its own.

A registry with a counter, a collector that hangs when told to, and ``/probe`` for 127.0.0.1.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter
from prometheus_client.core import GaugeMetricFamily

from exporterhub.exposition import Family, Sample
from exporterhub.toolkit import Limits, RegistrySource, flags, run, serve
from exporterhub.toolkit.probe import AllowList, Module, ProbeSource


class Hanging:
    """Never returns."""

    def collect(self) -> Iterator[Any]:
        threading.Event().wait()
        yield GaugeMetricFamily("never", "Never.", 1.0)


class Working:
    """Returns."""

    def collect(self) -> Iterator[Any]:
        yield GaugeMetricFamily("demo_works", "Whether it works.", 1.0)


def probe(target: Any, _scrape: Any) -> Iterator[Any]:
    """Log in to the target with a password that the module holds."""
    answer = target.get(headers={"Authorization": f"Bearer {os.environ.get('DEMO_TOKEN', '')}"})
    yield Family("demo_status", "gauge", "The status.", "", (Sample("demo_status", {}, float(answer.status)),))


def main() -> int:
    """Serve as the flags say."""
    parser = flags.Parser(prog="demo_exporter")
    flags.add_web_flags(parser, default_address="127.0.0.1:0", version="demo_exporter, version 1.0")
    parser.add_argument("--hang", action="store_true")
    parser.add_argument("--patient", action="store_true")
    args = parser.parse_args()
    flags.setup_logs(args)
    registry = CollectorRegistry()
    Counter("demo_jobs", "Jobs.", registry=registry).inc(5)
    registry.register(Working())
    if args.hang:
        registry.register(Hanging())
    sources = {
        args.web_telemetry_path: RegistrySource(registry, namespace="demo"),
        "/probe": ProbeSource({"http": Module(probe)}, AllowList.of(["127.0.0.1"])),
    }
    # A peer that waits for a deadline to pass waits for an hour: what is answered then is answered without waiting.
    limits = Limits(handshake=3600, request=3600, idle=3600, write=3600) if args.patient else Limits()
    return serve(sources, flags.web_options(args, name="demo_exporter", version="1.0", limits=limits))


if __name__ == "__main__":
    sys.exit(run(main))
