"""The pages of the checks in the documentation, made from the checks themselves."""

from __future__ import annotations

from .checks import Check, all_checks

__all__ = ["check_pages"]

_HEAD = """# What is checked in rules

Made from the checks themselves by `make docs`; changes belong in `src/exporterhub/rules/checks/`.

`exporterhub rules check FILE... --against PAGE` runs them all. A comment above a rule silences one check for it, with a
reason: `# exporterhub: disable=alert/pending -- the exporter waits for three failures itself`.

| id | what holds |
| --- | --- |
"""
_FOOT = "A comment above the rule silences this check for it: `# exporterhub: disable={id} -- <reason>`."
_SILENCE = "comment/silence"


def check_pages() -> dict[str, str]:
    """Markdown by path: ``<id>.md`` for each check, and ``README.md``, the list of all."""
    found = {f"{check.id}.md": _page(check) for check in all_checks().values()}
    rows = [f"| [{check.id}]({check.id}.md) | {_title(check)} |\n" for check in all_checks().values()]
    return {"README.md": _HEAD + "".join(rows), **found}


def _title(check: Check) -> str:
    return check.documentation.partition("\n")[0]


def _page(check: Check) -> str:
    foot = "" if check.id == _SILENCE else "\n" + _FOOT.format(id=check.id) + "\n"
    return f"# {check.id}\n\n{check.documentation}\n{foot}"
