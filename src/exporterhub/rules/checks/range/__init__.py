"""Checks of range windows."""
