"""Checks of counters that are not there from the start."""
