"""Alert and recording rules, checked against what exporters really expose.

``check`` finds what is wrong with rules; ``resolve`` says which recordings have everything a rule reads.
Pages come from ``page_of`` (bytes), ``pages_from_file`` (a recording or a page as served) and
``pages_from_entry``. Nothing here touches the network.
"""

from ._check import check
from ._given import given_meaning
from ._live import page_of_server
from ._page import Metric, Page, page_of, page_of_recording, pages_from_entry, pages_from_file
from ._pages import Pages, Series
from ._resolve import Resolution, resolve, resolve_all
from .checks import Check, all_checks
from .documentation import check_pages
from .report import as_github, as_json, as_text

__all__ = [
    "Check",
    "Metric",
    "Page",
    "Pages",
    "Resolution",
    "Series",
    "all_checks",
    "as_github",
    "as_json",
    "as_text",
    "check",
    "check_pages",
    "given_meaning",
    "page_of",
    "page_of_recording",
    "page_of_server",
    "pages_from_entry",
    "pages_from_file",
    "resolve",
    "resolve_all",
]
