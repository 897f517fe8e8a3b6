"""Find exporters by word: name, technology, category, metric, alert; best first.

Prefixes, misspellings and common short names (pg, k8s) work; the exact name of a metric finds the exporter that has it.
Without words all entries are listed.
"""

from __future__ import annotations

from exporterhub.cli import _catalogs, _out
from exporterhub.cli._near import nearest
from exporterhub.cli._options import add_catalog, add_json, at_least, one_of

TYPE_CHECKING = False  # a search is a whole process: typing alone costs as much as the index does
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from exporterhub.catalog import Hit, Index

# As the models of an entry have them; importing those costs more than searching.
TIERS = ("listed", "covered", "verified", "proven")
KINDS = ("exporter", "built-in", "library", "gateway", "server")
MAINTAINERS = ("prometheus", "vendor", "community")
SORTS = ("relevance", "name", "tier")
LATER = ("stars", "released")
LIMIT = 20


def sort_order(text: str) -> str:
    """One of SORTS; what is not known of the entries yet is refused by name."""
    if text in LATER:
        import argparse

        raise argparse.ArgumentTypeError(f"the catalog does not know {text!r} yet; it sorts by {', '.join(SORTS)}")
    return one_of(*SORTS)(text)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Words, facets, order."""
    parser.add_argument("words", metavar="WORDS", nargs="*", help="what to look for")
    parser.add_argument("--category", metavar="C", help="only this category")
    parser.add_argument("--tier", metavar="T", type=one_of(*TIERS), help=f"only this tier: {', '.join(TIERS)}")
    parser.add_argument("--kind", metavar="K", type=one_of(*KINDS), help=f"only this kind: {', '.join(KINDS)}")
    parser.add_argument(
        "--maintainer", metavar="M", type=one_of(*MAINTAINERS), help=f"only kept by: {', '.join(MAINTAINERS)}"
    )
    parser.add_argument(
        "--sort", metavar="ORDER", type=sort_order, default="relevance", help=f"the order: {', '.join(SORTS)}"
    )
    parser.add_argument("--limit", metavar="N", type=at_least(1), default=LIMIT, help=f"at most so many ({LIMIT})")
    add_json(parser)
    add_catalog(parser)


def run(args: argparse.Namespace) -> int:
    """Print what was found."""
    from exporterhub.catalog import open_index

    index = open_index(_catalogs.folders(args))
    words = " ".join(args.words)
    hits = index.search(
        words,
        category=_category(index, args.category) if args.category else None,
        tier=args.tier,
        kind=args.kind,
        maintainer=args.maintainer,
        sort=args.sort,
        limit=args.limit,
    )
    if args.json:
        _out.print_json([hit.as_dict() for hit in hits])
    elif hits:
        _print(args, hits)
    else:
        _hint(args, index, words)
    return 0


def _category(index: Index, text: str) -> str:
    """The category as entries spell it. Raises BadInput with the nearest one when none has it."""
    known = list(index.facets()["category"])
    for category in known:
        if category.lower() == text.lower():
            return category
    from exporterhub.errors import BadInput

    near = nearest(text, known)
    remedy = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
    raise BadInput(f"no entry has the category {text!r}", remedy=remedy)


def _print(args: argparse.Namespace, hits: Sequence[Hit]) -> None:
    rows = [[hit.slug, hit.name, hit.category, hit.tier, hit.summary] for hit in hits]
    _out.table(args, ["slug", "name", "category", "tier", "summary"], rows)
    if len(hits) == args.limit:
        _out.note(args, f"the first {args.limit}; --limit shows more")


def _hint(args: argparse.Namespace, index: Index, words: str) -> None:
    narrowed = [name for name in ("category", "tier", "kind", "maintainer") if getattr(args, name)]
    if narrowed and index.search(words, limit=1):
        _out.note(args, f"nothing fits; without --{narrowed[0]} there is more")
        return
    names = [name for hit in index.search("", limit=100_000) for name in (hit.slug, hit.technology)]
    near = nearest(words, names, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else "fewer or other words may find more"
    _out.note(args, f"nothing found for {words!r}; {hint}")
