"""Checks of what an alert does with its query."""
