"""Roots made from the real Debian archive."""

from __future__ import annotations

import http.server
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from exporterhub.errors import BadInput, Missing
from exporterhub.programs import (
    MIRROR_SETTING,
    Inner,
    Root,
    bubblewrap,
    cache_folder,
    debian_root,
    inner_command,
    outer_command,
    run_tool,
)

pytestmark = pytest.mark.debian


@pytest.fixture(scope="module")
def promtool() -> Root:
    return debian_root(["promtool"], "trixie")


def test_a_root_names_its_versions_and_is_found_again(promtool: Root) -> None:
    assert promtool.version("promtool").startswith("2.")
    assert (promtool.path / "usr/bin/promtool").is_file()
    assert debian_root(["promtool"], "trixie") == promtool


@pytest.mark.sandbox
def test_a_program_runs_on_its_root(promtool: Root) -> None:
    done = run_tool(
        promtool,
        ["promtool", "check", "metrics"],
        stdin=b"# HELP up_total Ups.\n# TYPE up_total counter\nup_total 1\n",
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.sandbox
def test_a_root_cannot_be_written_to(promtool: Root) -> None:
    done = run_tool(promtool, ["sh", "-c", "touch /usr/bin/x /etc/x /opt/x /x; ls /x /usr/bin/x"])
    assert b"Read-only file system" in done.stderr
    assert not (promtool.path / "usr/bin/x").exists()


def test_an_unknown_package_is_named() -> None:
    with pytest.raises(BadInput, match="no-such-exporter"):
        debian_root(["no-such-exporter"], "bookworm")


@pytest.fixture
def local_mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An archive of our own on loopback, with the real, signed lists of bookworm."""
    folder = tmp_path / "debian"
    debian_root(["hostname"], "bookworm")
    lists = cache_folder() / "debian/bookworm/lists"
    for source in lists.glob("*_dists_bookworm_*"):
        name = source.name.split("_dists_", 1)[1].replace("_", "/")
        place = folder / "dists" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, place)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *args: object) -> None: ...

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv(MIRROR_SETTING, f"http://127.0.0.1:{server.server_port}")
        yield folder
        server.shutdown()
        thread.join()


def test_a_changed_list_is_refused(local_mirror: Path, tmp_path: Path) -> None:
    release = next(local_mirror.rglob("InRelease"))
    release.write_bytes(release.read_bytes().replace(b"Suite: oldstable", b"Suite: changed!!"))
    assert b"changed!!" in release.read_bytes()
    with pytest.raises(Missing, match=r"invalid|BADSIG|not signed|not.*verified"):
        debian_root(["hostname"], "bookworm", cache=tmp_path / "cache")


def test_a_changed_archive_is_refused(local_mirror: Path, tmp_path: Path) -> None:
    packages = next(local_mirror.rglob("Packages")).read_text()
    stanza = next(part for part in packages.split("\n\n") if part.startswith("Package: hostname\n"))
    fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line)
    archive = local_mirror / fields["Filename"]
    archive.parent.mkdir(parents=True)
    archive.write_bytes(b"x" * int(fields["Size"]))
    apt_cache = tmp_path / "cache"
    with pytest.raises(Missing, match=r"Hash Sum mismatch|404"):
        debian_root(["hostname"], "bookworm", cache=apt_cache)
    assert not list((apt_cache / "debian").glob("roots/*"))


def test_roots_are_made_once_by_several_processes(tmp_path: Path) -> None:
    """Two processes that want the same root at once get the same, whole one."""
    script = "from exporterhub.programs import debian_root; print(debian_root(['hostname'], 'bookworm').path)"
    running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    paths = {process.communicate(timeout=120)[0] for process in running}
    assert len(paths) == 1
    assert (Path(paths.pop().strip()) / "usr/bin/hostname").exists()


@pytest.mark.sandbox
def test_without_bubblewrap_debians_own_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh machine without the package bubblewrap, and without root to install it."""
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "bwrap" else which(name))
    bubblewrap.cache_clear()
    try:
        command = outer_command(inner_command(Inner(Path("/")), ["id", "-u"]))
    finally:
        monkeypatch.undo()
        bubblewrap.cache_clear()
    assert "bubblewrap" in command[0]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("1000\n", "")
