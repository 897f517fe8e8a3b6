"""The technology serves its metrics itself: how to turn that on."""

from __future__ import annotations

from exporterhub.hub.install._fill import fill
from exporterhub.hub.install.model import Block, Method
from exporterhub.hub.install.subject import Subject
from exporterhub.messages import say

__all__ = ["ORDER", "method"]

ORDER = 5


def method(subject: Subject) -> Method | None:
    """The entry's own words, with the listen address filled in where they leave room for it."""
    builtin = subject.exporter.install.builtin
    if builtin is None:
        return None
    values = {"listen": subject.choices.listen, "port": str(subject.listen_port)}
    text = fill(builtin.enable, **values, version=subject.choices.version)
    title = say("Turn the metrics on")
    return Method("builtin", say("Built-in"), (Block(title, builtin.language, text.rstrip("\n") + "\n"),))
