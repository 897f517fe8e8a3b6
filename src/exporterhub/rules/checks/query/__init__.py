"""Checks of the query itself."""
