"""Sample lines, written many at once.

Samples of a family differ in their label values and numbers only. So the text around the label values is made once
per name and set of label names, and filled in; whether a value needed escaping shows afterwards in the number of
quotes, backslashes and line feeds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from .floats import canonical_bound, format_float
from .model import Exemplar, Sample
from .names import LABEL, METRIC, Escaping, escape_name, quote

__all__ = ["Style", "metric_name", "numbers", "prefix", "write_samples"]

_EXEMPLAR_CHARACTERS = 128  # OpenMetrics 1.0, "Exemplars"
_BOUND = {"histogram": "le", "gaugehistogram": "le", "summary": "quantile"}
_EXEMPLAR_SUFFIX = {"counter": "_total", "histogram": "_bucket", "gaugehistogram": "_bucket"}
_EXPONENT_FROM = 1e6
_REMEMBERED = 8192  # names and label names, from scrape to scrape


class Style(NamedTuple):
    """How a page is written."""

    openmetrics: bool
    escaping: Escaping


@lru_cache(maxsize=_REMEMBERED)
def metric_name(name: str, style: Style) -> str:
    """A metric name as it stands outside of braces: escaped, or in quotes."""
    name = escape_name(name, style.escaping)
    return name if METRIC.fullmatch(name) else quote(name)


def write_samples(family: str, kind: str, samples: Sequence[Sample], style: Style) -> str:
    """The lines of a family's samples."""
    if not samples:
        return ""
    if len(samples) == 1 and samples[0][3] is None and not style.openmetrics:
        name, pairs, value, _, _ = samples[0]
        return _line(name, family, pairs, format_float(value), style)
    names, label_sets, values, timestamps, exemplars = zip(*samples, strict=True)
    count = len(samples)
    labels: Sequence[Mapping[str, str]] = label_sets
    if style.openmetrics and kind in _BOUND:
        labels = _canonical(label_sets, _BOUND[kind])
    texts = numbers(values)
    if timestamps.count(None) < count or (style.openmetrics and exemplars.count(None) < count):
        carrier = family + _EXEMPLAR_SUFFIX.get(kind, "\n")  # no name has it: no sample of other types carries one
        ends = [_end(sample, carrier, style) for sample in samples]
        texts = [f"{text}{end}" for text, end in zip(texts, ends, strict=True)]
    if names.count(names[0]) == count:
        keys = tuple(labels[0])
        columns = _columns(keys, labels)
        if columns:
            return _alike(_between(names[0], family, keys, style), columns, texts)
    return _mixed(names, family, labels, texts, style)


def prefix(sample: Sample, family: str, kind: str, style: Style) -> str:
    """A sample's line up to its number."""
    labels: Sequence[Mapping[str, str]] = [sample.labels]
    if style.openmetrics and kind in _BOUND:
        labels = _canonical(labels, _BOUND[kind])
    return _mixed([sample.name], family, labels, [""], style)[:-1]


def _columns(keys: tuple[str, ...], labels: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """The values of each label; nothing where the label names differ, or there are none."""
    if set(map(len, labels)) != {len(keys)}:
        return []
    try:
        return [list(map(itemgetter(key), labels)) for key in keys]
    except KeyError:
        return []


def _alike(between: tuple[str, ...], columns: list[list[str]], numbers: list[str]) -> str:
    """Lines of one name and the same label names."""
    text = _weave(between, [*columns, numbers])
    quotes = sum(part.count('"') for part in between)
    count = len(numbers)
    if "\\" in text or text.count('"') > quotes * count or text.count("\n") > count:
        columns = [[_escape(value) for value in column] for column in columns]
        text = _weave(between, [*columns, numbers])
    return text


def _weave(between: tuple[str, ...], columns: list[list[str]]) -> str:
    """Rows of values, each with the text before it and a line feed at the end."""
    count = len(columns[0])
    step = 2 * len(columns)
    first, *others = between
    parts = [""] * (step * count)
    for place, column in enumerate(columns):
        parts[2 * place + 1 :: step] = column
        if place:
            parts[2 * place :: step] = [others[place - 1]] * count
    parts[0::step] = [f"\n{first}"] * count
    return "".join(parts)[1:] + "\n"


def _mixed(
    names: Sequence[str],
    family: str,
    labels: Sequence[Mapping[str, str]],
    texts: list[str],
    style: Style,
) -> str:
    rows = zip(names, labels, texts, strict=True)
    return "".join([_line(name, family, pairs, text, style) for name, pairs, text in rows])


def _line(name: str, family: str, labels: Mapping[str, str], text: str, style: Style) -> str:
    between = _between(name, family, tuple(labels), style)
    if not labels:
        return f"{between[0]}{text}\n"
    values = map(_escape, labels.values())
    return "".join([*chain.from_iterable(zip(between, values, strict=False)), between[-1], text, "\n"])


def _escape(value: str) -> str:
    if '"' in value or "\\" in value or "\n" in value:
        return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
    return value


@lru_cache(maxsize=_REMEMBERED)
def _between(name: str, family: str, labels: tuple[str, ...], style: Style) -> tuple[str, ...]:
    """What stands before each label value of a line, and before its number."""
    suffix = name.removeprefix(family) if name.startswith(family) else ""
    metric = metric_name(name.removesuffix(suffix), style)
    if metric[0] == '"':
        opening, separator, closing = f"{{{quote(name)}", ",", "}"
    else:
        opening, separator, closing = f"{metric}{suffix}", "{", "}" if labels else ""
    parts = [opening]
    for label in labels:
        parts[-1] += f'{separator}{_label(label, style)}="'
        parts.append('"')
        separator = ","
    parts[-1] += f"{closing} "
    return tuple(parts)


def _label(name: str, style: Style) -> str:
    name = escape_name(name, style.escaping)
    return name if LABEL.fullmatch(name) else quote(name)


def _canonical(labels: Sequence[Mapping[str, str]], bound: str) -> Sequence[Mapping[str, str]]:
    """Label sets with the bound in the spelling that OpenMetrics prescribes."""
    known = {text: canonical_bound(text) for text in {pairs.get(bound, "") for pairs in labels}}
    if all(text == spelling for text, spelling in known.items()):
        return labels
    return [{**pairs, bound: known[pairs[bound]]} if bound in pairs else pairs for pairs in labels]


def numbers(values: Sequence[float]) -> list[str]:
    """Numbers in Go's spelling."""
    if len(values) == 1:
        return [format_float(values[0])]
    if max(values) < _EXPONENT_FROM and min(values) > -_EXPONENT_FROM and math.isfinite(sum(values)):
        texts = "\n".join(map(repr, map(float, values))) + "\n"
        # All at once: the fraction of whole numbers, and the sign of zero.
        return texts.replace(".0\n", "\n").replace("-0\n", "0\n").split("\n")[:-1]
    return list(map(format_float, values))


def _end(sample: Sample, carrier: str, style: Style) -> str:
    """The timestamp and the exemplar of a sample."""
    text = ""
    if sample.timestamp is not None:
        text = f" {_seconds(sample.timestamp) if style.openmetrics else round(sample.timestamp * 1000)}"
    if style.openmetrics and sample.exemplar and sample.name == carrier:
        text += _exemplar(sample.exemplar, style)
    return text


def _seconds(timestamp: float) -> str:
    return str(int(timestamp)) if float(timestamp).is_integer() else repr(float(timestamp))


def _exemplar(exemplar: Exemplar, style: Style) -> str:
    """An exemplar; nothing where its labels are longer than the format allows."""
    if sum(len(name) + len(value) for name, value in exemplar.labels.items()) > _EXEMPLAR_CHARACTERS:
        return ""
    labels = ",".join(f"{_label(name, style)}={quote(value)}" for name, value in exemplar.labels.items())
    at = "" if exemplar.timestamp is None else f" {_seconds(exemplar.timestamp)}"
    return f" # {{{labels}}} {format_float(exemplar.value)}{at}"
