"""A YAML file as a tree that knows its places, for strict reading: every refusal says where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import yaml

from exporterhub.errors import SyntaxProblem

__all__ = ["Place", "read_tree"]

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Place:
    """One value of the file, with what it is called there."""

    def __init__(self, node: yaml.Node | None, file: str, name: str = "") -> None:
        self.node = node
        self.name = name
        self._file = file

    @property
    def tag(self) -> str:
        """The YAML type: ``str``, ``int``, ``bool``, ``null``, ``map``, ``seq`` ..."""
        return "null" if self.node is None else str(self.node.tag).rpartition(":")[2]

    def problem(self, message: str, *, expected: str = "", remedy: str = "") -> SyntaxProblem:
        """An error at this place."""
        mark = self.node.start_mark if self.node is not None else None
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = f"{self.name}: {message}" if self.name else message
        return SyntaxProblem(said, line=line, column=column, expected=expected, file=self._file, remedy=remedy)

    def members(self, known: Iterable[str] | None, what: str = "key") -> dict[str, Place]:
        """The members of a mapping by key; nothing for an empty value. ``known`` are the keys there may be."""
        if self.tag == "null":
            return {}
        if not isinstance(self.node, yaml.MappingNode):
            raise self.problem(f"found a {_KINDS.get(self.tag, self.tag)}", expected="keys with values")
        found: dict[str, Place] = {}
        for key, value in self.node.value:
            self._add(found, key, value, None if known is None else list(known), what)
        return found

    def items(self) -> list[Place]:
        """The members of a list; nothing for an empty value."""
        if self.tag == "null":
            return []
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.problem(f"found a {_KINDS.get(self.tag, self.tag)}", expected="a list")
        return [Place(node, self._file, self.name) for node in self.node.value]

    def _add(
        self, found: dict[str, Place], key: yaml.Node, value: yaml.Node, known: list[str] | None, what: str
    ) -> None:
        place = Place(key, self._file)
        if not isinstance(key, yaml.ScalarNode):
            raise place.problem("found no plain key", expected="a name")
        name = str(key.value)
        if known is not None and name not in known:
            inside = f" in {self.name}" if self.name else ""
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            remedy = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
            raise place.problem(f"unknown {what} {name!r}{inside}", remedy=remedy)
        if name in found:
            raise place.problem(f"{what} {name!r} comes twice", remedy="keep one of them")
        found[name] = Place(value, self._file, name)


_KINDS = {"str": "text", "int": "number", "float": "number", "bool": "boolean", "map": "mapping", "seq": "list"}


def read_tree(content: bytes, file: str) -> Place:
    """The tree of the first document of a file; aliases are resolved, no value is built.

    Raises:
        SyntaxProblem: it is no YAML.
    """
    try:
        loader = _Loader(content)
        try:
            return Place(loader.get_node() if loader.check_node() else None, file)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        raise SyntaxProblem(f"no YAML: {said}", line=line, column=column, file=file) from error
    except RecursionError as error:
        raise SyntaxProblem("no YAML: nested too deeply", line=1, column=1, file=file) from error
