"""How the exporter is started: its arguments, its environment, its files, and where its credentials come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from exporterhub.catalog.models import Argument, Install, Target
from exporterhub.hub.install._fill import fill
from exporterhub.hub.install.secrets import Credential, chosen
from exporterhub.hub.install.subject import Subject
from exporterhub.hub.install.words import add_words, bracketed, flag_with

__all__ = ["ConfigFile", "Form", "Invocation", "invocation", "listens_where_told", "target_value"]

Form = Literal["binary", "container", "debian", "pypi"]


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A file that has to be there. ``member`` names it in the release archive, where that has one to begin with."""

    name: str
    path: str
    example: str
    what: str
    member: str = ""


@dataclass(frozen=True, slots=True)
class Invocation:
    """Arguments and plain environment, without credentials, and what has to be added.

    ``others`` are further ways to hand over credentials, for the reader to choose instead. ``state`` is the folder
    that it writes to; empty where it writes nothing.
    """

    arguments: tuple[str, ...]
    environment: dict[str, str]
    credentials: tuple[Credential, ...]
    others: tuple[Credential, ...] = ()
    configs: tuple[ConfigFile, ...] = ()
    state: str = ""

    @property
    def files(self) -> tuple[Credential, ...]:
        return tuple(c for c in self.credentials if c.file)

    @property
    def variables(self) -> tuple[Credential, ...]:
        return tuple(c for c in self.credentials if not c.file)

    def with_files(self, folder: str) -> Invocation:
        """The same, reading each credential's file from the folder."""
        arguments, environment = list(self.arguments), dict(self.environment)
        for credential in self.files:
            path = f"{folder}/{credential.name}"
            if credential.secret.file_env:
                environment[credential.secret.file_env] = path
            else:
                arguments.append(flag_with(credential.secret.file_flag, path))
        return replace(self, arguments=tuple(arguments), environment=environment)


def invocation(subject: Subject, form: Form, *, listen: str = "") -> Invocation:
    """What the exporter of the subject is started with in this form; ``listen`` overrides the visitor's address."""
    configure = subject.exporter.configure
    arguments: list[str] = []
    environment: dict[str, str] = {}
    for text in (_listen(subject, form, listen), *_always(subject, form)):
        add_words(text, arguments, environment)
    examples: dict[str, str] = {}
    target = configure.target
    if target and target.env and any(secret.env == target.env for secret in configure.secrets):
        examples[target.env] = target_value(target, subject).replace("://", "://USER:PASSWORD@", 1)
    elif target and not subject.multi_target:
        value = target_value(target, subject)
        # Old versions of some exporters know only the flag, and the value holds no credentials.
        if target.flag:
            arguments.append(flag_with(target.flag, value))
        elif target.env:
            environment[target.env] = value
    wired, others = chosen(configure.secrets, examples)
    state = _state(subject, form) if any("{state}" in a.argument for a in configure.arguments) else ""
    return Invocation(tuple(arguments), environment, wired, others, _configs(subject, form), state)


def listens_where_told(subject: Subject, form: Form) -> bool:
    """Whether the listen address can be chosen; else it is every address, and the entry's port."""
    return bool(_listen_template(subject, form))


def target_value(target: Target, subject: Subject) -> str:
    """What the exporter is told about its target."""
    host, port = bracketed(subject.choices.host), str(subject.choices.port or "")
    if not port:
        return fill(target.value.replace(":{port}", ""), host=host, port="")
    return fill(target.value, host=host, port=port)


def _listen_template(subject: Subject, form: Form) -> str:
    container = subject.exporter.install.container
    if form == "container" and container is not None and container.listen is not None:
        return container.listen
    return subject.exporter.configure.listen


def _listen(subject: Subject, form: Form, listen: str) -> str:
    address = listen or subject.choices.listen
    host, _, port = address.rpartition(":")
    return fill(_listen_template(subject, form), listen=address, host=host or "0.0.0.0", port=port)  # noqa: S104


def _always(subject: Subject, form: Form) -> list[str]:
    """What is needed in every form, then what this form needs."""
    host, port = bracketed(subject.choices.host), str(subject.choices.port or "")
    texts = []
    for argument in subject.exporter.configure.arguments:
        path = _path(subject, argument, form)
        texts.append(fill(argument.argument, file=path, state=_state(subject, form), host=host, port=port))
    return [*texts, *_of_form(subject.exporter.install, form)]


def _of_form(install: Install, form: Form) -> tuple[str, ...]:
    if form == "container" and install.container:
        return install.container.arguments
    if form == "binary" and install.binary:
        return install.binary.arguments
    return ()


def _state(subject: Subject, form: Form) -> str:
    install = subject.exporter.install
    own = {"container": install.container, "debian": install.debian}.get(form)
    return (own.state if own else "") or f"/var/lib/{subject.name}"


def _brought(argument: Argument, form: Form) -> str:
    """The path at which the form itself brings the file; what a release archive brings has no place of its own."""
    return {"container": argument.shipped.container, "debian": argument.shipped.debian}.get(form, "")


def _path(subject: Subject, argument: Argument, form: Form) -> str:
    return _brought(argument, form) or f"/etc/{subject.name}/{argument.file}"


def _configs(subject: Subject, form: Form) -> tuple[ConfigFile, ...]:
    return tuple(
        ConfigFile(
            argument.file,
            _path(subject, argument, form),
            argument.example,
            argument.what,
            argument.shipped.binary if form == "binary" else "",
        )
        for argument in subject.exporter.configure.arguments
        if argument.file and not _brought(argument, form)
    )
