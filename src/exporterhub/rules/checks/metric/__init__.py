"""Checks of the metrics that a rule reads."""
