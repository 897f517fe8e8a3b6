"""A comment that silences a check names a check that there is, and says why.

A check is silenced for one rule by a comment on a line of its own, above the rule or inside it:

    # exporterhub: disable=alert/for -- the exporter itself waits for three failures

Several ids are separated by commas. Whoever reads the file next has to know whether the reason still
holds, so a comment without one silences nothing. A misspelt id silences nothing either, and nobody would
notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from exporterhub.catalog import Comment, Rule
from exporterhub.errors import Finding
from exporterhub.promql import Query

from ..._finding import finding_at
from ..._near import did_you_mean, nearest
from ..._pages import Pages
from ..._silence import Silence, silences

_FORM = "Write it as `# exporterhub: disable=<id> -- <reason>`."


def check(rule: Rule, query: Query, pages: Pages) -> Iterator[Finding]:  # noqa: ARG001
    """One finding for each comment, or id in it, that silences nothing."""
    for silence in silences(rule):
        yield from _malformed(rule, silence)
        yield from _unknown(rule, silence)


def _malformed(rule: Rule, silence: Silence) -> Iterator[Finding]:
    if not silence.ids:
        yield _found(rule, silence.comment, "this comment is not understood", _FORM)
    elif not silence.reason:
        named = ", ".join(silence.ids)
        yield _found(rule, silence.comment, f"{named} is not silenced: the comment gives no reason", _FORM)


def _unknown(rule: Rule, silence: Silence) -> Iterator[Finding]:
    from .. import all_checks

    for name in silence.ids:
        if name not in all_checks():
            remedy = did_you_mean(nearest(name, all_checks().keys()))
            yield _found(rule, silence.comment, f"there is no check {name}", remedy)
        elif name == "comment/silence":
            yield _found(rule, silence.comment, f"{name} cannot be silenced", "Correct the comment it speaks of.")


def _found(rule: Rule, comment: Comment, message: str, remedy: str) -> Finding:
    return finding_at(__name__, "error", message, remedy, rule=rule, line=comment.line, column=comment.column)
