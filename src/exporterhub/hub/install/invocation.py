"""How the exporter is started: its arguments, its environment, and where its credentials come from."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from itertools import pairwise

from exporterhub.catalog.models import Secret, Target
from exporterhub.hub.install._fill import fill
from exporterhub.hub.install.subject import Subject

__all__ = ["Credential", "Invocation", "bracketed", "invocation", "sh_line", "target_value"]


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


@dataclass(frozen=True, slots=True)
class Invocation:
    """Arguments and plain environment, without credentials, and the credentials that have to be added.

    ``others`` are further ways to hand over credentials, for the reader to choose instead.
    """

    arguments: tuple[str, ...]
    environment: dict[str, str]
    credentials: tuple[Credential, ...]
    others: tuple[Secret, ...] = ()

    @property
    def files(self) -> tuple[Credential, ...]:
        return tuple(c for c in self.credentials if c.file)

    @property
    def variables(self) -> tuple[Credential, ...]:
        return tuple(c for c in self.credentials if not c.file)

    def with_argument(self, argument: str) -> Invocation:
        """The same, with one more argument."""
        return replace(self, arguments=(*self.arguments, argument))

    def with_files(self, folder: str) -> Invocation:
        """The same, reading each credential's file from the folder."""
        arguments, environment = list(self.arguments), dict(self.environment)
        for credential in self.files:
            path = f"{folder}/{credential.name}"
            if credential.secret.file_env:
                environment[credential.secret.file_env] = path
            else:
                arguments.append(_flag(credential.secret.file_flag, path))
        return replace(self, arguments=tuple(arguments), environment=environment)


def invocation(subject: Subject, *, listen: str = "") -> Invocation:
    """What the exporter of the subject is started with; ``listen`` overrides the visitor's listen address."""
    configure = subject.exporter.configure
    arguments: list[str] = []
    environment: dict[str, str] = {}
    address = listen or subject.choices.listen
    host, _, port = address.rpartition(":")
    if configure.listen:
        text = fill(configure.listen, listen=address, host=host or "0.0.0.0", port=port)  # noqa: S104
        _add(text, arguments, environment)
    target = configure.target
    example: dict[str, str] = {}
    if target and target.env and any(secret.env == target.env for secret in configure.secrets):
        example[target.env] = target_value(target, subject).replace("://", "://USER:PASSWORD@", 1)
    elif target and not subject.multi_target:
        value = target_value(target, subject)
        # Old versions of some exporters know only the flag, and the value holds no credentials.
        if target.flag:
            arguments.append(_flag(target.flag, value))
        elif target.env:
            environment[target.env] = value
    chosen, others = _chosen(configure.secrets, example)
    return Invocation(tuple(arguments), environment, chosen, others)


def _chosen(secrets: tuple[Secret, ...], example: dict[str, str]) -> tuple[tuple[Credential, ...], tuple[Secret, ...]]:
    """The credentials to wire in: the first where it is a file, else all variables; an entry lists the best first.

    What is left are alternatives: to wire them in as well would demand credentials that nobody has.
    """
    known = [Credential(_file_name(secret), secret, example.get(secret.env, "...")) for secret in secrets]
    if not known:
        return (), ()
    chosen = known[:1] if known[0].file else [credential for credential in known if not credential.file]
    chosen += [credential for credential in known if credential.secret.env in example and credential not in chosen]
    return tuple(chosen), tuple(c.secret for c in known if c not in chosen)


def target_value(target: Target, subject: Subject) -> str:
    """What the exporter is told about its target."""
    host, port = bracketed(subject.choices.host), str(subject.choices.port or "")
    if not port:
        return fill(target.value.replace(":{port}", ""), host=host, port="")
    return fill(target.value, host=host, port=port)


def bracketed(host: str) -> str:
    """The host as it stands before a port: an IPv6 address in brackets."""
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def sh_line(words: list[str], *, width: int = 100) -> str:
    """A command in shell syntax, broken before its options where it is long."""
    quoted = [shlex.quote(word) for word in words]
    line = " ".join(quoted)
    if len(line) <= width:
        return line
    lines = [quoted[0]]
    for before, word in pairwise(quoted):
        if word.startswith("-") or before.startswith("-"):
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    return " \\\n  ".join(lines)


def _add(text: str, arguments: list[str], environment: dict[str, str]) -> None:
    """``NAME=value`` is a variable; anything else is shell words of arguments."""
    name, equals, value = text.partition("=")
    if equals and name.replace("_", "").isalnum() and name == name.upper():
        environment[name] = value
    else:
        arguments.extend(shlex.split(text))


def _flag(flag: str, value: str) -> str:
    filled = fill(flag, value=value, file=value, path=value)
    if filled != flag:
        return filled
    return f"{flag.removesuffix('=')}={value}"


def _file_name(secret: Secret) -> str:
    if secret.file_env:
        return secret.file_env.removesuffix("_FILE").lower().replace("_", "-")
    if secret.file_flag:
        return secret.file_flag.partition("=")[0].lstrip("-").replace(".", "-").lower()
    return secret.env
