"""Recording: run an entry's lab and write the pages its exporter served."""

from __future__ import annotations

import base64
import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from exporterhub import __version__
from exporterhub.catalog import Entry, Recording, trim, write_header
from exporterhub.catalog.models import Load, Run
from exporterhub.errors import BadInput
from exporterhub.lab._events import Event, Stage
from exporterhub.lab._files import write_whole
from exporterhub.lab._job import Job, JobLoad, JobProgram, JobReady, JobScrape
from exporterhub.lab._plan import Plan, Step, lab_of, plan
from exporterhub.lab._redact import redact
from exporterhub.lab._sandboxed import events, scratch_folder
from exporterhub.programs import PATH, Root, debian_root, this_python

Report = Callable[[Event], None]


def record(
    entry: Entry,
    run: Run,
    *,
    report: Report = lambda _: None,
    folder: Path | None = None,
    date: datetime.date | None = None,
) -> list[Path]:
    """Do one run of ``entry`` and write its recordings; nothing is written unless the whole run went well.

    Args:
        entry: an entry with a lab.
        run: one of its runs.
        report: is told each step.
        folder: where recordings go; the entry's own ``recordings`` unless said.
        date: the day of the recording; today unless said.

    Returns:
        The files that were written.

    Raises:
        BadInput: the run does not fit the lab.
        LabFailure: a program failed; its log's last lines are in ``log``.
        Missing: no sandbox or no Debian archive can be had here.
    """
    lab = lab_of(entry)
    if lab is None:
        raise BadInput(f"{entry.slug} has no lab.yaml", remedy="CONTRIBUTING.md shows how to write one")

    def say(stage: Stage, text: str) -> None:
        report(Event(entry.slug, run.name, stage, text))

    planned = plan(lab, run)
    roots = roots_of(planned, lambda text: say("root", text))
    pages = []
    for event in events(job_of(planned, roots)):
        if event["event"] == "page":
            pages.append((base64.b64decode(event["page"]), str(event["content_type"])))
        say(event["event"], event["text"])
    target = folder or entry.folder / "recordings"
    target.mkdir(parents=True, exist_ok=True)
    day = date or datetime.datetime.now(datetime.UTC).date()
    files = {}
    for scrape, (page, content_type) in zip(planned.scrapes, pages, strict=True):
        recording, body = _recording(planned, roots, page, content_type)
        recording = replace(recording, url=scrape.url, date=day.isoformat())
        name = "_".join(filter(None, [recording.version, run.name, scrape.name]))
        files[target / f"{name}.prom"] = write_header(recording, body).encode() + body
    for path, content in files.items():
        write_whole(path, content)
        say("written", path.name)
    return list(files)


def _recording(planned: Plan, roots: dict[str, Root], page: bytes, content_type: str) -> tuple[Recording, bytes]:
    """What the header says of a page, and the page as it is written."""
    page, redacted = redact(page, planned.redact)
    page, trimmed = trim(page, content_type)
    exporter = planned.step(planned.exporter)
    target, target_version = "", ""
    if planned.target not in ("", planned.exporter):
        target, target_version = _named(planned, roots, planned.target)
    recording = Recording(
        path=Path(),
        name="",
        exporter=exporter.version_of,
        version=_version(exporter, roots),
        target=target,
        target_version=target_version,
        suite=exporter.suite,
        run=planned.run.name,
        flags=planned.run.flags,
        content_type=content_type,
        trimmed=trimmed,
        redacted=redacted,
    )
    return recording, page


def _named(planned: Plan, roots: dict[str, Root], name: str) -> tuple[str, str]:
    step = planned.step(name)
    return step.version_of, _version(step, roots)


def _version(step: Step, roots: dict[str, Root]) -> str:
    if step.version_of == step.program.python:
        return __version__
    return roots[step.name].version(step.version_of)


def roots_of(planned: Plan, progress: Callable[[str], None]) -> dict[str, Root]:
    """The root of each program, by its name; ``progress`` is told what is unpacked. Raises Missing."""
    return {step.name: debian_root(step.program.packages, step.suite, progress=progress) for step in planned.steps}


def job_of(planned: Plan, roots: dict[str, Root]) -> Job:
    """The job of a plan whose programs have the ``roots``."""
    return Job(
        scratch=str(scratch_folder()),
        programs=tuple(_job_program(step, roots[step.name]) for step in planned.steps),
        load=tuple(map(job_load, planned.load)),
        scrapes=tuple(JobScrape(scrape.url, scrape.accept) for scrape in planned.scrapes),
        settle=planned.settle,
    )


def job_load(load: Load) -> JobLoad:
    """A line of work, as the inside gets it."""
    return JobLoad(load.program, load.run, load.background, load.repeat)


def _job_program(step: Step, root: Root) -> JobProgram:
    program = step.program
    ready = JobReady(**program.ready.model_dump())
    files, env, readable = program.files, program.env, {}
    if program.python:
        interpreter = this_python()
        files = {"bin/exporterhub": interpreter.script("exporterhub.cli"), **files}
        env = {"PATH": f"/lab/{step.name}/bin:{PATH}", **env}
        readable = {place: str(path) for place, path in interpreter.readable.items()}
    return JobProgram(
        step.name,
        str(root.path),
        files,
        env,
        program.prepare,
        program.run,
        ready,
        program.sysfs,
        readable,
    )
