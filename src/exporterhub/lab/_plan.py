"""From ``lab.yaml`` and the name of a run to the programs to start: parts replaced, suites chosen, flags filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from exporterhub.catalog import Entry
from exporterhub.catalog.models import Lab, Load, Program, Run, Scrape
from exporterhub.errors import BadInput


@dataclass(frozen=True)
class Step:
    """One program of a run and the Debian suite it comes from."""

    name: str
    program: Program
    suite: str

    @property
    def version_of(self) -> str:
        """The package whose version is this program's."""
        return self.program.version_of or self.program.python or self.program.packages[0]


@dataclass(frozen=True)
class Plan:
    """All of one run: ``steps`` in the order of starting; ``exporter`` and ``target`` are names of steps."""

    run: Run
    exporter: str
    target: str
    steps: tuple[Step, ...]
    load: tuple[Load, ...]
    scrapes: tuple[Scrape, ...]
    settle: float
    redact: dict[str, tuple[str, ...]]

    def step(self, name: str) -> Step:
        """The step called ``name``."""
        return next(step for step in self.steps if step.name == name)


def lab_of(entry: Entry) -> Lab | None:
    """The entry's lab, None where it has none. Raises BadInput where it has a lab.yaml that cannot be used."""
    if entry.lab is None and "lab.yaml" in entry.files:
        raise BadInput(
            f"{entry.slug}: lab.yaml cannot be used", remedy=f"`exporterhub catalog check {entry.slug}` says why"
        )
    return entry.lab


def plan(lab: Lab, run: Run, *, purpose: Literal["record", "prove"] = "record") -> Plan:
    """The plan of ``run``, to record pages or to prove alerts.

    Raises:
        BadInput: the run replaces a part with something a program cannot have, or names a program that is not there.
    """
    if purpose == "prove" and lab.prove is not None:
        here = {name: parts for name, parts in lab.prove.programs.items() if _is_there(name, parts, lab, run)}
        run = run.model_copy(update={"programs": _both(run.programs, here)})
    unknown = set(run.programs) - set(lab.programs)
    for name in sorted(unknown):
        if "packages" not in run.programs[name]:
            raise BadInput(
                f"run {run.name}: there is no program {name!r} to replace parts of",
                remedy=f"name one of {', '.join(lab.programs)}, or give the new program its packages",
            )
    steps = tuple(_step(lab, run, name) for name in [*lab.programs, *sorted(unknown)])
    built = Plan(
        run=run,
        exporter=lab.exporter,
        target=lab.target,
        steps=steps,
        load=tuple(load for load in (lab.load if run.load is None else run.load) if load.only in ("", purpose)),
        scrapes=lab.scrapes if run.scrapes is None else run.scrapes,
        settle=lab.settle,
        redact=dict(lab.redact),
    )
    names = {step.name for step in steps}
    for name in [
        built.exporter,
        *([built.target] if built.target else []),
        *(load.program for load in built.load),
    ]:
        if name not in names:
            raise BadInput(
                f"run {run.name}: there is no program {name!r}",
                remedy=f"name one of {', '.join(sorted(names))}",
            )
    return built


def _is_there(name: str, parts: dict[str, object], lab: Lab, run: Run) -> bool:
    """Whether the run has the program: what is said of a replica is not meant for runs without one."""
    return name in lab.programs or name in run.programs or "packages" in parts


def _both(first: dict[str, dict[str, object]], second: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """The parts of programs that either replaces; the second has the last word, files and variables one by one."""
    merged = {name: dict(parts) for name, parts in first.items()}
    for name, parts in second.items():
        own = merged.setdefault(name, {})
        for key, value in parts.items():
            before = own.get(key)
            own[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


def _step(lab: Lab, run: Run, name: str) -> Step:
    merged: dict[str, object] = lab.programs[name].model_dump(exclude_unset=True) if name in lab.programs else {}
    for key, value in run.programs.get(name, {}).items():
        before = merged.get(key)
        merged[key] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    try:
        program = Program.model_validate(merged)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise BadInput(f"run {run.name}, program {name}: {problems}") from error
    return Step(name, _with_flags(program, run.flags), _suite(run, name))


def _suite(run: Run, name: str) -> str:
    if isinstance(run.suites, str):
        return run.suites
    suite = run.suites.get(name) or run.suites.get("default")
    if suite is None:
        raise BadInput(
            f"run {run.name}: suites does not say where {name} comes from",
            remedy=f"add `{name}: trixie`, or `default: trixie`",
        )
    return suite


def _with_flags(program: Program, flags: str) -> Program:
    """Fill in ``{flags}``. Plain replacement, since shell lines are full of braces."""
    return program.model_copy(
        update={
            "run": program.run.replace("{flags}", flags),
            "prepare": program.prepare.replace("{flags}", flags),
            "env": {key: value.replace("{flags}", flags) for key, value in program.env.items()},
        }
    )
