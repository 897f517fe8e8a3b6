"""Whether metrics are named as Prometheus recommends.

Follows "Metric and label naming" and "Writing exporters"; says of names what ``promtool check metrics`` says, and more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product

from exporterhub.errors import Finding, Severity
from exporterhub.messages import say

from .inventory import Inventory, inventory_of
from .model import Family
from .tally import FamilyInfo

__all__ = ["lint"]

_Said = Iterator[tuple[str, Severity, str, str]]

_CAMEL = re.compile(r"[a-z][A-Z]")
_ABBREVIATED = frozenset(["s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"])
_BASE_UNITS = frozenset(
    ["amperes", "bytes", "celsius", "grams", "joules", "kelvin", "meters", "metres", "seconds", "volts"]
)
_OTHER_UNITS = {
    "seconds": "minutes hours days weeks",
    "kelvin": "kelvins",
    "celsius": "fahrenheit rankine",
    "meters": "inches yards miles",
    "bytes": "bits",
    "joules": "calories",
    "grams": "pounds ounces",
}
_PREFIXES = [
    "pico",
    "nano",
    "micro",
    "milli",
    "centi",
    "deci",
    "deca",
    "hecto",
    "kilo",
    "kibi",
    "mega",
    "mibi",
    "giga",
    "gibi",
    "tera",
    "tebi",
    "peta",
    "pebi",
]
# The base unit of each word that names a unit, with and without a prefix.
_UNITS = {unit: unit for unit in _BASE_UNITS} | {
    unit: base for base, units in _OTHER_UNITS.items() for unit in units.split()
}
_UNITS |= {prefix + unit: base for prefix, (unit, base) in product(_PREFIXES, list(_UNITS.items()))}

_SUFFIX_OF = {
    "_bucket": ("histogram", "gaugehistogram"),
    "_sum": ("histogram", "summary", "gaugehistogram"),
    "_count": ("histogram", "summary", "gaugehistogram"),
}
_LABEL_OF = {"le": ("histogram", "gaugehistogram"), "quantile": ("summary",)}
_UNTYPED = ("untyped", "unknown")


def lint(families: Iterable[Family] | Inventory) -> list[Finding]:
    """Findings ``naming/...`` in the order of the families.

    The start times of counters (``_created``), which nobody names by choice, are left out.
    """
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
        yield (
            "help",
            "warning",
            say("%(name)s has no help text", name=repr(info.name)),
            say("Say in HELP what is measured, in one sentence."),
        )


def _counter(info: FamilyInfo) -> _Said:
    total = info.name.endswith("_total") or f"{info.name}_total" in info.sample_names
    if info.type == "counter" and not total:
        yield (
            "counter-total",
            "warning",
            say("counter %(name)s does not end with _total", name=repr(info.name)),
            say("Name it %(name)s.", name=f"{info.name}_total"),
        )
    if info.type not in ("counter", *_UNTYPED) and info.name.endswith("_total"):
        yield (
            "total-not-counter",
            "warning",
            say("%(type)s %(name)s ends with _total, as counters do", type=info.type, name=repr(info.name)),
            say(
                "Make it a counter if it only ever grows, else name it %(name)s.",
                name=info.name.removesuffix("_total"),
            ),
        )


def _reserved(info: FamilyInfo) -> _Said:
    if info.type in _UNTYPED:
        return
    for suffix, kinds in _SUFFIX_OF.items():
        if info.name.endswith(suffix) and info.type not in kinds:
            yield (
                "reserved-suffix",
                "warning",
                say(
                    "%(type)s %(name)s ends with %(suffix)s, as a part of a %(kind)s does",
                    type=info.type,
                    name=repr(info.name),
                    suffix=suffix,
                    kind=kinds[0],
                ),
                say("Use another ending: queries and dashboards take it for a part of another metric."),
            )
    for label, kinds in _LABEL_OF.items():
        if label in info.labels and info.type not in kinds:
            yield (
                "reserved-label",
                "warning",
                say(
                    "%(type)s %(name)s has the label %(label)s, which belongs to a %(kind)s",
                    type=info.type,
                    name=repr(info.name),
                    label=repr(label),
                    kind=kinds[0],
                ),
                say("Use another label name."),
            )


def _type_in_name(info: FamilyInfo) -> _Said:
    if info.type not in _UNTYPED and info.type in info.name.lower().split("_")[1:]:
        yield (
            "type-in-name",
            "warning",
            say("%(name)s has its type in its name", name=repr(info.name)),
            say("Leave %(type)s out.", type=repr(info.type)),
        )


def _unit(info: FamilyInfo) -> _Said:
    words = info.name.split("_")
    unit = next((word for word in words if word in _UNITS), "")
    if unit and unit != _UNITS[unit]:
        yield (
            "base-unit",
            "warning",
            say("%(name)s is in %(unit)s, which is no base unit", name=repr(info.name), unit=unit),
            say("Expose %(unit)s: values of all sources can then be compared.", unit=_UNITS[unit]),
        )
    if "percent" in words or "percentage" in words:
        yield (
            "percent",
            "info",
            say("%(name)s is a percentage", name=repr(info.name)),
            say("Expose a ratio from 0 to 1, and name it so."),
        )
    short = next((word for word in info.name.lower().split("_")[1:] if word in _ABBREVIATED), "")
    if short:
        yield (
            "abbreviated-unit",
            "warning",
            say("%(name)s seems to contain an abbreviated unit, %(unit)s", name=repr(info.name), unit=repr(short)),
            say("Write units in full: seconds, bytes."),
        )


def _spelling(info: FamilyInfo) -> _Said:
    if _CAMEL.search(info.name):
        yield "camel-case", "warning", say("%(name)s is in camel case", name=repr(info.name)), say("Use snake_case.")
    if ":" in info.name:
        yield (
            "colon",
            "warning",
            say("%(name)s contains a colon", name=repr(info.name)),
            say("Use underscores: colons are for the results of recording rules."),
        )
    for label in info.labels:
        if _CAMEL.search(label):
            yield (
                "label-camel-case",
                "warning",
                say("label %(label)s of %(name)s is in camel case", label=repr(label), name=repr(info.name)),
                say("Use snake_case."),
            )


_RULES: tuple[Callable[[FamilyInfo], _Said], ...] = (_help, _counter, _reserved, _type_in_name, _unit, _spelling)
