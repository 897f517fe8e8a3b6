"""In which language a request is answered, and whether its address pins it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import HTTPConnection

from exporterhub.hub.languages.language import ENGLISH, Language, language_of, languages
from exporterhub.hub.languages.negotiate import negotiate

__all__ = ["SCOPE", "Visit", "read_visit", "visit_of"]

SCOPE = "exporterhub.visit"
"""The key of the visit in an ASGI scope."""
_FOR_PROGRAMS = ("/api/", "/static/", "/metrics")


@dataclass(frozen=True, slots=True)
class Visit:
    """``root`` stands before the path of each page: ``/ko`` where the address pins the language, else nothing."""

    language: Language = ENGLISH
    root: str = ""

    def url(self, path: str) -> str:
        """The address of a page, such that the language stays; ``path`` may have a query and a fragment."""
        return f"{self.root}{path}"


@lru_cache(maxsize=256)
def _negotiated(accept_language: bytes) -> Visit:
    codes = tuple(languages())
    return Visit(language_of(negotiate(accept_language.decode("latin-1"), codes)))


def read_visit(path: str, accept_language: bytes) -> tuple[str, Visit]:
    """The path without its language, and the visit.

    What is there for programs has no language in its address: such a path stays as it is, and so leads nowhere.
    """
    code, _, rest = path[1:].partition("/")
    if code not in languages() or not path.startswith("/"):
        return path, _negotiated(accept_language)
    inner = f"/{rest}"
    visit = Visit(language_of(code), f"/{code}")
    return (path if _is_for_programs(inner) else inner), visit


def visit_of(connection: HTTPConnection) -> Visit:
    """The visit that a request belongs to."""
    found: Visit = connection.scope.get(SCOPE) or Visit()
    return found


def _is_for_programs(path: str) -> bool:
    """Whether it is for programs: the API, assets, feeds, badges and other files."""
    return path.startswith(_FOR_PROGRAMS) or "." in path.rpartition("/")[2]
