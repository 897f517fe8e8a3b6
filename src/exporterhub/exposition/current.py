"""Line by line: what a line says about which family, and when that family is complete."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import Generic, TypeVar

from exporterhub.messages import say

from .comment import EOF, Metadata, read_comment
from .line import read_sample, without_return
from .model import Limits, Sample
from .names import METRIC
from .quick import Quick
from .registry import Header, Registry
from .report import Report, SkipLine

__all__ = ["Current", "Result"]

Result = TypeVar("Result")

_BOUND = {"histogram": "le", "summary": "quantile"}


class Current(ABC, Generic[Result]):
    """The family that is being read. ``report.read`` counts the lines before the one that is read now.

    What becomes of a family that is complete is for the subclass to say.
    """

    def __init__(self, report: Report, limits: Limits, *, openmetrics: bool) -> None:
        self._report = report
        self._limits = limits
        self._openmetrics = openmetrics
        self._untyped = "unknown" if openmetrics else "untyped"
        self._bounds = {} if openmetrics else _BOUND  # Prometheus takes any bound, promtool (text) does not
        self._quick = Quick(openmetrics=openmetrics)
        self._registry = Registry(report, limits, openmetrics=openmetrics)
        self._ended = False  # "# EOF" was read
        self._ready: list[Result] = []
        # The current family: its samples, and the sample names that belong to it for certain and need no quotes.
        self._name = ""
        self._header = Header()
        self._samples: list[Sample] = []
        self._members: Collection[str] = ()

    @abstractmethod
    def _result(self, name: str, header: Header, samples: list[Sample]) -> Result:
        """What is made of a family that is complete."""

    @abstractmethod
    def _reopen(self, name: str, header: Header) -> None:
        """Take the last family back if it is of this name.

        It was complete too early: a comment, a blank line or the end of a piece stood among its samples.
        """

    def _begins(self, name: str, line: int) -> None:
        """A family begins at a line."""

    def _read_line(self, line: str, number: int) -> None:
        """Read a line whose number is ``number``, whatever it is."""
        self._report.line = number
        try:
            stripped = line if self._openmetrics else line.strip(" \t")
            if not stripped or stripped == "\r":
                self._blank(stripped)
            elif stripped[0] == "#":
                self._describe(read_comment(line, self._report, openmetrics=self._openmetrics))
            else:
                self._add(read_sample(line, self._report, openmetrics=self._openmetrics))
        except SkipLine:
            return

    def _blank(self, line: str) -> None:
        if self._openmetrics:
            self._report.refuse("exposition/blank-line", say("a blank line"), expected=say("a sample or metadata"))
        without_return(line, self._report)

    # Metadata

    def _describe(self, metadata: Metadata | None) -> None:
        if metadata is None:
            return
        if metadata is EOF:
            self._ended = True
            return
        name = metadata.name
        if not self._openmetrics:
            name = self._registry.family_of(name) or name
        header = self._registry.header(name)
        self._switch(name, header)
        if metadata.keyword == "TYPE":
            self._set_type(header, metadata)
        elif metadata.keyword == "HELP":
            self._repeated(header.help, "HELP")
            header.help = metadata.text if header.help is None else header.help
        else:
            self._repeated(header.unit, "UNIT")
            header.unit = metadata.text if header.unit is None else header.unit

    def _set_type(self, header: Header, metadata: Metadata) -> None:
        self._repeated(header.type, "TYPE")
        if header.type is None and (self._samples or header.sampled):
            self._disorder(
                "exposition/late-type",
                say("TYPE of %(name)s stands after its samples", name=repr(self._name)),
                say("TYPE before the samples"),
            )
            return
        header.type = metadata.text if header.type is None else header.type
        self._claim_members(header)

    def _repeated(self, before: str | None, keyword: str) -> None:
        if before is not None:
            self._disorder(
                f"exposition/duplicate-{keyword.lower()}",
                say("a second %(keyword)s line for %(name)s", keyword=keyword, name=repr(self._name)),
                say("each family once, with one HELP and one TYPE line"),
            )

    def _disorder(self, check: str, message: str, expected: str) -> None:
        """An error in the text format, as promtool says; Prometheus' OpenMetrics parser takes it."""
        if self._openmetrics:
            self._report.warn(check, message, say("Expected %(what)s.", what=expected))
        else:
            self._report.error(check, message, expected=expected)

    # Samples

    def _bound(self, name: str = "") -> str:
        """The label whose value has to be a number in the family of a sample name, or in the current one."""
        kind = self._registry.type_of(name) if name else self._header.type
        return self._bounds.get(kind or "", "")

    def _add(self, sample: Sample) -> None:
        if sample.name not in self._members:
            self._place(sample.name)
        bound = self._bound()
        if bound in sample.labels and not self._quick.is_bound(sample.labels[bound]):
            self._report.refuse(
                "exposition/bad-bound",
                say("%(label)s=%(value)s is no number", label=bound, value=repr(sample.labels[bound])),
                expected=say("a number in label %(label)s", label=repr(bound)),
            )
        self._samples.append(sample)

    def _place(self, name: str) -> None:
        """Make the family of a sample name the current one."""
        family = self._registry.family_of(name) or name
        header = self._registry.header(family)
        before = self._name
        self._switch(family, header)
        if family != before and header.given and not header.interleaved:
            header.interleaved = True
            self._report.warn(
                "exposition/not-grouped",
                say("samples of %(name)s stand in several places", name=repr(family)),
                say("Write all samples of a family together, below its TYPE line."),
            )

    # Families

    def _switch(self, name: str, header: Header) -> None:
        if name == self._name:
            return
        self._hand_out()
        self._name = name
        self._header = header
        self._claim_members(header)
        self._begins(name, self._report.line)
        self._reopen(name, header)

    def _leave(self) -> None:
        """Hand out the current family; after that there is none."""
        self._hand_out()
        self._name = ""
        self._header = Header()
        self._members = ()

    def _claim_members(self, header: Header) -> None:
        members = self._registry.members(self._name, header.type)
        self._registry.claim(self._name, members)
        self._members = members if METRIC.fullmatch(self._name) else ()

    def _hand_out(self) -> None:
        if self._samples:
            self._ready.append(self._result(self._name, self._header, self._samples))
            self._samples = []
            self._header.sampled = True
        self._header.given = self._header.sampled
