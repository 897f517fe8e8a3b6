"""Checks of functions against the types that the exporter declares."""
