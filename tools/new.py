"""Begin a check or a collector: its module and its tests, which fail until both say something.

``make new-check NAME=group/name`` and ``make new-collector NAME=name`` run this. A collector is one that node_exporter
has: the tests compare the two.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_CHECK = '''\
"""TODO: what is wrong, in one line.

TODO: why it is wrong, with an example of a rule that has it, and what to write instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query, Selector, walk

from ..._finding import finding
from ..._pages import Pages


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:
    """TODO: one finding for each what."""
    for node in walk(query.root):
        if isinstance(node, Selector) and node.metric == "todo" and pages.pages:
            yield finding(__name__, "warning", "TODO: what is wrong", "TODO: what to do.", rule=rule, offset=node.start)
'''
_PAGE = """\
# HELP demo_up Whether the service answered.
# TYPE demo_up gauge
demo_up 1
"""
_RULE = """\
groups:
  - name: demo
    rules:
      - alert: DemoDown
        expr: demo_up == 0
"""
_COLLECTOR = '''\
"""TODO: the subject, and the file or call it is read from."""

from __future__ import annotations

from typing import ClassVar

from exporterhub.node.collector import Collector as Base
from exporterhub.node.collector import Context
from exporterhub.node.files import File
from exporterhub.node.numbers import PLAIN
from exporterhub.node.text import Metric, Single

EMIT = Single(Metric("node_{name}_todo", "gauge", "TODO: what it is, and its unit."))


class Collector(Base):
    """TODO: what it reads."""

    default: ClassVar[bool] = False  # on by default is what node_exporter has on by default

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._file = File(self.paths.proc("TODO"))

    def page(self) -> bytes:
        """One gauge."""
        return EMIT.render([PLAIN[self._file.read().strip()]])
'''
_COLLECTOR_TEST = '''\
"""The collector {name}, on a made-up tree of files."""

from __future__ import annotations

from typing import Any


def test_the_file_is_read(parsed: Any, tree: Any) -> None:
    tree.write("proc/TODO", "42")
    assert parsed(tree, "{name}")["node_{name}_todo"].value() == 42


def test_without_the_file_there_is_nothing(read: Any, tree: Any) -> None:
    assert "node_{name}_todo" not in read(tree, "{name}")
'''


def check(name: str) -> dict[str, str]:
    """Path and text of what a check ``group/name`` begins with."""
    if not re.fullmatch(r"[a-z]+/[a-z]+(_[a-z]+)*", name):
        raise SystemExit(f"{name!r} does not name a check: say group/name, such as counter/first_event")
    group = name.partition("/")[0]
    checks, cases = "src/exporterhub/rules/checks", f"tests/rules/cases/{name}"
    files = {
        f"{checks}/{name}.py": _CHECK,
        f"{cases}/page.prom": _PAGE,
        f"{cases}/good-demo.yaml": _RULE,
        f"{cases}/bad-demo.yaml": _RULE,
    }
    package = f"{checks}/{group}/__init__.py"
    return files if (ROOT / package).exists() else {package: f'"""Checks of a {group}."""\n', **files}


def collector(name: str) -> dict[str, str]:
    """Path and text of what a collector for Linux begins with."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise SystemExit(f"{name!r} does not name a collector: use lower-case letters and digits, such as udp_queues")
    return {
        f"src/exporterhub/node/collectors/{name}.py": _COLLECTOR.replace("{name}", name),
        f"tests/node/test_collector_{name}.py": _COLLECTOR_TEST.replace("{name}", name),
    }


def main(kind: str, name: str = "") -> int:
    """Write the files, unless one of them exists."""
    files = {"check": check, "collector": collector}[kind](name)
    for path in files:
        if (ROOT / path).exists():
            raise SystemExit(f"{path} exists: edit it, or choose another name")
    for path, text in files.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
