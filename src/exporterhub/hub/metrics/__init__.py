"""What the hub says of itself to Prometheus: ``GET /metrics``, through the toolkit.

``Metrics`` counts, one per process; several workers count in files of one ``Place``, and whoever is scraped adds them
up. ``metrics_page`` is the page in the application, ``served_beside`` the page on an address of its own.
"""

from exporterhub.hub.metrics._handlers import HANDLERS, handler_of
from exporterhub.hub.metrics._meter import Metrics
from exporterhub.hub.metrics._page import PATH, check_listen, counting, metrics_page, served_beside, source_of
from exporterhub.hub.metrics._place import Place, shared_place
from exporterhub.hub.metrics._traffic import ABORTED

__all__ = [
    "ABORTED",
    "HANDLERS",
    "PATH",
    "Metrics",
    "Place",
    "check_listen",
    "counting",
    "handler_of",
    "metrics_page",
    "served_beside",
    "shared_place",
    "source_of",
]
