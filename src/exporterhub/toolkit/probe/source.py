"""``/probe?target=&module=``: one exporter for many targets, as blackbox_exporter does it, but closed by default.

A probe makes this process connect to where a request says. So a target is allowed by an operator's list, or gets 403
and not one byte; the address that was checked is the one that is connected to, whatever the name server says later;
credentials belong to modules, never to a request.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from exporterhub.exposition import Family, Sample, negotiate, render

from ..clean import clean, distinct
from ..collector import Scrape
from ..flight import Flight
from ..logs import logger
from ..source import Page, Refusal, ScrapeRequest
from ..workers import Workers
from .allow import AllowList
from .target import Lookup, Target, Wanted, read_target, resolve

__all__ = ["Module", "ProbeSource"]

_LOG = logger("probe")


class Module(NamedTuple):
    """How to probe: ``collect`` talks to the target by ``target.connect()`` or ``target.get()``, and yields families.

    ``schemes`` are those a target may name, the first one is meant where it names none; ``ports`` those that may be
    probed, all unless given. ``allow`` is the module's own list, in addition to that of the source: credentials that a
    module holds go to its targets only.
    """

    collect: Callable[[Target, Scrape], Iterable[Any]]
    schemes: Sequence[str] = ("http", "https")
    default_port: int = 0
    ports: frozenset[int] = frozenset()
    allow: AllowList | None = None


class _Outcome(NamedTuple):
    families: Sequence[Family] = ()
    success: bool = False
    refusal: Refusal | None = None


class ProbeSource:
    """Serves probes, at most ``parallel`` at a time. Those of one module and target share a run, as collectors do.

    A probe that hangs is answered in time with ``probe_success 0``; its connections are closed.
    """

    inline = False

    def __init__(
        self,
        modules: Mapping[str, Module],
        allow: AllowList,
        *,
        default_module: str = "",
        parallel: int = 32,
        clock: Callable[[], float] = time.monotonic,
        lookup: Lookup | None = None,
    ) -> None:
        self._modules = dict(modules)
        self._allow = allow
        self._default = default_module or (next(iter(modules)) if len(modules) == 1 else "")
        self._clock = clock
        self._lookup = lookup
        self._workers = Workers(parallel, name="probe", spare=parallel)
        self._limit = 2 * parallel
        self._flights: dict[tuple[str, Wanted], tuple[Flight[_Outcome], list[Target]]] = {}
        self._lock = threading.Lock()

    def page(self, request: ScrapeRequest) -> Page:
        """The page of one target; 400, 403 or 503 where there is none."""
        name, module = self._module(request)
        wanted = self._wanted(request, module)
        started = self._clock()
        scrape = Scrape(started + request.timeout, self._clock)
        flight, targets = self._board(name, module, wanted, scrape)
        if not flight.stuck:
            flight.wait(scrape.remaining())
        now = self._clock()
        if flight.overdue(now):
            for target in targets:
                target.close()
        outcome = flight.result
        if outcome is None:
            _LOG.error("probe failed", module=name, target=wanted.authority, err="no answer in time")
            outcome = _Outcome()
        elif outcome.refusal is not None:
            raise outcome.refusal
        families = [*outcome.families, *_about(outcome.success, now - started)]
        content_type = negotiate(request.accept)
        return Page(render(distinct(families, _tell), content_type), content_type)

    def close(self) -> None:
        """Let idle threads end."""
        self._workers.close()

    def _module(self, request: ScrapeRequest) -> tuple[str, Module]:
        name = _one(request, "module") or self._default
        if not name:
            raise Refusal(400, f"the parameter module is missing; there is {', '.join(sorted(self._modules))}")
        if name not in self._modules:
            raise Refusal(400, f"there is no module {name!r}")
        return name, self._modules[name]

    def _wanted(self, request: ScrapeRequest, module: Module) -> Wanted:
        target = _one(request, "target")
        if not target:
            raise Refusal(400, "the parameter target is missing")
        wanted = read_target(target, schemes=module.schemes, default_port=module.default_port)
        if module.ports and wanted.port not in module.ports:
            raise Refusal(403, "the target's port is not allowed")
        return wanted

    def _board(
        self, name: str, module: Module, wanted: Wanted, scrape: Scrape
    ) -> tuple[Flight[_Outcome], list[Target]]:
        with self._lock:
            self._flights = {key: kept for key, kept in self._flights.items() if not kept[0].landed.is_set()}
            under_way = self._flights.get((name, wanted))
            if under_way is not None:
                return under_way
            if len(self._flights) >= self._limit:
                raise Refusal(503, "too many probes are under way")
            targets: list[Target] = []
            flight = Flight(
                lambda: self._probe(name, module, wanted, scrape, targets),
                self._workers,
                started=self._clock(),
                deadline=scrape.deadline,
            )
            self._flights[name, wanted] = flight, targets
            return flight, targets

    def _probe(self, name: str, module: Module, wanted: Wanted, scrape: Scrape, targets: list[Target]) -> _Outcome:
        families: list[Family] = []
        try:
            addresses = resolve(wanted, self._allow, self._lookup)
            if module.allow is not None:
                addresses = resolve(wanted, module.allow, lambda _host, _port: addresses)
            target = Target(wanted, addresses, scrape)
            targets.append(target)
            try:
                families.extend(clean(module.collect(target, scrape), _tell))
            finally:
                target.close()
            return _Outcome(families, success=True)
        except Refusal as refusal:
            _LOG.warn("probe refused", module=name, target=wanted.authority, reason=refusal.message)
            return _Outcome(refusal=refusal)
        except BaseException as error:  # whatever a target answers must not end a worker
            _LOG.error("probe failed", module=name, target=wanted.authority, err=f"{type(error).__name__}: {error}")
            return _Outcome(families)


def _one(request: ScrapeRequest, name: str) -> str:
    values = request.query.get(name, ())
    if len(values) > 1:
        raise Refusal(400, f"the parameter {name} comes twice")
    return values[0] if values else ""


def _tell(_reason: str, _count: int, message: str) -> None:
    _LOG.warn("samples were left out", detail=message)


def _about(success: bool, seconds: float) -> list[Family]:
    """What blackbox_exporter tells of each probe."""
    return [
        Family(
            "probe_success",
            "gauge",
            "Displays whether or not the probe was a success",
            "",
            (Sample("probe_success", {}, float(success)),),
        ),
        Family(
            "probe_duration_seconds",
            "gauge",
            "Returns how long the probe took to complete in seconds",
            "",
            (Sample("probe_duration_seconds", {}, seconds),),
        ),
    ]
