"""Applications of several processes (gunicorn, uWSGI) with the official client library's multiprocess mode."""

from .cells import Cells
from .collector import MultiprocessCollector
from .values import families

__all__ = ["Cells", "MultiprocessCollector", "families"]
