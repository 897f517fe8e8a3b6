"""Checks of the texts of an alert."""
