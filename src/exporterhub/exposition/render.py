"""Families written as a page, in either format.

Numbers are spelled as Go spells them. Label names keep their order. Invalid UTF-8 (lone surrogates, as
``os.fsdecode`` makes them) becomes U+FFFD: Prometheus refuses a whole page for one such byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from .content import escaping_of, is_openmetrics
from .floats import canonical_bound, format_float
from .merge import merge
from .model import Exemplar, Family, Sample
from .names import LABEL, METRIC, Escaping, escape_name, quote
from .shape import Written, written

__all__ = ["render", "render_chunks"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_EXEMPLAR_CHARACTERS = 128  # OpenMetrics 1.0, "Exemplars"
_BOUND = {"histogram": "le", "gaugehistogram": "le", "summary": "quantile"}


class _Style(NamedTuple):
    openmetrics: bool
    escaping: Escaping


def render(families: Iterable[Family], content_type: str, *, escaping: Escaping | None = None) -> bytes:
    """A whole page in the format of ``content_type`` (as ``negotiate`` gives it).

    Names that are not of the legacy characters are escaped by ``escaping``, else by the content type's ``escaping``
    parameter, else with underscores. Families of the same name are merged, and their duplicate series dropped.
    """
    every = list(families)
    if len({family.name for family in every}) < len(every):
        every = merge(every)
    return b"".join(render_chunks(every, content_type, escaping=escaping))


def render_chunks(
    families: Iterable[Family], content_type: str, *, escaping: Escaping | None = None
) -> Iterator[bytes]:
    """The page family by family, for families that come one at a time; a repeated name gets no second TYPE line."""
    style = _Style(is_openmetrics(content_type), escaping or escaping_of(content_type) or "underscores")
    begun: set[str] = set()
    for family in families:
        text = "".join(
            _family(part, style, repeated=part.name in begun) for part in written(family, openmetrics=style.openmetrics)
        )
        begun.add(family.name)
        yield _encode(text)
    if style.openmetrics:
        yield b"# EOF\n"


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text).encode("utf-8")


def _family(part: Written, style: _Style, *, repeated: bool) -> str:
    lines = [] if repeated else _metadata(part, style)
    bound = _BOUND.get(part.type) if style.openmetrics else None
    lines.extend(_sample(sample, part, style, bound) for sample in part.samples)
    return "".join(lines)


def _metadata(part: Written, style: _Style) -> list[str]:
    name = _metric_name(part.name, style)
    lines = [f"# HELP {name} {_help(part.help, style)}\n"] if part.help else []
    lines.append(f"# TYPE {name} {part.type}\n")
    if style.openmetrics and part.unit:
        lines.append(f"# UNIT {name} {part.unit}\n")
    return lines


def _help(text: str, style: _Style) -> str:
    text = text.replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace('"', '\\"') if style.openmetrics else text


def _metric_name(name: str, style: _Style) -> str:
    name = escape_name(name, style.escaping)
    return name if METRIC.fullmatch(name) else quote(name)


def _sample(sample: Sample, part: Written, style: _Style, bound: str | None) -> str:
    labels = sample.labels
    if bound and bound in labels:
        labels = {**labels, bound: canonical_bound(labels[bound])}
    text = f"{_series(sample.name, part.name, labels, style)} {format_float(sample.value)}"
    if sample.timestamp is not None:
        text += f" {_seconds(sample.timestamp) if style.openmetrics else round(sample.timestamp * 1000)}"
    if style.openmetrics and sample.exemplar and _carries_exemplar(sample, part):
        text += _exemplar(sample.exemplar, style)
    return text + "\n"


def _series(name: str, family: str, labels: Mapping[str, str], style: _Style) -> str:
    suffix = name.removeprefix(family) if name.startswith(family) else ""
    metric = _metric_name(name.removesuffix(suffix), style)
    inner = ",".join(_label(key, value, style) for key, value in labels.items())
    if metric[0] != '"':
        return f"{metric}{suffix}{{{inner}}}" if inner else f"{metric}{suffix}"
    metric = quote(name)
    return f"{{{metric},{inner}}}" if inner else f"{{{metric}}}"


def _label(name: str, value: str, style: _Style) -> str:
    name = escape_name(name, style.escaping)
    return f"{name if LABEL.fullmatch(name) else quote(name)}={quote(value)}"


def _seconds(timestamp: float) -> str:
    return str(int(timestamp)) if float(timestamp).is_integer() else repr(float(timestamp))


def _carries_exemplar(sample: Sample, part: Written) -> bool:
    suffix = "_total" if part.type == "counter" else "_bucket"
    allowed = part.type in ("counter", "histogram", "gaugehistogram") and sample.name == part.name + suffix
    labels = sample.exemplar.labels if sample.exemplar else {}
    return allowed and sum(len(k) + len(v) for k, v in labels.items()) <= _EXEMPLAR_CHARACTERS


def _exemplar(exemplar: Exemplar, style: _Style) -> str:
    labels = ",".join(_label(key, value, style) for key, value in exemplar.labels.items())
    at = "" if exemplar.timestamp is None else f" {_seconds(exemplar.timestamp)}"
    return f" # {{{labels}}} {format_float(exemplar.value)}{at}"
