"""Exporters for many targets."""

from .allow import AllowList
from .client import Answer
from .source import Module, ProbeSource
from .target import Target

__all__ = ["AllowList", "Answer", "Module", "ProbeSource", "Target"]
