"""Where the state is kept: a URL is read, refused where it would give a password away, and shown without one.

PostgreSQL's form is that of libpq's connection URIs (PostgreSQL documentation, 34.1.1.2): ``postgresql://user@host/name``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from exporterhub.errors import BadInput

__all__ = ["DATABASE_SETTING", "Address", "chosen_database", "default_file", "parse_database"]

DATABASE_SETTING = "EXPORTERHUB_DATABASE"
"""The environment variable that names the database where ``--database`` does not."""

_FORMS = "give postgresql://user@host/name, sqlite:////path/to/state.sqlite, or the path of a file"
_NO_PATH = re.compile(r"^[^/]*:[^/]*@|^\s*\w+\s*=")
"""A URL without its scheme or a connection string of libpq: as a path it would be shown, password and all."""
_SECRET = ("password", "sslpassword")


@dataclass(frozen=True, slots=True)
class Address:
    """A database: ``url`` as SQLAlchemy takes it; ``file`` for SQLite, None for PostgreSQL.

    ``shown`` is for messages: it holds no password.
    """

    url: URL
    shown: str
    file: Path | None = None

    def scrubbed(self, text: str) -> str:
        """The text (a driver's message, say) without the passwords of this address."""
        for secret in _secrets(self.url):
            text = text.replace(secret, "***")
        return text

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"


def chosen_database(flag: str | None, environment: Mapping[str, str] = os.environ) -> str | None:
    """The database that the command line names, else the environment, else None (the default file).

    Raises BadInput for a password on the command line, where every user of the machine could read it.
    """
    if flag is None:
        return environment.get(DATABASE_SETTING) or None
    address = parse_database(flag)
    if _secrets(address.url):
        raise BadInput(
            f"--database {address.shown} has a password in it, which everybody on this machine can read in the list of "
            "processes",
            remedy=f"set {DATABASE_SETTING} to the whole URL, or leave the password to ~/.pgpass or PGPASSFILE",
        )
    return flag


def parse_database(text: str | None, environment: Mapping[str, str] = os.environ) -> Address:
    """The address that ``text`` names: a URL, the path of an SQLite file, None for the default file.

    Raises BadInput for anything else; the message shows no password.
    """
    if text is None:
        return _of_file(default_file(environment))
    text = text.strip()
    if "://" not in text:
        if not text or _NO_PATH.search(text):
            raise BadInput("the database is neither a URL nor a path", remedy=_FORMS)
        return _of_file(Path(text).absolute())
    scheme = text.partition("://")[0]
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise BadInput(f"the database's URL ({scheme}://…) cannot be read", remedy=_FORMS) from None
    if scheme == "sqlite":
        return _of_sqlite(url)
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return _of_postgresql(url)
    raise BadInput(f"the state cannot be kept in {scheme}://…", remedy=_FORMS)


def default_file(environment: Mapping[str, str] = os.environ) -> Path:
    """``$XDG_DATA_HOME/exporterhub/state.sqlite`` (XDG Base Directory Specification; a relative value is ignored)."""
    told = Path(environment.get("XDG_DATA_HOME", ""))
    home = told if told.is_absolute() else _home() / ".local" / "share"
    return home / "exporterhub" / "state.sqlite"


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:  # a user that the system does not know, as in some containers
        return Path("/")


def _of_sqlite(url: URL) -> Address:
    if not url.database or url.host or url.query or url.database == ":memory:":
        raise BadInput(f"{url.render_as_string()} names no file", remedy="give sqlite:////path/to/state.sqlite")
    return _of_file(Path(url.database).absolute())


def _of_file(path: Path) -> Address:
    return Address(URL.create("sqlite", database=str(path)), str(path), path)


def _of_postgresql(url: URL) -> Address:
    if not url.database:
        raise BadInput(f"{_shown(url)} names no database", remedy="give postgresql://user@host/name")
    return Address(url.set(drivername="postgresql+psycopg"), _shown(url))


def _shown(url: URL) -> str:
    hidden = {name: "***" for name in url.query if name in _SECRET}
    shown = url.set(drivername="postgresql").update_query_dict(hidden)
    return shown.render_as_string(hide_password=True)


def _secrets(url: URL) -> list[str]:
    found = [url.password, *(url.query.get(name) for name in _SECRET)]
    return [secret for secret in found if isinstance(secret, str) and secret]
