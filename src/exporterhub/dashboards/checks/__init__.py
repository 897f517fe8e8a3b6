"""One check of dashboards per file; each has ``check(entry, dashboard)`` that yields findings."""
