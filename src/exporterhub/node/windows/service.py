"""Services: what they are, whether they run, and how they are started (the service control manager)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from exporterhub.node.asking import Asking
from exporterhub.node.collector import Context
from exporterhub.node.flags import text
from exporterhub.node.numbers import int_text
from exporterhub.node.reader import Service
from exporterhub.node.text import Info, Metric, Table, labels
from exporterhub.node.windows._chosen import EVERY, chosen

PROCESS = Metric(
    "windows_service_process",
    "gauge",
    "Process of started service. The value is the creation time of the process as a unix timestamp.",
)
START_MODE = Metric("windows_service_start_mode", "gauge", "The start mode of the service (StartMode)")
STATE = Metric("windows_service_state", "gauge", "The state of the service (State)")
# windows_exporter's words, by psutil's
STATES = {
    "continue_pending": "continue pending",
    "pause_pending": "pause pending",
    "paused": "paused",
    "running": "running",
    "start_pending": "start pending",
    "stop_pending": "stop pending",
    "stopped": "stopped",
}
START_MODES = {"automatic": "auto", "boot": "boot", "disabled": "disabled", "manual": "manual", "system": "system"}


class Known(NamedTuple):
    """What a service says of itself. ``state`` and ``start_mode`` are windows_exporter's words, empty for others."""

    name: str
    display_name: str
    run_as: str
    path_name: str
    start_mode: str
    state: str
    pid: int | None

    def about(self) -> bytes:
        """The labels of ``windows_service_info``."""
        return labels(name=self.name, display_name=self.display_name, run_as=self.run_as, path_name=self.path_name)


class Collector(Asking):
    """Asks ``win_service_iter``."""

    flags = (
        text(
            "collector.service.exclude",
            "Regexp of service to exclude. Service name (not the display name!) must both match include and not match"
            " exclude to be included.",
        ),
        text(
            "collector.service.include",
            "Regexp of service to include. Process name (not the display name!) must both match include and not match"
            " exclude to be included.",
            EVERY,
        ),
    )
    may_block = True  # hundreds of questions to another process

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._filter = chosen(context.options, "collector.service.exclude", "collector.service.include")
        self._process, self._modes, self._states = Table(PROCESS), Table(START_MODE), Table(STATE)
        self._info = Info("windows_service_info", "A metric with a constant '1' value labeled with service information")

    def page(self) -> bytes:
        """The services that answer: some do so to administrators only."""
        found = self._ask(self.reader.win_service_iter())
        modes = [(service.name, mode, service.start_mode) for service in found for mode in START_MODES.values()]
        states = [(service.name, state, service.state) for service in found for state in STATES.values()]
        return b"".join(
            (
                self._info.render([service.about() for service in found]),
                self._processes(found),
                self._modes.render(
                    [labels(name=name, start_mode=mode) for name, mode, _ in modes],
                    [(_is(mode, now),) for _, mode, now in modes],
                ),
                self._states.render(
                    [labels(name=name, state=state) for name, state, _ in states],
                    [(_is(state, now),) for _, state, now in states],
                ),
            )
        )

    def _ask(self, services: Iterable[Service]) -> list[Known]:
        found = []
        for service in services:
            if self._filter.ignores(service.name()):
                continue
            try:
                found.append(known(service))
            except (self.reader.Error, OSError, TypeError, ValueError) as error:
                self.log.debug("service does not answer", service=service.name(), err=str(error))
        return sorted(found)

    def _processes(self, found: Iterable[Known]) -> bytes:
        running = [(service.name, service.pid, self._started(service.pid)) for service in found if service.pid]
        return self._process.render(
            [labels(name=name, process_id=str(pid)) for name, pid, _ in running],
            [(None if began is None else int_text(began),) for _, _, began in running],
        )

    def _started(self, pid: int) -> int | None:
        try:
            return int(self.reader.Process(pid).create_time())
        except (self.reader.Error, OSError):
            return None


def known(service: Service) -> Known:
    """What a service says. Raises OSError or psutil's error where it does not."""
    return Known(
        name=service.name(),
        display_name=service.display_name(),
        run_as=service.username(),
        path_name=service.binpath(),
        start_mode=START_MODES.get(service.start_type(), ""),
        state=STATES.get(service.status(), ""),
        pid=service.pid(),
    )


def _is(value: str, now: str) -> bytes | None:
    """Whether it is this one; None where it is none that is known."""
    return None if not now else b"1" if value == now else b"0"
