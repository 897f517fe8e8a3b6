"""YAML whose every key and value knows its place. Follows YAML 1.1 as libyaml reads it.

Values are plain Python values; places are looked up on demand in the node tree, so that a file without
problems costs no more than its parse. Dates stay text: no file of ours has a date that is not to be shown as
written.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import yaml

from exporterhub.errors import Finding

__all__ = ["Document", "Key", "Place", "read_yaml"]

Key: TypeAlias = "str | int"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_PREFIX = "tag:yaml.org,2002:"
_SCALARS: dict[str, Any] = {
    f"{_PREFIX}int": _CONSTRUCTOR.construct_yaml_int,
    f"{_PREFIX}float": _CONSTRUCTOR.construct_yaml_float,
    f"{_PREFIX}bool": _CONSTRUCTOR.construct_yaml_bool,
    f"{_PREFIX}null": lambda _node: None,
}
_KNOWN = {f"{_PREFIX}{tag}" for tag in ("str", "map", "seq", "timestamp", "value", "merge")} | set(_SCALARS)
_DEEPEST = 60
_LARGEST = 500_000


class Place(NamedTuple):
    """A place in a file; both count from 1."""

    line: int
    column: int


class Document:
    """One YAML file: ``data`` is its plain value (None when empty or wrong), ``findings`` its YAML problems.

    ``place(path)`` is where the value at a path of keys and list indices begins; ``place(path, key=True)`` is
    where its key does. A path that leads nowhere gives the place of its last part that is there.
    """

    def __init__(self, file: str, text: str, root: yaml.Node | None, data: Any, findings: list[Finding]) -> None:
        self.file = file
        self.text = text
        self.root = root
        self.data = data
        self.findings = findings

    def node(self, path: Sequence[Key]) -> yaml.Node | None:
        """The node at ``path``, or None."""
        node = self.root
        for part in path:
            node = _child(node, part)[1]
            if node is None:
                return None
        return node

    def place(self, path: Sequence[Key] = (), *, key: bool = False) -> Place:
        """Where the value (or the key) at ``path`` begins."""
        node, found = self.root, self.root
        for position, part in enumerate(path):
            name, node = _child(node, part)
            if node is None:
                break
            last = position == len(path) - 1
            found = name if key and last and name is not None else node
        return Place(1, 1) if found is None else _place(found)


def read_yaml(text: str, file: str, *, family: str = "entry", raw: bool = False) -> Document:
    """Read one YAML document. With ``raw`` every scalar is the text as written (null is an empty text).

    Problems become findings ``<family>/yaml`` and ``<family>/duplicate-key``; nothing is raised.
    """
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, UnicodeEncodeError, RecursionError) as error:
        return Document(file, text, None, None, [_syntax(error, text, file, family)])
    reader = _Reader(file, family, raw)
    if root is None:
        return Document(file, text, None, None, [])
    data = reader.value(root, 0)
    if reader.size(root) > _LARGEST:
        reader.refuse(root, "yaml", "aliases make this file too large", "write the values out")
    fatal = any(finding.id.endswith("/yaml") for finding in reader.findings)
    return Document(file, text, root, None if fatal else data, reader.findings)


class _Reader:
    """Turns nodes into values. Nodes that aliases share are read once."""

    def __init__(self, file: str, family: str, raw: bool) -> None:
        self.file = file
        self.family = family
        self.raw = raw
        self.findings: list[Finding] = []
        self._values: dict[int, Any] = {}
        self._sizes: dict[int, int] = {}
        self._open: set[int] = set()

    def refuse(self, node: yaml.Node, rule: str, message: str, remedy: str = "") -> None:
        line, column = _place(node)
        self.findings.append(
            Finding(f"{self.family}/{rule}", "error", message, remedy, file=self.file, line=line, column=column)
        )

    def value(self, node: yaml.Node, depth: int) -> Any:
        if id(node) in self._values:
            return self._values[id(node)]
        if id(node) in self._open or depth > _DEEPEST:
            self.refuse(node, "yaml", "the value is nested too deep or contains itself", "write the values out")
            return None
        self._open.add(id(node))
        value = self._read(node, depth)
        self._open.discard(id(node))
        self._values[id(node)] = value
        return value

    def _read(self, node: yaml.Node, depth: int) -> Any:
        if node.tag not in _KNOWN:
            self.refuse(node, "yaml", f"the tag {node.tag.removeprefix(_PREFIX)!r} is not used here", "remove the tag")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, depth + 1) for item in node.value]
        return self._scalar(node)

    def _scalar(self, node: yaml.Node) -> Any:
        if self.raw:
            return "" if node.tag == f"{_PREFIX}null" else node.value
        construct = _SCALARS.get(node.tag)
        try:
            return construct(node) if construct else node.value
        except ValueError:
            return node.value

    def _mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        result: dict[str, Any] = {}
        seen: set[str] = set()
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.refuse(key, "yaml", "a key must be text", "use a plain word as key")
            elif key.tag == f"{_PREFIX}merge":
                result = self._merged(item, depth) | result
            else:
                if key.value in seen:
                    self.refuse(key, "duplicate-key", f"the key {key.value!r} is given twice", "keep one of them")
                seen.add(key.value)
                result[key.value] = self.value(item, depth + 1)
        return result

    def _merged(self, node: yaml.Node, depth: int) -> dict[str, Any]:
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        result: dict[str, Any] = {}
        for item in items:
            value = self.value(item, depth + 1)
            result = (value if isinstance(value, dict) else {}) | result
        return result

    def size(self, node: yaml.Node) -> float:
        """Number of values when all aliases are written out."""
        if id(node) in self._sizes:
            return self._sizes[id(node)]
        self._sizes[id(node)] = 1
        total = 1.0
        for child in _children(node):
            total += self.size(child)
            if total > _LARGEST:
                total = math.inf
                break
        self._sizes[id(node)] = total  # type: ignore[assignment]
        return total


def _children(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _child(node: yaml.Node | None, part: Key) -> tuple[yaml.Node | None, yaml.Node | None]:
    """Key and value of one step down; (None, None) where there is none."""
    if isinstance(node, yaml.MappingNode):
        for name, value in reversed(node.value):
            if isinstance(name, yaml.ScalarNode) and name.value == str(part):
                return name, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None, None


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _syntax(error: Exception, text: str, file: str, family: str) -> Finding:
    line, column = 1, 1
    message = "the file is nested too deep" if isinstance(error, RecursionError) else "a character is not text"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            line, column = mark.line + 1, mark.column + 1
        message = f"{error.context}: {error.problem}" if error.context else str(error.problem)
    elif isinstance(error, yaml.reader.ReaderError):
        before = text.encode("utf-8", "replace")[: error.position].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"{error.reason} (U+{error.character:04X})" if isinstance(error.character, int) else error.reason
    return Finding(
        f"{family}/yaml",
        "error",
        f"not valid YAML: {message}",
        "check indentation, quotes and colons around this place",
        file=file,
        line=line,
        column=column,
    )
