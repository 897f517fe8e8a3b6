"""A client of a Prometheus-compatible server: the HTTP API v1 of Prometheus, VictoriaMetrics, Mimir, Thanos."""

from exporterhub.prometheus._model import Alert, Point, Series, Target
from exporterhub.prometheus._server import Server

__all__ = ["Alert", "Point", "Series", "Server", "Target"]
