"""Install plans: what a reader sees, and what must hold for any entry."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from exporterhub.catalog import Catalog, load
from exporterhub.hub.install import Block, Choices, Plan, plan, version_key

CASES = Path(__file__).resolve().parent / "cases"


@pytest.fixture(scope="module")
def small(small_catalog: Path) -> Catalog:
    return load([small_catalog])


@pytest.fixture(scope="module")
def real(catalog_folder: Path) -> Catalog:
    return load([catalog_folder])


def shown(made: Plan) -> str:
    """A plan as text, for the golden files."""
    parts: list[str] = [f"asks: {', '.join(made.asks)}"]
    for method in made.methods:
        parts.append(f"\n===== {method.label}")
        parts += [f"* {note}" for note in method.notes]
        parts += [_block(block) for block in method.blocks]
    parts.append("\n===== Scrape job")
    parts += [_block(block) for block in made.scrape]
    return "\n".join(parts)


def _block(block: Block) -> str:
    note = f"\n({block.note})\n" if block.note else ""
    return f"\n--- {block.title} [{block.language}] {block.file}".rstrip() + f"\n{block.text}{note}"


CHOICES = {
    "redis": Choices(),
    "redis-elsewhere": Choices("2001:db8::7", 6380, ":9200", "1.45.0", "arm64"),
    "blackbox": Choices(host="www.example.org", port=443),
    "acmedb": Choices(listen="0.0.0.0:9363"),
}


@pytest.mark.parametrize("case", CHOICES)
def test_plans_read_as_expected(case: str, small: Catalog, golden: Callable[[Path, str], None]) -> None:
    made = plan(small.entries[case.partition("-")[0]], CHOICES[case])
    golden(CASES / f"{case}.txt", shown(made))


def test_a_missing_version_is_said_once_per_method(small: Catalog) -> None:
    container = next(m for m in plan(small.entries["blackbox"]).methods if m.id == "container")
    assert sum("VERSION" in note for note in container.notes) == 1


def blocks_of(made: Plan) -> Iterator[Block]:
    for method in made.methods:
        yield from method.blocks
    yield from made.scrape


def all_blocks(catalog: Catalog) -> Iterator[tuple[str, Block]]:
    choices = Choices(host="db.example", port=1234, listen="192.0.2.1:9999", version="9.8.7")
    for entry in catalog:
        for wanted in (Choices(), choices):
            for block in blocks_of(plan(entry, wanted)):
                yield entry.slug, block


def test_every_entry_has_a_scrape_job_that_is_yaml(real: Catalog) -> None:
    for entry in real:
        for block in plan(entry).scrape:
            jobs = yaml.safe_load(block.text)["scrape_configs"]
            assert all(job["job_name"] and job["static_configs"][0]["targets"] for job in jobs), entry.slug


def test_every_manifest_is_yaml_that_names_what_it_is(real: Catalog) -> None:
    for slug, block in all_blocks(real):
        if block.language == "yaml" and block.file.endswith(".yaml") and block.file != "compose.yaml":
            for document in yaml.safe_load_all(block.text):
                assert {"apiVersion", "kind", "metadata"} <= set(document), (slug, block.title)


def test_every_script_is_shell(real: Catalog) -> None:
    shell = shutil.which("bash") or "sh"
    scripts = {
        block.text for _, block in all_blocks(real) if block.language == "sh" and block.title != "Turn the metrics on"
    }
    assert scripts
    script = "\n".join(f"f{number}() {{\n{text}\n}}" for number, text in enumerate(sorted(scripts)))
    done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
    assert done.stderr == ""


def test_no_placeholder_is_left(real: Catalog) -> None:
    for slug, block in all_blocks(real):
        if block.title != "Turn the metrics on":
            left = re.findall(r"\{(?:host|port|listen|version|os|arch|value|file|path|asset)\}", block.text)
            assert not left, (slug, block.title, left)


def test_credentials_never_stand_in_a_command_or_a_unit(real: Catalog) -> None:
    """Only their files and the names of their variables may be there, and the names only before ``...``."""
    for entry in real:
        for secret in entry.exporter.configure.secrets:
            for block in blocks_of(plan(entry)):
                for found in re.finditer(rf"\b{re.escape(secret.env or '-')}=(\S*)", block.text):
                    given = found[1].rstrip(",")
                    assert given == "..." or "://USER:PASSWORD@" in given, (entry.slug, block.title)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_units_are_what_systemd_understands(real: Catalog, tmp_path: Path) -> None:
    units = {}
    for entry in real:
        for block in blocks_of(plan(entry, Choices(version="9.8.7"))):
            if block.file.endswith(".service"):
                # The executable is not installed here.
                text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", block.text, flags=re.MULTILINE)
                units[tmp_path / Path(block.file).name] = text
    for path, text in units.items():
        path.write_text(text)
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *map(str, units)]
    done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=120)
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "Unknown" in line]
    assert units
    assert ours == []


def test_versions_are_ordered_as_people_order_them() -> None:
    versions = ["1.10.0", "1.9.0", "1.9.0~rc1", "0.11.1", "2", "1.9"]
    ordered = ["0.11.1", "1.9", "1.9.0~rc1", "1.9.0", "1.10.0", "2"]
    assert sorted(versions, key=version_key) == ordered
