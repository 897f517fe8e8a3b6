"""For the tests of exporters: a golden page, names, a budget of series, and a real server.

::

    def test_page(exporter: Source) -> None:
        assert_golden(exporter, Path("tests/page.prom"))     # EXPORTER_GOLDEN=1 rewrites it
        assert_names(exporter)                               # as Prometheus recommends
        assert_budget(exporter, series=200)                  # cardinality

None of it needs a test framework: what does not hold raises AssertionError.
"""

from .budget import assert_budget, series_of
from .golden import assert_golden, normal
from .naming import assert_names
from .scrape import scrape
from .serving import Served, serving

__all__ = [
    "Served",
    "assert_budget",
    "assert_golden",
    "assert_names",
    "normal",
    "scrape",
    "series_of",
    "serving",
]
