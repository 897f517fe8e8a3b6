"""From text to the words of the index. The same function cuts what is indexed and what is asked for."""

from __future__ import annotations

__all__ = ["NOISE", "camel", "key", "words"]

# Words that say nothing in a catalog of exporters, as long as others are there.
NOISE = frozenset(
    [
        "a",
        "alert",
        "alerting",
        "alerts",
        "an",
        "and",
        "dashboard",
        "dashboards",
        "export",
        "exporter",
        "exporters",
        "for",
        "from",
        "grafana",
        "how",
        "i",
        "in",
        "is",
        "it",
        "metric",
        "metrics",
        "monitor",
        "monitoring",
        "my",
        "of",
        "on",
        "or",
        "prom",
        "prometheus",
        "rule",
        "rules",
        "server",
        "service",
        "the",
        "to",
        "what",
        "with",
    ]
)


def words(text: str) -> list[str]:
    """Lower-case words of letters, digits, ``_`` and ``:``, without accents, in order."""
    if not text.isascii():
        import unicodedata

        parts = unicodedata.normalize("NFKD", text)
        text = "".join(part for part in parts if not unicodedata.combining(part))
    spaced = "".join(sign if sign.isalnum() or sign in "_:" else " " for sign in text.lower())
    return [found for found in (word.strip("_:") for word in spaced.split()) if found]


def key(text: str) -> str:
    """The form under which a name is found exactly: its words, ``_`` counting as a gap, joined by one space."""
    return " ".join(words(text.replace("_", " ")))


def camel(name: str) -> str:
    """``RedisDown`` as ``Redis Down``, ``PGReplicationLag`` as ``PG Replication Lag``."""
    text = ""
    for position, sign in enumerate(name):
        before, after = name[position - 1 : position], name[position + 1 : position + 2]
        starts = sign.isupper() and (before.islower() or before.isdigit() or (before.isupper() and after.islower()))
        text += f" {sign}" if starts and position else sign
    return text
