"""Families that were split and are still to be read: what the two assemblers keep of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection
from typing import TypeVar

from .quick import Alike, Lines

__all__ = ["Batch", "BatchType"]


class Batch(ABC):
    """Families that were split and are still to be read."""

    def __init__(self) -> None:
        self.texts: list[str] = []  # the numbers, as text
        self.ends: list[int] = []  # where each family with a body ends among them
        self.claims: dict[str, Collection[str]] = {}  # the sample names of families that have several

    @abstractmethod
    def add_alike(self, alike: Alike) -> None:
        """Add lines of one shape."""

    @abstractmethod
    def add_lines(self, lines: Lines) -> None:
        """Add lines of any shape."""

    @abstractmethod
    def add_single(self, labels: tuple[str, ...], parts: list[str]) -> None:
        """Add the labels of a single sample: their names, and what they are written in, split at the quotes."""

    @abstractmethod
    def add_turns(self, turns: list[Alike]) -> None:
        """Add lines of several shapes that take turns."""

    @abstractmethod
    def cut(self, length: int) -> None:
        """Forget what came after the first ``length`` lines."""


BatchType = TypeVar("BatchType", bound=Batch)
