"""What must hold for the plan of any entry of the catalog: its scripts, files and units are what they should be."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from exporterhub.catalog import Catalog
from exporterhub.hub.install import Block, Choices, Plan, plan

ELSEWHERE = Choices(host="db.example", port=1234, listen="192.0.2.1:9999", version="9.8.7", arch="arm64")


def blocks_of(made: Plan) -> Iterator[Block]:
    for method in made.methods:
        yield from method.blocks
    yield from made.scrape


@pytest.fixture(scope="module")
def blocks(real: Catalog) -> list[tuple[str, Block]]:
    """All blocks of all entries, for their own defaults and for a target elsewhere."""
    plans = [(entry.slug, plan(entry, wanted)) for entry in real for wanted in (Choices(version="9.8.7"), ELSEWHERE)]
    return [(slug, block) for slug, made in plans for block in blocks_of(made)]


def written_here(block: Block) -> bool:
    """Not the entry's own words, which may be a part of some file."""
    return block.title not in ("Turn the metrics on", "Steps", "Configuration")


def test_every_entry_has_a_scrape_job_that_is_yaml(real: Catalog) -> None:
    for entry in real:
        for block in plan(entry).scrape:
            jobs = yaml.safe_load(block.text)["scrape_configs"]
            assert all(job["job_name"] and job["static_configs"][0]["targets"] for job in jobs), entry.slug


def test_every_yaml_block_is_yaml(blocks: list[tuple[str, Block]]) -> None:
    for slug, block in blocks:
        if block.language == "yaml":
            assert list(yaml.safe_load_all(block.text)), (slug, block.title)


def test_every_manifest_names_what_it_is(blocks: list[tuple[str, Block]]) -> None:
    seen = 0
    for slug, document in manifests(blocks):
        assert {"apiVersion", "kind", "metadata"} <= set(document), slug
        seen += 1
    assert seen


def test_every_pod_mounts_the_volumes_it_has_and_contradicts_itself_nowhere(blocks: list[tuple[str, Block]]) -> None:
    for slug, document in manifests(blocks):
        if document["kind"] not in ("Deployment", "DaemonSet"):
            continue
        pod = document["spec"]["template"]["spec"]
        container = pod["containers"][0]
        volumes = [volume["name"] for volume in pod.get("volumes", ())]
        assert len(volumes) == len(set(volumes)), slug
        assert all(re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", name) for name in volumes), (slug, volumes)
        assert volumes == [mount["name"] for mount in container.get("volumeMounts", ())], slug
        places = [mount["mountPath"] for mount in container.get("volumeMounts", ())]
        assert len(places) == len(set(places)), (slug, places)
        rights = container["securityContext"]
        # The API server refuses this pair (core/v1 SecurityContext).
        assert not (rights.get("privileged") and rights.get("allowPrivilegeEscalation") is False), slug
        assert not (pod["securityContext"].get("runAsNonRoot") and pod["securityContext"]["runAsUser"] == 0), slug


def manifests(blocks: list[tuple[str, Block]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for slug, block in blocks:
        own_file = block.file in ("compose.yaml", "prometheus.yml") or block.file.startswith("/")
        if block.language == "yaml" and block.file and not own_file:
            yield from ((slug, document) for document in yaml.safe_load_all(block.text))


def test_every_compose_file_has_one_service_with_what_it_refers_to(blocks: list[tuple[str, Block]]) -> None:
    files = [(slug, yaml.safe_load(block.text)) for slug, block in blocks if block.file == "compose.yaml"]
    assert files
    for slug, document in files:
        (service,) = document["services"].values()
        assert service["image"].count(":") == 1, slug
        assert set(service.get("secrets", ())) == set(document.get("secrets", ())), slug
        named = {v.partition(":")[0] for v in service.get("volumes", ()) if not v.startswith("/")}
        assert named == set(document.get("volumes", ())), slug
        assert ("network_mode" in service) != ("ports" in service), slug
        for value in (*service.get("command", ()), *service.get("environment", {}).values()):
            assert "$" not in value.replace("$$", ""), (slug, value)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_every_script_is_shell(shell: str, blocks: list[tuple[str, Block]]) -> None:
    if not shutil.which(shell):
        pytest.skip(f"needs {shell}")
    scripts = sorted({block.text for _, block in blocks if block.language == "sh"})
    assert scripts
    script = "\n".join(f"f{number}() {{\n:\n{text}\n}}" for number, text in enumerate(scripts))
    done = subprocess.run([shell, "-n"], input=script, text=True, capture_output=True, check=False)
    assert done.stderr == ""


def test_no_placeholder_is_left(blocks: list[tuple[str, Block]]) -> None:
    names = "host|port|listen|version|os|arch|value|file|path|asset|state"
    for slug, block in blocks:
        if written_here(block):
            left = re.findall(rf"\{{(?:{names})\}}", block.text)
            assert not left, (slug, block.title, left)


def test_credentials_never_stand_in_a_command_or_a_unit(real: Catalog) -> None:
    """Only their files and the names of their variables may be there, and the names only before ``...``."""
    for entry in real:
        for secret in entry.exporter.configure.secrets:
            for block in blocks_of(plan(entry)):
                for found in re.finditer(rf"\b{re.escape(secret.env or '-')}=(\S*)", block.text):
                    given = found[1].rstrip(",")
                    assert given == "..." or "://USER:PASSWORD@" in given, (entry.slug, block.title)


def test_credentials_that_replace_others_are_not_asked_for(real: Catalog) -> None:
    for entry in real:
        target = entry.exporter.configure.target
        for secret in entry.exporter.configure.secrets:
            if secret.instead_of and not (target and target.env == secret.env):
                name = secret.file_env or secret.file_flag or secret.env
                for block in blocks_of(plan(entry)):
                    asked = block.language == "ini" or block.title == "docker run"
                    assert not asked or not re.search(rf"{re.escape(name)}(?![\w.-])", block.text), (entry.slug, name)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_units_are_what_systemd_understands(blocks: list[tuple[str, Block]], tmp_path: Path) -> None:
    units = [write_unit(tmp_path, slug, block) for slug, block in blocks if block.language == "ini" and block.file]
    assert units
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *sorted({str(unit) for unit in units})]
    done = subprocess.run(command, text=True, capture_output=True, check=False, timeout=120)
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "Unknown" in line]
    assert ours == []


def write_unit(folder: Path, slug: str, block: Block) -> Path:
    """The unit, or a stand-in for the packaged one with its drop-in; the executables are not installed here."""
    name = Path(block.file).name
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", block.text, flags=re.MULTILINE)
    if name.endswith(".service"):
        (folder / f"{slug}-{name}").write_text(text)
        return folder / f"{slug}-{name}"
    unit = folder / Path(block.file).parent.name.removesuffix(".d")
    unit.write_text("[Service]\nExecStart=/bin/true\nUser=daemon\n")
    drop_in = folder / f"{unit.name}.d" / name
    drop_in.parent.mkdir(exist_ok=True)
    drop_in.write_text(text)
    return unit
