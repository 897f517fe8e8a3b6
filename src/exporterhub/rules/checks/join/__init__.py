"""Checks of operators between two vectors."""
