"""Whether a label enumerates: has a small set of values that the program decides, all of them always there.

Only then a value that was not recorded cannot occur. A page proves it in one of two ways: the series that
differ in this label alone are states of which exactly one is 1; or for every combination of the other
labels the same values are there. The second holds for both sides of a table (each CPU has each mode, each
mode has each CPU), so labels that name things of the user, and values that are numbers or paths, never
count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ._page import Metric

__all__ = ["enumerates", "is_enumeration_name", "names_user_things"]

_MOST = 40
_WORD = re.compile(r"[A-Za-z][A-Za-z_ +-]*")
_ENUMERATIONS = """
mode state status role type kind level severity direction phase condition operation op stage policy action health
lock_mode access_mode alertstate member_state node_state sync_state cluster_state
"""
_USER = """
job instance name id uid uuid pid tid key host hostname addr address ip mac path file filename dir url uri target
database datname db dbname schema schemaname table tablename relname index indexrelname column view tablespace user
usename username owner role_name queue vhost exchange channel connection topic partition group consumergroup consumer
producer client app application application_name program device disk volume mountpoint interface iface nic bridge chip
sensor cpu core socket numa slot shard replica cluster node pod container namespace service server backend frontend
proxy upstream listener pool zone region version revision release build handler route endpoint method code
status_code reason error exception result outcome command cmd query queryid collector module rule rule_group alertname
receiver integration
"""
_ENUMERATION_NAMES = frozenset(_ENUMERATIONS.split())
_USER_NAMES = frozenset(_USER.split())


def is_enumeration_name(label: str) -> bool:
    """Whether labels of this name enumerate as a rule."""
    return label.lower() in _ENUMERATION_NAMES


def names_user_things(label: str) -> bool:
    """Whether labels of this name hold what users name or what comes and goes: databases, devices, errors."""
    lower = label.lower()
    return lower in _USER_NAMES or lower.endswith(("_name", "_id", "name", "_path", "_addr", "_address"))


def enumerates(metric: Metric, label: str) -> bool:
    """Whether the page proves that ``label`` enumerates."""
    if metric.type == "stateset" and label == metric.family:
        return True
    values = metric.values.get(label, set())
    if not 2 <= len(values) <= _MOST or not _closable(metric, label):
        return False
    groups = _groups(metric, label)
    if _one_of(groups, values):
        return len(groups) > 1 or len(values) > 2 or is_enumeration_name(label)
    return _same_everywhere(metric, groups, values) and _only_axis(metric, label)


def _closable(metric: Metric, label: str) -> bool:
    values = metric.values[label]
    if names_user_things(label) or label in metric.redacted or metric.carried[label] != metric.series:
        return False
    return all(_WORD.fullmatch(value) for value in values)


def _groups(metric: Metric, label: str) -> list[list[tuple[str, float]]]:
    """The series that differ in ``label`` alone, by the value of the label and their own."""
    found: dict[frozenset[tuple[str, str]], list[tuple[str, float]]] = {}
    for labels, value in metric.rows:
        rest = frozenset(item for item in labels.items() if item[0] != label)
        found.setdefault(rest, []).append((labels[label], value))
    return list(found.values())


def _one_of(groups: list[list[tuple[str, float]]], values: set[str]) -> bool:
    """Exactly one state of each thing is 1 and the others are 0, and some thing has all states."""
    whole = [group for group in groups if len(group) == len(values)]
    if not whole or len(values) < 2:
        return False
    return all(sorted(value for _, value in group) == [0.0] * (len(group) - 1) + [1.0] for group in whole)


def _same_everywhere(metric: Metric, groups: list[list[tuple[str, float]]], values: set[str]) -> bool:
    whole = sum({name for name, _ in group} == values for group in groups)
    # A trimmed recording has lost the ends of some groups; two whole ones are proof all the same.
    return whole >= 2 and (whole == len(groups) or metric.total > 0)


def _only_axis(metric: Metric, label: str) -> bool:
    if is_enumeration_name(label):
        return True
    return not any(_could_be_axis(metric, other) for other in _others(metric.values, label))


def _could_be_axis(metric: Metric, label: str) -> bool:
    return len(metric.values[label]) > 1 and _closable(metric, label)


def _others(labels: Iterable[str], label: str) -> list[str]:
    return [other for other in labels if other != label]
