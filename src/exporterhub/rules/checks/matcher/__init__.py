"""Checks of label matchers by themselves."""
