"""Alert rules for a page, generated or taken from the catalog."""

from __future__ import annotations

import re

from pydantic import Field

from exporterhub.catalog import Catalog
from exporterhub.errors import BadInput
from exporterhub.hub.documents.base import Document, Told

__all__ = ["Generated", "generated_rules"]


class GeneratedRule(Document):
    """One alert, and why it is there."""

    name: str
    severity: str
    expr: str
    reason: Told
    guess: Told = Field(description="What stands behind a threshold that no data back; else empty")
    source: str = Field(description="The heuristic that made it, or `catalog`")
    families: list[str]


class FamilyWhy(Document):
    """Why a family has rules, or has none."""

    family: str
    rules: list[str]
    reason: Told


class Generated(Document):
    """A rule file, its unit tests, and the reasons."""

    catalog_entry: str = Field(description="The entry that rules were taken from; empty where none were")
    rules: list[GeneratedRule]
    families: list[FamilyWhy]
    rules_yaml: str
    tests_yaml: str


def generated_rules(page: bytes, catalog: Catalog, *, name: str = "", content_type: str = "") -> Generated | None:
    """Rules for a page; None for one without metrics. ``name`` is what the exporter is called."""
    from exporterhub.rules import page_of
    from exporterhub.rules.generate import generate

    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "exporter"
    try:
        draft = generate([page_of("the page", page, content_type)], slug=slug, catalog=catalog)
    except BadInput:
        return None  # what is wrong with the page is told as findings
    return Generated(
        catalog_entry=draft.source,
        rules=[
            GeneratedRule(
                name=rule.name,
                severity=rule.severity,
                expr=rule.expr,
                reason=rule.reason,
                guess=rule.guess,
                source=rule.heuristic,
                families=list(rule.families),
            )
            for rule in draft.rules
        ],
        families=[FamilyWhy(family=one.family, rules=list(one.rules), reason=one.reason) for one in draft.report],
        rules_yaml=draft.rules_yaml(),
        tests_yaml=draft.tests_yaml(),
    )
