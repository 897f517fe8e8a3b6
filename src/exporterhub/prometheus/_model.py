"""What a server answers, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from exporterhub.errors import BadInput, Missing


class Point(NamedTuple):
    """One value of a series: ``time`` in seconds since the epoch."""

    time: float
    value: float


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a result; an instant query's has one point. ``labels`` includes ``__name__`` where there is one."""

    labels: Mapping[str, str]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """One active alert. An inactive one is not there."""

    name: str
    state: Literal["pending", "firing"]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """One scrape target: ``health`` is ``up``, ``down`` or ``unknown``, ``error`` the last scrape's, or empty."""

    job: str
    url: str
    health: str
    error: str
    labels: Mapping[str, str]


class Metadata(NamedTuple):
    """What a target says of a family."""

    type: str
    help: str
    unit: str


class Notice(NamedTuple):
    """What a server says beside an answer. With a warning a part of the data may be missing."""

    kind: Literal["warning", "info"]
    text: str


class TooMuch(BadInput):
    """The server's limits do not allow the answer; a shorter range may fit."""


class TooSlow(Missing):
    """The server did not answer in time; a shorter range may."""
