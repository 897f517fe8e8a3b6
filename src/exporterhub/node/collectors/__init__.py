"""One collector per file; the file's name is the collector's. Reading, parsing and emitting are apart."""
