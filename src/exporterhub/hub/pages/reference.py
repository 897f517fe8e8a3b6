"""The API's reference, drawn from its own OpenAPI document: no script from elsewhere is needed."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from exporterhub.messages import listed, say

__all__ = ["router"]

router = APIRouter()
_QUERIES = {
    "/search": "q=replica%20lag",
    "/explain": "q=redis_up",
    "/compare": "exporters=haproxy&exporters=haproxy-exporter",
}
"""What examples ask, by the end of their path, where nothing comes of asking nothing."""


@router.get("/api")
async def reference(request: Request) -> Response:
    """Every operation with its parameters and answers, and every document with its fields."""
    schema = request.app.openapi()
    values = {"about": request.app.summary, "groups": _groups(schema), "documents": _documents(schema)}
    return request.app.state.site.page(request, "reference.html", values, keep=True)  # type: ignore[no-any-return]


def _groups(schema: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            item = {
                "method": method.upper(),
                "path": path,
                "id": operation["operationId"],
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": [_parameter(each) for each in operation.get("parameters", [])],
                "answers": [_answer(status, each) for status, each in operation["responses"].items()],
                "example": _example(method, path),
            }
            groups.setdefault(operation["tags"][0], []).append(item)
    return list(groups.items())


def _example(method: str, path: str) -> str:
    address = "http://127.0.0.1:8080" + path.replace("{slug}", "redis")
    if method == "post":
        return (
            f"curl -s http://127.0.0.1:9121/metrics | curl -s --data-binary @- -H 'Content-Type: text/plain' {address}"
        )
    asked = next((query for end, query in _QUERIES.items() if path.endswith(end)), "")
    return f"curl -s '{address}?{asked}'" if asked else f"curl -s {address}"


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter.get("required", False),
        "type": _type(schema),
        "description": parameter.get("description") or schema.get("description", ""),
    }


def _answer(status: str, answer: dict[str, Any]) -> dict[str, Any]:
    content = answer.get("content", {})
    media = next(iter(content), "")
    schema = content.get(media, {}).get("schema", {})
    return {
        "status": status,
        "media": media,
        "type": _type(schema) if schema else "",
        "document": _document_name(schema),
        "description": answer.get("description", ""),
    }


def _documents(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "description": document.get("description", ""),
            "fields": [
                {
                    "name": field,
                    "type": _type(value),
                    "document": _document_name(value),
                    "description": value.get("description", ""),
                }
                for field, value in document.get("properties", {}).items()
            ],
        }
        for name, document in sorted(schema["components"]["schemas"].items())
    ]


def _document_name(schema: dict[str, Any]) -> str:
    """The document that a schema refers to, or nothing."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    inner: Any = schema.get("items") or next((each for each in schema.get("anyOf", []) if "$ref" in each), {})
    return _document_name(inner) if isinstance(inner, dict) and inner else ""


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in schema:
        return listed(*(_type(each) for each in schema["anyOf"] if each.get("type") != "null"), style="or")
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return say("list of %(type)s", type=_type(schema.get("items", {})))
    return str(schema.get("type", "any"))
