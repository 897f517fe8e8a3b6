"""Panels that fit targets of which no page is known, one subject per module."""
