"""``python -m exporterhub.hub.languages.extract`` reads the texts from source and templates into the catalogs.

It writes ``locale/exporterhub.pot`` anew and brings each language's ``.po`` up to date: texts that are gone go, new
ones come without a translation. Files are named without line numbers and dates: only changed texts change a file.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporterhub.hub.languages.catalog import DOMAIN, LOCALE, codes, po_path

if TYPE_CHECKING:
    from babel.messages import Catalog

__all__ = ["POT", "extracted", "main", "updated", "written"]

POT = LOCALE / f"{DOMAIN}.pot"
_PACKAGE = LOCALE.parent.parent
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "say": None,
    "say_many": (1, 2),
    "named": ((1, "c"), 2),
}
"""What marks a text, and which of its arguments are the text, its plural and (``c``) its context."""
_JINJA = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
_IMPORT = re.compile(r"^from exporterhub\.messages import (\([^)]*\)|.*)$", re.MULTILINE)
_CHANGING = re.compile(
    rb'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team):.*\n',
    re.MULTILINE,
)


def extracted() -> Catalog:
    """All texts that are marked, in the order of the files."""
    from babel.messages import Catalog

    catalog = Catalog(project="ExporterHub", version="", domain=DOMAIN, charset="utf-8", fuzzy=False)
    catalog.header_comment = "# Texts of ExporterHub's pages. Made by `make messages`."
    for path in _sources():
        for text, context, comments in _texts(path):
            place = path.relative_to(_PACKAGE).as_posix()
            catalog.add(text, context=context, auto_comments=comments, locations=[(place, 0)])
    return catalog


def updated(code: str, template: Catalog) -> Catalog:
    """The language's catalog with the texts of the template."""
    from babel.messages.pofile import read_po

    with po_path(code).open("rb") as file:
        catalog = read_po(file, locale=code, domain=DOMAIN)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.fuzzy = False
    return catalog


def written(catalog: Catalog) -> bytes:
    """The catalog as a file."""
    from babel.messages.pofile import write_po

    file = BytesIO()
    write_po(file, catalog, width=110, ignore_obsolete=True, include_lineno=False)
    return _CHANGING.sub(b"", file.getvalue())


def main() -> None:
    """Write the files, and say what is left to translate."""
    template = extracted()
    POT.write_bytes(written(template))
    sys.stdout.write(f"{POT.name}: {len(template)} texts\n")
    for code in codes():
        catalog = updated(code, template)
        po_path(code).write_bytes(written(catalog))
        left = sum(not message.string or not all(_strings(message.string)) for message in catalog if message.id)
        sys.stdout.write(f"{code}: {left} to translate\n")


def _sources() -> Iterator[Path]:
    yield from sorted(_PACKAGE.rglob("*.py"))
    yield from sorted((_PACKAGE / "hub" / "templates").glob("*.html"))


def _texts(path: Path) -> Iterator[tuple[Any, str | None, list[str]]]:
    from babel.messages.extract import extract
    from jinja2.ext import babel_extract

    method: Any = "python" if path.suffix == ".py" else babel_extract
    keywords = _imported(path) if path.suffix == ".py" else _KEYWORDS
    with path.open("rb") as file:
        for _, text, comments, context in extract(method, file, keywords, ["Translators:"], _JINJA):
            yield text, context, comments


def _imported(path: Path) -> dict[str, Any]:
    """The marks that a module has from ``exporterhub.messages``; elsewhere such names mean other things."""
    found = _IMPORT.search(path.read_text(encoding="utf-8"))
    names = set(re.findall(r"\w+", found[1])) if found else set()
    return {name: what for name, what in _KEYWORDS.items() if name in names}


def _strings(translation: Any) -> tuple[str, ...]:
    return tuple(translation) if isinstance(translation, (list, tuple)) else (translation,)


if __name__ == "__main__":
    main()
