"""The beginning of an exporter: a small project that passes its own tests at once."""

from .new import new_exporter

__all__ = ["new_exporter"]
