"""Checks of the comments that speak to this program."""
