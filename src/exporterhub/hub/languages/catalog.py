"""Catalogs: read as gettext's ``.po`` files and compiled in memory, so that there is nothing compiled to keep."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

__all__ = ["DOMAIN", "LOCALE", "codes", "po_path", "read_translations"]

DOMAIN = "exporterhub"
LOCALE = Path(__file__).resolve().parent.parent / "locale"


def codes() -> list[str]:
    """The codes of the languages that have a catalog."""
    return sorted(path.parent.parent.name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def po_path(code: str) -> Path:
    """The language's catalog."""
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_translations(code: str) -> gettext.GNUTranslations:
    """The language's catalog, ready to be asked. Fuzzy translations are left out."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po_path(code).open("rb") as file:
        catalog = read_po(file, locale=code, domain=DOMAIN)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
