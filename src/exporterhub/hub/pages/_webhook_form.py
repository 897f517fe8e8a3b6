"""The form in which the operator enters a webhook, read from a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import Request

from exporterhub.hub.http.body import read_body
from exporterhub.hub.webhooks import CUSTOM, KINDS, Webhook

__all__ = ["Form", "read_form"]

_LIMIT = 96 * 1024
"""Bytes of a form: encoding makes a template of 16 KiB up to three times as long."""


@dataclass(frozen=True, slots=True)
class Form:
    """The fields as they were sent; the first of each name, but for ``event``."""

    fields: Mapping[str, Sequence[str]]

    def __getitem__(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "").replace("\r\n", "\n")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name."""
        return tuple(self.fields.get(name, ()))

    @property
    def webhook(self) -> Webhook:
        """What was entered, unchecked."""
        custom = self["template"] == CUSTOM
        return Webhook(
            name=self["name"].strip(),
            url=self["url"].strip(),
            template=self["template"],
            body=self["body"] if custom else "",
            events=tuple(kind for kind in KINDS if kind in self.all("event")),
            slugs=tuple(dict.fromkeys(self["slugs"].replace(",", " ").split())),
            secret=self["secret"],
            allow_http=bool(self["allow_http"]),
        )


async def read_form(request: Request) -> Form:
    """The form of a request; one that cannot be read is empty. Raises ``BodyTooLargeError`` while reading."""
    raw = await read_body(request, _LIMIT)
    try:
        return Form(parse_qs(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=40))
    except ValueError:
        return Form({})
