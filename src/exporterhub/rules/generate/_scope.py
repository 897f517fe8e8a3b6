"""A query narrowed to one job."""

from __future__ import annotations

import json

from exporterhub.promql import analyse

__all__ = ["of_job"]


def of_job(expr: str, job: str) -> str:
    """``expr`` with ``job="..."`` in every selector that has a name. Raises QuerySyntaxError."""
    query = analyse(expr)
    for selector in sorted(query.selectors, key=lambda one: -one.start):
        if selector.metric is None or selector.name_start != selector.start:
            continue
        kept = [query.text[one.start : one.end] for one in selector.matchers if one.label != "job"]
        inside = ", ".join([*kept, f"job={json.dumps(job, ensure_ascii=False)}"])
        expr = f"{expr[: selector.name_end]}{{{inside}}}{expr[selector.body_end :]}"
    return expr
