"""Whether metrics are named as Prometheus recommends ("Metric and label naming", and what ``promtool check metrics`` says)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from exporterhub.errors import Finding, Severity

from .inventory import FamilyInfo, Inventory, inventory_of
from .model import Family

__all__ = ["lint"]

_Said = Iterator[tuple[str, Severity, str, str]]

_TYPES = ("gauge", "counter", "summary", "histogram", "untyped", "unknown")
_RESERVED = {"_bucket": "histogram", "_sum": "histogram or summary", "_count": "histogram or summary"}
_CAMEL = re.compile(r"[a-z][A-Z]")
_ABBREVIATED = frozenset({"s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"})
# Units by what to use in their place; plural and singular are both looked for.
_BASE_UNITS = {
    "seconds": (
        "nanosecond microsecond millisecond minute hour day week nanoseconds microseconds milliseconds minutes "
        "hours days weeks"
    ),
    "bytes": (
        "bit bits kilobit kilobits megabit megabits gigabit gigabits kilobyte kilobytes megabyte megabytes gigabyte "
        "gigabytes terabyte terabytes kibibyte kibibytes mebibyte mebibytes gibibyte gibibytes"
    ),
    "meters": "kilometer kilometers centimeter centimeters millimeter millimeters",
    "grams": "kilogram kilograms milligram milligrams",
    "volts": "millivolt millivolts kilovolt kilovolts",
    "amperes": "milliampere milliamperes kiloampere kiloamperes",
    "celsius": "kelvin kelvins fahrenheit",
    "joules": "kilojoule kilojoules calorie calories kilowatthour kilowatthours",
    "ratio": "percent percentage",
}
_INSTEAD = {unit: base for base, units in _BASE_UNITS.items() for unit in units.split()}


def lint(families: Iterable[Family] | Inventory) -> list[Finding]:
    """Findings ``naming/...``, in the order of the families. Start times (``_created``) are nobody's choice and left out."""
    page = families if isinstance(families, Inventory) else inventory_of(families)
    return [
        Finding(f"naming/{check}", severity, message, remedy)
        for info in page.families.values()
        if not _is_start_time(info, page)
        for rule in _RULES
        for check, severity, message, remedy in rule(info)
    ]


def _is_start_time(info: FamilyInfo, page: Inventory) -> bool:
    base = info.name.removesuffix("_created")
    return base != info.name and (base in page.families or f"{base}_total" in page.families)


def _help(info: FamilyInfo) -> _Said:
    if not info.help:
        yield "help", "warning", f"{info.name!r} has no help text", "Say in HELP what is measured, in one sentence."


def _counter(info: FamilyInfo) -> _Said:
    totals = [name for name in info.sample_names if name.endswith("_total")]
    if info.type == "counter" and not (info.name.endswith("_total") or totals):
        yield (
            "counter-total",
            "warning",
            f"counter {info.name!r} does not end with _total",
            f"Name it {info.name}_total.",
        )
    if info.type in ("gauge", "histogram", "summary") and info.name.endswith("_total"):
        yield (
            "total-not-counter",
            "warning",
            f"{info.type} {info.name!r} ends with _total, as counters do",
            f"Make it a counter if it only ever grows, else name it {info.name.removesuffix('_total')}.",
        )


def _reserved(info: FamilyInfo) -> _Said:
    if info.type in ("histogram", "summary", "gaugehistogram"):
        return
    for suffix, kind in _RESERVED.items():
        if info.name.endswith(suffix):
            yield (
                "reserved-suffix",
                "warning",
                f"{info.type} {info.name!r} ends with {suffix}, which belongs to a {kind}",
                "Use another ending: readers take it for a part of another metric.",
            )


def _type_in_name(info: FamilyInfo) -> _Said:
    for kind in _TYPES:
        if (
            info.type == kind
            and f"_{kind}" in f"_{info.name.lower()}_".replace(f"_{kind}_", f"_{kind}|")
            and (kind in info.name.lower().split("_"))
        ):
            yield "type-in-name", "warning", f"{info.name!r} has its type in its name", f"Leave {kind!r} out."


def _unit(info: FamilyInfo) -> _Said:
    for word in info.name.lower().split("_"):
        if word in _INSTEAD:
            yield (
                "base-unit",
                "warning",
                f"{info.name!r} is in {word}, which is no base unit",
                f"Expose {_INSTEAD[word]}: every query and panel can then be read alike.",
            )
            return
    last = info.name.removesuffix("_total").lower().rsplit("_", 1)[-1]
    if last in _ABBREVIATED and "_" in info.name:
        yield (
            "abbreviated-unit",
            "warning",
            f"{info.name!r} seems to end with an abbreviated unit, {last!r}",
            "Write units in full: seconds, bytes.",
        )


def _spelling(info: FamilyInfo) -> _Said:
    if _CAMEL.search(info.name):
        yield "camel-case", "warning", f"{info.name!r} is in camel case", "Use snake_case."
    if ":" in info.name:
        yield (
            "colon",
            "warning",
            f"{info.name!r} contains a colon",
            "Colons are for the results of recording rules: use underscores.",
        )
    for label in info.labels:
        if _CAMEL.search(label):
            yield (
                "label-camel-case",
                "warning",
                f"label {label!r} of {info.name!r} is in camel case",
                "Use snake_case.",
            )


def _labels(info: FamilyInfo) -> _Said:
    expected = {"le": ("histogram", "gaugehistogram"), "quantile": ("summary",)}
    for label, kinds in expected.items():
        if label in info.labels and info.type not in (*kinds, "untyped", "unknown"):
            yield (
                "reserved-label",
                "warning",
                f"{info.type} {info.name!r} has the label {label!r}, which belongs to a {kinds[0]}",
                "Use another label name.",
            )


_RULES: tuple[Callable[[FamilyInfo], _Said], ...] = (
    _help,
    _counter,
    _reserved,
    _type_in_name,
    _unit,
    _spelling,
    _labels,
)
