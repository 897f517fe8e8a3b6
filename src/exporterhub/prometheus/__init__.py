"""A client of a Prometheus-compatible server: the HTTP API v1 of Prometheus, VictoriaMetrics, Mimir, Thanos."""

from exporterhub.prometheus._model import Alert, Metadata, Point, Series, Target, TooMuch, TooSlow
from exporterhub.prometheus._server import Server, access_headers

__all__ = ["Alert", "Metadata", "Point", "Series", "Server", "Target", "TooMuch", "TooSlow", "access_headers"]
