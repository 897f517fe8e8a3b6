"""The values an install plan is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from exporterhub.hub.install.choices import Choices

__all__ = ["Block", "Language", "Method", "Plan"]

Language = Literal["sh", "ini", "yaml", "conf", "powershell"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block to copy: shell lines, or a file with its name. ``note`` says what to know about it."""

    title: str
    language: Language
    text: str
    file: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Method:
    """One way to install: blocks to follow in order."""

    id: str
    label: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All ways to install an exporter, and its scrape job, for the choices that were made.

    ``asks`` names the choices that change anything for this exporter.
    """

    slug: str
    choices: Choices
    asks: tuple[str, ...]
    methods: tuple[Method, ...]
    scrape: tuple[Block, ...]
