"""A client of a Prometheus-compatible server: the HTTP API v1 of Prometheus, VictoriaMetrics, Mimir, Thanos."""

from exporterhub.prometheus._access import Access, read_access
from exporterhub.prometheus._model import Alert, Metadata, Notice, Point, Series, Target, TooMuch, TooSlow
from exporterhub.prometheus._server import Server

__all__ = [
    "Access",
    "Alert",
    "Metadata",
    "Notice",
    "Point",
    "Series",
    "Server",
    "Target",
    "TooMuch",
    "TooSlow",
    "read_access",
]
