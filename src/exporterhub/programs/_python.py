"""This very Python, with the packages it runs with, as a program of a sandbox: read-only, on whatever root.

The root of a sandbox has another C library than the machine, or another version of it. What the interpreter and its
extension modules are linked against therefore comes with them, and the machine's own loader starts them (ld.so(8)).
"""

from __future__ import annotations

import functools
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from exporterhub.errors import Missing

__all__ = ["Interpreter", "this_python"]

_HOME = "/exporterhub"
_OBJECT = re.compile(r"^\s*(?:\S+ => )?(/\S+) \(0x", re.MULTILINE)


@dataclass(frozen=True)
class Interpreter:
    """``readable`` maps paths in the sandbox to what is shown there, ``command`` runs a module of ours: ``-m NAME``."""

    readable: Mapping[str, Path]
    command: tuple[str, ...]

    def script(self, module: str) -> str:
        """A shell script that runs ``module`` with its arguments."""
        return f'#!/bin/sh\nexec {" ".join(self.command)} -m {module} "$@"\n'


@functools.cache
def this_python() -> Interpreter:
    """The interpreter that runs this, its standard library, its packages, and ExporterHub with its catalog.

    Raises:
        Missing: what it is linked against cannot be found out (that takes glibc's ldd).
    """
    library = Path(sysconfig.get_path("stdlib"))
    packages = Path(sysconfig.get_path("purelib"))
    executable = Path(sys.executable).resolve()
    objects = [executable, *library.glob("lib-dynload/*.so"), *packages.rglob("*.so"), *packages.rglob("*.so.*")]
    needed = [path for path in _linked(objects) if not path.is_relative_to(packages)]
    loader = next((path for path in needed if path.name.startswith("ld-linux")), None)
    if loader is None:
        raise Missing(f"{executable} names no loader", remedy="run this where Python is linked against glibc")
    source = Path(__file__).resolve().parents[2]
    readable = {
        f"{_HOME}/python/bin/{executable.name}": executable,
        f"{_HOME}/python/lib/{library.name}": library,
        f"{_HOME}/packages": packages,
        **{f"{_HOME}/lib/{path.name}": path for path in needed},
    }
    if not source.is_relative_to(packages):
        readable[f"{_HOME}/src"] = source
        if (source.parent / "catalog").is_dir():  # a checkout, whose catalog is beside it
            readable[f"{_HOME}/catalog"] = source.parent / "catalog"
    variables = {
        "PYTHONHOME": f"{_HOME}/python",
        "PYTHONPATH": f"{_HOME}/src:{_HOME}/packages",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    start = (f"{_HOME}/lib/{loader.name}", "--library-path", f"{_HOME}/lib")
    setting = ("env", *(f"{name}={value}" for name, value in variables.items()))
    return Interpreter(readable, (*setting, *start, f"{_HOME}/python/bin/{executable.name}"))


def _linked(objects: Iterable[Path]) -> list[Path]:
    """The shared objects that these are linked against, as the loader of this machine finds them."""
    try:
        # what cannot be loaded (a package's library for another system) makes it fail, and the rest is listed
        done = subprocess.run(["ldd", *map(str, objects)], capture_output=True, text=True, check=False)
    except OSError as error:
        raise Missing(
            f"ldd cannot be run: {error.strerror}", remedy="it comes with glibc (package libc-bin)"
        ) from error
    return sorted({Path(name) for name in _OBJECT.findall(done.stdout)})
