"""Which family a sensor's property belongs to, and in which unit (Documentation/hwmon/sysfs-interface.rst)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from exporterhub.node.text import Metric

__all__ = ["CHIP", "LABEL", "sensor_series"]

CHIP = Metric("node_hwmon_chip_names", "gauge", "Annotation metric for human-readable chip names")
LABEL = Metric("node_hwmon_sensor_label", "gauge", "Label for given chip and sensor")

Series = tuple[Metric, float, str]
"""The family, the value, and another name for the sensor or an empty text."""

_MILLI, _MICRO = 0.001, 1000000.0
_RPM = ("input", "min", "max", "target")
_INTERVALS = ("average_interval", "average_interval_min", "average_interval_max")


def sensor_series(kind: str, properties: Mapping[str, str]) -> Iterator[Series]:
    """The series of one sensor. A property that is no number has none."""
    if kind in _ALONE:
        yield from _ALONE[kind](properties)
        return
    for element, text in properties.items():
        number = _number(text)
        if element == "label" or number is None:
            continue
        if kind == "freq" and element == "input":
            yield from _frequency(kind, properties, number)
        else:
            metric, value = _family(kind, element, number, has_plain="" in properties)
            yield metric, value, ""


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _beep(properties: Mapping[str, str]) -> Iterator[Series]:
    metric = Metric("node_hwmon_beep_enabled", "gauge", "Hardware beep enabled")
    yield metric, float(properties.get("") == "1"), ""


def _regulator(properties: Mapping[str, str]) -> Iterator[Series]:
    number = _number(properties.get("", ""))
    if number is not None:
        yield Metric("node_hwmon_voltage_regulator_version", "gauge", "Hardware voltage regulator"), number, ""


def _interval(properties: Mapping[str, str]) -> Iterator[Series]:
    number = _number(properties.get("", ""))
    if number is not None:
        metric = Metric("node_hwmon_update_interval_seconds", "gauge", "Hardware monitor update interval")
        yield metric, number * _MILLI, ""


_ALONE = {"beep_enable": _beep, "vrm": _regulator, "update_interval": _interval}


def _frequency(kind: str, properties: Mapping[str, str], number: float) -> Iterator[Series]:
    """Of a graphics processor, which has no number but a label."""
    label = properties.get("label")
    if label is not None:
        name = f"{_name(kind, 'input', has_plain='' in properties)}_freq_mhz"
        metric = Metric(name, "gauge", "Hardware monitor for GPU frequency in MHz")
        yield metric, number / _MICRO, re.sub(r"[^a-z0-9:_]", "_", label.lower()).strip("_")


def _name(kind: str, element: str, *, has_plain: bool) -> str:
    name = f"node_hwmon_{kind}"
    if element == "input":
        return f"{name}_input" if has_plain else name
    return f"{name}_{re.sub(r'[^a-z0-9:_]', '_', element.lower()).strip('_')}" if element else name


def _family(kind: str, element: str, number: float, *, has_plain: bool) -> tuple[Metric, float]:
    name = _name(kind, element, has_plain=has_plain)
    if element in ("fault", "alarm"):
        return Metric(name, "gauge", f"Hardware sensor {element} status ({kind})"), number
    if element == "beep":
        return Metric(f"{name}_enabled", "gauge", "Hardware monitor sensor has beeping enabled"), number
    if kind == "power":
        return _power(name, element, number)
    return _unit(kind, name, element, number)


def _power(name: str, element: str, number: float) -> tuple[Metric, float]:
    if element == "accuracy":
        return Metric(name, "gauge", "Hardware monitor power meter accuracy, as a ratio"), number / _MICRO
    if element in _INTERVALS:
        text = f"Hardware monitor power usage update interval ({element})"
        return Metric(f"{name}_seconds", "gauge", text), number * _MILLI
    return Metric(f"{name}_watt", "gauge", f"Hardware monitor for power usage in watts ({element})"), number / _MICRO


def _unit(kind: str, name: str, element: str, number: float) -> tuple[Metric, float]:
    if kind in ("in", "cpu"):
        return Metric(f"{name}_volts", "gauge", f"Hardware monitor for voltage ({element})"), number * _MILLI
    if kind == "temp" and element != "type":
        text = f"Hardware monitor for temperature ({element or 'input'})"
        return Metric(f"{name}_celsius", "gauge", text), number * _MILLI
    if kind == "curr":
        return Metric(f"{name}_amps", "gauge", f"Hardware monitor for current ({element})"), number * _MILLI
    if kind == "energy":
        text = f"Hardware monitor for joules used so far ({element})"
        return Metric(f"{name}_joule_total", "counter", text), number / _MICRO
    if kind == "humidity":
        text = (
            "Hardware monitor for humidity, as a ratio (multiply with 100.0 to get the humidity as a percentage)"
            f" ({element})"
        )
        return Metric(name, "gauge", text), number / _MICRO
    if kind == "fan" and element in _RPM:
        return Metric(f"{name}_rpm", "gauge", f"Hardware monitor for fan revolutions per minute ({element})"), number
    return Metric(name, "gauge", f"Hardware monitor {kind} element {element}"), number
