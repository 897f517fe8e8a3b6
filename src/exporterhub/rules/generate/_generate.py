"""From pages to a draft: ask the catalog, then each heuristic, then check what they propose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exporterhub.catalog import Catalog, Rule
from exporterhub.errors import BadInput
from exporterhub.messages import say

from .._check import check
from .._page import Page
from ._draft import Draft, DraftGroup, DraftRule, FamilyReport
from ._history import History
from ._idea import Decline, Idea
from ._report import why_not
from ._subject import Subject, is_runtime
from ._taken import Taken, take
from .heuristics import all_heuristics

__all__ = ["generate"]

Made = tuple[str, Idea]


def generate(
    pages: Sequence[Page],
    *,
    slug: str,
    catalog: Catalog | None = None,
    history: History | None = None,
    interval: float = 15.0,
) -> Draft:
    """Alert rules for an exporter, their unit tests, and why each family has a rule or has none.

    Args:
        pages: a page of the exporter; or two, the later one last: what rose between them rises in ordinary operation.
        slug: what the exporter is called; it names the groups and those alerts that are about the target.
        catalog: its rules go before generated ones where the page is one of an exporter it knows; None for none.
        history: past values, from which thresholds come; without it they are guesses, and said to be.
        interval: seconds between two scrapes.

    Raises:
        BadInput: no page, or a page without any series.
    """
    if not pages or not pages[-1].metrics:
        raise BadInput(
            "there are no metrics on the page", remedy="give the address of a /metrics page, or a file with one"
        )
    subject = Subject(pages, slug, history, interval)
    taken = take(subject.page, catalog, interval)
    _mark(subject, taken)
    made, declined = _ask(subject)
    rules = _passing(_draft_rules(made, taken), taken, pages[-1], interval, declined)
    groups = [DraftGroup(slug, tuple(map(_as_taken, taken.rules))), DraftGroup(f"{slug}-generated", tuple(rules))]
    return Draft(
        slug,
        tuple(group for group in groups if group.rules),
        tuple(_report(subject, taken, rules, declined)),
        taken.slug,
        taken.tests,
        tuple(page.name for page in pages),
    )


def _mark(subject: Subject, taken: Taken) -> None:
    names = {name for reads in taken.reads for name in reads}
    families = {subject.all[name].family for name in names if name in subject.all}
    subject.by_catalog = frozenset(families)
    subject.taken |= families | names


def _ask(subject: Subject) -> tuple[list[Made], dict[str, str]]:
    """Every heuristic in turn: what they propose, and why they do not."""
    made: list[Made] = []
    declined: dict[str, str] = {}
    for one in all_heuristics().values():
        for said in one.propose(subject):
            if isinstance(said, Decline):
                declined.setdefault(said.family, said.reason)
                continue
            made.append((one.id, said))
            if not _is_about_target(said):
                subject.taken |= set(said.families)
    return made, declined


def _is_about_target(idea: Idea) -> bool:
    """Whether a family only tells which targets are meant: others may look at what it says."""
    return idea.expr.startswith(("up ", "scrape_"))


def _draft_rules(made: Iterable[Made], taken: Taken) -> list[DraftRule]:
    used = {rule.name for rule in taken.rules}
    rules = []
    for heuristic, idea in made:
        name, number = idea.alert, 2
        while name in used:
            name, number = f"{idea.alert}{number}", number + 1
        used.add(name)
        rules.append(_rule(name, heuristic, idea))
    return rules


def _rule(name: str, heuristic: str, idea: Idea) -> DraftRule:
    return DraftRule(
        name,
        idea.expr,
        f"{idea.minutes}m" if idea.minutes else "",
        {"severity": idea.severity},
        {"summary": _capital(idea.summary), "description": idea.description},
        idea.reason,
        heuristic,
        idea.families,
        idea.guess,
        "" if idea.guess else idea.basis,
        idea.scenarios,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _as_taken(rule: Rule) -> DraftRule:
    reason = say("It is the catalog's rule for this exporter.")
    return DraftRule(rule.name, rule.expr, rule.for_, rule.labels, rule.annotations, reason, "catalog", (), taken=rule)


def _passing(
    rules: list[DraftRule], taken: Taken, page: Page, interval: float, declined: dict[str, str]
) -> list[DraftRule]:
    """Those that every check passes, beside each other and beside those of the catalog."""
    given = [_plain(rule.name, rule, -number) for number, rule in enumerate(map(_as_taken, taken.rules), 1)]
    while rules:
        checked = [*given, *(_plain(rule.name, rule, number) for number, rule in enumerate(rules, 1))]
        wrong = {
            finding.line: f"a rule for it would not do: {finding.message} ({finding.id})"
            for finding in check(checked, [page], interval=interval)
            if finding.severity != "info" and finding.line > 0
        }
        if not wrong:
            break
        for number, reason in wrong.items():
            declined.setdefault(rules[number - 1].families[0], reason)
        rules = [rule for number, rule in enumerate(rules, 1) if number not in wrong]
    return rules


def _plain(name: str, rule: DraftRule, line: int) -> Rule:
    comments = rule.taken.comments if rule.taken else ()
    kind = rule.taken.kind if rule.taken else "alert"
    return Rule(
        "g", name, kind, rule.expr, rule.for_, "", rule.labels, rule.annotations,
        file="rules.yaml", line=line, expr_line=line, comments=comments,
    )  # fmt: skip


def _report(
    subject: Subject, taken: Taken, rules: Sequence[DraftRule], declined: dict[str, str]
) -> Iterable[FamilyReport]:
    page = subject.page
    by_family: dict[str, list[DraftRule]] = {}
    for rule in rules:
        for family in rule.families:
            by_family.setdefault(family, []).append(rule)
    for family, (_, names) in page.families.items():
        known = [rule.name for rule, reads in zip(taken.rules, taken.reads, strict=True) if reads & {family, *names}]
        own = by_family.get(family, [])
        reasons = [f"the catalog's rules for {taken.slug} read it"] if known else []
        reasons += [rule.reason for rule in own]
        if not reasons:
            reasons = [_why_not(subject, family, declined)]
        yield FamilyReport(family, (*known, *(rule.name for rule in own)), " ".join(dict.fromkeys(reasons)))


def _why_not(subject: Subject, family: str, declined: dict[str, str]) -> str:
    if family in declined:
        return declined[family]
    if family in subject.unusable and not is_runtime(family):
        return "its name or a label needs the quoted syntax of Prometheus 3, which generated rules do not use"
    return why_not(subject.page, family)
