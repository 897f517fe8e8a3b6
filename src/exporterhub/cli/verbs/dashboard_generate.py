"""A draft of a dashboard for an exporter that nobody made one for, from its page.

PAGE is an address, a file, - for standard input, or SLUG[@VERSION]. The draft is a dashboard.yaml, or with --grafana
the JSON that Grafana imports. What the page says of a metric becomes the panel's question: read it before you ship it.
"""

from __future__ import annotations

import argparse
import re
from functools import cache
from pathlib import Path

from exporterhub.cli import _catalogs, _out, _sources
from exporterhub.cli._options import add_catalog, add_timeout
from exporterhub.errors import BadInput


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The page, the name, the form."""
    parser.add_argument("page", metavar="PAGE", help="URL, FILE, - or SLUG[@VERSION]")
    parser.add_argument("--name", metavar="NAME", default="", help="what the exporter is called (told by the page)")
    parser.add_argument(
        "--grafana", action="store_true", help="the JSON that Grafana imports, instead of dashboard.yaml"
    )
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="where to write it; never over a file")
    add_catalog(parser)
    add_timeout(parser)


def run(args: argparse.Namespace) -> int:
    """Print the draft, or write it."""
    from exporterhub.catalog import Entry, identify
    from exporterhub.catalog.models import Exporter
    from exporterhub.dashboards import as_yaml, generate, grafana_json
    from exporterhub.exposition import guess_content_type, inventory

    catalog = cache(lambda: _catalogs.load(args))
    source = _sources.read(args, args.page, catalog)
    page = inventory(source.data, source.content_type or guess_content_type(source.data), strict=False)
    known = identify(page, catalog()) if not args.name else []
    name = args.name or (catalog().entries[known[0].slug].exporter.technology if known else "Exporter")
    dashboard = generate(page, title=name)
    text = as_yaml(dashboard)
    if args.grafana:
        slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "exporter"
        facts = Exporter(
            name=name, technology=name, summary=name, category="Miscellaneous", kind="exporter", maintainer="community",
            repository="https://example.org/unknown",
        )  # fmt: skip
        text = grafana_json(Entry(slug, Path(), facts), dashboard)
    if not args.output:
        print(text, end="")
        return 0
    target = Path(args.output)
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadInput(f"{target} is there already", remedy="give another name, or move it away") from None
    except OSError as error:
        raise BadInput(f"{target} cannot be written: {error.strerror}", remedy="give a file that can be") from error
    print(target)
    _out.note(args, f"{_out.count(len(dashboard.panels), 'panel')}; each wants a better question")
    return 0
