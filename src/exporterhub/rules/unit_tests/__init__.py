"""promtool unit tests of rules: reading them, what they cover, and running them.

``read_unit_tests`` reads a test file, ``find_unit_tests`` the one beside a rule file; ``coverage`` says for each
alert what its tests show; ``promtool`` gets the program, ``run_unit_tests`` runs it.
"""

from ._coverage import Coverage, coverage, findings_of
from ._promtool import Promtool, promtool
from ._read import AlertTest, TestGroup, UnitTests, find_unit_tests, read_unit_tests
from ._run import Outcome, run_unit_tests

__all__ = [
    "AlertTest",
    "Coverage",
    "Outcome",
    "Promtool",
    "TestGroup",
    "UnitTests",
    "coverage",
    "find_unit_tests",
    "findings_of",
    "promtool",
    "read_unit_tests",
    "run_unit_tests",
]
