"""This host: the page of the host exporter that runs beside the hub, read anew for each visitor.

::

    address = parse_node("127.0.0.1:9100")          # of the operator, never of a visitor
    answer = await read_page(address)               # HostUnreadableError says why there is none
    host_document(answer, catalog)                  # what it says of the host, and every family
"""

from exporterhub.hub.host.address import parse_node
from exporterhub.hub.host.document import host_document
from exporterhub.hub.host.models import HostDocument, HostFamily, HostSummary
from exporterhub.hub.host.read import Answer, HostUnreadableError, read_page

__all__ = [
    "Answer",
    "HostDocument",
    "HostFamily",
    "HostSummary",
    "HostUnreadableError",
    "host_document",
    "parse_node",
    "read_page",
]
