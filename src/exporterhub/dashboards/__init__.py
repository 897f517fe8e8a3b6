"""Dashboards: the panel specification ``dashboard.yaml``, its checks, and its compilation to Grafana.

``read_dashboard`` reads an entry's specification, ``check`` finds what is wrong with it, ``grafana`` compiles it to the
JSON that Grafana imports. ``offer`` gives the entry's own or, where it has none, a general one of what any target
shows. ``as_rules`` gives the queries the form of rules, so that what reads rules reads panels too.
"""

from exporterhub.dashboards._check import check
from exporterhub.dashboards._compile import grafana, grafana_json
from exporterhub.dashboards._filter import with_filters
from exporterhub.dashboards._general import general
from exporterhub.dashboards._generate import as_yaml, generate
from exporterhub.dashboards._model import ROWS, Dashboard, PanelSpec, QuerySpec
from exporterhub.dashboards._offer import Offer, offer
from exporterhub.dashboards._read import as_rules, has_dashboard, read_dashboard
from exporterhub.dashboards._thresholds import Limit, limits_of

__all__ = [
    "ROWS",
    "Dashboard",
    "Limit",
    "Offer",
    "PanelSpec",
    "QuerySpec",
    "as_rules",
    "as_yaml",
    "check",
    "general",
    "generate",
    "grafana",
    "grafana_json",
    "has_dashboard",
    "limits_of",
    "offer",
    "read_dashboard",
    "with_filters",
]
