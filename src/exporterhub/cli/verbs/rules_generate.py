"""Alert rules for an exporter that nobody wrote rules for, with tests and reasons.

PAGE is an address, a file, - for standard input, SLUG or SLUG@VERSION. A second page of the same exporter, taken some
minutes later, shows which counters rise in ordinary operation. With --prometheus and --job thresholds come from the
past of that job, and PAGE may be left out: the page of its first healthy target is read (the token or password is for
Prometheus, the target gets none). Without a past, thresholds are guesses, and a comment above the rule says so. What
the catalog has for the exporter goes before what is generated.

Without -o the rule file is printed. With -o rules.yaml and rules.test.yaml are written into a folder.
"""

from __future__ import annotations

import argparse
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporterhub.cli import _catalogs, _out, _sources
from exporterhub.cli._access import access, add_access
from exporterhub.cli._options import add_catalog, add_json, add_timeout, at_least, seconds
from exporterhub.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from exporterhub.catalog import Catalog
    from exporterhub.prometheus import Server
    from exporterhub.rules import Page
    from exporterhub.rules.generate import Draft, DraftRule

RULES, TESTS = "rules.yaml", "rules.test.yaml"
_PAGES = 2
_POINTS = 5_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Pages, past, where to."""
    parser.add_argument("pages", metavar="PAGE", nargs="*", help="URL, FILE, -, SLUG or SLUG@VERSION; two at most")
    parser.add_argument("--name", metavar="SLUG", help="what to call the exporter (what the page shows)")
    parser.add_argument("-o", "--output", metavar="DIR", help=f"write {RULES} and {TESTS} there")
    parser.add_argument("--force", action="store_true", help="write over files that are there")
    parser.add_argument("--report", action="store_true", help="print why each family has a rule or has none")
    parser.add_argument("--prometheus", metavar="URL", help="a Prometheus whose past gives thresholds")
    parser.add_argument("--job", metavar="NAME", help="the exporter's job there")
    parser.add_argument(
        "--days", metavar="N", type=at_least(1), default=14, help="how many days of the past are looked at (14)"
    )
    parser.add_argument(
        "--scrape-interval",
        metavar="SECONDS",
        type=seconds,
        default=15.0,
        help="how often your Prometheus scrapes (15): ranges cover five scrapes",
    )
    add_access(parser)
    add_json(parser)
    add_catalog(parser)
    add_timeout(parser)


def run(args: argparse.Namespace) -> int:
    """Print or write rules."""
    from exporterhub.rules.generate import generate

    _check_usage(args)
    catalog = cache(lambda: _catalogs.load(args))
    history = _History(args) if args.prometheus else None
    try:
        texts = args.pages or [history.first_target() if history else ""]
        sources = [_sources.read(args, text, catalog) for text in texts]
        pages = [_page(source) for source in sources]
        slug = _slug(args, texts[-1], sources[-1], catalog)
        draft = generate(pages, slug=slug, catalog=catalog(), history=history, interval=args.scrape_interval)
    finally:
        if history:
            history.close()
    _give(args, draft)
    return 0


def _check_usage(args: argparse.Namespace) -> None:
    if len(args.pages) > _PAGES:
        raise BadInput(f"{len(args.pages)} pages are given", remedy="give one page, or two of the same exporter")
    if bool(args.prometheus) != bool(args.job):
        raise BadInput("--prometheus and --job belong together", remedy="name the job whose past gives thresholds")
    if not args.pages and not args.prometheus:
        raise BadInput("no page is given", remedy="give an address, a file, or an entry of the catalog")
    if args.name and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", args.name):
        raise BadInput(f"{args.name!r} is no name", remedy="use letters, digits, - and _")
    if args.output and not args.force:
        there = [str(path) for name in (RULES, TESTS) if (path := Path(args.output) / name).exists()]
        if there:
            raise BadInput(f"{' and '.join(there)} would be written over", remedy="choose another folder, or --force")


def _page(source: _sources.Source) -> Page:
    from dataclasses import replace

    from exporterhub.rules import page_of, page_of_recording

    if source.recording:
        return replace(page_of_recording(source.recording), name=source.name)
    return page_of(source.name, source.data, source.content_type)


def _slug(args: argparse.Namespace, text: str, source: _sources.Source, catalog: Callable[[], Catalog]) -> str:
    """What the exporter is called: as told, as in the catalog, as its build info says, or as the file."""
    from exporterhub.catalog import identify

    if args.name:
        return str(args.name)
    if _sources.is_entry(text, catalog):
        return text.partition("@")[0]
    inventory, _ = source.inventory()
    found = identify(inventory, catalog())
    if found and catalog().entries[found[0].slug].exporter.kind != "library":
        return found[0].slug
    built = [name for name in inventory.families if name.endswith("_build_info")]
    stem = re.sub(r"(_exporter)?_build_info$", "", built[0]) if built else Path(source.name).stem
    return re.sub(r"[^A-Za-z0-9]+", "-", stem).strip("-").lower() or "exporter"


class _History:
    """The past of one job, from a server."""

    def __init__(self, args: argparse.Namespace) -> None:
        import time

        from exporterhub.prometheus import Server

        self._server: Server = Server(args.prometheus, seconds=max(args.timeout, 30.0), access=access(args))
        self._job: str = args.job
        self._end = time.time()
        self._start = self._end - args.days * 86_400
        self._step = max(60.0, (self._end - self._start) / _POINTS)

    def series(self, expr: str) -> Sequence[tuple[Mapping[str, str], Sequence[tuple[float, float]]]]:
        """The series of a query of this job. Raises Missing or BadInput as the server does."""
        from exporterhub.rules.generate import of_job

        found = self._server.query_range(of_job(expr, self._job), self._start, self._end, self._step)
        return [(one.labels, one.points) for one in found]

    def first_target(self) -> str:
        """The address of a page of the job. Raises BadInput where it has none."""
        own = [target for target in self._server.targets() if target.job == self._job]
        healthy = [target for target in own if target.health == "up"]
        if not own:
            jobs = ", ".join(sorted({target.job for target in self._server.targets()}))
            raise BadInput(f"{self._server.url} has no targets of the job {self._job}", remedy=f"its jobs are {jobs}")
        return (healthy or own)[0].url

    def close(self) -> None:
        """Close the connections."""
        self._server.close()


def _give(args: argparse.Namespace, draft: Draft) -> None:
    if args.output:
        _write(args, draft)
    if args.json:
        _out.print_json(_as_json(draft))
    elif args.report:
        rows = [[one.family, ", ".join(one.rules) or "-", one.reason] for one in draft.report]
        _out.table(args, ("family", "rules", "why"), rows)
    elif not args.output:
        print(draft.rules_yaml(), end="")
    _out.note(args, _said(draft, report=args.report))


def _write(args: argparse.Namespace, draft: Draft) -> None:
    folder = Path(args.output)
    texts = {RULES: draft.rules_yaml(), TESTS: draft.tests_yaml(RULES)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            _replace(folder / name, text)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written to: {error.strerror}") from error
    _out.note(args, f"{folder / RULES} and {folder / TESTS} are written")


def _replace(path: Path, text: str) -> None:
    """Write a file as a whole, or not at all."""
    import os

    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _said(draft: Draft, *, report: bool) -> str:
    rules = draft.rules
    guesses = sum(rule.is_guess for rule in rules)
    taken = sum(rule.heuristic == "catalog" for rule in rules)
    about = sum(bool(one.rules) for one in draft.report)
    parts = [f"{_out.count(len(rules), 'rule')} about {about} of {_out.count(len(draft.report), 'family', 'families')}"]
    if taken:
        parts.append(f"{taken} from the catalog's {draft.source}")
    if guesses:
        parts.append(f"{_out.count(guesses, 'threshold is a guess', 'thresholds are guesses')}")
    return "; ".join(parts) + ("" if report else "; --report says why for each family")


def _as_json(draft: Draft) -> dict[str, Any]:
    return {
        "rules": [_rule_json(rule) for rule in draft.rules],
        "skipped": [{"family": one.family, "reason": one.reason} for one in draft.report if not one.rules],
        "source": draft.source or None,
    }


def _rule_json(rule: DraftRule) -> dict[str, Any]:
    return {
        "alert": rule.name,
        "expr": rule.expr,
        "for": rule.for_,
        "severity": rule.severity,
        "reason": rule.reason,
        "families": list(rule.families),
        "heuristic": rule.heuristic,
        "guess": rule.guess or None,
        "basis": rule.basis or None,
        "summary": rule.annotations.get("summary", ""),
        "description": rule.annotations.get("description", ""),
    }
