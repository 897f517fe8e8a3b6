"""Alert rules for an exporter that nobody wrote rules for: from what its page says, with a reason for each.

``generate`` is the door; ``Draft`` has the rules, their unit tests and a report. ``heuristics/`` has one idea per file.
Nothing here touches the network: past values come through ``History``.
"""

from ._draft import Draft, DraftGroup, DraftRule, FamilyReport
from ._generate import generate
from ._history import History
from ._idea import Firing, Scenario
from ._scope import of_job
from .heuristics import Heuristic, all_heuristics

__all__ = [
    "Draft",
    "DraftGroup",
    "DraftRule",
    "FamilyReport",
    "Firing",
    "Heuristic",
    "History",
    "Scenario",
    "all_heuristics",
    "generate",
    "of_job",
]
