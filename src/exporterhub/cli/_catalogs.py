"""Which catalog folders a command reads, and the entries of them."""

from __future__ import annotations

import os

TYPE_CHECKING = False  # search imports this: typing and pathlib would cost as much as the search
if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from exporterhub.catalog import Catalog, Entry

VARIABLE = "EXPORTERHUB_CATALOG"


def folders(args: argparse.Namespace) -> list[str] | None:
    """The folders to read, later ones override earlier ones; None means the built-in catalog alone.

    The variable EXPORTERHUB_CATALOG (folders with ``:`` between them) stands in for the built-in catalog, and
    ``--catalog`` adds to it.
    """
    instead = [text for text in os.environ.get(VARIABLE, "").split(os.pathsep) if text]
    added = list(args.catalog or ())
    if not added:
        return instead or None
    if not instead:
        from exporterhub.catalog import default_folders

        instead = [str(folder) for folder in default_folders()]
    return instead + added


def load(args: argparse.Namespace) -> Catalog:
    """The catalog of this command. What is wrong with it is not told here: ``catalog check`` does."""
    from exporterhub.catalog import load as load_catalog

    return load_catalog(paths(args))


def paths(args: argparse.Namespace) -> list[Path] | None:
    """As ``folders``, for those who have pathlib anyway."""
    from pathlib import Path

    chosen = folders(args)
    return None if chosen is None else [Path(folder) for folder in chosen]


def entries(catalog: Catalog, slugs: Sequence[str]) -> list[Entry]:
    """The entries called ``slugs``, all when none is named. Raises BadInput for an unknown one."""
    return [catalog.entry(slug) for slug in dict.fromkeys(slugs)] if slugs else list(catalog)
