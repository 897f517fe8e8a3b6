"""The page of the host exporter: what its collectors say, and what it says of them and of itself."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Mapping, Sequence

from exporterhub.exposition import TEXT, is_openmetrics, merge, negotiate, parse, render
from exporterhub.node.about import About
from exporterhub.toolkit import Page, Refusal, Result, Runner, ScrapeRequest

__all__ = ["Source", "content_type"]

Itself = Callable[[], bytes]

_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*(;|$)")
_OF_TEXTFILES = (b"node_textfile_", b"windows_textfile_")
_NAMES = re.compile(rb"^# TYPE (\S+)", re.MULTILINE)


@functools.lru_cache(maxsize=64)
def content_type(accept: str) -> str:
    """The format to send: text, as node_exporter does, to all who take it; OpenMetrics to those who take nothing else.

    Prometheus names OpenMetrics first and takes both. The page means the same in either, and is made as text.
    """
    ranges = accept.split(",")
    others = [item for item in ranges if "openmetrics" not in item.lower() and not _REFUSED.search(item)]
    return TEXT if any(map(str.strip, others)) else negotiate(accept)


class Source:
    """Makes pages.

    Args:
        runner: runs the collectors.
        disabled: names of collectors that exist and are off.
        itself: makes the families about the exporter, anew for each page.
        about: makes those about what became of the collectors; node_exporter's unless given.
    """

    def __init__(
        self, runner: Runner, *, disabled: Sequence[str] = (), itself: Itself = bytes, about: About | None = None
    ) -> None:
        self._runner = runner
        self._names = frozenset(runner.names)
        self._disabled = frozenset(disabled)
        self._itself = itself
        self._about = about or About()

    @property
    def inline(self) -> bool:
        """True as long as no collector has to wait for a server, a process or a device."""
        return not self._runner.may_block

    def page(self, request: ScrapeRequest) -> Page:
        """The page of all collectors, or of those that ``collect[]`` or ``exclude[]`` choose. Raises Refusal (400)."""
        began = time.perf_counter()
        results = self._runner.run(self._chosen(request.query), request.timeout)
        text = self._text(results, self._about.render(results, time.perf_counter() - began))
        kind = content_type(request.accept)
        if is_openmetrics(kind):
            return Page(render(merge(parse(text, TEXT, strict=False)), kind), kind)
        return Page(text, kind)

    def _chosen(self, query: Mapping[str, Sequence[str]]) -> frozenset[str] | None:
        collect, exclude = query.get("collect[]", ()), query.get("exclude[]", ())
        if collect and exclude:
            raise Refusal(400, "Combined collect and exclude queries are not allowed.")
        for name in collect:
            if name not in self._names:
                state = "disabled" if name in self._disabled else "missing"
                raise Refusal(
                    400,
                    f"Couldn't create filtered metrics handler: couldn't create collector: {state} collector: {name}",
                )
        if collect:
            return frozenset(collect)
        return self._names.difference(exclude) if exclude else None

    def _text(self, results: Sequence[Result], about: bytes) -> bytes:
        outputs = {result.name: _bytes(result) for result in results}
        text = b"".join((*outputs.values(), about, self._itself()))
        if collides(outputs.get("textfile", b""), text):
            # Families of the exporter itself come first, so that they give type and help.
            ordered = b"".join(output for name, output in outputs.items() if name != "textfile")
            return render(
                merge(parse(ordered + about + self._itself() + outputs["textfile"], TEXT, strict=False)), TEXT
            )
        return text


def _bytes(result: Result) -> bytes:
    return result.output if isinstance(result.output, bytes) else render(result.output, TEXT)


def collides(textfile: bytes, page: bytes) -> bool:
    """Whether a family of the textfiles is on the page a second time."""
    return any(page.count(b"\n# TYPE %b " % name) > 1 for name in _family_names(textfile))


@functools.lru_cache(maxsize=1)
def _family_names(text: bytes) -> tuple[bytes, ...]:
    return tuple(name for name in _NAMES.findall(text) if not name.startswith(_OF_TEXTFILES))
