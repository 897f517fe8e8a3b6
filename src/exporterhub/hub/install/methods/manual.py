"""Steps that are the entry's own: a Windows installer, a Java agent."""

from __future__ import annotations

from exporterhub.hub.install._fill import fill
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject
from exporterhub.messages import english, say

__all__ = ["ORDER", "method"]

ORDER = 60


def method(subject: Subject) -> Method | None:
    """The entry's own words, with the visitor's values filled in."""
    manual = subject.exporter.install.manual
    if manual is None:
        return None
    values = {"version": subject.choices.version, "listen": subject.choices.listen, "port": str(subject.listen_port)}
    text = fill(manual.steps, **values, host=subject.listen_host or "0.0.0.0")  # noqa: S104
    return Method("manual", english(manual.label), (Block(say("Steps"), manual.language, text.rstrip("\n") + "\n"),))
