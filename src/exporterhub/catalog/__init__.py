"""The catalog: entry models, loading with located findings, and the search index.

The door is lazy: a search must not pay for the YAML reader or pydantic.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing costs 7 ms at start
if TYPE_CHECKING:
    from exporterhub.catalog._check import check, summary
    from exporterhub.catalog._entry import Catalog, Entry, Panel
    from exporterhub.catalog._identify import Candidate, identify
    from exporterhub.catalog._load import default_folders, load
    from exporterhub.catalog._model_file import read_model
    from exporterhub.catalog._new import new_entry
    from exporterhub.catalog._recording import Recording, read_recording, split_header, write_header
    from exporterhub.catalog._rule import Comment, Rule
    from exporterhub.catalog._rules import query_finding, read_rules
    from exporterhub.catalog._runtime import is_runtime
    from exporterhub.catalog._schema import schema_files, write_schemas
    from exporterhub.catalog._tiers import evidence_key, fresh_recordings, fresh_rule
    from exporterhub.catalog._trim import trim
    from exporterhub.catalog.index.build import build_index
    from exporterhub.catalog.index.hit import Hit
    from exporterhub.catalog.index.open import open_index, read_index
    from exporterhub.catalog.index.search import Index

_HOMES = {
    "_check": ("check", "summary"),
    "_entry": ("Catalog", "Entry", "Panel"),
    "_identify": ("Candidate", "identify"),
    "_load": ("default_folders", "load"),
    "_model_file": ("read_model",),
    "_new": ("new_entry",),
    "_recording": ("Recording", "read_recording", "split_header", "write_header"),
    "_rule": ("Comment", "Rule"),
    "_rules": ("query_finding", "read_rules"),
    "_runtime": ("is_runtime",),
    "_schema": ("schema_files", "write_schemas"),
    "_tiers": ("evidence_key", "fresh_recordings", "fresh_rule"),
    "_trim": ("trim",),
    "index.build": ("build_index",),
    "index.hit": ("Hit",),
    "index.open": ("open_index", "read_index"),
    "index.search": ("Index",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Candidate",
    "Catalog",
    "Comment",
    "Entry",
    "Hit",
    "Index",
    "Panel",
    "Recording",
    "Rule",
    "build_index",
    "check",
    "default_folders",
    "evidence_key",
    "fresh_recordings",
    "fresh_rule",
    "identify",
    "is_runtime",
    "load",
    "new_entry",
    "open_index",
    "query_finding",
    "read_index",
    "read_model",
    "read_recording",
    "read_rules",
    "schema_files",
    "split_header",
    "summary",
    "trim",
    "write_header",
    "write_schemas",
]


def __getattr__(name: str) -> object:
    """Import what is asked for, once."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
