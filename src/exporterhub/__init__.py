"""ExporterHub: which exporter, how to run it, what it exposes, what to alert on, what to look at. Proven."""

__version__ = "0.1.0"
