"""Which credentials are wired in, and how: the best way of each, and none of those that only replace another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exporterhub.catalog.models import Secret

__all__ = ["Credential", "chosen"]


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential. ``name`` names its file; ``file`` is true where the exporter reads a file, else it is a variable.

    ``example`` is what the variable looks like, where it holds the target's address as well.
    """

    name: str
    secret: Secret
    example: str = "..."

    @property
    def file(self) -> bool:
        return bool(self.secret.file_env or self.secret.file_flag)


def chosen(
    secrets: Sequence[Secret], examples: Mapping[str, str]
) -> tuple[tuple[Credential, ...], tuple[Credential, ...]]:
    """The credentials to wire in, and the alternatives to them.

    ``examples`` holds what a variable looks like that is the target's address as well; such a one is always wired in.
    """
    known = [Credential(_name(secret), secret, examples.get(secret.env, "...")) for secret in secrets]
    wired = tuple(c for c in known if not c.secret.instead_of or c.secret.env in examples)
    return wired, tuple(c for c in known if c not in wired)


def _name(secret: Secret) -> str:
    if secret.file_env:
        return secret.file_env.removesuffix("_FILE").lower().replace("_", "-")
    if secret.file_flag:
        return secret.file_flag.partition("=")[0].lstrip("-").replace(".", "-").lower()
    return secret.env
