"""The catalog for assistants, over the Model Context Protocol: three tools that read, none that changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import exporterhub
from exporterhub.errors import Missing
from exporterhub.hub.library import Library
from exporterhub.hub.query import SearchQuery

if TYPE_CHECKING:
    from mcp.server import MCPServer

__all__ = ["mcp_server"]

_MOST = 20
_INSTRUCTIONS = (
    "ExporterHub knows Prometheus exporters from recordings of the real programs. Explain metrics, alerts and queries "
    "with `explain`, find exporters with `search`, and get all about one with `exporter`."
)


def mcp_server(library: Library) -> MCPServer:
    """A server over the library; ``run()`` speaks on standard input and output.

    Raises:
        Missing: the package ``mcp`` is not installed.
    """
    try:
        from mcp.server import MCPServer
        from mcp.types import ToolAnnotations
    except ImportError as error:
        raise Missing("the package mcp is not installed", remedy="pip install 'exporterhub[mcp]'") from error
    server = MCPServer("exporterhub", version=exporterhub.__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @server.tool(annotations=reading)
    def explain(text: str) -> dict[str, Any]:
        """What a Prometheus metric's name, an alert's name or a PromQL query means.

        Which exporters expose each metric, since which version and under which flag; which alerts and panels read it.
        """
        return library.explainer.explain(text).model_dump(mode="json", by_alias=True)

    @server.tool(annotations=reading)
    def search(words: str) -> list[dict[str, Any]]:
        """Exporters that fit words: a technology, a metric, a symptom. Best first, at most 20."""
        found = library.search(SearchQuery(words.strip()[:200]))
        return [item.model_dump(mode="json") for item in found[:_MOST]]

    @server.tool(annotations=reading)
    def exporter(slug: str) -> dict[str, Any]:
        """All about one exporter, by the slug that search gives: guide, install, alerts, evidence, metrics."""
        entry = library.entry(slug)
        if entry is None:
            raise ValueError(f"there is no exporter {slug[:60]!r}; search finds its slug")
        return library.document(entry).model_dump(mode="json", by_alias=True)

    return server
