"""Applications of several processes (gunicorn, uWSGI) with the official client library's multiprocess mode."""

from .collector import MultiprocessCollector

__all__ = ["MultiprocessCollector"]
