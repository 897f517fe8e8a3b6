"""YAML as people write it: short lists in one line, others indented under their key, keys in the order given."""

from __future__ import annotations

from typing import Any

import yaml

__all__ = ["Octal", "dump", "dump_all"]


class Octal(int):
    """A file mode, written as Kubernetes and YAML 1.1 read it: ``0440``."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.SequenceNode:
    short = all(isinstance(item, str) for item in value) and sum(map(len, value)) < _SHORT
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=short)


def _octal(dumper: yaml.SafeDumper, value: Octal) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:int", f"0{value:o}")


_SHORT = 60
_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(Octal, _octal)


def dump(data: Any) -> str:
    """One document."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=110, allow_unicode=True)


def dump_all(documents: list[Any]) -> str:
    """Several documents, separated by ``---``."""
    return "---\n".join(dump(document) for document in documents)
