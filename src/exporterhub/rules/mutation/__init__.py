"""Mutants of rules: each has one small mistake, and the unit tests should notice it.

``mutants`` makes them, ``run_mutation`` runs them through the tests of their rule. A mutant that all tests pass has
survived: the tests do not look at that place.
"""

from ._mutant import Mutant
from ._run import Result, run_mutation
from .mutators import Mutator, all_mutators, mutants

__all__ = ["Mutant", "Mutator", "Result", "all_mutators", "mutants", "run_mutation"]
