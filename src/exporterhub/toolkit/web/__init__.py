"""HTTP for exporters: asyncio and httptools, exporter-toolkit's configuration file, and limits on what a peer costs."""
