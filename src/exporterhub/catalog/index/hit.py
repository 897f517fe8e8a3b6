"""One result of a search."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["COLUMNS", "Hit"]

COLUMNS = (
    "slug",
    "name",
    "technology",
    "category",
    "kind",
    "maintainer",
    "tier",
    "summary",
    "status",
    "icon",
    "repository",
    "language",
    "license",
    "port",
    "recordings",
    "alerts",
    "metrics",
)


class Hit:
    """An entry that a search found. ``recordings``, ``alerts`` and ``metrics`` are numbers; ``port`` may be None.

    ``score`` orders the hits of one search (higher is better); ``why`` says what matched when it is not
    the name.
    """

    __slots__ = (*COLUMNS, "score", "why")

    slug: str
    name: str
    technology: str
    category: str
    kind: str
    maintainer: str
    tier: str
    summary: str
    status: str
    icon: str
    repository: str
    language: str
    license: str
    port: int | None
    recordings: int
    alerts: int
    metrics: int
    score: float
    why: str

    def __init__(self, values: Sequence[Any], score: float = 0.0, why: str = "") -> None:
        for column, value in zip(COLUMNS, values, strict=True):
            setattr(self, column, value)
        self.score = score
        self.why = why

    def as_dict(self) -> dict[str, Any]:
        """The JSON form: all columns, and ``why`` where there is a reason to tell."""
        data: dict[str, Any] = {column: getattr(self, column) for column in COLUMNS}
        if self.why:
            data["why"] = self.why
        return data

    def __repr__(self) -> str:
        return f"Hit({self.slug!r}, score={self.score:.1f})"
