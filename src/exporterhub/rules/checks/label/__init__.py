"""Checks of the labels that a rule reads, and of their values."""
