"""The catalog over the Model Context Protocol, asked by the protocol's own client."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client

COMMAND = str(Path(sys.executable).with_name("exporterhub"))


def asked(catalog: Path, cache: Path, *calls: tuple[str, dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The tools, and the result of each call, from a process of its own."""

    async def ask() -> tuple[list[Any], list[Any]]:
        environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
        server = StdioServerParameters(command=COMMAND, args=["mcp", "--catalog", str(catalog)], env=environment)
        async with stdio_client(server) as streams, ClientSession(*streams) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            return tools, [await session.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(asyncio.wait_for(ask(), 60))


def text(result: Any) -> Any:
    return json.loads(result.content[0].text)


def test_tools_only_read_and_answer_what_the_api_does(small_catalog: Path, tmp_path: Path) -> None:
    tools, (explained, found, entry, wrong) = asked(
        small_catalog,
        tmp_path,
        ("explain", {"text": "redis_up"}),
        ("search", {"words": "redis"}),
        ("exporter", {"slug": "redis"}),
        ("exporter", {"slug": "nothing"}),
    )
    assert sorted(tool.name for tool in tools) == ["explain", "exporter", "search"]
    assert all(tool.annotations.read_only_hint for tool in tools)
    assert text(explained)["metrics"][0]["exposed_by"][0]["exporter"] == "redis"
    assert "redis" in found.content[0].text
    assert text(entry)["name"] == "Redis Exporter"
    assert wrong.is_error


def test_it_ends_with_its_input(small_catalog: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [COMMAND, "mcp", "--catalog", str(small_catalog)],
        input=b"",
        capture_output=True,
        timeout=60,
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")
