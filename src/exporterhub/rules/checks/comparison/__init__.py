"""Checks of comparisons."""
