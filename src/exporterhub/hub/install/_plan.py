"""The plan: every method module of the folder ``methods`` is asked whether it applies."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from exporterhub.hub.install import methods
from exporterhub.hub.install.choices import Choices
from exporterhub.hub.install.model import Block, Method, Plan
from exporterhub.hub.install.scrape import scrape_blocks
from exporterhub.hub.install.subject import UNKNOWN_VERSION, EntryLike, Subject, subject
from exporterhub.messages import say

__all__ = ["plan"]


class _Offer(NamedTuple):
    order: int
    method: Callable[[Subject], Method | None]


def plan(entry: EntryLike, choices: Choices | None = None) -> Plan:
    """Every way to install the entry's exporter, and its scrape job, for these choices (gaps filled from the entry)."""
    known = subject(entry, choices or Choices())
    offered = [method for offer in _offers() if (method := offer.method(known))]
    scrape: tuple[Block, ...] = scrape_blocks(known) if entry.exporter.kind != "library" else ()
    return Plan(
        slug=entry.slug,
        choices=known.choices,
        asks=_asks(known),
        methods=tuple(_with_version_note(method, known) for method in offered),
        scrape=scrape,
    )


def _asks(known: Subject) -> tuple[str, ...]:
    target = known.exporter.configure.target
    programs = any(getattr(known.exporter.install, name) for name in ("binary", "container", "debian", "helm", "pypi"))
    asked = {
        "host": target is not None and "{host}" in target.value,
        "port": target is not None and "{port}" in target.value,
        "listen": known.exporter.kind != "library",
        "version": programs or "{version}" in _instructions(known),
        "arch": known.exporter.install.binary is not None,
    }
    return tuple(name for name, wanted in asked.items() if wanted)


def _instructions(known: Subject) -> str:
    install = known.exporter.install
    return (install.builtin.enable if install.builtin else "") + (install.manual.steps if install.manual else "")


def _with_version_note(method: Method, known: Subject) -> Method:
    if known.version_known or not any(UNKNOWN_VERSION in block.text for block in method.blocks):
        return method
    note = say(
        "No version has been recorded yet: give one, or replace %(placeholder)s by one of the project's releases.",
        placeholder=UNKNOWN_VERSION,
    )
    return replace(method, notes=(note, *method.notes))


@cache
def _offers() -> tuple[_Offer, ...]:
    names = [module.name for module in pkgutil.iter_modules(methods.__path__)]
    modules = [importlib.import_module(f"{methods.__name__}.{name}") for name in names]
    return tuple(sorted((_Offer(m.ORDER, m.method) for m in modules), key=lambda offer: offer.order))
